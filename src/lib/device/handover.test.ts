import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectRecord, standingOf } from '#lib/kinds/project.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import {
	countOf,
	coverCard,
	doneMeanwhile,
	handover,
	meanwhile,
	openMatters,
	putAway,
	putCardAway,
	returnCard,
	type Handover,
} from './handover.ts';
import { project, projectionTables } from './project.ts';
import type { OwnCover } from './remote.ts';
import type { RecordRow } from './rows.ts';

const dayMs = 86_400_000;
const until = '2026-11-30';
const entries = createEntries();
/** A row as the projection makes it, as far as it is looked at here. */
function rowOf(all: readonly Entry[], contacts: readonly Entry[] = []): RecordRow {
	const projection = projectRecord(all)!;
	const about = contacts.map((entry) => projectRecord([entry])!);
	const { alarm, due, last } = standingOf(projection, about);
	const standing =
		projection.kind === 'elder' ? { alarm: alarm ?? undefined, due: due ?? '', last } : { due: projection.facts.due };
	return {
		...projection,
		page: `${projection.desk}/field/2026-11`,
		book: 'field',
		v: 1,
		mark: 'server',
		waiting: 0,
		...standing,
	};
}
const row = (kind: string, body: Body, part: Partial<Entry> = {}) => rowOf([entries.make({ kind, body, ...part })]);
const elderBody = (tier: string) => ({ household: home.id, tier, types: [], contacts: [] });
const home = entries.make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });
const seenAt = (elder: Entry, ms: number, outcome = 'met') =>
	entries.make({ kind: 'check-in', about: elder.id, body: { outcome }, ms });
function elder(tier: string, lastMs: number, outcome = 'met'): RecordRow {
	const root = entries.make({ kind: 'elder', body: elderBody(tier) });
	return rowOf([root], [seenAt(root, lastMs, outcome)]);
}
const idsOf = (found: Handover<RecordRow>) =>
	Object.fromEntries(Object.entries(found).map(([name, rows]) => [name, rows.map(({ id }: RecordRow) => id)]));
const none = { alarms: [], returned: [], promises: [], problems: [], elders: [], cautions: [] };

