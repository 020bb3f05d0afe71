import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KindName } from '#lib/kinds/index.ts';
import { erasedAfter } from '#lib/device/erased.ts';
import { erasedTold } from '#lib/device/erased-told.ts';
import { outboxCounts } from '#lib/device/outbox.ts';
import type { Remote } from '#lib/device/remote.ts';
import { amend, record } from '#lib/device/save.ts';
import { settleCarried } from '#lib/device/sync/carried.ts';
import { mayHold } from '#server/erasure/preview.ts';
import { grid, idOf } from '#tests/support/entries.ts';
import { everythingIn, name, phone as number, writeHousehold } from '#tests/support/erasee.ts';
import { openHarbour, startPhone, type Harbour } from '#tests/support/harbour.ts';
import { openLockedPhone } from '#tests/support/locked-phone.ts';
import { carry } from './courier.ts';
import { eraseLocked } from './erased.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let harbour: Harbour;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
	harbour = await openHarbour();
});
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
	await harbour.close();
});

const until = (condition: () => unknown): Promise<void> =>
	vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 40_000, interval: 20 });

const erase = (subject: string) =>
	harbour.app.erasures.erase({ id: idOf(0xe0), by: 'admin01', ground: 'consent', subject, choices: [] });

/** A phone that has all pages and a key, open at first. */
async function openPhone() {
	const { space, raw, remote } = await openLockedPhone(harbour.app);
	ends.push(async () => {
		raw.close();
		await space.db.delete();
	});
	const sync = async () => {
		const phone = await startPhone(harbour, 'grid01', { space });
		ends.push(phone.stop);
		await until(() => phone.status().state === 'live');
		return phone;
	};
	await (await sync()).stop();
	const write = async (kind: KindName, about: string, body: object): Promise<string> => {
		const saved = await record(space, { kind, desk: grid, about, body });
		if (!saved.ok) throw new Error(JSON.stringify(saved.error));
		return saved.value.id;
	};
	const forms = { storage: undefined, account: 'grid01' };
	return { space, raw, remote, sync, write, forms };
}

describe('[K14] a locked phone', () => {
	it('[E13] lets go of the person at its next contact, keeps what is others’, and says so once it is open', async () => {
		const { home, she, son, elder } = await writeHousehold(harbour.app);
		const { space, raw, remote, sync, write, forms } = await openPhone();
		const { db } = space;
		const sent = await write('check-in', elder.id, { outcome: 'met', note: `${name}血压高` });
		const open = await sync();
		await until(async () => (await db.records.get(sent))?.mark === 'server');
		await open.stop();
		const unsent = await write('check-in', elder.id, { outcome: 'met', note: `又见${name}` });
		expect((await amend(space, she.id, { set: { phone: '13811111111' } })).ok).toBe(true);
		const visit = await write('visit', home.id, { outcome: 'met' });
		expect((await amend(space, son.id, { set: { phone: '13922222222' } })).ok).toBe(true);
		await erase(she.id);

		expect(await everythingIn(db)).toContain(name);
		expect(await carry(raw, remote)).toBe('carried');
		expect(await eraseLocked(raw, remote, forms)).toBe(true);

		const left = await everythingIn(db);
		for (const word of [name, number, '13811111111']) expect(left).not.toContain(word);
		expect(await db.records.bulkGet([she.id, elder.id, sent, unsent])).toEqual(Array(4).fill(undefined));
		expect((await db.records.bulkGet([son.id, visit])).map((row) => row?.id)).toEqual([son.id, visit]);
		const { auth, store } = harbour.app;
		const last = await store.erasing.lastOf(idOf(0xe0));
		const device = auth.devices.of('grid01').find(({ id }) => id === space.device)!;
		expect(mayHold({ generation: store.generation, last, at: 1 })({ ...device, made: 0 })).toBe(false);

		await settleCarried(space);
		expect(await erasedTold(db)).toEqual({ people: 1, own: 2 });
		const phone = await sync();
		await until(async () => (await db.records.get(visit))?.mark === 'server');
		await until(async () => (await db.records.get(home.id))?.body.label === '3-501');
		expect((await db.records.get(son.id))?.body.phone).toBe('13922222222');
		expect(await outboxCounts(db)).toEqual({ waiting: 0, held: 0, refused: 0 });
		expect(await everythingIn(db)).not.toContain(name);
		expect(await erasedTold(db)).toEqual({ people: 1, own: 2 });
		await phone.stop();
	});

	it('loses nothing of what was written about others in what goes as a whole', async () => {
		const { home, she } = await writeHousehold(harbour.app);
		const { space, raw, remote, sync, forms } = await openPhone();
		expect((await amend(space, home.id, { set: { note: '门铃坏了' } })).ok).toBe(true);
		await erase(she.id);
		// The network goes before anything is sent.
		expect(await eraseLocked(raw, remote, forms)).toBe(true);
		expect(await space.db.records.get(home.id)).toBeUndefined();
		expect((await outboxCounts(space.db)).waiting).toBe(1);
		await settleCarried(space);
		const phone = await sync();
		await until(async () => (await space.db.records.get(home.id))?.mark === 'server');
		expect((await space.db.records.get(home.id))?.body).toMatchObject({ label: '3-501', note: '门铃坏了' });
		const row = (await harbour.app.store.reads.rows([home.id])).get(home.id);
		expect(row?.projection.body.note).toBe('门铃坏了');
		await phone.stop();
	});

	it('lets go of nothing that it has fetched since, and of nothing without an answer', async () => {
		const { home, she } = await writeHousehold(harbour.app);
		await erase(she.id);
		const { space, raw, remote, forms } = await openPhone();
		const before = await everythingIn(space.db);
		expect(await erasedAfter(raw)).toBe(await erasedAfter(space.db));
		expect(await eraseLocked(raw, remote, forms)).toBe(true);
		expect(await space.db.records.get(home.id)).toBeDefined();
		const deaf: Pick<Remote, 'pages'> = { pages: async () => ({ ok: false, error: { code: 'offline', status: 0 } }) };
		expect(await eraseLocked(raw, deaf, forms)).toBe(false);
		await raw.meta.delete('erased-to');
		expect(await eraseLocked(raw, remote, forms)).toBe(false);
		await raw.lock.delete('erasedAfter');
		expect(before.length).toBeGreaterThan(0);
		expect(await space.db.records.get(home.id)).toBeDefined();
	});
});
