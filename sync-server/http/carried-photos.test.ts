import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { photoSizeLimit } from '#lib/ledger/photo.ts';
import { sealedPlace } from '#lib/parcel/parcel.ts';
import { photoPlace, photoToBytes } from '#lib/parcel/photo.ts';
import { base64ToBytes, bytesToBase64, createCipher } from '#lib/sealing/cipher.ts';
import { sealForServer } from '#lib/sealing/envelope.ts';
import { hashOf } from '#server/blobs/shelf.ts';
import { createAnnounced } from '#tests/support/announced.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { jpeg } from '#tests/support/pictures.ts';
import { webm } from '#tests/support/recordings.ts';

const page = `${grid}/field/2026-11`;
const author = { account: 'grid01', device: 'device-author' };
const key = () => new Uint8Array(32).fill(5);
const photo = jpeg({ width: 64, height: 48 });
const make = createEntries();
const visit = make.make();
const disk = { free: 2 ** 40 };
const announced = createAnnounced(() => server, page);
const { files, announce } = announced;
let server: App;
let carrier: string;
let pair: { id: string; key: string };

beforeAll(async () => {
	server = await openApp({ disk: { freeBytes: async () => disk.free } });
	carrier = await server.signIn('grid02', 'device-carrier');
	pair = (await server.ask(carrier, '/api/sealed-entries/key')).body as typeof pair;
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

/** As it lies in the file. */
const close = (entry: string, bytes: Uint8Array, place = photoPlace(author)) =>
	createCipher(key()).seal(photoToBytes(entry, bytes), place);
const envelopeFor = async (whose: typeof author) =>
	bytesToBase64(await sealForServer(key(), base64ToBytes(pair.key), sealedPlace(whose)));

async function bring(closed: Uint8Array, given: object = {}, as = carrier) {
	const payload = {
		server: pair.id,
		...author,
		envelope: await envelopeFor(author),
		sealed: bytesToBase64(closed),
		...given,
	};
	const { status, body } = await server.ask(as, { method: 'POST', url: '/api/carried-photos', payload });
	return status === 200 ? body.receipts : `${status} ${body.code as string}`;
}

it('[HO12] a carried photo or voice note is kept as if its author had uploaded it, and brought twice lies there once', async () => {
	const entry = await announcePhoto();
	const receipt = [{ id: entry.id, sha256: hashOf(photo) }];
	expect(await bring(close(entry.id, photo))).toEqual(receipt);
	expect(await Promise.all([1, 2].map(() => bring(close(entry.id, photo))))).toEqual([receipt, receipt]);
	expect(await server.photos.receipts('grid01', [entry.id])).toEqual(receipt);
	expect(await server.photos.receipts('grid02', [entry.id])).toEqual([]);
	const said = webm({ size: 'unknown' });
	const voice = await announce(make.voice(visit, { sha256: hashOf(said), bytes: said.length }));
	expect(await bring(close(voice.id, said))).toEqual([{ id: voice.id, sha256: hashOf(said) }]);
	expect(files()).toHaveLength(2);
});

it('[HO12, HO5] nothing that was closed for another server, author or device, at another place, or was changed', async () => {
	const { id } = await announcePhoto();
	const closed = close(id, photo);
	const others = [
		{ server: '0'.repeat(32) },
		{ account: 'grid02' },
		{ device: 'another' },
		{ envelope: await envelopeFor({ ...author, account: 'grid02' }) },
	];
	for (const given of others) expect(await bring(closed, given)).toBe('409 sealing-key');
	expect(await bring(close(id, photo, sealedPlace(author)))).toBe('422 photo-other');
	for (const at of [0, 12, 60, closed.length - 1]) {
		const changed = closed.slice();
		changed[at]! ^= 1;
		expect(await bring(changed)).toBe('422 photo-other');
	}
	expect(await bring(new Uint8Array(0))).toBe('422 photo-other');
	expect(await bring(closed, { sealed: 'AAAAA' })).toBe('400 request');
});

it('[HO12, BL8] for no entry that is not there, is none of a photo or is another’s, and from nobody without a session', async () => {
	const entry = make.photo(visit, { sha256: hashOf(photo), bytes: photo.length });
	announced.ids.push(entry.id);
	expect(await bring(close(entry.id, photo))).toBe('404 not-found');
	expect(await bring(close(visit.id, photo))).toBe('404 not-found');
	expect(await bring(close('../../etc', photo))).toBe('404 not-found');
	await server.write(page, entry);
	// Closed with care for a photo of somebody else's.
	const own = { account: 'grid02', device: 'device-carrier' };
	const given = { ...own, envelope: await envelopeFor(own) };
	expect(await bring(close(entry.id, photo, photoPlace(own)), given)).toBe('404 not-found');
	expect(await bring(close(entry.id, photo), {}, 'x'.repeat(43))).toBe('401 signed-out');
	expect(await bring(close(entry.id, photo))).toHaveLength(1);
});

it('[HO12, BL12] only what its entry says, of a sort that is taken, and not too much of it', async () => {
	const { id } = await announcePhoto();
	expect(await bring(close(id, jpeg({ width: 64, height: 48 }, 9)))).toMatch(/^422/);
	expect(await bring(close(id, photo.subarray(1)))).toBe('422 photo-other');
	const html = new Uint8Array(Buffer.from('<!doctype html>'));
	expect(await bring(close((await announcePhoto(html)).id, html))).toBe('422 photo-unknown');
	expect(await bring(close(id, new Uint8Array(photoSizeLimit + 8192)))).toBe('413 too-large');
	disk.free = 0;
	expect(await bring(close(id, photo))).toBe('507 full');
	disk.free = 2 ** 40;
	expect(await bring(close(id, photo))).toHaveLength(1);
});

it('[HO12, BL9, BL10] with other bytes a stranger learns nothing of a photo, and undoes no upload of its author', async () => {
	const { id } = await announcePhoto();
	const own = await server.signIn('grid01', author.device);
	const tus = { 'tus-resumable': '1.0.0', authorization: `Bearer ${own}` };
	const metadata = `entry ${Buffer.from(id).toString('base64')}`;
	const begins = { ...tus, 'upload-length': String(photo.length), 'upload-metadata': metadata };
	await server.app.inject({ method: 'POST', url: '/api/uploads', headers: begins });
	const part = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
	const payload = Buffer.from(photo.subarray(0, 100));
	await server.app.inject({ method: 'PATCH', url: `/api/uploads/${id}`, headers: part, payload });
	const wrong = photo.slice();
	wrong[50]! ^= 1;
	expect(await bring(close(id, wrong))).toBe('422 photo-other');
	const { headers } = await server.app.inject({ method: 'HEAD', url: `/api/uploads/${id}`, headers: tus });
	expect(headers['upload-offset']).toBe('100');
	expect(await bring(close(id, photo))).toHaveLength(1);
	for (const bytes of [wrong, new Uint8Array(0)]) expect(await bring(close(id, bytes))).toBe('422 photo-other');
});

it('[HO3, HO12] a revoked phone brings it, too', async () => {
	const { id } = await announcePhoto();
	server.auth.devices.revoke('device-carrier', { account: 'admin01', address: '' });
	expect(await bring(close(id, photo))).toHaveLength(1);
});