describe('what one who takes over must know', () => {
	it('[D54] is all that is open at the grid, in the order in which it presses', () => {
		const alarm = elder('general', morning, 'not-seen');
		const visit = entries.make();
		const returned = rowOf([visit, entries.returned(visit)]);
		const later = row('visit', { outcome: 'met', promise: { text: '送药', due: '2026-12-20' } });
		const sooner = row('visit', { outcome: 'met', promise: { text: '报修', due: '2026-11-24' } });
		const problem = row('problem', { category: 'fire', where: '楼道', severity: 'normal', handling: 'report' });
		const high = elder('high', morning - 3 * dayMs);
		const doors = ['10-1-501', '2-1-501'].map((label) =>
			row('household', { label, building: label.split('-')[0]!, door: '501', caution: '有狗' }),
		);
		const all = [later, doors[0]!, alarm, returned, sooner, problem, high, doors[1]!];
		const found = openMatters(all, grid, until);
		expect(idsOf(found)).toEqual({
			alarms: [alarm.id],
			returned: [returned.id],
			promises: [sooner.id, later.id],
			problems: [problem.id],
			elders: [high.id],
			cautions: [doors[1]!.id, doors[0]!.id],
		});
		expect(countOf(found)).toBe(8);
	});

	it('[D54] is nothing that is settled, kept, answered, withdrawn, or due only after the cover', () => {
		const problem = { category: 'fire', where: '楼道', severity: 'normal', handling: 'report' };
		const visit = entries.make();
		const back = entries.returned(visit);
		const gone = entries.make({ body: { outcome: 'met', promise: { text: '送药', due: '2026-11-24' } } });
		const quiet = [
			row('problem', { ...problem, settled: '2026-11-22' }),
			row('problem', { ...problem, handling: 'solved' }),
			row('visit', { outcome: 'met', promise: { text: '送药', due: '2026-11-20' }, kept: '2026-11-20' }),
			rowOf([visit, back, entries.amend(visit, [back], { note: '补上了' })]),
			rowOf([gone, entries.withdraw(gone)]),
			elder('high', morning + 3 * dayMs),
			elder('key', morning - 40 * dayMs),
			row('household', { label: '3-502', building: '3', door: '502' }),
			row('household', { label: '3-503', building: '3', door: '503', caution: '有狗', sameAs: home.id }),
			row('household', {
				label: '3-504',
				building: '3',
				door: '504',
				caution: '有狗',
				movedTo: { desk: otherGrid, id: home.id, day: '2026-11-20' },
			}),
			row('visit', { outcome: 'met', promise: { text: '送药', due: '2026-11-24' } }, { desk: otherGrid }),
		];
		expect(idsOf(openMatters(quiet, grid, until))).toEqual(none);
	});

	it('[D54] counts an elder who comes due on the last day, and not one of the day after', () => {
		const rows = [-4, -3, -2].map((shift) =>
			elder('high', Date.parse('2026-11-27T12:00:00+08:00') + (shift + 0) * dayMs),
		);
		const due = openMatters(rows, grid, until).elders.map((one) => one.due);
		expect(due).toEqual(['2026-11-30']);
	});

	it('[D54] never names a record twice in one pile, nor one of another grid, whatever there is', () => {
		const kinds = ['visit', 'problem', 'household', 'elder'] as const;
		const anyRow = fc
			.record({
				kind: fc.constantFrom(...kinds),
				desk: fc.constantFrom(grid, otherGrid),
				state: fc.constantFrom('open', 'seen', 'returned', 'withdrawn'),
				due: fc.option(fc.constantFrom('', '2026-11-01', '2026-12-31'), { nil: undefined }),
				alarm: fc.option(fc.constant('check'), { nil: undefined }),
				body: fc.constantFrom(
					{},
					{ tier: 'high' },
					{ caution: '有狗', label: '1' },
					{ handling: 'report' },
					{ promise: {} },
				),
			})
			.map((part) => ({ ...row('visit', { outcome: 'met' }), ...part }) as RecordRow);
		fc.assert(
			fc.property(fc.array(anyRow, { maxLength: 20 }), (rows) => {
				for (const pile of Object.values<readonly RecordRow[]>(openMatters(rows, grid, until) as never)) {
					expect(new Set(pile).size).toBe(pile.length);
					expect(pile.every(({ desk, state }) => desk === grid && state !== 'withdrawn')).toBe(true);
				}
			}),
		);
	});

	it('[D54] is chosen from what lies on the phone, each with what people call it', async () => {
		const space = openTestSpace();
		const make = createEntries(9000);
		const house = make.make({
			kind: 'household',
			body: { label: '3-2-501', building: '3', door: '501', caution: '有狗' },
		});
		const person = make.make({ kind: 'resident', about: house.id, body: { name: '张桂兰' } });
		const old = make.make({
			kind: 'elder',
			about: person.id,
			body: { household: house.id, tier: 'high', types: [], contacts: [] },
		});
		const missed = make.make({ kind: 'check-in', about: old.id, by: 'grid02', body: { outcome: 'not-seen' } });
		const promised = make.make({
			about: house.id,
			body: { outcome: 'met', promise: { text: '送药', due: '2026-11-25' } },
		});
		const elsewhere = make.make({
			kind: 'household',
			desk: otherGrid,
			body: { label: '9-1', building: '9', door: '1', caution: '聋' },
		});
		const tables = projectionTables(space.db);
		await space.db.transaction('rw', tables, async () => {
			await project(space.db, `${grid}/field/register`, [house, person]);
			await project(space.db, `${grid}/care/register`, [old]);
			await project(space.db, `${grid}/care/2026-11`, [missed]);
			await project(space.db, `${grid}/field/2026-11`, [promised]);
			await project(space.db, `${otherGrid}/field/register`, [elsewhere]);
		});
		const { alarms, promises, cautions, ...others } = await handover(space, grid, until);
		expect(alarms.map(({ called }) => [called?.name, called?.label])).toEqual([['张桂兰', '3-2-501']]);
		expect(promises.map(({ row: { body }, called }) => [body.promise, called?.label])).toEqual([
			[{ text: '送药', due: '2026-11-25' }, '3-2-501'],
		]);
		expect(cautions.map(({ called }) => called?.caution)).toEqual(['有狗']);
		expect(others).toEqual({ returned: [], problems: [], elders: [] });

		const cover = { desk: grid, account: 'grid02', name: '李国强', from: '2026-11-20', to: '2026-11-24', over: true };
		const back = await meanwhile(space, cover);
		expect(back.counts).toEqual([{ kind: 'check-in', count: 1 }]);
		expect(back.open.alarms.map(({ called }) => called?.name)).toEqual(['张桂兰']);
		expect(back.open.promises).toEqual([]);
	});
});

