import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import type { AddedPhoto, PhotoBody } from '#lib/ledger/photo.ts';
import { photosPerDay } from '#server/blobs/photos.ts';
import { createShelf, hashOf } from '#server/blobs/shelf.ts';
import { createAnnounced } from '#tests/support/announced.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, idOf } from '#tests/support/entries.ts';
import { jpeg, png, webp } from '#tests/support/pictures.ts';
import { mp4, webm } from '#tests/support/recordings.ts';

const page = `${grid}/field/2026-11`;
const disk: { free: number; isFull: boolean } = { free: 2 ** 40, isFull: false };
let server: App;
let token: string;
const others: Record<string, string> = {};
const make = createEntries();
const visit = make.make();
const announced = createAnnounced(() => server, page);
const { folder, files } = announced;

beforeAll(async () => {
	server = await openApp({
		disk: {
			freeBytes: async () => disk.free,
			append: async (path, offset, stream) => {
				let at = offset;
				// As a disk does: a part is written before it says so.
				for await (const chunk of stream as AsyncIterable<Uint8Array>) {
					writeFileSync(path, chunk.subarray(0, disk.isFull ? 10 : undefined), { flag: 'a' });
					if (disk.isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
					at += chunk.length;
				}
				return at;
			},
		},
	});
	token = await server.signIn('grid01', 'device-grid01');
	for (const account of ['grid02', 'super01', 'street01', 'admin01']) others[account] = await server.signIn(account);
	await server.write(page, visit);
});
afterEach(async () => {
	Object.assign(disk, { free: 2 ** 40, isFull: false });
	await announced.forget();
	expect(files()).toEqual([]);
});
afterAll(() => server.close());

/** An entry for these bytes, on the ledger. */
const announce = (bytes: Uint8Array, body: Partial<PhotoBody> = {}): Promise<Entry> =>
	announced.announce(make.photo(visit, { sha256: hashOf(bytes), bytes: bytes.length, ...body }));

const tus = { 'tus-resumable': '1.0.0' };
const ask = (method: 'POST' | 'PATCH' | 'HEAD', url: string, headers: object, payload?: Buffer, as = token) =>
	server.app.inject({
		method,
		url,
		headers: { authorization: `Bearer ${as}`, ...tus, ...headers },
		...(payload ? { payload } : {}),
	});
const begin = (entry: Entry, length: number, as?: string) =>
	ask(
		'POST',
		'/api/uploads',
		{ 'upload-length': String(length), 'upload-metadata': `entry ${Buffer.from(entry.id).toString('base64')}` },
		undefined,
		as,
	);
const bringAt = (id: string, offset: number, bytes: Uint8Array) =>
	ask(
		'PATCH',
		`/api/uploads/${id}`,
		{ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
		Buffer.from(bytes),
	);

/** The whole way of a photo; the last answer, and what was said. */
async function bring(entry: Entry, bytes: Uint8Array): Promise<{ status: number; code?: string }> {
	const begun = await begin(entry, bytes.length);
	if (begun.statusCode !== 201) return { status: begun.statusCode, code: begun.json<{ code: string }>().code };
	expect(begun.headers.location).toBe(`/api/uploads/${entry.id}`);
	const { statusCode, body } = await bringAt(entry.id, 0, bytes);
	return { status: statusCode, ...(body ? { code: (JSON.parse(body) as { code: string }).code } : {}) };
}

const receipts = async (ids: readonly string[], as = token) =>
	(await server.ask(as, { method: 'POST', url: '/api/photos/receipts', payload: { ids } })).body.receipts as {
		id: string;
	}[];
const look = (entry: Entry, as: string) =>
	server.app.inject({ url: `/api/photos/${entry.id}`, headers: { authorization: `Bearer ${as}` } });

const size = { width: 64, height: 48 };
const photo = jpeg(size);

describe('a photo on its way', () => {
	it('[BL8, BL10] comes after its entry, lies under its hash, and then has its receipt', async () => {
		const entry = await announce(photo);
		expect(await receipts([entry.id])).toEqual([]);
		expect(await bring(entry, photo)).toEqual({ status: 204 });
		expect(files()).toEqual([hashOf(photo)]);
		expect(await receipts([entry.id, idOf(900)])).toEqual([{ id: entry.id, sha256: hashOf(photo) }]);
		expect(await receipts([entry.id], others.grid02!)).toEqual([]);
	});

	it('[BL8] is taken for no entry that does not stand there, and from nobody but its author', async () => {
		const entry = make.photo(visit, { sha256: hashOf(photo), bytes: photo.length });
		announced.ids.push(entry.id);
		expect((await begin(entry, photo.length)).statusCode).toBe(404);
		await server.write(page, entry);
		expect((await begin(entry, photo.length, others.grid02!)).statusCode).toBe(404);
		expect((await begin(visit, photo.length)).statusCode).toBe(404);
		expect((await server.app.inject({ method: 'POST', url: '/api/uploads', headers: tus })).statusCode).toBe(401);
		expect(files()).toEqual([]);
	});

	it('[BL18] is reached by the name that was looked at, whatever else stands in the address', async () => {
		const [foreign, own] = [
			await announce(photo),
			make.photo(visit, { bytes: photo.length }, { by: 'grid02', dev: 'device-grid02' }),
		];
		announced.ids.push(own.id);
		await server.write(page, own);
		expect((await begin(foreign, photo.length)).statusCode).toBe(201);
		expect((await begin(own, photo.length, others.grid02!)).statusCode).toBe(201);
		const bytes = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
		for (const tail of [`?/${foreign.id}`, `?x=/${foreign.id}`, `?a/b/${foreign.id}/`, `;/${foreign.id}`]) {
			const there = `/api/uploads/${own.id}${tail}`;
			const half = Buffer.from(photo.subarray(0, 7));
			const { statusCode } = await ask('PATCH', there, bytes, half, others.grid02!);
			expect([204, 400, 404, 409], tail).toContain(statusCode);
			expect((await ask('HEAD', `/api/uploads/${foreign.id}`, {})).headers['upload-offset'], tail).toBe('0');
		}
		const told = await ask('HEAD', `/api/uploads/${own.id}?/${foreign.id}`, {}, undefined, others.grid02!);
		expect(told.headers['upload-offset']).toBe('7');
	});

	it('[BL8, D142] comes from a revoked device too, which sees nothing by that', async () => {
		const entry = await announce(photo);
		const own = token;
		server.auth.devices.revoke('device-grid01', { account: 'admin01', address: '' });
		expect((await look(entry, own)).statusCode).toBe(401);
		expect(await bring(entry, photo)).toEqual({ status: 204 });
		expect(await receipts([entry.id])).toHaveLength(1);
		expect((await look(entry, own)).statusCode).toBe(401);
		token = await server.signIn('grid01', 'device-grid01-new');
	});

	it('[BL8] that others have as well is brought by each, and lies there once', async () => {
		const [first, second] = [await announce(photo), await announce(photo)];
		await bring(first, photo);
		expect((await receipts([first.id, second.id])).map(({ id }) => id)).toEqual([first.id]);
		await bring(second, photo);
		expect(await receipts([first.id, second.id])).toHaveLength(2);
		expect(files()).toEqual([hashOf(photo)]);
		await server.photos.forget([first.id]);
		expect((await look(second, token)).rawPayload).toEqual(Buffer.from(photo));
		await server.photos.forget([second.id]);
		expect(files()).toEqual([]);
	});

	it('[BL9] goes on where it was cut', async () => {
		const entry = await announce(photo);
		await begin(entry, photo.length);
		expect((await bringAt(entry.id, 0, photo.subarray(0, 60))).headers['upload-offset']).toBe('60');
		const head = await ask('HEAD', `/api/uploads/${entry.id}`, {});
		expect([head.statusCode, head.headers['upload-offset'], head.headers['upload-length']]).toEqual([
			200,
			'60',
			String(photo.length),
		]);
		expect((await bringAt(entry.id, 10, photo.subarray(10))).statusCode).toBe(409);
		expect((await bringAt(entry.id, 60, photo.subarray(60))).statusCode).toBe(204);
		expect(await receipts([entry.id])).toHaveLength(1);
		// Its last answer was lost: asked again, the server says that all of it is there; begun again, it leaves nothing.
		for (let turn = 0; turn < 2; turn++) {
			expect((await ask('HEAD', `/api/uploads/${entry.id}`, {})).headers['upload-offset']).toBe(String(photo.length));
			expect((await begin(entry, photo.length)).statusCode).toBe(201);
			expect(files()).toEqual([hashOf(photo)]);
		}
	});

	it('[BL9] is finished by the next question when the server died between its last byte and its receipt', async () => {
		const entry = await announce(photo);
		await begin(entry, photo.length);
		writeFileSync(join(folder(), 'parts', `${entry.id}.part`), photo);
		expect(await receipts([entry.id])).toEqual([]);
		const head = await ask('HEAD', `/api/uploads/${entry.id}`, {});
		expect(head.headers['upload-offset']).toBe(String(photo.length));
		expect(await receipts([entry.id])).toHaveLength(1);
	});

	it('[BL10] that the disk has lost is asked for again', async () => {
		const entry = await announce(photo);
		await bring(entry, photo);
		rmSync(join(folder(), hashOf(photo).slice(0, 2)), { recursive: true });
		expect(await receipts([entry.id])).toEqual([]);
		expect((await look(entry, token)).json()).toMatchObject({ code: 'photo-waiting' });
		expect(await bring(entry, photo)).toEqual({ status: 204 });
		expect(await receipts([entry.id])).toHaveLength(1);
	});

	it('[BL11] leaves nothing when the disk fills in the middle, and comes once there is room', async () => {
		const entry = await announce(photo);
		await begin(entry, photo.length);
		disk.isFull = true;
		const answer = await bringAt(entry.id, 0, photo);
		expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([507, 'full']);
		expect(files()).toEqual([]);
		disk.isFull = false;
		expect((await ask('HEAD', `/api/uploads/${entry.id}`, {})).statusCode).toBe(404);
		expect(await bring(entry, photo)).toEqual({ status: 204 });
	});

	it('[BL11] does not begin on the room that the ledger needs', async () => {
		const entry = await announce(photo);
		disk.free = 257 * 1024 * 1024;
		expect(await bring(entry, photo)).toEqual({ status: 507, code: 'full' });
	});
});

describe('what is no such photo', () => {
	const both = (...parts: (string | Uint8Array)[]) =>
		new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
	it.each([
		['a page', both('<!doctype html><script>alert(1)</script>'), 'photo-unknown'],
		['a drawing', both('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'photo-unknown'],
		['a HEIC', both('\0\0\0\x18ftypheic', new Uint8Array(40)), 'photo-heic'],
		['a broken one', photo.subarray(0, photo.length - 4), 'photo-damaged'],
		['one with an archive behind it', both(photo, 'PK\x03\x04'), 'photo-trailing'],
		['a bomb', jpeg({ width: 8001, height: 8001 }), 'photo-too-many-pixels'],
		['another size than announced', jpeg({ width: 65, height: 48 }), 'photo-other'],
		['a PNG that is called a JPEG', png(size), 'photo-other'],
		['a WebP that is called a JPEG', webp(size), 'photo-other'],
	])('[BL12] is refused, and leaves nothing: %s', async (_, bytes, code) => {
		const entry = await announce(bytes);
		expect(await bring(entry, bytes)).toEqual({ status: 422, code });
		expect(files()).toEqual([]);
		expect(await receipts([entry.id])).toEqual([]);
	});

	it('[BL12] nor other bytes, more of them, or fewer', async () => {
		const entry = await announce(photo);
		expect(await bring(entry, jpeg(size, 7))).toEqual({ status: 422, code: 'photo-other' });
		expect((await begin(entry, photo.length + 1)).json()).toMatchObject({ code: 'photo-other' });
		await begin(entry, photo.length);
		const tooMuch = await bringAt(entry.id, 0, both(photo, 'x'));
		expect([tooMuch.statusCode, tooMuch.json<{ code: string }>().code]).toEqual([413, 'too-large']);
		expect(files().filter((name) => !name.endsWith('.part'))).toEqual([]);
	});

	it('[BL12] nor more of one author in a day than a person takes', async () => {
		const entry = await announce(photo);
		for (let n = 0; n < photosPerDay; n++) {
			const other = make.photo(visit, { bytes: 10 }) as AddedPhoto;
			announced.ids.push(other.id);
			await server.photos.begin(other);
		}
		expect(await bring(entry, photo)).toEqual({ status: 429, code: 'photo-quota' });
		const last = (await server.photos.photoOf(entry.id))!.photo;
		await server.photos.forget([announced.ids.at(-1)!]);
		for (let turn = 0; turn < 2; turn++) expect((await server.photos.begin(last)).ok).toBe(true);
		expect((await server.photos.begin(make.photo(visit, { bytes: 10 }) as AddedPhoto)).ok).toBe(false);
		// Begun all at once, they are counted all the same.
		// The last of these six is forgotten already.
		await server.photos.forget(announced.ids.splice(-6));
		const many = Array.from({ length: 20 }, () => make.photo(visit, { bytes: 10 }) as AddedPhoto);
		announced.ids.push(...many.map(({ id }) => id));
		const begun = await Promise.all(many.map((one) => server.photos.begin(one)));
		expect(begun.filter(({ ok }) => ok)).toHaveLength(5);
		await server.photos.forget([entry.id]);
		server.clock.ms += 86_400_000;
		expect(await bring(entry, photo)).toEqual({ status: 204 });
		server.clock.ms -= 86_400_000;
	});

	it('[BL6] no id and no metadata becomes a path', async () => {
		const tricks = [
			'..',
			'../../accounts.sqlite',
			'%2e%2e%2faccounts.sqlite',
			`${idOf(1)}/../../x`,
			'\0',
			'a'.repeat(36),
		];
		for (const trick of tricks) {
			const metadata = `entry ${Buffer.from(trick).toString('base64')}`;
			const made = await ask('POST', '/api/uploads', { 'upload-length': '10', 'upload-metadata': metadata });
			expect(made.statusCode, trick).toBe(404);
			for (const method of ['HEAD', 'PATCH'] as const) {
				const answer = await ask(method, `/api/uploads/${encodeURIComponent(trick)}`, {
					'upload-offset': '0',
					...(method === 'PATCH' ? { 'content-type': 'application/offset+octet-stream' } : {}),
				});
				expect([400, 404], trick).toContain(answer.statusCode);
			}
		}
		for (const metadata of ['entry', 'entry !!!', ',', 'filename Li4vLi4vZXRjL3Bhc3N3ZA=='])
			expect(
				(await ask('POST', '/api/uploads', { 'upload-length': '10', 'upload-metadata': metadata })).statusCode,
			).toBe(404);
		expect(files()).toEqual([]);
	});
});

describe('who sees a photo', () => {
	it('[BL13] those who may read its entry, each time on record, and no browser takes it for a page', async () => {
		const entry = await announce(photo);
		expect((await look(entry, token)).json()).toMatchObject({ code: 'photo-waiting' });
		await bring(entry, photo);
		const given = await look(entry, others.super01!);
		expect(given.rawPayload).toEqual(Buffer.from(photo));
		expect(given.headers).toMatchObject({
			'content-type': 'image/jpeg',
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
			'content-security-policy': `default-src 'none'; sandbox`,
			'content-disposition': `inline; filename="${entry.id}.jpg"`,
		});
		const seen = await server.ask(others.admin01!, `/api/deliveries?area=${grid}`);
		expect(seen.body.deliveries[0]).toMatchObject({ account: 'super01', way: 'card', what: { kind: 'photo' } });
	});

	it('[BL13] nobody else: not another grid, not without the book, not signed out, not once it was taken back', async () => {
		const entry = await announce(photo);
		await bring(entry, photo);
		const other = others.grid02!;
		expect((await look(entry, other)).statusCode).toBe(404);
		expect((await server.app.inject(`/api/photos/${entry.id}`)).statusCode).toBe(401);
		expect((await look(visit, token)).statusCode).toBe(404);
		const check = make.make({ kind: 'check-in', about: idOf(800), body: { outcome: 'met' } });
		const careEntry = make.photo(check, { sha256: hashOf(photo), bytes: photo.length });
		announced.ids.push(careEntry.id);
		await server.write(`${grid}/care/2026-11`, check, careEntry);
		expect(await bring(careEntry, photo)).toEqual({ status: 204 });
		expect((await look(careEntry, others.street01!)).statusCode).toBe(404);
		expect((await look(entry, others.street01!)).statusCode).toBe(200);
		await server.write(page, make.photoBack(visit, entry));
		expect((await look(entry, token)).statusCode).toBe(404);
	});

	it('[BL14, E4] nobody once the person was erased: the bytes go with the entries', async () => {
		const home = make.make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });
		const she = make.make({ kind: 'resident', about: home.id, body: { name: '欧阳秀兰' } });
		const own = make.make({ about: she.id });
		const other = make.make({ about: home.id });
		await server.write(`${grid}/field/register`, home, she);
		await server.write(page, own, other);
		const pictures = [jpeg(size, 31), jpeg(size, 32)];
		const entries = pictures.map((bytes, at) =>
			make.photo(at === 0 ? own : other, { sha256: hashOf(bytes), bytes: bytes.length }),
		);
		announced.ids.push(...entries.map(({ id }) => id));
		await server.write(page, ...entries);
		for (const [at, entry] of entries.entries()) expect(await bring(entry, pictures[at]!)).toEqual({ status: 204 });
		const order = { id: idOf(0xe0), by: 'admin01', ground: 'consent', subject: she.id, choices: [] } as const;
		await server.erasures.erase(order);
		expect(files()).toEqual([hashOf(pictures[1]!)]);
		expect((await look(entries[0]!, others.super01!)).statusCode).toBe(404);
		expect((await look(entries[1]!, others.super01!)).statusCode).toBe(200);
	});

	it('[BL14] nobody once its entry has gone, and what was left behind goes with the daily round', async () => {
		const entry = await announce(photo);
		await bring(entry, photo);
		const left = jpeg(size, 3);
		const orphan = make.photo(visit, { sha256: hashOf(left), bytes: left.length }) as AddedPhoto;
		await server.photos.begin(orphan);
		await createShelf(folder(), { newId: () => 'x' }).put(hashOf(left), left);
		await begin(await announce(jpeg(size, 4)), jpeg(size, 4).length);
		expect(files()).toHaveLength(3);
		expect(await server.photos.tidy()).toBe(1);
		expect(files()).toHaveLength(2);
		utimesSync(
			join(
				folder(),
				'parts',
				files().find((name) => name.endsWith('.part'))!,
			),
			0,
			0,
		);
		expect(await server.photos.tidy()).toBe(1);
		expect(files()).toEqual([hashOf(photo)]);
	});
});

describe('a voice note', () => {
	const said = webm({ size: 'unknown' });
	const announceVoice = (bytes: Uint8Array) =>
		announced.announce(make.voice(visit, { sha256: hashOf(bytes), bytes: bytes.length }));

	it('[BL15] goes the way of a photo: announced, brought, receipted, given to those who may read its record, taken back', async () => {
		const entry = await announceVoice(said);
		expect(await bring(entry, said)).toEqual({ status: 204 });
		expect(await receipts([entry.id])).toEqual([{ id: entry.id, sha256: hashOf(said) }]);
		const given = await look(entry, others.super01!);
		expect([given.statusCode, given.headers['content-type'], given.rawPayload]).toEqual([
			200,
			'audio/webm',
			Buffer.from(said),
		]);
		await server.write(page, make.voiceBack(visit, entry));
		expect((await look(entry, others.super01!)).statusCode).toBe(404);
	});

	it('[BL15] is what its entry says: no picture under its name, no note under a picture’s, no other sort', async () => {
		for (const bytes of [photo, mp4(), webm({ track: 1 })]) {
			const entry = await announceVoice(bytes);
			expect((await bring(entry, bytes)).status).toBe(422);
		}
		const entry = await announce(said);
		expect((await bring(entry, said)).status).toBe(422);
	});
});
