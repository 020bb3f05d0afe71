import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDrawing } from '#lib/ground/check.ts';
import { featuresOf, type Drawing } from '#lib/ground/drawing.ts';
import type { Place } from '#lib/registers/register.ts';
import { readDrawing } from '#lib/ground/read.ts';
import { backUp } from '#server/backups/backup.ts';
import { restore } from '#server/backups/restore.ts';
import { openDrawingFile } from '#server/drawing/drawings-sqlite.ts';
import { grids } from '#server/seed/buildings.ts';
import { newCommunity } from '#server/seed/community.ts';
import { community, openApp, type App } from '#tests/support/app.ts';

const moment = Date.parse('2026-11-23T15:30:00+08:00');
const seeded = newCommunity(moment);
const url = `/api/drawings/${community}`;
const elsewhere = '/api/drawings/120101004011';

let server: App;
let tokens: Record<string, string>;

beforeAll(async () => {
	server = await openApp();
	const names = ['grid01', 'super01', 'street01', 'admin01'];
	tokens = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await server.signIn(name)])));
});
afterAll(() => server.close());

const as = (name: string, options: Parameters<App['ask']>[1]) => server.ask(tokens[name]!, options);
const save = (name: string, drawing: unknown, base: number, way = 'file') =>
	as(name, { method: 'PUT', url, payload: { drawing, base, way } });

describe('the demonstration’s drawing', () => {
	it('[MP9] is made again from the same seed, with six grids, every house and staircase, and nothing wrong', () => {
		expect(newCommunity(moment).drawing).toEqual(seeded.drawing);
		const { drawing, faults } = readDrawing(JSON.parse(JSON.stringify(seeded.drawing)), () => 'id');
		expect(faults).toEqual([]);
		expect(drawing).toEqual(seeded.drawing);
		const registered = [...seeded.entriesByPage.values()].flat().flatMap(({ kind, desk, body }) => {
			const { sort, name, lat, lon } = body as unknown as Place;
			return kind === 'place' && sort === 'building' ? [{ grid: desk, name, at: [lon!, lat!] as const }] : [];
		});
		expect(registered).toHaveLength(40);
		expect(featuresOf(drawing, 'grid').map(({ id }) => id)).toEqual(grids.map(({ code }) => code));
		expect(featuresOf(drawing, 'building')).toHaveLength(40);
		expect(featuresOf(drawing, 'entrance').length).toBeGreaterThan(100);
		expect(featuresOf(drawing, 'facility')).toHaveLength(48);
		expect(checkDrawing(drawing, community, registered)).toEqual([]);
	});
});

