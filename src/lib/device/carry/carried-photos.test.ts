import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AttachedBody } from '#lib/ledger/attached.ts';
import { photosOf } from '#lib/device/photos/rows.ts';
import { keepForForm, recordWith } from '#lib/device/photos/save.ts';
import { startSending } from '#lib/device/photos/sending.ts';
import { createRemote } from '#lib/device/remote.ts';
import { bytesToFile, bytesToFileText, fileTextToFile, fileToBytes } from '#lib/parcel/parcel.ts';
import { photosLimit } from '#lib/parcel/photo.ts';
import { openCarrying, until, type Carrying } from '#tests/support/carrying.ts';
import { grid } from '#tests/support/entries.ts';
import { largeJpeg } from '#tests/support/pictures.ts';
import { webm } from '#tests/support/recordings.ts';
import { Carried, putAway, takeBytes, takeParcel, type CarriedRow } from './carried.ts';
import { deliver } from './deliver.ts';
import { pack } from './pack.ts';

// A server, a proxy and phones for each test: the limits are for a busy machine, nothing is timed.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const size = { width: 64, height: 48 };
const picture = (seed: number, bytes = 4000) => largeJpeg(size, bytes, seed);
let own: Carrying;
let { harbour, author, carried, packed, remoteOf, sends, here, now } = {} as Carrying;
beforeEach(async () => {
	own = await openCarrying();
	({ harbour, author, carried, packed, remoteOf, sends, here, now } = own);
	harbour.proxy.cut();
});
afterEach(() => own.close());

const bodies = {
	photo: { type: 'image/jpeg', ...size, thumb: 'AAAA' },
	voice: { type: 'audio/webm', seconds: 3 },
};

/** A visit with it, saved while the phone has no network; gives the entry of what was attached. */
async function visitWith(bytes: Uint8Array, sort: keyof typeof bodies = 'photo'): Promise<string> {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const body = { what: 'added', sha256, bytes: bytes.length, ...bodies[sort] } as AttachedBody;
	const form = 'linli-half:grid01:visit:door';
	await keepForForm(author.space, form, { bytes: new Uint8Array(bytes), body });
	const saved = await recordWith(author.space, { kind: 'visit', desk: grid, body: { outcome: 'met' } }, form);
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return (await photosOf(author.space.db, saved.value.id))[0]!.entry!;
}
const receiptsOf = async (...entries: string[]) =>
	(await harbour.app.photos.receipts('grid01', entries)).map(({ id }) => id).sort();
const rowOf = async (): Promise<CarriedRow | undefined> => (await carried.parcels.toArray())[0];
const offline = { ok: false, error: { code: 'offline', status: 0 } } as const;

