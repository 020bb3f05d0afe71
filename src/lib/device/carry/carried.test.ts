import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCarrying, until, type Carrying } from '#tests/support/carrying.ts';
import { bytesToFile, bytesToFileText, fileTextToFile, fileToBytes } from '#lib/parcel/parcel.ts';
import { record } from '#lib/device/save.ts';
import { createRemote } from '#lib/device/remote.ts';
import { outboxCounts } from '#lib/device/outbox.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { grid } from '#tests/support/entries.ts';
import { forgetDelivered, putAway, takeBytes, takeParcel } from './carried.ts';
import { deliver, deliverAll } from './deliver.ts';
import { pack } from './pack.ts';

// A server, a proxy and phones for each test: the limits are for a busy machine, nothing is timed.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const page = `${grid}/field/2026-11`;
let own: Carrying;
let { harbour, author, carried, packed, remoteOf, sends, here, now } = {} as Carrying;
beforeEach(async () => {
	own = await openCarrying();
	({ harbour, author, carried, packed, remoteOf, sends, here, now } = own);
});
afterEach(() => own.close());

async function visit(note: string): Promise<string> {
	const saved = await record(author.space, { kind: 'visit', desk: grid, body: { outcome: 'met', note } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}
const idsAtServer = async () =>
	snapshotToTexts((await harbour.app.rooms.snapshot(page)).update).map((text) => (JSON.parse(text) as Entry).id);

describe('from one phone by another to the server', () => {
	it('[HO1, HO3, HO7] what is unsent arrives by another hand, unreadable on the way, and turns when its author hears of it', async () => {
		harbour.proxy.cut();
		const ids = [await visit('地下室，张某某，13800001111'), await visit('二')];
		const bytes = await packed();
		expect(new TextDecoder('latin1').decode(bytes)).not.toContain('13800001111');
		expect(await outboxCounts(author.space.db)).toMatchObject({ waiting: 2 });
		expect(await author.space.db.outbox.get(ids[0]!)).toMatchObject({ state: 'waiting', given: author.space.now() });

		expect(await sends(bytes)).toBe('delivered');
		expect((await idsAtServer()).sort()).toEqual([...ids].sort());
		const [row] = await carried.parcels.toArray();
		expect(row).toMatchObject({ state: 'sent', name: '王芳', account: 'grid01', acts: 2 });
		expect(row).not.toHaveProperty('isPartly', true);
		expect(row!.parcel).toBeUndefined();
		expect(await author.space.db.records.get(ids[0]!)).toMatchObject({ mark: 'phone' });
		const seals = await harbour.app.store.proofs.seals(page);
		expect(seals).toMatchObject([{ account: 'grid01', n: 0, ids }]);

		harbour.proxy.mend();
		author.engine.wake(true);
		for (const id of ids) await until(async () => (await author.space.db.records.get(id))?.mark === 'server');
		// The row with what was sealed in its chain, too: the page still proves itself.
		await until(async () => (await author.space.db.outbox.get(ids[0]!))?.signed === 'yes');
		expect(new Set(await idsAtServer())).toEqual(new Set(ids));
	});

	it('[HO4] delivered by two carriers and by its author, it stands there once', async () => {
		harbour.proxy.cut();
		const id = await visit('三次');
		const bytes = await packed();
		expect(await sends(bytes, 'super01')).toBe('delivered');
		await carried.parcels.clear();
		expect(await sends(bytes, 'grid02')).toBe('delivered');
		expect(await idsAtServer()).toEqual([id]);
		harbour.proxy.mend();
		author.engine.wake(true);
		await until(async () => (await author.space.db.records.get(id))?.mark === 'server');
		expect((await harbour.app.store.reads.rows([id])).size).toBe(1);
		expect((await harbour.app.store.proofs.texts(page)).filter((one) => one.id === id)).toHaveLength(1);
	});

	it('[HO3, HO4] goes by its author’s grants, and what is held or refused is his phone’s to deal with', async () => {
		harbour.proxy.cut();
		await visit('换岗前');
		const bytes = await packed();
		const { accounts } = harbour.app.auth;
		accounts.takeBack('grid01', accounts.get('grid01')!.grants[0]!.number);
		expect(await sends(bytes)).toBe('delivered');
		expect(await idsAtServer()).toEqual([]);
		expect(await carried.parcels.toArray()).toMatchObject([{ state: 'sent', isPartly: true }]);
		expect(await outboxCounts(author.space.db)).toMatchObject({ waiting: 1 });
	});

	it('[HO3] a revoked phone delivers what it carries for others', async () => {
		harbour.proxy.cut();
		const id = await visit('别人的手机被停用');
		const bytes = await packed();
		const remote = await remoteOf('grid02', 'device-revoked');
		harbour.app.auth.devices.revoke('device-revoked', { account: 'admin01', address: '' });
		await takeBytes(carried, bytes, here);
		expect(await deliver(carried, remote, now)).toBe('delivered');
		expect(await idsAtServer()).toEqual([id]);
	});
});

describe('a file that is not as it was', () => {
	const fileOf = async () => {
		harbour.proxy.cut();
		await visit('原样');
		return packed();
	};

	it('[HO2] read back from its text, it is the same; also without its first line and folded by a chat', async () => {
		const bytes = await fileOf();
		const text = bytesToFileText(bytes);
		const folded = text.split('\n')[1]!.replaceAll(/(.{64})/g, '$1\r\n');
		for (const form of [text, folded]) expect(fileTextToFile(form)).toEqual(bytesToFile(bytes));
	});

	it('[HO2] cut short anywhere or with any byte changed, nothing of it is kept', async () => {
		const bytes = await fileOf();
		for (const length of [0, 3, 30, 100, bytes.length - 1])
			expect(await takeBytes(carried, bytes.subarray(0, length), here)).toMatchObject({ ok: false });
		for (let at = 4; at < bytes.length; at += 97) {
			const changed = bytes.slice();
			changed[at]! ^= 1;
			expect(await takeBytes(carried, changed, here), String(at)).toEqual({ ok: false, error: 'damaged' });
		}
		for (const cut of [40, 41, 200]) {
			const text = bytesToFileText(bytes).trimEnd().slice(0, -cut);
			expect(await takeParcel(carried, fileTextToFile(text), here)).toEqual({ ok: false, error: 'damaged' });
		}
		expect(await carried.parcels.count()).toBe(0);
	});

	it('[HO2] what somebody else made or changed with care is not kept either', async () => {
		const file = bytesToFile(await fileOf());
		if (!file.ok) throw new Error(file.error);
		const { parcel, heading } = file.value;
		const forged = fileToBytes({ parcel, heading: { ...heading, name: '李四' }, photos: [] });
		expect(await takeBytes(carried, forged, here)).toEqual({ ok: false, error: 'damaged' });
		expect(await takeParcel(carried, fileTextToFile('{"format":"linli-rescue"}'), here)).toEqual({
			ok: false,
			error: 'not-ours',
		});
		const later = fileToBytes({ parcel, heading, photos: [] });
		later[3] = 3;
		expect(await takeBytes(carried, later, here)).toEqual({ ok: false, error: 'newer' });
	});

	it('[HO5] for another server it is not kept where that can be told, and said by the server otherwise', async () => {
		const bytes = await fileOf();
		expect(await takeBytes(carried, bytes, { ...here, server: '0'.repeat(32) })).toEqual({
			ok: false,
			error: 'foreign',
		});
		const file = bytesToFile(bytes);
		if (!file.ok) throw new Error(file.error);
		const { id, heading, parcel } = file.value;
		const row = { id, state: 'waiting' as const, name: heading.name, account: 'grid01', made: 0, got: 0, acts: 1 };
		await carried.parcels.put({ ...row, parcel: { ...parcel, server: '0'.repeat(32) } });
		expect(await deliver(carried, await remoteOf('super01'), now)).toBe('delivered');
		expect(await carried.parcels.get(id)).toMatchObject({ state: 'unopened' });
		await putAway(carried, id);
		expect(await carried.parcels.count()).toBe(0);
	});

	it('[HO6] known again after it was delivered, and its own phone carries it not for itself', async () => {
		const bytes = await fileOf();
		await sends(bytes);
		expect(await takeBytes(carried, bytes, here)).toEqual({ ok: false, error: 'known' });
		expect(await takeBytes(carried, bytes, { ...here, device: author.space.device })).toEqual({
			ok: false,
			error: 'own',
		});
		await forgetDelivered(carried, now() + 46 * 86_400_000);
		expect(await carried.parcels.count()).toBe(0);
	});

	it('[HO6] before a phone is emptied, what it carries is delivered', async () => {
		await takeBytes(carried, await fileOf(), here);
		const unreachable = createRemote(() => Promise.reject(new Error('no network')));
		expect(await deliverAll(unreachable, now)).toBe('offline');
		expect(await carried.parcels.where('state').equals('waiting').count()).toBe(1);
		expect(await deliverAll(await remoteOf('grid02'), now)).toBe('nothing');
		expect(await carried.parcels.where('state').equals('sent').count()).toBe(1);
	});

	it('[HO6] what waits is never put away', async () => {
		await takeBytes(carried, await fileOf(), here);
		const [row] = await carried.parcels.toArray();
		await putAway(carried, row!.id);
		await forgetDelivered(carried, now() + 400 * 86_400_000);
		expect(await carried.parcels.count()).toBe(1);
	});
});

it('[HO8] a phone that was never in contact says so, and one with nothing unsent, too', async () => {
	expect(await pack(author.space, { name: '王芳', withPhotos: true })).toEqual({ ok: false, error: 'nothing' });
	harbour.proxy.cut();
	await visit('没准备');
	await author.space.db.meta.delete('server-key');
	expect(await pack(author.space, { name: '王芳', withPhotos: true })).toEqual({ ok: false, error: 'not-ready' });
	await author.space.db.keys.update('signing', { known: 'refused' });
	expect(await pack(author.space, { name: '王芳', withPhotos: true })).toEqual({ ok: false, error: 'cannot-sign' });
});
