import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '#lib/access/policy.ts';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { writeClock } from '#lib/device/clock.ts';
import { endings, forgetEnd } from '#lib/device/endings.ts';
import { ledgerRows } from '#lib/device/ledger-list.ts';
import { recordView } from '#lib/device/households.ts';
import { outboxCounts } from '#lib/device/outbox.ts';
import { textsToBatches } from '#lib/device/pen.ts';
import { amend, record } from '#lib/device/save.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import { monthCounts } from '#lib/worker/own-records.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { takeCopy } from './copies.ts';
import { endedPages, handBackEnded, handBackPages } from './hand-back.ts';
import { receive } from './receipts.ts';

const dayMs = 86_400_000;
const page = `${grid}/field/2026-11`;
const register = `${grid}/field/register`;
const care = `${grid}/care/2026-11`;
const own: Grant = { role: 'worker', desk: otherGrid, books: ['field', 'care'] };
const cover: Grant = {
	role: 'worker',
	desk: grid,
	books: ['field', 'care'],
	from: '2026-11-20',
	to: '2026-11-25',
	cover: true,
};
const home = createEntries(5000).make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });

let count = 0;
let grants: readonly Grant[];
let space: ReturnType<typeof openTestSpace>;
beforeEach(async () => {
	grants = [own, cover];
	space = openTestSpace(`back${++count}`, { grants: () => grants });
	await takeCopy(space, register, copyOf([home]));
});

let number = 1;
function copyOf(all: readonly Entry[], epoch = 1) {
	const batches = textsToBatches(all.map(entryToText), () => number++, Infinity);
	return { bytes: runsToUpdate(batches.flatMap(({ bytes }) => snapshotToRuns(bytes))), epoch, generation: 'first' };
}
async function visit(body: object = { outcome: 'met' }, desk = grid): Promise<string> {
	const saved = await record(space, { kind: 'visit', desk, about: home.id, body });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}
const inLedger = async () =>
	(await ledgerRows(space, { limit: 50 })).map(({ row, called }) => [row.id, row.mark, called?.label]);
const textOf = async (id: string) => JSON.parse((await space.db.outbox.get(id))!.text) as Entry;
const everythingHere = async () => {
	const tables = await Promise.all(space.db.tables.map((table) => table.toArray()));
	return JSON.stringify(tables, (_, value: unknown) =>
		value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
	);
};

