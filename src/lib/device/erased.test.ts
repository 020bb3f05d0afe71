import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KindName } from '#lib/kinds/index.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { erasedTold } from '#lib/device/erased-told.ts';
import { outboxCounts } from '#lib/device/outbox.ts';
import { amend, record } from '#lib/device/save.ts';
import { verifyLedger } from '#server/proof/verify.ts';
import { createEntries, grid, idOf } from '#tests/support/entries.ts';
import { everythingIn, name, writeHousehold } from '#tests/support/erasee.ts';
import { openHarbour, startPhone, type Harbour, type TestPhone } from '#tests/support/harbour.ts';
import { openTestSpace, worker } from '#tests/support/space.ts';

// A server, a proxy and phones for each test: the limits are for a busy machine, nothing is timed.
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
const isLive = (phone: TestPhone) => until(() => phone.status().state === 'live');

async function phoneOf(account: string): Promise<TestPhone> {
	const space = openTestSpace(account, { grants: () => [{ ...worker, desk: grid }] });
	const phone = await startPhone(harbour, account, { space });
	ends.push(() => space.db.delete(), phone.stop);
	await isLive(phone);
	return phone;
}

const household = () => writeHousehold(harbour.app);

const erase = (subject: string, choices: readonly { id: string; as: 'blanked' | 'gone' }[] = []) =>
	harbour.app.erasures.erase({ id: idOf(0xe0), by: 'admin01', ground: 'consent', subject, choices });

async function write({ space }: TestPhone, kind: KindName, about: string, body: object): Promise<string> {
	const saved = await record(space, { kind, desk: grid, about, body });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}

const everythingOn = ({ space }: TestPhone) => everythingIn(space.db);

it('[D100, D102] takes all of the person from a phone at its next contact, sends the rest, and says so once', async () => {
	const { home, she, son, elder } = await household();
	const phone = await phoneOf('grid01');
	const { space } = phone;
	await until(async () => (await space.db.records.get(she.id)) && (await space.db.records.get(elder.id)));
	const sent = await write(phone, 'check-in', elder.id, { outcome: 'met', note: `${name}血压高` });
	await until(async () => (await space.db.records.get(sent))?.mark === 'server');
	// Signed by the phone: the seal must hold without the text.
	phone.engine.wake(true);
	const { proofs } = harbour.app.store;
	await until(async () => (await proofs.seals(`${grid}/care/2026-11`)).length > 0);
	harbour.proxy.cut();
	await until(() => phone.status().state !== 'live');
	const unsent = await write(phone, 'check-in', elder.id, { outcome: 'met', note: `又见${name}` });
	expect((await amend(space, she.id, { set: { phone: '13811111111' } })).ok).toBe(true);
	const visit = await write(phone, 'visit', home.id, { outcome: 'met' });
	expect((await amend(space, son.id, { set: { phone: '13922222222' } })).ok).toBe(true);
	await erase(she.id);
	harbour.proxy.mend();
	phone.engine.wake(true);
	await until(async () => (await space.db.records.get(visit))?.mark === 'server');
	await until(async () => (await outboxCounts(space.db)).waiting === 0);
	await isLive(phone);
	await until(async () => !(await everythingOn(phone)).includes(name));
	expect(await space.db.records.bulkGet([she.id, elder.id, sent, unsent])).toEqual(Array(4).fill(undefined));
	expect(await everythingOn(phone)).not.toContain('13811111111');
	expect((await space.db.records.get(son.id))?.body.phone).toBe('13922222222');
	expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
	expect(await erasedTold(space.db)).toEqual({ people: 1, own: 2 });
	const known = await harbour.app.store.known({
		ids: [sent, unsent, visit],
		records: [],
		devices: [],
		accounts: [],
		day: '',
	});
	expect([...known.entries.keys()]).toEqual([visit]);
	const { wrong } = await verifyLedger(harbour.app.store, harbour.app.signer.publicKey, { timeZone: 'Asia/Shanghai' });
	expect(wrong).toBeNull();
	// Nothing is refused at the server for it, and nothing of it lies in quarantine.
	expect(await harbour.app.store.shelf.packets({ area: grid.slice(0, 12), open: false, limit: 9 })).toEqual([]);
});

