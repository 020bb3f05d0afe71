import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '#server/config.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { smallPack } from '#tests/support/pmtiles.ts';

const pack = smallPack({ filler: 5000 });

let server: App;
let tiles: Server;
let token: string;
/** What the raster service was asked for. */
const asked: string[] = [];

beforeAll(async () => {
	tiles = createServer((request, response) => {
		asked.push(request.url!);
		const [, z] = request.url!.split('/');
		if (z === '3') return void response.writeHead(404).end();
		if (z === '4') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
		// Of no length that is said, and without an end.
		if (z === '6') return pourInto(response);
		if (z === '5') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<script>');
		response.writeHead(200, { 'content-type': 'image/png' }).end('a picture');
	});
	await new Promise<void>((done) => tiles.listen(0, '127.0.0.1', done));
	const { port } = tiles.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}/{z}/{x}/{y}?key=secret`;
	server = await openApp({ raster: { url, datum: 'GCJ-02', maxZoom: 6, credit: '某图' } });
	mkdirSync(join(server.dataDir, 'maps'), { recursive: true });
	writeFileSync(join(server.dataDir, 'maps/tianjin.pmtiles'), pack);
	writeFileSync(join(server.dataDir, 'maps/broken.pmtiles'), 'no tiles');
	writeFileSync(join(server.dataDir, 'maps/notes.txt'), 'private');
	token = await server.signIn('grid01');
});
afterAll(async () => {
	await server.close();
	tiles.close();
});

let poured = 0;
function pourInto(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': 'image/png' });
	const more = () => {
		if (response.destroyed || poured > 64 * 1024 * 1024) return void response.end();
		poured += 65_536;
		response.write(Buffer.alloc(65_536), more);
	};
	more();
}

const get = (url: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
	server.app.inject({ url, headers });

describe('packs of a base map', () => {
	it('[MP6] are listed with their size, and what is none is left out', async () => {
		const { body } = await server.ask(token, '/api/maps');
		expect(body.packs).toMatchObject([{ name: 'tianjin', bytes: pack.length, maxZoom: 14 }]);
		expect(body.packs[0].bounds.map(Math.round)).toEqual([117, 39, 117, 39]);
		expect((await get('/api/maps', {})).statusCode).toBe(401);
	});

	it('[MP6] come in ranges, whole, and by name alone', async () => {
		const url = '/api/maps/packs/tianjin.pmtiles';
		const whole = await get(url);
		expect(whole.rawPayload.equals(pack)).toBe(true);
		const part = await get(url, { authorization: `Bearer ${token}`, range: 'bytes=100-199' });
		expect(part.statusCode).toBe(206);
		expect(part.rawPayload.equals(pack.subarray(100, 200))).toBe(true);
		expect(part.headers['content-range']).toBe(`bytes 100-199/${pack.length}`);
		expect(part.headers.etag).toBe(whole.headers.etag);
		expect((await get(url, {})).statusCode).toBe(401);
		for (const path of ['notes.txt', '../accounts.sqlite', '..%2faccounts.sqlite', 'a/tianjin.pmtiles', '.pmtiles', ''])
			expect((await get(`/api/maps/packs/${path}`)).statusCode).not.toBe(200);
	});
});

describe('a raster service', () => {
	it('[MP7] is asked by the server, with its secret, and the phone learns of neither', async () => {
		const { body } = await server.ask(token, '/api/maps');
		expect(body.raster).toEqual({ datum: 'GCJ-02', maxZoom: 6, credit: '某图' });
		const tile = await get('/api/maps/raster/2/1/3');
		expect([tile.statusCode, tile.headers['content-type'], tile.body]).toEqual([200, 'image/png', 'a picture']);
		expect(asked).toEqual(['/2/1/3?key=secret']);
		expect((await get('/api/maps/raster/2/1/3', {})).statusCode).toBe(401);
	});

	it('[MP7] is asked for nothing but tiles, and only pictures come through', async () => {
		asked.length = 0;
		for (const path of ['7/0/0', '2/4/0', '2/0/4', '-1/0/0', '1.5/0/0', '2/0/x', '2/0/..%2f'])
			expect((await get(`/api/maps/raster/${path}`)).statusCode, path).toBeGreaterThanOrEqual(400);
		expect(asked).toEqual([]);
		expect((await get('/api/maps/raster/3/0/0')).statusCode).toBe(404);
		expect((await get('/api/maps/raster/4/0/0')).statusCode).toBe(503);
		expect((await get('/api/maps/raster/5/0/0')).statusCode).toBe(503);
	});

	it('[MP7] that pours without end is left after the size of a tile', async () => {
		expect((await get('/api/maps/raster/6/0/0')).statusCode).toBe(503);
		expect(poured).toBeLessThan(32 * 1024 * 1024);
	});

	it('[MP8] opens the content security policy to no other host', async () => {
		const policy = String((await get('/')).headers['content-security-policy']);
		expect(policy).toContain(`connect-src 'self'`);
		expect(policy).toContain(`worker-src 'self' blob:`);
		expect(policy).toContain(`img-src 'self' data: blob:;`);
		expect(policy).not.toMatch(/https?:/);
	});

	it('[MP7] is named with its datum, or not at all', () => {
		const url = 'https://tiles.example/{z}/{x}/{y}.png';
		expect(readConfig({})).toMatchObject({ ok: true, value: { raster: null } });
		const wgs = readConfig({ MAP_RASTER_URL: url, MAP_RASTER_DATUM: 'WGS-84', MAP_RASTER_CREDIT: '某图' });
		expect(wgs).toMatchObject({ ok: true, value: { raster: { url, datum: 'WGS-84', maxZoom: 18, credit: '某图' } } });
		for (const wrong of [
			{ MAP_RASTER_URL: url },
			{ MAP_RASTER_URL: 'https://x/{z}', MAP_RASTER_DATUM: 'GCJ-02' },
			{ MAP_RASTER_URL: 'file:///{z}/{x}/{y}', MAP_RASTER_DATUM: 'GCJ-02' },
		])
			expect(readConfig(wrong)).toMatchObject({ ok: false });
	});
});
