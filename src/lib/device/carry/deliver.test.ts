import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRemote, type Remote } from '#lib/device/remote.ts';
import { bytesToFile } from '#lib/parcel/parcel.ts';
import { bytesToBase64 } from '#lib/sealing/cipher.ts';
import { openCarrying, picture, type Carrying } from '#tests/support/carrying.ts';
import { carriedName, forgetDelivered, putAway, takeBytes, type CarriedRow } from './carried.ts';
import { deliver, deliverAll } from './deliver.ts';

// A server, a proxy and phones for each test: the limits are for a busy machine, nothing is timed.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let own: Carrying;
let { harbour, author, carried, packed, remoteOf, sends, here, now, visitWith } = {} as Carrying;
beforeEach(async () => {
	own = await openCarrying();
	({ harbour, author, carried, packed, remoteOf, sends, here, now, visitWith } = own);
	harbour.proxy.cut();
});
afterEach(() => own.close());

const receiptsOf = async (...entries: string[]) =>
	(await harbour.app.photos.receipts('grid01', entries)).map(({ id }) => id).sort();
const rowOf = async (): Promise<CarriedRow | undefined> => (await carried.parcels.toArray())[0];
const offline = { ok: false, error: { code: 'offline', status: 0 } } as const;
const isThere = async (entry: string) => (await harbour.app.store.reads.entry(entry)) !== null;

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
		expect(await isThere(entry)).toBe(true);
	});

	it('[HO6] an older app that calls a parcel sent, since it knows no photos, leaves none of them behind for ever', async () => {
		await visitWith(picture(9));
		await takeBytes(carried, await packed(), here);
		const { id } = (await rowOf())!;
		const old = new Dexie(carriedName);
		old.version(1).stores({ parcels: 'id, state' });
		await old.open();
		await old.table('parcels').update(id, { state: 'sent', sent: now(), parcel: undefined });
		old.close();
		await forgetDelivered(carried, now());
		expect([await carried.parcels.count(), await carried.photos.count()]).toEqual([1, 0]);
	});
});

describe('[HO6, HO12] several at once', () => {
	/** Two parcels of one author; the second holds what is not in the first. */
	async function twoParcels(withPhotos: readonly [boolean, boolean]) {
		const entries = [await visitWith(picture(1))];
		const first = await packed(withPhotos[0]);
		await author.space.db.outbox.toCollection().modify({ held: true });
		entries.push(await visitWith(picture(2)));
		const second = await packed(withPhotos[1]);
		await author.space.db.outbox.toCollection().modify({ held: undefined });
		return { entries, first, second };
	}
	const later = () => ({ ...here, now: () => now() + 1 });

	it.for([
		[true, false],
		[false, true],
	] as const)('one that is taken while another is on its way is delivered, too (photos: %s, %s)', async (which) => {
		const { entries, first, second } = await twoParcels(which);
		await takeBytes(carried, first, here);
		const remote = await remoteOf('grid02');
		let isTaken = false;
		const slow: Remote = {
			...remote,
			carried: async (parcel) => {
				const answer = await remote.carried(parcel);
				if (!isTaken) await takeBytes(carried, second, later());
				isTaken = true;
				return answer;
			},
		};
		expect(await deliver(carried, slow, now)).toBe('delivered');
		expect((await carried.parcels.toArray()).map(({ state, isPartly }) => [state, isPartly])).toEqual([
			['sent', undefined],
			['sent', undefined],
		]);
		for (const entry of entries) expect(await isThere(entry)).toBe(true);
		expect(await receiptsOf(...entries)).toEqual(entries.filter((_, index) => which[index]).sort());
	});

	it('a tab and the worker at the same time are both done, and a phone that is emptied waits for its turn', async () => {
		const entries = [await visitWith(picture(1)), await visitWith(picture(2)), await visitWith(picture(3))];
		await takeBytes(carried, await packed(), here);
		const remote = await remoteOf('grid02');
		const both = [deliver(carried, remote, now), deliver(carried, remote, now), deliverAll(remote, now)];
		await Promise.all(both);
		expect(await receiptsOf(...entries)).toEqual([...entries].sort());
		expect(await rowOf()).toMatchObject({ state: 'sent', photosLeft: 0 });
	});

	it('a photo over which the server stumbles stands in no other’s way', async () => {
		const { entries, first, second } = await twoParcels([true, true]);
		await takeBytes(carried, first, here);
		await takeBytes(carried, second, later());
		const stumbling = bytesToBase64((await carried.photos.toArray())[0]!.closed);
		const remote = await remoteOf('grid02');
		const fault = { ok: false, error: { code: 'internal', status: 500 } } as const;
		const carriedPhoto: Remote['carriedPhoto'] = async (photo) =>
			photo.sealed === stumbling ? fault : remote.carriedPhoto(photo);
		expect(await deliver(carried, { ...remote, carriedPhoto }, now)).toBe('offline');
		expect(await receiptsOf(...entries)).toEqual([entries[1]]);
		expect(await deliver(carried, remote, now)).toBe('delivered');
		expect(await receiptsOf(...entries)).toEqual([...entries].sort());
	});
});