it('[D101] takes it from 未收下, from kept records, from what waits for its root and from half-filled forms, and nothing else', async () => {
	const { she, elder, home } = await household();
	const phone = await phoneOf('grid01');
	const { db } = phone.space;
	const { make } = createEntries(0x500);
	const texts = (entry: Entry) => JSON.stringify(entry);
	const about = make({ kind: 'check-in', about: elder.id, body: { outcome: 'met', note: name } });
	const other = make({ about: home.id, body: { outcome: 'met' } });
	for (const entry of [about, other])
		await db.refused.put({
			id: entry.id,
			page: `${grid}/care/2026-11`,
			record: entry.id,
			text: texts(entry),
			code: 'schema',
			at: 1,
		});
	const row = { ...(await db.records.get(home.id))!, page: '120101004010009/field/2026-11' };
	await db.kept.bulkPut([
		{ ...row, id: idOf(0x601), about: elder.id },
		{ ...row, id: idOf(0x602), about: home.id },
	]);
	const late = make({ kind: 'review', re: idOf(0x700), body: {} });
	await db.orphans.bulkPut([
		{ id: idOf(0x603), target: she.id, entry: make({ kind: 'amend', re: she.id, body: { set: { name } } }) },
		{ id: late.id, target: idOf(0x700), entry: late },
	]);
	const kept = new Map<string, string>([
		[`linli-half:grid01:new:${elder.id}`, name],
		[`linli-half:grid01:new:${home.id}`, '{}'],
		[`linli-half:grid02:new:${elder.id}`, 'of another account'],
	]);
	vi.stubGlobal('localStorage', storageOf(kept));
	ends.push(async () => void vi.unstubAllGlobals());
	await erase(she.id);
	phone.engine.wake(true);
	await until(async () => (await db.refused.count()) === 1);
	await until(async () => !(await everythingOn(phone)).includes(name));
	expect((await db.refused.toArray()).map(({ id }) => id)).toEqual([other.id]);
	expect((await db.kept.toArray()).map(({ id }) => id)).toEqual([idOf(0x602)]);
	expect((await db.orphans.toArray()).map(({ id }) => id)).toEqual([late.id]);
	expect([...kept.keys()]).toEqual([`linli-half:grid01:new:${home.id}`, `linli-half:grid02:new:${elder.id}`]);
	expect(await erasedTold(db)).toEqual({ people: 1, own: 1 });
});

it('[D102] lets go of what the server refuses as erased, though nobody told it before', async () => {
	const { she, elder, home } = await household();
	const phone = await phoneOf('grid01');
	const { space } = phone;
	await until(async () => space.db.records.get(elder.id));
	await erase(she.id);
	// Written in the moment between: the phone knows the elder still.
	const [late, visit] = await Promise.all([
		write(phone, 'check-in', elder.id, { outcome: 'met', note: name }).catch(() => null),
		write(phone, 'visit', home.id, { outcome: 'no-answer' }),
	]);
	await until(async () => (await space.db.records.get(visit))?.mark === 'server');
	await until(async () => (await outboxCounts(space.db)).waiting === 0);
	await until(async () => !(await everythingOn(phone)).includes(name));
	expect(late === null || (await space.db.records.get(late)) === undefined).toBe(true);
	expect((await outboxCounts(space.db)).refused).toBe(0);
});

it('[D103] takes an entry that stands on in part as it is now, in its author’s phone too', async () => {
	const { she, home } = await household();
	const phone = await phoneOf('grid01');
	const { space } = phone;
	const visit = await write(phone, 'visit', home.id, { outcome: 'met', note: `${name}说楼道灯坏了` });
	await until(async () => (await space.db.records.get(visit))?.mark === 'server');
	phone.engine.wake(true);
	const { store, signer } = harbour.app;
	await until(async () => (await store.proofs.seals(`${grid}/field/2026-11`)).length > 0);
	await erase(she.id, [{ id: visit, as: 'blanked' }]);
	await until(async () => (await space.db.records.get(visit))?.body.note === '○○说楼道灯坏了');
	await until(async () => !(await everythingOn(phone)).includes(name));
	expect(await space.db.outbox.get(visit)).toBeUndefined();
	expect((await outboxCounts(space.db)).waiting).toBe(0);
	expect((await verifyLedger(store, signer.publicKey, { timeZone: 'Asia/Shanghai' })).wrong).toBeNull();
});

function storageOf(kept: Map<string, string>): Storage {
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key),
	};
	return new Proxy(storage, {
		ownKeys: () => [...kept.keys()],
		getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
	}) as unknown as Storage;
}
