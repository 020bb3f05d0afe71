import { expect, it } from 'vitest';
import type { Grant } from '#lib/access/policy.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { projectRecord } from '#lib/kinds/project.ts';
import { createReport } from '#lib/supervisor/report.ts';
import fc from 'fast-check';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';
import { coverOf, summaryOf, type SummaryRow } from './summary.ts';

const day = '2026-11-23';
const dayMs = 24 * 60 * 60 * 1000;
const question = { account: 'grid01', day, isCover: (desk: string) => desk === otherGrid, places: new Set(['shop']) };

function rowOf(entries: readonly Entry[], mark: SummaryRow['mark'] = 'server'): SummaryRow {
	return { ...projectRecord(entries)!, mark, ...(entries.length > 1 && { log: entries }) };
}

it('counts by kind and outcome, doors and elders each once, and tells what is unsent', () => {
	const { make } = createEntries();
	const visit = (about: string, outcome: string) => make({ about, body: { outcome } });
	const rows = [
		rowOf([visit('door-1', 'met')]),
		rowOf([visit('door-1', 'phone')], 'phone'),
		rowOf([visit('door-2', 'no-answer')], 'refused'),
		rowOf([visit('shop', 'met')]),
		rowOf([make({ kind: 'check-in', about: 'elder-1', body: { outcome: 'met' } })]),
		rowOf([make({ kind: 'check-in', about: 'elder-2', body: { outcome: 'not-seen' } })]),
		rowOf([
			make({ kind: 'problem', body: { category: 'safety', where: '楼道', severity: 'normal', handling: 'solved' } }),
		]),
	];
	const summary = summaryOf(rows, question);
	expect(summary).toMatchObject({ count: 7, unsent: 1, refused: 1, covers: [] });
	expect([summary.first, summary.last]).toEqual([morning + 1000, morning + 7000]);
	expect(summary.own).toEqual({
		kinds: [
			{
				kind: 'visit',
				count: 4,
				outcomes: [
					{ outcome: 'met', count: 2 },
					{ outcome: 'phone', count: 1 },
					{ outcome: 'no-answer', count: 1 },
				],
			},
			{
				kind: 'check-in',
				count: 2,
				outcomes: [
					{ outcome: 'met', count: 1 },
					{ outcome: 'not-seen', count: 1 },
				],
			},
			{ kind: 'problem', count: 1, outcomes: [{ outcome: 'solved', count: 1 }] },
		],
		count: 7,
		households: 1,
		elders: 1,
		promises: 0,
		settled: 0,
	});
});

it('counts a covered grid apart', () => {
	const { make } = createEntries();
	const summary = summaryOf([rowOf([make()]), rowOf([make({ desk: otherGrid, about: 'door-9' })])], question);
	expect(summary.count).toBe(2);
	expect(summary.own.count).toBe(1);
	expect(summary.covers).toMatchObject([{ desk: otherGrid, count: 1, households: 1 }]);
});

it('counts a promise where it was kept, by whom and on the day that it was', () => {
	const entries = createEntries();
	const promised = (part: object = {}) =>
		entries.make({ ms: morning - 3 * dayMs, body: { outcome: 'met', promise: { text: '送药', due: day } }, ...part });
	const kept = (visit: Entry, by: string, on: string) => rowOf([visit, entries.amend(visit, [], { kept: on }, { by })]);
	const reported = entries.make({
		kind: 'problem',
		by: 'grid02',
		ms: morning - dayMs,
		body: { category: 'safety', where: '楼道', severity: 'normal', handling: 'report' },
	});
	const rows = [
		kept(promised(), 'grid01', day),
		// A colleague's promise, kept by this worker, and the other way round.
		kept(promised({ by: 'grid02' }), 'grid01', day),
		kept(promised(), 'grid02', day),
		kept(promised(), 'grid01', '2026-11-22'),
		rowOf([promised()]),
		rowOf([reported, entries.amend(reported, [], { settled: day })]),
	];
	const { own, count, first } = summaryOf(rows, question);
	expect([own.promises, own.settled, count, first]).toEqual([2, 1, 0, null]);
});

it('knows a grid that is only covered by its grant', () => {
	const seat = (desk: string, more: object = {}): Grant => ({ role: 'worker', desk, books: ['field'], ...more });
	const covers = (...grants: Grant[]) => [grid, otherGrid].map(coverOf(grants));
	expect(covers(seat(grid))).toEqual([false, true]);
	expect(covers(seat(grid), seat(otherGrid, { to: '2026-12-01' }))).toEqual([false, true]);
	expect(covers(seat(grid, { to: '2027-12-31' }))).toEqual([false, false]);
	expect(covers(seat(grid, { to: '2027-12-31' }), seat(otherGrid, { cover: true, to: '2026-12-01' }))).toEqual([
		false,
		true,
	]);
});

const body = fc.constantFrom<[string, Body]>(
	['visit', { outcome: 'met' }],
	['visit', { outcome: 'no-answer' }],
	['check-in', { outcome: 'not-seen' }],
	['patrol', { route: '一号路线', result: 'nothing' }],
	['problem', { category: 'safety', where: '楼道', severity: 'normal', handling: 'report' }],
);
const record = fc.record({
	said: body,
	by: fc.constantFrom('grid01', 'grid02'),
	desk: fc.constantFrom(grid, otherGrid),
	// Around both midnights of Shanghai.
	hours: fc.integer({ min: -40, max: 40 }),
	fate: fc.constantFrom('open', 'seen', 'returned', 'amended', 'withdrawn'),
});

it('[O12] gives a worker the figures that the supervisor reads in 报表, whatever became of the records', () => {
	fc.assert(
		fc.property(fc.array(record, { maxLength: 25 }), (plans) => {
			const entries = createEntries();
			const rows = plans.map(({ said: [kind, said], by, desk, hours, fate }) => {
				const root = entries.make({ kind, body: said, by, desk, ms: morning + hours * 60 * 60 * 1000 });
				const later = {
					open: () => [],
					seen: () => [entries.seen(root)],
					returned: () => [entries.returned(root)],
					amended: () => [entries.amend(root, [], { note: '补充' }, { by })],
					withdrawn: () => [entries.withdraw(root, { by })],
				}[fate]!();
				return rowOf([root, ...later]);
			});
			const report = createReport();
			// The server lists what was not taken back.
			report.add(rows.filter(({ state }) => state !== 'withdrawn').map((row) => ({ ...row, byName: row.by })));
			const reported = report.result().cells.find((cell) => cell.day === day && cell.account === 'grid01');
			const { own, covers, count } = summaryOf(rows, question);
			const counts: Record<string, number> = {};
			for (const part of [own, ...covers])
				for (const { kind, count: one } of part.kinds) counts[kind] = (counts[kind] ?? 0) + one;
			expect(counts).toEqual(reported?.counts ?? {});
			expect(count).toBe(Object.values(counts).reduce((sum, one) => sum + one, 0));
		}),
	);
});
