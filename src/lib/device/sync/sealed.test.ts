import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { outboxCounts } from '#lib/device/outbox.ts';
import { amend, record } from '#lib/device/save.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import { grid } from '#tests/support/entries.ts';
import { openHarbour, startPhone, type Harbour, type TestPhone } from '#tests/support/harbour.ts';
import { openTestSpace, worker } from '#tests/support/space.ts';

// A server, a proxy and phones for each test: the limits are for a busy machine, nothing is timed.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const page = `${grid}/field/2026-11`;
const january = `${grid}/field/2027-01`;
/** 45 days after the end of November, and a day. */
const closed = Date.UTC(2027, 0, 16);
let harbour: Harbour;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
	harbour = await openHarbour();
});
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
	await harbour.close();
});

function until(condition: () => unknown): Promise<void> {
	const late = new Error('did not come about in time');
	const check = async () => expect(await condition()).toBeTruthy();
	return vi.waitFor(check, { timeout: 40_000, interval: 20 }).catch(() => Promise.reject(late));
}
const isLive = (phone: TestPhone) => until(() => phone.status().state === 'live');
const hasMark = (phone: TestPhone, id: string, mark: string) =>
	until(async () => (await phone.space.db.records.get(id))?.mark === mark);
const idsAt = async (id: string) =>
	snapshotToTexts((await harbour.app.rooms.snapshot(id)).update).map((text) => (JSON.parse(text) as Entry).id);

async function phoneOf(account: string): Promise<TestPhone> {
	const space = openTestSpace(account, { grants: () => [{ ...worker, desk: grid }] });
	const phone = await startPhone(harbour, account, { space });
	ends.push(() => space.db.delete(), phone.stop);
	await isLive(phone);
	return phone;
}
/** After so long its session has ended. */
async function returns(phone: TestPhone): Promise<void> {
	phone.engine.wake(true);
	await until(() => phone.status().state === 'signed-out');
	await phone.signInAgain();
}
async function visit({ space }: TestPhone, note: string): Promise<string> {
	const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met', note } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}

it('[D20, D21, S36] starts a sealed page afresh, and loses neither what is there nor what is unsent', async () => {
	const phone = await phoneOf('grid01');
	const sent = await visit(phone, '十一月');
	await hasMark(phone, sent, 'server');
	harbour.proxy.cut();
	const unsent = await visit(phone, '十一月没发出去');
	expect((await amend(phone.space, sent, { set: { note: '过后补一句' } })).ok).toBe(true);
	harbour.app.clock.ms = phone.space.clock.ms = closed;
	await harbour.app.rooms.sealDue();
	harbour.proxy.mend();
	await returns(phone);
	for (const id of [sent, unsent]) await hasMark(phone, id, 'server');
	await isLive(phone);
	expect(await outboxCounts(phone.space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
	expect(await phone.space.db.pages.get(page)).toMatchObject({ epoch: 2 });
	expect(await idsAt(page)).toEqual([sent]);
	expect(await idsAt(january)).toHaveLength(2);
	expect(await phone.space.db.records.get(sent)).toMatchObject({ body: { note: '过后补一句' }, page });
	expect(await phone.space.db.records.get(unsent)).toMatchObject({ page: january });
});

it('[D83] keeps what answers to a record from another page when its own page is taken anew', async () => {
	const [one, two] = [await phoneOf('grid01'), await phoneOf('grid02')];
	const id = await visit(one, '十一月');
	await hasMark(two, id, 'server');
	harbour.app.clock.ms = one.space.clock.ms = two.space.clock.ms = closed;
	for (const phone of [one, two]) await returns(phone);
	// Closed by the calendar, and answered to, before it is sealed.
	expect((await amend(one.space, id, { set: { note: '补一句' } })).ok).toBe(true);
	await until(async () => (await idsAt(january)).length === 1);
	await until(async () => (await two.space.db.records.get(id))?.body.note === '补一句');
	await harbour.app.rooms.sealDue();
	for (const phone of [one, two]) {
		phone.engine.wake(true);
		await until(async () => (await phone.space.db.pages.get(page))?.epoch === 2);
		await isLive(phone);
		expect(await phone.space.db.records.get(id)).toMatchObject({ body: { note: '补一句' }, mark: 'server' });
	}
});
