import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { photoSizeLimit } from '#lib/ledger/photo.ts';
import { base64ToBytes, bytesToBase64, createCipher } from '#lib/sealing/cipher.ts';
import { envelopeOf, sealForServer } from '#lib/sealing/envelope.ts';
import { hashOf } from '#server/blobs/shelf.ts';
import { createAnnounced } from '#tests/support/announced.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { jpeg } from '#tests/support/pictures.ts';
import { webm } from '#tests/support/recordings.ts';

const page = `${grid}/field/2026-11`;
const device = 'device-sealed-photos';
const key = () => new Uint8Array(32).fill(5);
const photo = jpeg({ width: 64, height: 48 });
const make = createEntries();
const visit = make.make();
const disk = { free: 2 ** 40 };
const announced = createAnnounced(() => server, page);
const { files, announce } = announced;
let server: App;
let token: string;
let pair: { id: string; key: string };

beforeAll(async () => {
	server = await openApp({ disk: { freeBytes: async () => disk.free } });
	token = await server.signIn('grid01', device);
	pair = (await server.ask(token, '/api/sealed-entries/key')).body as typeof pair;
	await server.write(page, visit);
});
afterEach(async () => {
	disk.free = 2 ** 40;
	await announced.forget();
	expect(files()).toEqual([]);
});
afterAll(() => server.close());

const announcePhoto = (bytes: Uint8Array = photo) =>
	announce(make.photo(visit, { sha256: hashOf(bytes), bytes: bytes.length }));

/** As it lies on the phone, under the row `row`. */
const seal = (bytes: Uint8Array, row = 'row') => createCipher(key()).seal(bytes, `photoBytes ${row}`);
const envelopeFor = async (account: string, whose = device) =>
	bytesToBase64(await sealForServer(key(), base64ToBytes(pair.key), envelopeOf(account, whose)));

async function bring(entry: string, sealed: Uint8Array, given: object = {}, as = token) {
	const payload = {
		key: pair.id,
		envelope: await envelopeFor('grid01'),
		entry,
		id: 'row',
		sealed: bytesToBase64(sealed),
		...given,
	};
	const { status, body } = await server.ask(as, { method: 'POST', url: '/api/sealed-photos', payload });
	return status === 200 ? body.receipts : `${status} ${body.code as string}`;
}

it('[BL16, K13] a sealed photo is opened and kept as if it had been uploaded, and sent twice lies there once', async () => {
	const entry = await announcePhoto();
	const receipt = [{ id: entry.id, sha256: hashOf(photo) }];
	expect(await bring(entry.id, seal(photo))).toEqual(receipt);
	expect(files()).toEqual([hashOf(photo)]);
	expect(await bring(entry.id, seal(photo))).toEqual(receipt);
	const both = await Promise.all([1, 2].map(() => bring(entry.id, seal(photo))));
	expect(both).toEqual([receipt, receipt]);
	expect(files()).toEqual([hashOf(photo)]);
	expect(await server.photos.receipts('grid01', [entry.id])).toEqual(receipt);
});

it('[BL16, BL15] a sealed voice note likewise', async () => {
	const said = webm({ size: 'unknown' });
	const entry = await announce(make.voice(visit, { sha256: hashOf(said), bytes: said.length }));
	expect(await bring(entry.id, seal(said))).toEqual([{ id: entry.id, sha256: hashOf(said) }]);
});

it('[BL16] takes nothing that was sealed under another key, for others, or for another row, or was changed', async () => {
	const entry = await announcePhoto();
	expect(await bring(entry.id, seal(photo), { key: '0'.repeat(32) })).toBe('409 sealing-key');
	expect(await bring(entry.id, seal(photo), { envelope: await envelopeFor('grid02') })).toBe('409 sealing-key');
	expect(await bring(entry.id, seal(photo), { envelope: await envelopeFor('grid01', 'x') })).toBe('409 sealing-key');
	const other = createCipher(key().fill(6)).seal(photo, 'photoBytes row');
	expect(await bring(entry.id, other)).toBe('422 photo-other');
	expect(await bring(entry.id, seal(photo), { id: 'another' })).toBe('422 photo-other');
	for (const at of [0, 12, 40, photo.length + 27]) {
		const changed = seal(photo);
		changed[at]! ^= 1;
		expect(await bring(entry.id, changed)).toBe('422 photo-other');
	}
	expect(await bring(entry.id, new Uint8Array(0))).toBe('422 photo-other');
	expect(await bring(entry.id, seal(photo), { sealed: '####' })).toBe('400 request');
	expect(await server.photos.receipts('grid01', [entry.id])).toEqual([]);
});

it('[BL16, BL8] takes it for no entry that is not there, is none of a photo, or is another’s, and from nobody without a session', async () => {
	const entry = make.photo(visit, { sha256: hashOf(photo), bytes: photo.length });
	announced.ids.push(entry.id);
	expect(await bring(entry.id, seal(photo))).toBe('404 not-found');
	expect(await bring(visit.id, seal(photo))).toBe('404 not-found');
	await server.write(page, entry);
	const stranger = await server.signIn('grid02', 'device-stranger');
	const envelope = await envelopeFor('grid02', 'device-stranger');
	expect(await bring(entry.id, seal(photo), { envelope }, stranger)).toBe('404 not-found');
	expect(await bring(entry.id, seal(photo), {}, 'x'.repeat(43))).toBe('401 signed-out');
});

it('[BL16, BL12] takes only what its entry says, of a sort that is taken, and not too much of it', async () => {
	const entry = await announcePhoto();
	const another = jpeg({ width: 64, height: 48 }, 9);
	expect(await bring(entry.id, seal(another))).toMatch(/^422/);
	expect(await bring(entry.id, seal(photo.subarray(1)))).toBe('422 photo-other');
	const page = new Uint8Array(Buffer.from('<!doctype html>'));
	expect(await bring((await announcePhoto(page)).id, seal(page))).toBe('422 photo-unknown');
	expect(await bring(entry.id, new Uint8Array(photoSizeLimit + 8192))).toBe('413 too-large');
	expect(await bring(entry.id, new Uint8Array(photoSizeLimit + 64))).toBe('400 request');
	disk.free = 0;
	expect(await bring(entry.id, seal(photo))).toBe('507 full');
	disk.free = 2 ** 40;
	expect(await bring(entry.id, seal(photo))).toHaveLength(1);
});

it('[BL16, D142] comes from a revoked device too', async () => {
	const entry = await announcePhoto();
	server.auth.devices.revoke(device, { account: 'admin01', address: '' });
	expect(await bring(entry.id, seal(photo))).toHaveLength(1);
	expect((await server.ask(token, `/api/photos/${entry.id}`)).status).toBe(401);
});
