import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendInBackground } from '#lib/device/background.ts';
import { Ledger, type Space } from '#lib/device/database.ts';
import { prepareEnvelope } from '#lib/device/lock/courier.ts';
import { ciphersOf, newKey, type Key } from '#lib/device/lock/keys.ts';
import { sealWhatLiesOpen } from '#lib/device/lock/reseal.ts';
import { placeOf } from '#lib/device/lock/sealing.ts';
import { readLock, writeLock } from '#lib/device/lock/vault.ts';
import { createRemote, type Remote } from '#lib/device/remote.ts';
import { handOverAll } from '#lib/device/revoked.ts';
import { settleCarried } from '#lib/device/sync/carried.ts';
import type { AttachedBody } from '#lib/ledger/attached.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { grid, morning } from '#tests/support/entries.ts';
import { jpeg } from '#tests/support/pictures.ts';
import { webm } from '#tests/support/recordings.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { handOverPhotos } from './hand-over.ts';
import { photosOf } from './rows.ts';
import { keepForForm, recordWith } from './save.ts';
import { carryAll } from './sealed.ts';
import { startSending } from './sending.ts';

const offline = { ok: false, error: { code: 'offline', status: 0 } } as const;
const size = { width: 64, height: 48 };
let server: App;
let space: Space & { clock: { ms: number } };
let raw: Ledger;
let remote: Remote;
let key: Key;
let phones = 0;

beforeAll(async () => {
	server = await openApp();
	await server.app.listen({ host: '127.0.0.1', port: 0 });
	server.clock.ms = morning + 60_000;
});
afterAll(() => server.close());

/** A phone of grid01 with a PIN, unlocked once while there was a network. */
beforeEach(async () => {
	const device = `device-sealed-${++phones}`;
	const token = await server.signIn('grid01', device);
	const { port } = server.app.server.address() as { port: number };
	remote = createRemote((input, init) => {
		const headers = { ...(init?.headers as Record<string, string>), authorization: `Bearer ${token}` };
		return fetch(input, { ...init, headers });
	}, `http://127.0.0.1:${port}`);
	key = newKey();
	const name = `sealed${phones}`;
	const opened = openTestSpace(name, { ciphers: await ciphersOf(key), device });
	space = { ...opened, account: 'grid01' };
	raw = new Ledger(name, 'strict', 'raw');
	await prepare();
});
afterEach(async () => {
	raw.close();
	space.downloads.close();
	await space.db.delete();
});
const prepare = () => prepareEnvelope(space.db, key, { account: 'grid01', device: space.device }, remote);

const bodies = {
	photo: (bytes: Uint8Array) => ({ ...said(bytes), type: 'image/jpeg', ...size, thumb: 'AAAA' }),
	voice: (bytes: Uint8Array) => ({ ...said(bytes), type: 'audio/webm', seconds: 3 }),
};
const said = (bytes: Uint8Array) => ({
	what: 'added',
	sha256: createHash('sha256').update(bytes).digest('hex'),
	bytes: bytes.length,
});

/** A visit saved with it; gives the record and the entry of what was attached. */
async function saveWith(bytes: Uint8Array, sort: keyof typeof bodies = 'photo') {
	const form = 'linli-half:grid01:visit:door';
	await keepForForm(space, form, { bytes: new Uint8Array(bytes), body: bodies[sort](bytes) as AttachedBody });
	const saved = await recordWith(space, { kind: 'visit', desk: grid, body: { outcome: 'met' } }, form);
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	const [row] = await photosOf(space.db, saved.value.id);
	return { record: saved.value.id, entry: row!.entry!, id: row!.id };
}
const receiptsOf = async (entry: string) => (await server.photos.receipts('grid01', [entry])).length;
/** As an app of before kept it. */
async function sealAsBefore(id: string): Promise<void> {
	const { bytes } = (await space.db.photoBytes.get(id))!;
	await raw.table('photoBytes').put({ id, sealed: space.ciphers!.rows.seal(bytes, placeOf('photoBytes', { id })) });
}
const noUpload = () => Promise.reject(new Error('nothing lies open here'));

