import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { endingsTold } from '#lib/device/endings.ts';
import { outboxCounts, refusedItems } from '#lib/device/outbox.ts';
import { amend, append, record, saveTables } from '#lib/device/save.ts';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import { release } from '#server/aside/quarantine.ts';
import { decline, letIn } from '#server/aside/held.ts';
import { createEntries, grid, morning } from '#tests/support/entries.ts';
import { openHarbour, startPhone, type Harbour, type TestPhone } from '#tests/support/harbour.ts';
import { openTestSpace, worker } from '#tests/support/space.ts';

// A server, a proxy and a phone for each test: the limits are for a busy machine, nothing is timed.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const page = `${grid}/field/2026-11`;
const dayMs = 86_400_000;
let harbour: Harbour;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
	harbour = await openHarbour();
});
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
	await harbour.close();
});

const until = (condition: () => unknown) =>
	vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 30_000, interval: 10 });
const markOf = async (phone: TestPhone, id: string) => (await phone.space.db.records.get(id))?.mark;
const means = () => {
	const { store, rooms, auth, clock } = harbour.app;
	return { store, rooms, grantsOf: (id: string) => auth.accounts.get(id)?.grants ?? [], now: () => clock.ms };
};
const idsAtServer = async () =>
	snapshotToTexts((await harbour.app.rooms.snapshot(page)).update).map((text) => (JSON.parse(text) as Entry).id);

async function phoneOf(account: string): Promise<TestPhone> {
	// What this phone was told last: a seat without an end.
	const space = openTestSpace(account, { grants: () => [{ ...worker, desk: grid }] });
	const phone = await startPhone(harbour, account, { space });
	ends.push(() => space.db.delete(), phone.stop);
	await until(() => phone.status().state === 'live');
	return phone;
}
async function visit({ space }: TestPhone, note: string): Promise<string> {
	const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met', note } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}

/** A phone that was out of reach when its seat was ended, and recorded two days later. */
async function late() {
	const { auth, clock } = harbour.app;
	const phone = await phoneOf('grid02');
	harbour.proxy.cut();
	const before = await visit(phone, '还在岗');
	const seat = auth.accounts.get('grid02')!.grants.find(({ desk }) => desk === grid)!;
	auth.accounts.takeBack('grid02', seat.number);
	auth.accounts.grant('grid02', { role: 'worker', desk: grid, books: seat.books, to: '2026-11-23' });
	phone.space.clock.ms = clock.ms = morning + 2 * dayMs;
	const after = await visit(phone, '到期后');
	harbour.proxy.mend();
	phone.engine.wake(true);
	await until(async () => (await markOf(phone, after)) === 'held');
	return { phone, before, after };
}

it('[D81] shows 待放行 for what was written after the seat had ended, and takes it when it is let in', async () => {
	const { phone, before, after } = await late();
	expect(await idsAtServer()).toEqual([before]);
	expect(await outboxCounts(phone.space.db)).toEqual({ waiting: 0, held: 1, refused: 0 });
	// What was handed over is noted once the answer has been dealt with.
	await until(async () => (await endingsTold(phone.space))[0]?.sent === 1);
	expect(await endingsTold(phone.space)).toMatchObject([{ desk: grid, sent: 1, waiting: 0, held: 1 }]);
	expect(await phone.space.db.outbox.get(after)).toMatchObject({ state: 'waiting', held: true });
	const held = [...(await harbour.app.store.shelf.heldById([after])).values()];
	expect(await letIn(means(), held, 'super01', '')).toEqual({ released: [after], refused: [] });
	phone.engine.wake(true);
	await until(async () => (await phone.space.db.kept.get(after))?.mark === 'server');
	expect((await idsAtServer()).sort()).toEqual([before, after].sort());
	expect(await outboxCounts(phone.space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
});

it('[D81] puts what was declined into 未收下 with the reason, and keeps it', async () => {
	const { phone, after } = await late();
	await decline(means(), [after], 'super01', '那天你已经不在这个网格');
	phone.engine.wake(true);
	await until(async () => (await markOf(phone, after)) === 'refused');
	expect((await refusedItems(phone.space))[0]).toMatchObject({
		refusal: { id: after, code: 'declined', detail: '那天你已经不在这个网格' },
		entry: { body: { note: '到期后' } },
	});
	expect(await outboxCounts(phone.space.db)).toEqual({ waiting: 0, held: 0, refused: 1 });
});

it('[D81] counts a word more as unsent until the server holds that, too', async () => {
	const { phone, after } = await late();
	harbour.proxy.cut();
	expect((await amend(phone.space, after, { set: { note: '到期后，补一句' } })).ok).toBe(true);
	expect(await markOf(phone, after)).toBe('phone');
	expect(await outboxCounts(phone.space.db)).toEqual({ waiting: 1, held: 1, refused: 0 });
	harbour.proxy.mend();
	phone.engine.wake(true);
	await until(async () => (await outboxCounts(phone.space.db)).waiting === 0);
	await until(async () => (await markOf(phone, after)) === 'held');
});

it('[D80] takes out of 未收下 by itself what was let through from quarantine', async () => {
	const { shelf } = harbour.app.store;
	const phone = await phoneOf('grid02');
	const { space } = phone;
	const foreign = createEntries(7).make({ by: 'grid02', dev: 'device-of-another' });
	const { id } = foreign;
	await space.db.transaction('rw', saveTables(space.db), () => append(space, page, foreign, entryToText(foreign)));
	await until(async () => (await markOf(phone, id)) === 'refused');
	const [packet] = await shelf.packets({ area: grid, open: true, limit: 1 });
	expect(packet).toMatchObject({ refusals: [{ id, code: 'device' }] });
	await until(() => phone.status().state === 'live');
	const done = await release(means(), packet!.number, { by: 'super01', why: '换过手机', waive: ['device'] });
	expect(done).toMatchObject({ ok: true, value: { taken: [id] } });
	await until(async () => (await markOf(phone, id)) === 'server');
	expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
});