describe('[HO11] what goes along', () => {
	it('a photo and a voice note arrive by another hand, unreadable on the way, and turn when their author hears of them', async () => {
		const shown = picture(1);
		const entries = [await visitWith(shown), await visitWith(webm({ size: 'unknown' }), 'voice')].sort();
		const bytes = await packed();
		expect(Buffer.from(bytes).includes(Buffer.from(shown.subarray(100, 400)))).toBe(false);
		for (const entry of entries) expect(Buffer.from(bytes).includes(entry)).toBe(false);

		expect(await sends(bytes)).toBe('delivered');
		expect(await receiptsOf(...entries)).toEqual(entries);
		expect(await rowOf()).toMatchObject({ state: 'sent', acts: 2, photos: 2, photosLeft: 0 });
		expect([await carried.photos.count(), (await rowOf())!.parcel, (await rowOf())!.isPartly]).toEqual([
			0,
			undefined,
			undefined,
		]);
		const states = async () => (await author.space.db.photos.toArray()).map(({ state }) => state);
		expect(await states()).toEqual(['waiting', 'waiting']);

		harbour.proxy.mend();
		author.engine.wake(true);
		const remote = await remoteOf('grid01', author.space.device);
		const upload = () => Promise.reject(new Error('its author sends no byte of it again'));
		const effects = { later: () => () => {}, estimate: async () => ({}), report: () => {} };
		const sending = startSending(author.space, { remote, upload, ...effects });
		await until(async () => (await states()).every((state) => state === 'sent'));
		await sending.stop();
	});

	it('photos alone, whose entries the server has already', async () => {
		harbour.proxy.mend();
		author.engine.wake(true);
		const entry = await visitWith(picture(2));
		await until(async () => (await author.space.db.outbox.where('state').equals('waiting').count()) === 0);
		harbour.proxy.cut();
		const parcel = await pack(author.space, { name: '王芳', withPhotos: true });
		expect(parcel).toMatchObject({ ok: true, value: { acts: 0, photos: 1, photosLeft: 0 } });
		expect(await pack(author.space, { name: '王芳', withPhotos: false })).toEqual({ ok: false, error: 'nothing' });
		expect(await sends(parcel.ok ? parcel.value.bytes : new Uint8Array(0))).toBe('delivered');
		expect(await receiptsOf(entry)).toEqual([entry]);
	});

	it('none where its author leaves them out, and the file is as it was before there were any', async () => {
		const entry = await visitWith(picture(3));
		const bytes = await packed(false);
		expect([bytes[3], (await packed())[3]]).toEqual([1, 2]);
		expect(bytesToFile(bytes)).toMatchObject({ ok: true, value: { photos: [] } });
		expect(await sends(bytes)).toBe('delivered');
		expect(await receiptsOf(entry)).toEqual([]);
		expect(await author.space.db.photos.toArray()).toMatchObject([{ state: 'waiting' }]);
	});

	it('as much as fits, and the rest goes first into the next parcel', async () => {
		const some = 1_900_000;
		const count = Math.floor(photosLimit / some) + 2;
		const entries: string[] = [];
		for (let at = 0; at < count; at++) entries.push(await visitWith(picture(at, some)));
		const parcel = await pack(author.space, { name: '王芳', withPhotos: true });
		expect(parcel).toMatchObject({ ok: true, value: { acts: count, photos: count - 2, photosLeft: 2 } });
		const isGiven = async () => (await author.space.db.photos.toArray()).filter(({ given }) => given !== undefined);
		expect(await isGiven()).toHaveLength(count - 2);
		expect(await sends(await packed())).toBe('delivered');
		expect(await receiptsOf(...entries)).toEqual(expect.arrayContaining(entries.slice(-2)));
		expect(await isGiven()).toHaveLength(count);
	});

	it('none whose entry was refused, is held, or is not along', async () => {
		const [refused, held] = [await visitWith(picture(5)), await visitWith(picture(6))];
		const { db } = author.space;
		const row = (await db.outbox.get(refused))!;
		await db.outbox.delete(refused);
		await db.refused.put({ ...row, code: 'schema', at: 1 });
		await db.outbox.update(held, { held: true });
		expect(await pack(author.space, { name: '王芳', withPhotos: true })).toMatchObject({ value: { photos: 0 } });
	});
});