describe('a page that goes', () => {
	it('[D50] leaves own records in the ledger and in the counts, without door and names', async () => {
		const position = { lat: 39.1, lon: 117.2, accuracy: 8, age: 1 };
		const id = await visit({ outcome: 'met', note: '水管修好了', position });
		const checkIn = await record(space, {
			kind: 'check-in',
			desk: grid,
			body: { outcome: 'not-seen', called: [{ who: '女儿 李娜' }] },
		});
		if (!checkIn.ok) throw new Error();
		const person = await record(space, { kind: 'resident', desk: grid, about: home.id, body: { name: '李建国' } });
		if (!person.ok) throw new Error();
		await takeCopy(
			space,
			page,
			copyOf([createEntries(7000).make({ by: 'grid01', body: { outcome: 'met', note: '别人记的' } })]),
		);
		await receive(space.db, [id, checkIn.value.id, person.value.id]);
		expect(await inLedger()).toContainEqual([id, 'server', '3-501']);
		const counted = await monthCounts(space);
		expect(counted).toEqual({ onPhone: 2, onServer: 2 });
		await handBackPages(space, [page, register, care]);
		expect(await inLedger()).toEqual([
			[checkIn.value.id, 'server', undefined],
			[id, 'server', undefined],
		]);
		expect(await monthCounts(space)).toEqual(counted);
		expect(await recordView(space, id)).toMatchObject({ row: { body: { outcome: 'met', note: '水管修好了' } } });
		expect([await space.db.records.count(), await space.db.contacts.count()]).toEqual([0, 0]);
		const left = await everythingHere();
		for (const gone of ['3-501', '李建国', '李娜', '117.2', '别人记的']) expect(left).not.toContain(gone);
		expect(left).toContain('水管修好了');
	});

	it('[D50] asks for nothing any more that was due there', async () => {
		const promised = await visit({ outcome: 'met', promise: { text: '送药', due: '2026-11-24' } });
		await handBackPages(space, [page]);
		expect(await space.db.records.get(promised)).toMatchObject({ mark: 'phone' });
		expect(await space.db.records.where('[kind+due]').between(['visit', ''], ['visit', '\uffff']).count()).toBe(0);
		await receive(space.db, [promised]);
		await handBackPages(space, [page]);
		expect(await space.db.kept.get(promised)).not.toHaveProperty('due');
	});

	it('[D26] leaves what is unsent, word for word, and what stands in 未收下', async () => {
		const id = await visit();
		await amend(space, id, { set: { note: '补充' } });
		const before = await space.db.outbox.toArray();
		await handBackPages(space, [page]);
		expect((await space.db.outbox.toArray()).map(({ text }) => text)).toEqual(before.map(({ text }) => text));
		expect(await outboxCounts(space.db)).toEqual({ waiting: 2, held: 0, refused: 0 });
		expect(await inLedger()).toEqual([[id, 'phone', '3-501']]);
		await receive(
			space.db,
			before.map((row) => row.id),
		);
		await handBackPages(space, [page]);
		expect(await inLedger()).toEqual([[id, 'server', '3-501']]);
		expect(await space.db.kept.get(id)).toMatchObject({ body: { note: '补充' } });
	});

	it('[D53] comes back whole when the grid is held again, each record once', async () => {
		const id = await visit({ outcome: 'met', promise: { text: '送药', due: '2026-11-24' } });
		const unsent = await visit();
		await receive(space.db, [id]);
		const sent = createEntries(7000).make({ by: 'grid01' });
		const rootOfId = await textOf(id);
		await takeCopy(space, page, copyOf([rootOfId, sent]));
		await handBackPages(space, [page]);
		expect(await space.db.pages.get(page)).toMatchObject({ handed: true, stale: true });
		await takeCopy(space, page, copyOf([rootOfId, sent]));
		expect(await space.db.pages.get(page)).not.toHaveProperty('handed');
		expect(await space.db.kept.count()).toBe(0);
		expect((await inLedger()).map(([one, mark]) => [one, mark]).sort()).toEqual(
			[
				[id, 'server'],
				[unsent, 'phone'],
			].sort(),
		);
		expect(await space.db.records.get(id)).toMatchObject({ due: '2026-11-24' });
		expect(await outboxCounts(space.db)).toEqual({ waiting: 1, held: 0, refused: 0 });
	});

	it('[D57] is told, until someone has read it', async () => {
		await visit();
		await handBackPages(space, [page]);
		await handBackPages(space, [register]);
		expect(await endings(space.db)).toEqual([{ desk: grid, day: '2026-11-23', sent: 0 }]);
		await forgetEnd(space.db, grid);
		expect(await endings(space.db)).toEqual([]);
		await handBackPages(space, [page]);
	});
});

describe('a last day', () => {
	const here = async () => (await space.db.pages.toCollection().primaryKeys()).sort();
	beforeEach(async () => {
		await takeCopy(space, page, copyOf([]));
		await takeCopy(space, `${otherGrid}/field/register`, copyOf([]));
	});

	it('[D52] takes the pages of that grid when it has passed, and none before', async () => {
		const all = [page, register, `${otherGrid}/field/register`].sort();
		space.clock.ms = morning + 2 * dayMs;
		await handBackEnded(space);
		expect(await here()).toEqual(all);
		space.clock.ms = morning + 3 * dayMs;
		expect((await endedPages(space)).sort()).toEqual([page, register].sort());
		await handBackEnded(space);
		expect(await here()).toEqual([`${otherGrid}/field/register`]);
		expect(await space.db.records.count()).toBe(0);
	});

	it('[D52] goes by the time of the server, not by that of the phone', async () => {
		space.clock.ms = morning + 3 * dayMs;
		await writeClock(space.db, { hlc: null, offset: -2 * dayMs });
		expect(await endedPages(space)).toEqual([]);
		space.clock.ms = morning;
		await writeClock(space.db, { hlc: null, offset: 3 * dayMs });
		expect(await endedPages(space)).toHaveLength(2);
	});

	it('[D52] counts by the latest word of the grant, and keeps what another grant holds', async () => {
		space.clock.ms = morning + 3 * dayMs;
		grants = [own, { ...cover, to: '2026-11-26' }];
		expect(await endedPages(space)).toEqual([]);
		grants = [own, cover, { ...cover, books: ['field'], from: '2026-11-26', to: '2026-11-27' }];
		expect(await endedPages(space)).toEqual([]);
		grants = [own, { ...cover, ended: '2026-11-23' }];
		space.clock.ms = morning;
		expect(await endedPages(space)).toHaveLength(2);
		grants = [own, { ...cover, from: '2026-11-24' }];
		expect(await endedPages(space)).toHaveLength(2);
	});

	it('[D52] ends nothing when nobody is signed in, or nothing is known of the grid', async () => {
		space.clock.ms = morning + 300 * dayMs;
		grants = [];
		expect(await endedPages(space)).toEqual([]);
		grants = [own];
		expect(await endedPages(space)).toEqual([]);
	});
});
