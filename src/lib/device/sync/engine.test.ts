import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entryToText, type Body, type Entry } from '#lib/ledger/entry.ts';
import { hlcOf, hlcToMs } from '#lib/ledger/clock.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';
import { openHarbour, startPhone, type Harbour, type PhoneOptions, type TestPhone } from '#tests/support/harbour.ts';
import { openTestSpace, worker } from '#tests/support/space.ts';
import type { Grant } from '#lib/access/policy.ts';
import { closeSpace } from '#lib/device/database.ts';
import { endings } from '#lib/device/endings.ts';
import { ownCovers } from '#lib/device/handover.ts';
import { drop, outboxCounts, refusedItems, resend } from '#lib/device/outbox.ts';
import { recordRow } from '#lib/device/records.ts';
import { amend, append, record, saveTables } from '#lib/device/save.ts';

type TestSpace = ReturnType<typeof openTestSpace>;

// A server, a proxy and phones for each test: the limits are for a busy machine, nothing is timed.
vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

let harbour: Harbour;
const spaces: TestSpace[] = [];
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
	harbour = await openHarbour();
});
afterEach(async () => {
	for (const end of ends.splice(0)) await end();
	await harbour.close();
	for (const space of spaces.splice(0)) await space.db.delete();
});

function spaceOf(account: string): TestSpace {
	const space = openTestSpace(account);
	spaces.push(space);
	return space;
}
async function phoneOf(account: string, options: PhoneOptions = {}): Promise<TestPhone> {
	const phone = await startPhone(harbour, account, { ...options, space: options.space ?? spaceOf(account) });
	ends.push(phone.stop);
	return phone;
}
function until(condition: () => unknown): Promise<void> {
	const late = new Error('did not come about in time');
	const check = async () => expect(await condition()).toBeTruthy();
	return vi.waitFor(check, { timeout: 15_000, interval: 10 }).catch(() => Promise.reject(late));
}
const isLive = (phone: TestPhone) => until(() => phone.status().state === 'live');
async function visit(space: TestSpace, body: Body = { outcome: 'met' }): Promise<string> {
	const saved = await record(space, { kind: 'visit', desk: grid, body });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}
const markOf = async (space: TestSpace, id: string) => (await space.db.records.get(id))?.mark;
const hasMark = (space: TestSpace, id: string, mark: string) => until(async () => (await markOf(space, id)) === mark);
const page = `${grid}/field/2026-11`;
const textsAtServer = async (id = page) => snapshotToTexts((await harbour.app.rooms.snapshot(id)).update);
const idsAtServer = async (id = page) => (await textsAtServer(id)).map((text) => (JSON.parse(text) as Entry).id);
/** An entry that this app would not write, put where a person's go. */
async function smuggle(space: TestSpace, part: Partial<Entry>): Promise<string> {
	const entry = createEntries(Math.floor(Math.random() * 1e9)).make({
		by: space.account,
		dev: space.device,
		...part,
	} as never);
	await space.db.transaction('rw', saveTables(space.db), async () => append(space, page, entry, entryToText(entry)));
	return entry.id;
}