describe('a community’s drawing', () => {
	it('[MP4] is empty before anybody drew it, and nobody but who administers it changes it', async () => {
		expect((await as('grid01', url)).body).toMatchObject({ n: 0, drawing: { features: [] } });
		for (const name of ['grid01', 'super01', 'street01'])
			expect((await save(name, seeded.drawing, 0)).status).toBe(403);
		expect((await as('super01', `${url}/versions`)).status).toBe(403);
		expect((await as('grid01', { method: 'POST', url: `${url}/check`, payload: { drawing: {} } })).status).toBe(403);
	});

	it('[MP1, MP4] is saved with who and when, and read from below and from above', async () => {
		const saved = await save('admin01', seeded.drawing, 0);
		expect(saved).toMatchObject({ status: 200, body: { n: 1 } });
		// This register holds no building at all.
		expect(new Set(saved.body.doubts.map((doubt: { code: string }) => doubt.code))).toEqual(
			new Set(['unknown-building']),
		);
		for (const name of ['grid01', 'super01', 'street01', 'admin01'])
			expect((await as(name, url)).body).toMatchObject({ community, n: 1, drawing: seeded.drawing });
		expect((await as('super01', elsewhere)).status).toBe(403);
		expect((await as('grid01', elsewhere)).status).toBe(403);
		expect((await as('street01', elsewhere)).status).toBe(200);
		expect((await server.app.inject(url)).statusCode).toBe(401);
		const { versions } = (await as('admin01', `${url}/versions`)).body;
		expect(versions).toMatchObject([
			{ n: 1, account: 'admin01', name: '韩晓东', way: 'file', at: server.clock.ms, changed: 0, removed: 0 },
		]);
		expect(versions[0].added).toBe(seeded.drawing.features.length);
	});

	it('[MP2] is not changed by a faulty one: the answer names the feature and where it lies', async () => {
		const drawing = JSON.parse(JSON.stringify(seeded.drawing)) as {
			features: { geometry: { coordinates: [number, number] } }[];
		};
		const at = seeded.drawing.features.findIndex(({ properties }) => properties.sort === 'facility');
		drawing.features[at]!.geometry.coordinates.reverse();
		const refused = await save('admin01', drawing, 1);
		expect(refused).toMatchObject({ status: 422, body: { code: 'drawing', faults: [{ code: 'swapped' }] } });
		expect(refused.body.faults[0].at).toEqual([...drawing.features[at]!.geometry.coordinates].reverse());
		expect((await as('admin01', url)).body.n).toBe(1);
		const judged = await as('admin01', { method: 'POST', url: `${url}/check`, payload: { drawing } });
		expect(judged.body.faults).toEqual(refused.body.faults);
		expect(judged.body.drawing.features).toHaveLength(seeded.drawing.features.length - 1);
	});

	it('[MP3] is not written over what another saved meanwhile', async () => {
		const fewer: Drawing = { ...seeded.drawing, features: seeded.drawing.features.slice(1) };
		expect(await save('admin01', fewer, 0, 'map')).toMatchObject({ status: 409, body: { code: 'moved', n: 1 } });
		expect(await save('admin01', fewer, 1, 'map')).toMatchObject({ status: 200, body: { n: 2 } });
		expect((await as('admin01', `${url}/versions`)).body.versions[0]).toMatchObject({
			n: 2,
			way: 'map',
			added: 0,
			removed: 1,
		});
	});

	it('[MP5] stands by its number in the list of pages of who works there', async () => {
		expect((await as('grid01', '/api/pages')).body.drawings).toEqual({ [community]: 2 });
		expect((await as('super01', '/api/pages')).body.drawings).toEqual({});
	});

	it('refuses what is no request: a body without a drawing, a code that is none', async () => {
		expect((await save('admin01', [], 2)).status).toBe(400);
		expect((await as('admin01', '/api/drawings/12')).status).toBe(400);
	});
});

describe('the file of drawings', () => {
	it('[MP1] refuses to change or to delete a version, and a later version of the file', () => {
		const folder = mkdtempSync(join(tmpdir(), 'drawings-'));
		const path = join(folder, 'drawings.sqlite');
		const file = openDrawingFile(path);
		const version = { n: 1, at: 1, account: 'a', way: 'file', added: 0, changed: 0, removed: 0 } as const;
		const drawing: Drawing = { type: 'FeatureCollection', features: [] };
		expect(file.add(community, { ...version, drawing })).toBe(true);
		expect(file.add(community, { ...version, account: 'b', drawing })).toBe(false);
		file.close();
		const raw = new DatabaseSync(path);
		expect(() => raw.exec(`UPDATE version SET account = 'b'`)).toThrow('only grow');
		expect(() => raw.exec('DELETE FROM version')).toThrow('only grow');
		raw.exec('PRAGMA user_version = 9');
		raw.close();
		expect(() => openDrawingFile(path)).toThrow('version 9');
		rmSync(folder, { recursive: true });
	});

	it('[MP10] goes with a backup and comes back with it, and so do map packs', () => {
		const folder = mkdtempSync(join(tmpdir(), 'drawings-'));
		writeFileSync(join(server.dataDir, 'maps/tianjin.pmtiles'), 'tiles');
		const backup = join(folder, 'backup');
		backUp(server.dataDir, backup, () => moment);
		const restored = join(folder, 'data');
		expect(restore(backup, restored, () => moment)).toMatchObject({ ok: true });
		const file = openDrawingFile(join(restored, 'drawings.sqlite'));
		expect(file.numberOf(community)).toBe(2);
		expect(file.latest(community)!.drawing).toEqual(server.drawings.latest(community)!.drawing);
		file.close();
		expect(restore(backup, restored, () => moment)).toMatchObject({ ok: true, value: { aside: expect.any(String) } });
		rmSync(folder, { recursive: true });
	});
});