describe('[K13, D141] a locked phone', () => {
	it('sends a photo and a voice note that it cannot see or hear, after their entries, and each once', async () => {
		const [photo, voice] = [await saveWith(jpeg(size, 1)), await saveWith(webm({ size: 'unknown' }), 'voice')];
		expect(await carryAll(raw, remote)).toBe('carried');
		expect(await Promise.all([photo, voice].map(({ entry }) => receiptsOf(entry)))).toEqual([1, 1]);
		const known = (await server.photos.photoOf(photo.entry))!;
		const given = await server.photos.give(known);
		expect(given.ok && Buffer.from(given.value.bytes)).toEqual(Buffer.from(jpeg(size, 1)));
		const silent = { postSealed: noUpload, postSealedPhoto: noUpload };
		expect(await carryAll(raw, silent)).toBe('nothing');
	});

	it('[D134] shows it as sent once it is open again, and sends no byte of it twice', async () => {
		const { record } = await saveWith(jpeg(size, 2));
		await carryAll(raw, remote);
		expect((await photosOf(space.db, record)).map(({ state }) => state)).toEqual(['waiting']);
		await settleCarried(space);
		expect(await readLock(raw, 'carriedPhotos')).toBeUndefined();
		const effects = { later: () => () => {}, roomLeft: async () => null, report: () => {} };
		const sending = startSending(space, { remote, upload: noUpload, ...effects });
		await vi.waitFor(async () => expect((await photosOf(space.db, record))[0]!.state).toBe('sent'), 20_000);
		await sending.stop();
	});

	it('keeps it when nobody answers or the answer is lost, and what is sent again lies there once', async () => {
		const { entry } = await saveWith(jpeg(size, 3));
		expect(await carryAll(raw, { ...remote, postSealedPhoto: async () => offline })).toBe('later');
		const deaf: Remote['postSealedPhoto'] = async (sealed) => (await remote.postSealedPhoto(sealed), offline);
		expect(await carryAll(raw, { ...remote, postSealedPhoto: deaf })).toBe('later');
		expect([await receiptsOf(entry), await raw.photoBytes.count()]).toEqual([1, 1]);
		expect(await carryAll(raw, remote)).toBe('carried');
		expect(await receiptsOf(entry)).toBe(1);
	});

	it('goes on with others when the server does not take one, and sends none whose entry it has not', async () => {
		const bad = await saveWith(new Uint8Array(Buffer.from('<!doctype html>')));
		const good = await saveWith(jpeg(size, 4));
		const asked: string[] = [];
		const counted: Remote['postSealedPhoto'] = (sealed) => (asked.push(sealed.entry), remote.postSealedPhoto(sealed));
		expect(await carryAll(raw, { postSealed: async () => offline, postSealedPhoto: counted })).toBe('later');
		expect(asked).toEqual([]);
		expect(await carryAll(raw, { ...remote, postSealedPhoto: counted })).toBe('carried');
		expect(asked).toEqual([bad.entry, good.entry]);
		expect([await receiptsOf(bad.entry), await receiptsOf(good.entry)]).toEqual([0, 1]);
		expect((await photosOf(space.db, bad.record))[0]!.state).toBe('waiting');
	});

	it('waits with what it saved before it knew the server’s key, until it is open', async () => {
		const { entry } = await saveWith(jpeg(size, 5));
		await raw.lock.delete('envelope');
		expect(await carryAll(raw, remote)).toBe('nothing');
		await prepare();
		expect(await carryAll(raw, remote)).toBe('carried');
		expect(await receiptsOf(entry)).toBe(1);
	});

	it('[K8] waits with what an older app sealed, which is sealed anew when it is open', async () => {
		const { entry, id } = await saveWith(jpeg(size, 6));
		await sealAsBefore(id);
		await writeLock(raw, 'sealed' as 'allSealed', true);
		await carryAll(raw, remote);
		expect(await receiptsOf(entry)).toBe(0);
		const bytes = async () => Buffer.from((await space.db.photoBytes.get(id))!.bytes);
		expect(await bytes()).toEqual(Buffer.from(jpeg(size, 6)));
		expect(await sealWhatLiesOpen({ account: raw.name.replace('linli-', ''), downloads: space.downloads })).toBe(1);
		expect(await bytes()).toEqual(Buffer.from(jpeg(size, 6)));
		await carryAll(raw, remote);
		expect(await receiptsOf(entry)).toBe(1);
	});

	it('[D183] sends it while no tab is open', async () => {
		const { entry } = await saveWith(jpeg(size, 7));
		expect(await sendInBackground({ ...remote, postSealedPhoto: async () => offline }, Date.now)).toBe(false);
		expect(await sendInBackground(remote, Date.now)).toBe(true);
		expect(await receiptsOf(entry)).toBe(1);
	});
});

describe('[D142] a locked phone that was revoked', () => {
	const handOver = async (given: Partial<Remote> = {}) => {
		const entries = await handOverAll(raw, remote, () => {});
		return entries.ok ? handOverPhotos(raw, { ...remote, ...given }, noUpload) : entries;
	};
	const revoke = (): void => {
		server.clock.ms += 60_000;
		server.auth.devices.revoke(space.device, { account: 'admin01', address: '' });
	};

	it('hands its photos over before it is wiped, and tries again while nobody answers', async () => {
		const { entry } = await saveWith(jpeg(size, 8));
		revoke();
		expect(await handOver({ postSealedPhoto: async () => offline })).toEqual(offline);
		const full = { ok: false, error: { code: 'photo-quota', status: 429 } } as const;
		expect(await handOver({ postSealedPhoto: async () => full })).toEqual(full);
		expect(await raw.photoBytes.count()).toBe(1);
		expect((await handOver()).ok).toBe(true);
		expect([await receiptsOf(entry), await raw.photoBytes.count()]).toEqual([1, 0]);
	});

	it('keeps what only its PIN can open, and waits for nothing that the server will never take', async () => {
		const { id } = await saveWith(jpeg(size, 9));
		await sealAsBefore(id);
		revoke();
		expect(await handOver()).toMatchObject({ ok: false, error: { code: 'sealed' } });
		await raw.photos.clear();
		await raw.photoBytes.clear();
		expect((await handOver()).ok).toBe(true);
	});

	it('waits for no photo that is none', async () => {
		await saveWith(new Uint8Array(Buffer.from('<!doctype html>')));
		revoke();
		expect((await handOver()).ok).toBe(true);
	});
});