describe('the way to the server and to the others', () => {
	it('[D5] sends what was written, believes the receipt, and shows it on the other phone', async () => {
		const one = await phoneOf('grid01');
		const two = await phoneOf('grid02');
		await Promise.all([isLive(one), isLive(two)]);
		const id = await visit(one.space);
		await hasMark(one.space, id, 'server');
		await hasMark(two.space, id, 'server');
		expect(await one.space.db.outbox.get(id)).toMatchObject({ state: 'received' });
		const changed = await amend(two.space, id, { set: { note: '再去一次' } });
		expect(changed.ok).toBe(true);
		await until(async () => (await one.space.db.records.get(id))?.body.note === '再去一次');
	});

	it('[D5] sends what another tab wrote, and what was written before the tab that syncs began', async () => {
		const space = spaceOf('grid01');
		const before = [await visit(space), await visit(space)];
		const phone = await phoneOf('grid01', { space });
		const otherTab = openTestSpace('grid01');
		await isLive(phone);
		const after = await visit(otherTab);
		for (const id of [...before, after]) await hasMark(space, id, 'server');
		expect((await idsAtServer()).sort()).toEqual([...before, after].sort());
		closeSpace(otherTab);
	});

	it('[D18] takes a first copy under what was already written, and shows all of it', async () => {
		const entries = createEntries();
		const others = Array.from({ length: 2500 }, () =>
			entries.make({ by: 'grid02', dev: undefined, hlc: hlcOf(morning) }),
		);
		await harbour.app.write(page, ...others);
		const space = spaceOf('grid01');
		const own = await visit(space);
		const phone = await phoneOf('grid01', { space });
		await isLive(phone);
		await hasMark(space, own, 'server');
		expect(await space.db.records.count()).toBe(2501);
		expect(await space.db.pages.get(page)).toMatchObject({ projected: true, rebuilt: 0 });
	});

	it('[D27] sends more than one update can carry in several', async () => {
		const space = spaceOf('grid01');
		const note = '楼'.repeat(1900);
		for (let count = 0; count < 60; count++) await visit(space, { outcome: 'met', note });
		const phone = await phoneOf('grid01', { space });
		await until(async () => (await outboxCounts(space.db)).waiting === 0);
		expect(await idsAtServer()).toHaveLength(60);
		await isLive(phone);
	});

	it('[D28] begins a month by itself', async () => {
		const phone = await phoneOf('grid01');
		await isLive(phone);
		const december = Date.UTC(2026, 11, 1, 2);
		harbour.app.clock.ms = phone.space.clock.ms = december;
		const id = await visit(phone.space);
		await hasMark(phone.space, id, 'server');
		expect(await idsAtServer(`${grid}/field/2026-12`)).toEqual([id]);
	});

	it('[D2] learns the time from the server', async () => {
		const space = spaceOf('grid01');
		space.clock.ms = morning - 3_600_000;
		await isLive(await phoneOf('grid01', { space }));
		const row = await space.db.records.get(await visit(space));
		expect(row!.hlc).toBe(hlcOf(morning));
		expect(Date.parse(row!.at)).toBe(morning - 3_600_000);
	});

	it('[D2] [S98] follows a server back whose clock had been a year ahead, and asks nobody', async () => {
		const yearMs = 365 * 86_400_000;
		harbour.app.clock.ms = morning + yearMs;
		const phone = await phoneOf('grid01');
		await isLive(phone);
		const ahead = await visit(phone.space);
		await hasMark(phone.space, ahead, 'server');
		harbour.app.clock.ms = morning;
		const unsent = await visit(phone.space);
		phone.engine.wake(true);
		await until(async () => (await outboxCounts(phone.space.db)).waiting === 0);
		const id = await visit(phone.space);
		await hasMark(phone.space, id, 'server');
		expect(hlcToMs((await phone.space.db.records.get(id))!.hlc)).toBeLessThan(morning + 60_000);
		expect((await recordRow(phone.space.db, unsent))?.mark).toBe('server');
		expect(await outboxCounts(phone.space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
	});
});

describe('a network that fails', () => {
	it('[D23] asks by name after entries whose receipt was lost', async () => {
		const phone = await phoneOf('grid01');
		await isLive(phone);
		harbour.proxy.muteAnswers();
		const id = await visit(phone.space);
		await until(async () => (await idsAtServer()).includes(id));
		expect(await markOf(phone.space, id)).toBe('phone');
		harbour.proxy.mend();
		harbour.proxy.drop();
		await hasMark(phone.space, id, 'server');
		expect(await idsAtServer()).toEqual([id]);
	});

	it('[D23] sends anew what the server does not know by name, under another client id', async () => {
		const phone = await phoneOf('grid01');
		await isLive(phone);
		const [entry] = [createEntries().make({ by: 'grid01', dev: phone.space.device })];
		// As after a cloned storage: the page is in step, and yet the entry never arrived.
		const text = entryToText(entry!);
		await phone.space.db.outbox.put({
			id: entry!.id,
			page,
			record: entry!.id,
			act: entry!.id,
			text,
			seq: 0,
			state: 'waiting',
			attempts: 0,
		});
		phone.engine.wake(true);
		await until(async () => (await phone.space.db.outbox.get(entry!.id))?.state === 'received');
		expect(await idsAtServer()).toEqual([entry!.id]);
	});

	it('[D29] says that it is offline, keeps taking records, and sends them when the network is back', async () => {
		const phone = await phoneOf('grid01');
		await isLive(phone);
		harbour.proxy.cut();
		await until(() => phone.status().state === 'offline');
		const ids = [await visit(phone.space), await visit(phone.space)];
		expect(await outboxCounts(phone.space.db)).toEqual({ waiting: 2, held: 0, refused: 0 });
		harbour.proxy.mend();
		phone.engine.wake(true);
		for (const id of ids) await hasMark(phone.space, id, 'server');
		await isLive(phone);
	});

	it('[D29] knocks once at a time as soon as there is no network, and opens its sockets when it is answered', async () => {
		const phone = await phoneOf('grid01');
		await isLive(phone);
		const from = { asked: phone.asked(), refused: harbour.proxy.refused() };
		harbour.proxy.cut();
		await until(() => phone.status().state === 'offline');
		await until(() => phone.asked() >= from.asked + 2);
		expect(harbour.proxy.refused() - from.refused).toBeLessThanOrEqual(phone.asked() - from.asked);
		harbour.proxy.mend();
		const id = await visit(phone.space);
		await hasMark(phone.space, id, 'server');
		await isLive(phone);
	});

	it('[D29] sends what waits before any other page is connected again', async () => {
		const happened: string[] = [];
		const { WebSocket } = globalThis;
		class Watched extends WebSocket {
			constructor(url: string) {
				super(url);
				happened.push(decodeURIComponent(new URL(url).pathname.slice('/sync/'.length)));
			}
		}
		vi.stubGlobal('WebSocket', Watched);
		// On a busy machine a second may pass before a receipt is there; what is shown here is the order.
		let patience = 1;
		const phone = await phoneOf('grid01', { patience: () => patience });
		await isLive(phone);
		const pages = new Set(happened);
		expect(pages.size).toBeGreaterThan(2);
		patience = 10;
		harbour.proxy.cut();
		await until(() => phone.status().state === 'offline');
		const id = await visit(phone.space);
		phone.space.downloads.outbox.hook('updating', (changes) => {
			if ((changes as { state?: string }).state === 'received') happened.push('received');
		});
		happened.length = 0;
		harbour.proxy.mend();
		phone.engine.wake(true);
		await isLive(phone);
		vi.unstubAllGlobals();
		expect(await markOf(phone.space, id)).toBe('server');
		const receipt = happened.indexOf('received');
		expect(new Set(happened.slice(0, receipt))).toEqual(new Set([page]));
		expect(new Set(happened)).toEqual(new Set([...pages, 'received']));
	});

	it('[D29] asks again soon when the phone itself could not keep an answer, however well its sockets are', async () => {
		const phone = await phoneOf('grid01');
		await isLive(phone);
		const { meta } = phone.space.downloads;
		const put = meta.put.bind(meta);
		let isFailed = false;
		const failing = vi.spyOn(meta, 'put').mockImplementation(((row: { key: string }) => {
			if (isFailed || row.key !== 'covers') return put(row as never);
			isFailed = true;
			return Promise.reject(new Error('the storage failed once'));
		}) as never);
		const before = phone.asked();
		phone.engine.wake(false);
		await until(() => isFailed && phone.asked() >= before + 2);
		failing.mockRestore();
		await isLive(phone);
	});

	it('[D18] [F1] keeps what arrived while the storage failed, and shows it with what comes next', async () => {
		const [one, two] = await Promise.all([phoneOf('grid01'), phoneOf('grid02')]);
		await Promise.all([isLive(one), isLive(two)]);
		const { updates } = one.space.downloads;
		const failing = vi.spyOn(updates, 'bulkAdd').mockImplementation((() => {
			throw new Error('the storage failed');
		}) as never);
		const missed = await visit(two.space);
		await until(() => failing.mock.calls.length > 0);
		failing.mockRestore();
		expect(await one.space.db.records.get(missed)).toBeUndefined();
		const next = await visit(two.space);
		await hasMark(one.space, next, 'server');
		expect(await markOf(one.space, missed)).toBe('server');
	});

	it('[D30] keeps everything when the session has ended, and goes on after signing in again', async () => {
		const phone = await phoneOf('grid01');
		await isLive(phone);
		harbour.app.auth.accounts.signOut('grid01');
		phone.engine.wake(true);
		await until(() => phone.status().state === 'signed-out');
		expect(phone.signedOut()).toBeGreaterThan(0);
		const id = await visit(phone.space);
		expect(await markOf(phone.space, id)).toBe('phone');
		await phone.signInAgain();
		await hasMark(phone.space, id, 'server');
		await isLive(phone);
	});
});

describe('what the server does not take', () => {
	it('[D8] puts a bad entry before its author, and lets it block no other', async () => {
		const space = spaceOf('grid01');
		const good = [await visit(space), await visit(space)];
		const bad = await smuggle(space, { body: { outcome: 'maybe' } });
		const late = await visit(space);
		const phone = await phoneOf('grid01', { space });
		for (const id of [...good, late]) await hasMark(space, id, 'server');
		await hasMark(space, bad, 'refused');
		expect((await idsAtServer()).sort()).toEqual([...good, late].sort());
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 1 });
		expect((await refusedItems(space))[0]).toMatchObject({ refusal: { id: bad, code: 'schema' }, row: { id: bad } });
		await isLive(phone);
	});

	it('[D16] sends a refused record again as a new one, and finds it under its old id', async () => {
		const space = spaceOf('grid01');
		const bad = await smuggle(space, { body: { outcome: 'maybe' } });
		await phoneOf('grid01', { space });
		await hasMark(space, bad, 'refused');
		expect(await amend(space, bad, { set: { outcome: 'met' } })).toEqual({ ok: false, error: 'refused' });
		expect(await resend(space, bad, { outcome: 'perhaps' })).toMatchObject({ error: { code: 'schema' } });
		expect(await space.db.refused.count()).toBe(1);
		const again = await resend(space, bad, { outcome: 'phone' });
		if (!again.ok) throw new Error('not saved');
		await hasMark(space, again.value.id, 'server');
		expect((await recordRow(space.db, bad))?.id).toBe(again.value.id);
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
		expect(await idsAtServer()).toEqual([again.value.id]);
	});

	it('[D16] shows a record as it was when an amendment of it was refused, until a person lets go of that', async () => {
		const space = spaceOf('grid01');
		const phone = await phoneOf('grid01', { space });
		await isLive(phone);
		const id = await visit(space);
		await hasMark(space, id, 'server');
		const bad = await smuggle(space, {
			kind: 'amend',
			re: id,
			body: { of: 'visit', base: [], set: { outcome: 'maybe' } },
		});
		await hasMark(space, id, 'refused');
		await isLive(phone);
		expect(await space.db.records.get(id)).toMatchObject({
			body: { outcome: 'met' },
			refusal: { id: bad },
			waiting: 0,
		});
		await drop(space, bad);
		expect(await space.db.records.get(id)).toMatchObject({ mark: 'server' });
	});

	it('[D22] writes entries of a clock that was ahead anew, with all that names them, and asks nobody', async () => {
		const space = spaceOf('grid01');
		space.clock.ms = morning + 3_600_000;
		const id = await visit(space);
		const changed = await amend(space, id, { set: { note: '改一下' } });
		expect(changed.ok).toBe(true);
		const phone = await phoneOf('grid01', { space });
		await until(async () => (await outboxCounts(space.db)).waiting === 0);
		const row = (await recordRow(space.db, id))!;
		expect(row.id).not.toBe(id);
		expect(row).toMatchObject({ mark: 'server', waiting: 0, body: { outcome: 'met', note: '改一下' } });
		expect(await space.db.records.count()).toBe(1);
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
		expect(await idsAtServer()).toHaveLength(2);
		await isLive(phone);
	});

	it('[D22] [D2] hears the time before it sends, so that a clock set ahead meanwhile is repaired at once', async () => {
		const phone = await phoneOf('grid01');
		await isLive(phone);
		harbour.proxy.cut();
		await until(() => phone.status().state === 'offline');
		phone.space.clock.ms += 3_600_000;
		await visit(phone.space);
		harbour.proxy.mend();
		await until(async () => (await outboxCounts(phone.space.db)).waiting === 0);
		expect(await phone.space.db.outbox.toArray()).toMatchObject([{ state: 'received', attempts: 1 }]);
	});

	it('[D22] asks a person when repairing in silence has failed three times', async () => {
		const space = spaceOf('grid01');
		const good = await visit(space);
		// A text that no amount of sending again makes whole: the entry is another phone's.
		const bad = await smuggle(space, { dev: 'device-of-another' });
		await space.db.outbox.update(bad, { attempts: 2 });
		await phoneOf('grid01', { space });
		await hasMark(space, bad, 'refused');
		await hasMark(space, good, 'server');
	});

	it('[D26] hands over what is unsent when a grant has ended, then drops the page', async () => {
		const phone = await phoneOf('grid02');
		await isLive(phone);
		const sent = await visit(phone.space);
		await hasMark(phone.space, sent, 'server');
		harbour.proxy.cut();
		const unsent = await visit(phone.space);
		const [grant] = harbour.app.auth.accounts.get('grid02')!.grants.filter(({ desk }) => desk === grid);
		harbour.app.auth.accounts.takeBack('grid02', grant!.number);
		harbour.proxy.mend();
		phone.engine.wake(true);
		await hasMark(phone.space, unsent, 'refused');
		await until(async () => (await phone.space.db.pages.get(page)) === undefined);
		expect(await phone.space.db.records.get(sent)).toBeUndefined();
		expect(await phone.space.db.refused.get(unsent)).toMatchObject({ code: 'desk' });
	});
});