describe('[HO12] on the way', () => {
	it('the entries of all go first, and a link that drops goes on with what is left', async () => {
		const entries = [await visitWith(picture(1)), await visitWith(picture(2)), await visitWith(picture(3))];
		await takeBytes(carried, await packed(), here);
		const remote = await remoteOf('grid02');
		const asked: string[] = [];
		let left = 1;
		const dropping: typeof remote = {
			...remote,
			carried: (parcel) => (asked.push('entries'), remote.carried(parcel)),
			carriedPhoto: async (photo) => (left-- > 0 ? remote.carriedPhoto(photo) : offline),
		};
		expect(await deliver(carried, dropping, now)).toBe('offline');
		expect(await rowOf()).toMatchObject({ state: 'waiting', isRead: true, photos: 3, photosLeft: 2 });
		await putAway(carried, (await rowOf())!.id);
		left = 9;
		expect(await deliver(carried, dropping, now)).toBe('delivered');
		expect(asked).toEqual(['entries']);
		expect(await receiptsOf(...entries)).toEqual([...entries].sort());
		expect(await rowOf()).toMatchObject({ state: 'sent', photosLeft: 0 });
	});

	it('[HO4] an answer that is lost does no harm, nor does a second carrier', async () => {
		const entry = await visitWith(picture(4));
		const bytes = await packed();
		await takeBytes(carried, bytes, here);
		const remote = await remoteOf('grid02');
		const deaf: typeof remote = {
			...remote,
			carriedPhoto: async (photo) => (await remote.carriedPhoto(photo), offline),
		};
		expect(await deliver(carried, deaf, now)).toBe('offline');
		expect(await deliver(carried, remote, now)).toBe('delivered');
		await carried.parcels.clear();
		expect(await sends(bytes, 'super01')).toBe('delivered');
		expect(await receiptsOf(entry)).toEqual([entry]);
	});

	it('a server without room for photos keeps no entry of anybody waiting, and is asked again', async () => {
		await visitWith(picture(5));
		await takeBytes(carried, await packed(), here);
		const second = await visitWith(picture(6));
		await takeBytes(carried, await packed(), here);
		const remote = await remoteOf('grid02');
		const full = { ok: false, error: { code: 'full', status: 507 } } as const;
		expect(await deliver(carried, { ...remote, carriedPhoto: async () => full }, now)).toBe('crowded');
		expect((await carried.parcels.toArray()).map(({ isRead }) => isRead)).toEqual([true, true]);
		expect(await deliver(carried, remote, now)).toBe('delivered');
		expect(await receiptsOf(second)).toEqual([second]);
		expect(await carried.photos.count()).toBe(0);
	});

	it('what the server does not take is let go of and said, and what is for another server goes with its parcel', async () => {
		const bad = await visitWith(new Uint8Array(Buffer.from('<!doctype html>')));
		const good = await visitWith(picture(7));
		expect(await sends(await packed())).toBe('delivered');
		expect(await rowOf()).toMatchObject({ state: 'sent', isPartly: true, photosLeft: 0 });
		expect(await receiptsOf(bad, good)).toEqual([good]);
		await carried.parcels.clear();
		await takeBytes(carried, await packed(), here);
		const remote = await remoteOf('grid02');
		const wrong = { ok: false, error: { code: 'sealing-key', status: 409 } } as const;
		await deliver(carried, { ...remote, carried: async () => wrong }, now);
		expect(await rowOf()).toMatchObject({ state: 'unopened', photosLeft: 2 });
		await putAway(carried, (await rowOf())!.id);
		expect([await carried.parcels.count(), await carried.photos.count()]).toEqual([0, 0]);
	});

	it('[HO6] what an older app took is delivered by this one', async () => {
		const entry = await visitWith(picture(8));
		const file = bytesToFile(await packed(false));
		if (!file.ok) throw new Error(file.error);
		const { id, heading, parcel } = file.value;
		const unreachable = createRemote(() => Promise.reject(new Error('no network')));
		await carried.parcels.put({
			...{ id, state: 'waiting', name: heading.name, account: 'grid01', made: 1, got: 1, acts: 1, parcel },
		});
		expect(await deliver(carried, unreachable, now)).toBe('offline');
		expect(await deliver(carried, await remoteOf('grid02'), now)).toBe('delivered');
		expect(await harbour.app.store.reads.entry(entry)).toBeTruthy();
	});
});

describe('[HO2] a file with photos that is not as it was', () => {
	it('cut short or changed anywhere, also within a photo, nothing of it is kept', async () => {
		await visitWith(picture(1));
		const bytes = await packed();
		expect(fileTextToFile(bytesToFileText(bytes))).toEqual(bytesToFile(bytes));
		for (const length of [30, 600, bytes.length - 3000, bytes.length - 1])
			expect(await takeBytes(carried, bytes.subarray(0, length), here)).toEqual({ ok: false, error: 'damaged' });
		for (let at = 4; at < bytes.length; at += 211) {
			const changed = bytes.slice();
			changed[at]! ^= 1;
			expect(await takeBytes(carried, changed, here), String(at)).toEqual({ ok: false, error: 'damaged' });
		}
		expect([await carried.parcels.count(), await carried.photos.count()]).toEqual([0, 0]);
	});

	it('with photos left out or put in by somebody else, neither', async () => {
		await visitWith(picture(1));
		await visitWith(picture(2));
		const file = bytesToFile(await packed());
		if (!file.ok) throw new Error(file.error);
		const { parcel, heading, photos } = file.value;
		const said = heading.photos!;
		const forged = [
			{ parcel, heading: { ...heading, photos: said.slice(1) }, photos: photos.slice(1) },
			{ parcel, heading: { ...heading, photos: said.toReversed() }, photos: photos.toReversed() },
			{ parcel, heading: { ...heading, photos: [] }, photos: [] },
			{ parcel, heading: { ...heading, photos: [{ bytes: -1, sha256: '' }] }, photos: [] },
			{ parcel, heading: { ...heading, photos: [{ bytes: 1e300, sha256: '' }] }, photos: [] },
		];
		for (const one of forged)
			expect(await takeBytes(carried, fileToBytes(one), here)).toEqual({ ok: false, error: 'damaged' });
	});

	it('a phone without room keeps nothing of it and says so', async () => {
		await visitWith(picture(1));
		const full = new Carried();
		await full.open();
		full.photos.hook('creating', () => {
			throw new DOMException('no room', 'QuotaExceededError');
		});
		expect(await takeParcel(full, bytesToFile(await packed()), here)).toEqual({ ok: false, error: 'full' });
		full.close();
		expect([await carried.parcels.count(), await carried.photos.count()]).toEqual([0, 0]);
	});
});
