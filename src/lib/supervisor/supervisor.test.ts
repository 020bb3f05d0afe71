import { hlcOf } from '#lib/ledger/clock.ts';
import { ok } from '#lib/ledger/result.ts';
import { describe, expect, it } from 'vitest';
import type { NamedEntry, RecordView } from './api.ts';
import { batchesOf, batchSize, collectRoutine, divide, markSeen } from './bulk.ts';
import { stepsOf } from './history.ts';
import { bodyLine, bodyTexts } from '#lib/kinds/record-words.ts';
import { findHomes, homesOf } from './homes.ts';
import { mergeRows, nextOpenRow } from './rows.ts';

const desk = '120101004010001';
const page = `${desk}/field/2026-11`;
const idOf = (number: number) => `019ab000-0000-7000-8000-${String(number).padStart(12, '0')}`;

const record = (number: number, more: Partial<RecordView> = {}): RecordView => ({
	id: idOf(number),
	desk,
	kind: 'visit',
	by: 'grid01',
	at: '2026-11-23T06:00:00Z',
	hlc: hlcOf(1_000_000 + number),
	changed: hlcOf(1_000_000 + number),
	state: 'open',
	changedSinceReview: false,
	body: { outcome: 'met' },
	rivals: {},
	heads: [],
	amends: [],
	facts: { reached: true, routine: true },
	unreadable: false,
	page,
	arrived: 0,
	deskName: '第一网格',
	byName: '王芳',
	...more,
});

describe('the list', () => {
	it('sets new records in their place and never drops one that no longer fits the filter', () => {
		const rows = mergeRows([record(3), record(1)], [record(2), record(3, { state: 'seen' })]);
		expect(rows.map((row) => [row.id, row.state])).toEqual([
			[idOf(3), 'seen'],
			[idOf(2), 'open'],
			[idOf(1), 'open'],
		]);
	});

	it('goes on to the next open record below, then above', () => {
		const rows = [record(4), record(3, { state: 'seen' }), record(2), record(1, { state: 'seen' })];
		expect(nextOpenRow(rows, idOf(4))?.id).toBe(idOf(2));
		expect(nextOpenRow(rows, idOf(2))?.id).toBe(idOf(4));
		expect(nextOpenRow([record(1)], idOf(1))).toBeNull();
	});
});

describe('routine ones together', () => {
	it('leaves out who was not seen, what is abnormal, doubtful, contradictory or unreadable', () => {
		const routine = divide([
			record(1),
			record(2, { facts: { alarm: true } }),
			record(3, { facts: { routine: false } }),
			record(4, { hints: ['clock'] }),
			record(5, { rivals: { note: [] } }),
			record(6, { unreadable: true, facts: {} }),
			record(7, { state: 'seen' }),
		]);
		expect(routine.records.map((one) => one.id)).toEqual([idOf(1)]);
		expect(routine.left).toEqual({ notSeen: 1, worth: 1, other: 3 });
	});

	it('collects through all pages of the list', async () => {
		const pages = [
			{ records: [record(2)], cursor: 'more', total: 2 },
			{ records: [record(1)], cursor: null, total: 2 },
		];
		const answer = await collectRoutine(
			{ records: async ({ cursor }) => ok(pages[cursor === undefined ? 0 : 1]!) },
			{},
		);
		expect(answer.ok && answer.value.records).toHaveLength(2);
	});

	it('posts to each page in batches and stops when asked, keeping what is done', async () => {
		const many = Array.from({ length: batchSize + 1 }, (_, index) => record(index));
		const elsewhere = record(900, { page: `${desk}/field/2026-10` });
		expect(batchesOf([...many, elsewhere]).map((batch) => batch.records.length)).toEqual([batchSize, 1, 1]);
		const post = async (_page: string, entries: readonly { id: string }[]) =>
			ok({ accepted: entries.map(({ id }) => id), refused: [] });
		const outcome = await markSeen(
			{ post },
			[...many, elsewhere],
			'super01',
			() => 2_000_000,
			() => false,
		);
		expect(outcome).toEqual({ done: batchSize, refused: 0, stopped: 'asked' });
	});
});