describe('a cover', () => {
	const covered = `${otherGrid}/field/2026-11`;
	const days = { from: '2026-11-23', to: '2026-11-25', day: '2026-11-23', by: 'super01' };
	const set = (account = 'grid01', desk = otherGrid) =>
		harbour.app.auth.covers.set({ account, desk, books: ['field'], ...days });
	const isGone = (phone: TestPhone, desk: string) =>
		until(async () => (await phone.space.db.pages.toArray()).every(({ id }) => !id.startsWith(desk)));

	/** A phone that goes by the grants it is told, as the app does. */
	async function learningPhone() {
		let grants: readonly Grant[] = [worker];
		const space = openTestSpace('grid01', { grants: () => grants });
		spaces.push(space);
		const phone = await startPhone(harbour, 'grid01', { space, learn: (now) => void (grants = now) });
		ends.push(phone.stop);
		await isLive(phone);
		return { phone, space, grants: () => grants };
	}

	it('[D51] that begins reaches the phone at the next contact, with its pages, and ends in the same way', async () => {
		const { phone, space, grants } = await learningPhone();
		const { number } = set();
		phone.engine.wake(true);
		await until(() => space.db.pages.get(`${otherGrid}/field/register`));
		expect(grants()).toMatchObject([{ desk: grid }, { desk: otherGrid, to: '2026-11-25', cover: true }]);
		expect((await record(space, { kind: 'visit', desk: otherGrid, body: { outcome: 'met' } })).ok).toBe(true);
		await until(async () => (await outboxCounts(space.db)).waiting === 0);
		harbour.app.auth.covers.end(number, 'super01', days.day);
		phone.engine.wake(true);
		await isGone(phone, otherGrid);
		expect(await space.db.kept.count()).toBe(1);
		expect(grants()[1]).toMatchObject({ ended: days.day });
		await isLive(phone);
	});

	it('[D26, D57] that was ended out of reach hands over what was written under it, and says how much', async () => {
		const { phone, space } = await learningPhone();
		const { number } = set();
		phone.engine.wake(true);
		await until(() => space.db.pages.get(`${otherGrid}/field/register`));
		harbour.proxy.cut();
		const unsent = await record(space, { kind: 'visit', desk: otherGrid, body: { outcome: 'met', note: '没信号' } });
		if (!unsent.ok) throw new Error();
		harbour.app.auth.covers.end(number, 'super01', days.day);
		harbour.proxy.mend();
		phone.engine.wake(true);
		await isGone(phone, otherGrid);
		expect(await idsAtServer(covered)).toEqual([unsent.value.id]);
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
		expect(await space.db.kept.get(unsent.value.id)).toMatchObject({ mark: 'server', body: { note: '没信号' } });
		expect(await endings(space.db)).toEqual([{ desk: otherGrid, day: days.day, sent: 1 }]);
	});

	it('[D52] goes after its last day without a word from the server, and hands over when it is back', async () => {
		const { phone, space } = await learningPhone();
		set();
		phone.engine.wake(true);
		await until(() => space.db.pages.get(`${otherGrid}/field/register`));
		harbour.proxy.cut();
		const unsent = await record(space, { kind: 'visit', desk: otherGrid, body: { outcome: 'met' } });
		if (!unsent.ok) throw new Error();
		harbour.app.clock.ms = space.clock.ms = morning + 3 * 86_400_000;
		phone.engine.wake(true);
		await until(async () => (await space.db.pages.get(covered))?.handed);
		expect((await space.db.pages.toArray()).filter(({ id }) => id.startsWith(otherGrid))).toHaveLength(1);
		expect(await markOf(space, unsent.value.id)).toBe('phone');
		harbour.proxy.mend();
		phone.engine.wake(true);
		await isGone(phone, otherGrid);
		expect(await idsAtServer(covered)).toEqual([unsent.value.id]);
	});

	it('[D55] is told to the worker whose grid it is', async () => {
		const { phone, space } = await learningPhone();
		const cover = { desk: grid, account: 'grid02', name: '李国强', from: days.from, to: days.to, over: false };
		set('grid02', grid);
		phone.engine.wake(true);
		await until(async () => (await ownCovers(space)).length > 0);
		expect(await ownCovers(space)).toEqual([cover]);
	});
});

describe('another store', () => {
	it('[D24] gives back own entries that a server put back from a backup has lost', async () => {
		const space = spaceOf('grid01');
		const first = await startPhone(harbour, 'grid01', { space });
		await harbour.app.write(page, createEntries().make({ id: idOf(5), by: 'grid02', dev: undefined }));
		const ids = [await visit(space), await visit(space)];
		for (const id of ids) await hasMark(space, id, 'server');
		await until(async () => (await markOf(space, idOf(5))) === 'server');
		await first.stop();
		await harbour.close();
		harbour = await openHarbour();
		await phoneOf('grid01', { space });
		await until(async () => (await idsAtServer()).length === 2);
		await until(async () => (await outboxCounts(space.db)).waiting === 0);
		expect((await idsAtServer()).sort()).toEqual([...ids].sort());
		for (const id of ids) await hasMark(space, id, 'server');
		expect(await space.db.records.get(idOf(5))).toBeUndefined();
	});
});
