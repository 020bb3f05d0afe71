import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSending } from '#lib/device/photos/sending.ts';
import type { SigningKeyRow } from '#lib/device/proof/proof-rows.ts';
import { signText } from '#lib/device/proof/signing-key.ts';
import { bytesToFile, bytesToFileText, fileTextToFile, fileToBytes, parcelText } from '#lib/parcel/parcel.ts';
import { photosLimit } from '#lib/parcel/photo.ts';
import { openCarrying, picture, until, type Carrying } from '#tests/support/carrying.ts';
import { webm } from '#tests/support/recordings.ts';
import { Carried, takeBytes, takeParcel, type CarriedRow } from './carried.ts';
import { pack } from './pack.ts';

// A server, a proxy and phones for each test: the limits are for a busy machine, nothing is timed.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let own: Carrying;
let { harbour, author, carried, packed, remoteOf, sends, here, visitWith } = {} as Carrying;
beforeEach(async () => {
	own = await openCarrying();
	({ harbour, author, carried, packed, remoteOf, sends, here, visitWith } = own);
	harbour.proxy.cut();
});
afterEach(() => own.close());

const receiptsOf = async (...entries: string[]) =>
	(await harbour.app.photos.receipts('grid01', entries)).map(({ id }) => id).sort();
const rowOf = async (): Promise<CarriedRow | undefined> => (await carried.parcels.toArray())[0];

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
		const effects = { later: () => () => {}, roomLeft: async () => null, report: () => {} };
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

	it('none whose bytes are gone, and then there is nothing to give', async () => {
		harbour.proxy.mend();
		author.engine.wake(true);
		await visitWith(picture(2));
		await until(async () => (await author.space.db.outbox.where('state').equals('waiting').count()) === 0);
		harbour.proxy.cut();
		await author.space.db.photoBytes.clear();
		expect(await pack(author.space, { name: '王芳', withPhotos: true })).toEqual({ ok: false, error: 'nothing' });
		expect((await author.space.db.photos.toArray())[0]).not.toHaveProperty('given');
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

	it('with words that no screen can show, neither', async () => {
		await visitWith(picture(1));
		const file = bytesToFile(await packed(false));
		if (!file.ok) throw new Error(file.error);
		const { parcel, heading } = file.value;
		const key = (await author.space.db.keys.get('signing'))!;
		for (const odd of [{ made: 1e300 }, { made: 8.65e15 }, { made: -1 }, { acts: 0.5 }, { name: '王'.repeat(5000) }]) {
			const said = { ...heading, ...odd };
			const signature = await signText(key as SigningKeyRow, parcelText(parcel, said), crypto.subtle);
			const bytes = fileToBytes({ parcel, heading: { ...said, signature }, photos: [] });
			expect(await takeBytes(carried, bytes, here)).toEqual({ ok: false, error: 'damaged' });
		}
	});

	it('a phone without room keeps nothing of it and says so', async () => {
		await visitWith(picture(1));
		const full = new Carried();
		// As the database says it when many rows are written at once.
		const noRoom = new DOMException('no room', 'QuotaExceededError');
		full.use({
			stack: 'dbcore',
			name: 'full',
			create: (core) => ({
				...core,
				table: (name) => {
					const table = core.table(name);
					const refuses = { numFailures: 1, failures: { 0: noRoom }, results: [], lastResult: undefined };
					return name === 'photos' ? { ...table, mutate: async () => refuses } : table;
				},
			}),
		});
		expect(await takeParcel(full, bytesToFile(await packed()), here)).toEqual({ ok: false, error: 'full' });
		full.close();
		expect([await carried.parcels.count(), await carried.photos.count()]).toEqual([0, 0]);
	});
});