describe('what one who comes back is told', () => {
	const cover: OwnCover = {
		desk: grid,
		account: 'grid02',
		name: '李国强',
		from: '2026-11-22',
		to: '2026-11-24',
		over: true,
	};
	const his = (kind: string, body: Body, shift = 0, part: Partial<Entry> = {}) =>
		rowOf([entries.make({ kind, body, by: 'grid02', ms: morning + shift * dayMs, ...part })]);

	it('[D55] is what the other recorded there in those days, by kind', () => {
		const visit = { outcome: 'met' };
		const rows = [
			his('visit', visit),
			his('visit', visit, -1),
			his('patrol', { result: 'normal' }, 1),
			his('visit', visit, -2),
			his('visit', visit, 2),
			his('visit', visit, 0, { by: 'grid01' }),
			his('visit', visit, 0, { desk: otherGrid }),
			his('household', { label: '1', building: '1', door: '1' }),
		];
		const { counts, open } = doneMeanwhile(rows, cover);
		expect(counts).toEqual([
			{ kind: 'visit', count: 2 },
			{ kind: 'patrol', count: 1 },
		]);
		expect(open).toEqual({ alarms: [], promises: [], problems: [] });
	});

	it('[D55] is what of that is still open, and not what was open before', () => {
		const promise = { outcome: 'met', promise: { text: '送药', due: '2026-12-01' } };
		const problem = { category: 'fire', where: '楼道', severity: 'normal', handling: 'report' };
		const root = entries.make({ kind: 'elder', body: elderBody('high') });
		const missed = entries.make({
			kind: 'check-in',
			by: 'grid02',
			about: root.id,
			body: { outcome: 'not-seen' },
			ms: morning,
		});
		const open = [his('visit', promise), his('problem', problem), rowOf([root], [missed]), rowOf([missed])];
		const before = [
			his('visit', promise, -9),
			his('problem', problem, 0, { by: 'grid01' }),
			elder('high', morning, 'not-seen'),
		];
		const told = doneMeanwhile([...open, ...before], cover).open;
		expect([told.promises, told.problems, told.alarms].map((pile) => pile.map(({ id }) => id))).toEqual([
			[open[0]!.id],
			[open[1]!.id],
			[open[2]!.id],
		]);
	});
});

it('[D56] a card that was put away stays away, and that of another cover does not', async () => {
	const space = openTestSpace();
	const [first, second] = [coverCard(grid, '2026-11-20'), coverCard(grid, '2026-12-20')];
	expect(await putAway(space)).toEqual([]);
	await putCardAway(space, first);
	await putCardAway(space, first);
	expect(await putAway(space)).toEqual([first]);
	expect(await putAway(space)).not.toContain(second);
	const back = { desk: grid, account: 'grid02', name: '李国强', from: '2026-11-20', to: '2026-11-24', over: true };
	expect(returnCard(back)).not.toBe(first);
	expect(returnCard({ ...back, to: '2026-11-25' })).not.toBe(returnCard(back));
});