describe('words', () => {
	it('says a record in one line', () => {
		expect(bodyLine('visit', { outcome: 'met', note: 'ok' }, 'zh')).toBe('见到人 · ok');
		expect(
			bodyLine('problem', { category: 'safety', where: '3号楼', severity: 'urgent', handling: 'report' }, 'en'),
		).toBe('Public safety · 3号楼 · Urgent · Report up');
	});

	it('says every field with its label, and only what is not normal of the six checks', () => {
		const texts = bodyTexts(
			'check-in',
			{ outcome: 'met', checks: { health: { level: 'watch', note: '咳嗽' }, economy: { level: 'ok' } } },
			'zh',
		);
		expect(texts.map(({ label, text }) => `${label} ${text}`)).toEqual(['结果 上门见到', '六项情况 健康 关注: 咳嗽']);
	});
});

describe('history', () => {
	const root: NamedEntry = {
		id: idOf(1),
		v: 1,
		kind: 'visit',
		desk,
		by: 'grid01',
		at: '2026-11-23T06:00:00Z',
		hlc: hlcOf(1),
		body: { outcome: 'met' },
	};
	const amend = (number: number, by: string, set: NamedEntry['body'], base: string[]): NamedEntry => ({
		...root,
		id: idOf(number),
		kind: 'amend',
		by,
		hlc: hlcOf(number),
		re: root.id,
		body: { of: 'visit', base, set },
	});

	it('shows from what to what, and which changes were made without knowing of each other', () => {
		const steps = stepsOf([
			amend(3, 'grid02', { outcome: 'phone' }, []),
			root,
			amend(2, 'grid01', { outcome: 'declined' }, []),
		]);
		expect(steps.map((step) => [step.type, step.isParallel])).toEqual([
			['written', false],
			['amended', false],
			['amended', true],
		]);
		expect(steps[2]).toMatchObject({ changes: [{ field: 'outcome', before: 'declined', after: 'phone' }] });
	});
});

describe('households of a community', () => {
	const register = (number: number, kind: string, body: RecordView['body'], more: Partial<RecordView> = {}) =>
		record(number, { kind, body, page: `${desk}/field/register`, ...more });
	const records = [
		register(1, 'household', { label: '10-1-101', building: '10', unit: 1, door: '101' }),
		register(2, 'household', { label: '3-2-501', building: '3', unit: 2, door: '501' }),
		register(3, 'household', { label: '3-2-502', building: '3', unit: 2, door: '502', sameAs: idOf(2) }),
		register(4, 'resident', { name: '张桂兰', phone: '139-1234-5678' }, { about: idOf(2) }),
		register(5, 'resident', { name: '张伟', presence: 'died' }, { about: idOf(2) }),
		register(6, 'resident', { name: '张敏' }, { about: idOf(1) }),
	];
	const spellings = new Map([['张桂兰', { initials: 'zgl', full: 'zhangguilan' }]]);
	const made = homesOf(records, spellings);
	let step = made.next();
	while (!step.done) step = made.next();
	const homes = step.value;
	const labels = (text: string) => findHomes(homes, text).map(({ label }) => label);

	it('[D67] are found by door in any spelling, name, initials, digits, or name and door, in walking order', () => {
		expect(labels(' ')).toEqual(['3-2-501', '10-1-101']);
		for (const text of ['3号楼2门501', '32501', '张桂兰', 'zgl', '5678', '张 3-2'])
			expect(labels(text), text).toEqual(['3-2-501']);
		expect(labels('张')).toEqual(['3-2-501', '10-1-101']);
		expect(labels('502')).toEqual([]);
		expect(homes.all[0]).toMatchObject({ record: { id: idOf(2) }, people: [{ name: '张桂兰' }, { gone: 'died' }] });
	});
});
