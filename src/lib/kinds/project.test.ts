import { describe, expect, it } from 'vitest';
import { createEntries, createRandom, idOf, morning, shuffled } from '#tests/support/entries.ts';
import type { Body } from '#lib/ledger/entry.ts';
import { dayMs, scheduleOf } from '#lib/registers/rounds.ts';
import { projectRecord, standingOf, type Projection } from './project.ts';

const elder = {
	kind: 'elder',
	state: 'open',
	body: { tier: 'high', household: idOf(7), types: [], contacts: [] },
} as const;
const household = { kind: 'household', state: 'open', body: { label: '3-501', building: '3', door: '501' } } as const;

describe('the projection of a record', () => {
	it('shows root, merged body, state and what a next amendment builds on', () => {
		const make = createEntries();
		const root = make.make({ about: idOf(99) });
		const amend = make.amend(root, [], { note: '补充' });
		const returned = make.returned(root, [amend]);
		expect(projectRecord([returned, amend, root])).toEqual({
			id: root.id,
			desk: root.desk,
			kind: 'visit',
			about: idOf(99),
			by: 'grid01',
			at: root.at,
			hlc: root.hlc,
			changed: returned.hlc,
			state: 'returned',
			returned: { reason: '请补充', by: 'super01', at: returned.at },
			seenBy: undefined,
			changedSinceReview: false,
			body: { outcome: 'met', note: '补充' },
			rivals: {},
			heads: [amend.id, returned.id],
			amends: [amend.id],
			facts: { reached: true, due: undefined, routine: true },
			unreadable: false,
		});
	});

	it('names the reader while it is seen, and no longer after a change', () => {
		const make = createEntries();
		const root = make.make();
		const seen = make.seen(root);
		expect(projectRecord([root, seen])).toMatchObject({ state: 'seen', seenBy: 'super01' });
		const changed = projectRecord([root, seen, make.amend(root, [], { note: 'x' })])!;
		expect([changed.state, changed.seenBy, changed.changedSinceReview]).toEqual(['open', undefined, true]);
	});

	it('drops the return once it is answered', () => {
		const make = createEntries();
		const root = make.make();
		const returned = make.returned(root);
		const answered = projectRecord([root, returned, make.amend(root, [returned], { note: 'x' })])!;
		expect([answered.state, answered.returned, answered.changedSinceReview]).toEqual(['open', undefined, true]);
	});

	it('is nothing while the root has not come', () => {
		const make = createEntries();
		expect(projectRecord([make.amend(make.make(), [], {})])).toBeNull();
	});

	it.each([{ v: 2 }, { kind: 'party' }])('keeps what a newer app wrote, unread: %o', (part) => {
		const body = { outcome: 'teleported', deep: { a: [1] } };
		expect(projectRecord([createEntries().make({ ...part, body })])).toMatchObject({
			unreadable: true,
			body,
			facts: {},
		});
	});

	it('says no facts of a record that was taken back', () => {
		const make = createEntries();
		const root = make.make({ kind: 'check-in', body: { outcome: 'not-seen' } });
		expect(projectRecord([root])!.facts.alarm).toBe(true);
		expect(projectRecord([root, make.withdraw(root)])).toMatchObject({ state: 'withdrawn', facts: {} });
	});
});

describe('the standing of an elder', () => {
	const make = createEntries();
	const checkIn = (outcome: string, days: number, extra: Body = {}) =>
		make.make({ kind: 'check-in', about: idOf(99), ms: morning + days * dayMs, body: { outcome, ...extra } });
	const project = (...entries: Parameters<typeof projectRecord>[0][]) => entries.map((each) => projectRecord(each)!);
	const standing = (...records: Projection[]) => {
		const answers = [0, 1, 2, 3].map((seed) => standingOf(elder, shuffled(records, createRandom(seed))));
		for (const answer of answers) expect(answer).toEqual(answers[0]);
		return answers[0]!;
	};

	it('never contacted: due at once', () => expect(standing()).toEqual({ last: null, alarm: null, due: null }));

	it('is due by tier after the last contact that reached the person', () => {
		const records = project([checkIn('met', 0)], [checkIn('phone', 2)], [checkIn('met', 1)]);
		expect(standing(...records)).toEqual({ last: morning + 2 * dayMs, alarm: null, due: '2026-12-02' });
	});

	it('not seen is an alarm, and moves no date', () => {
		const missed = checkIn('not-seen', 3);
		const answer = standing(...project([checkIn('met', 0)], [missed]));
		expect(answer).toEqual({ last: morning, alarm: missed.id, due: '2026-11-30' });
	});

	it('an alarm is not answered by a contact before it', () => {
		const missed = checkIn('not-seen', 3);
		expect(standing(...project([missed], [checkIn('met', 2)])).alarm).toBe(missed.id);
	});

	it.each([
		['met', {}],
		['phone', {}],
		['found', { how: 'hospital' }],
	])('an alarm is answered by a later contact: %s', (outcome, extra) => {
		expect(standing(...project([checkIn('not-seen', 3)], [checkIn(outcome, 4, extra)])).alarm).toBeNull();
	});

	it('of several alarms the latest stands until all are answered', () => {
		const [first, second] = [checkIn('not-seen', 3), checkIn('not-seen', 5)];
		expect(standing(...project([first], [second])).alarm).toBe(second.id);
		expect(standing(...project([first], [second], [checkIn('met', 4)])).alarm).toBe(second.id);
		expect(standing(...project([first], [second], [checkIn('met', 6)])).alarm).toBeNull();
	});

	it('of alarms at the same moment one stands, the same whatever came first', () => {
		const twins = [checkIn('not-seen', 3), checkIn('not-seen', 3)];
		expect(standing(...project(...twins.map((twin) => [twin]))).alarm).toBe(twins[1]!.id);
	});

	it('a withdrawn contact answers nothing, and a withdrawn alarm is none', () => {
		const [missed, met] = [checkIn('not-seen', 3), checkIn('met', 4)];
		expect(standing(...project([missed], [met, make.withdraw(met)]))).toEqual({
			last: null,
			alarm: missed.id,
			due: null,
		});
		expect(standing(...project([missed, make.withdraw(missed)], [met])).alarm).toBeNull();
	});

	it('an amended outcome counts as amended', () => {
		const missed = checkIn('not-seen', 3);
		const records = project([missed, make.amend(missed, [], { outcome: 'phone' })]);
		expect(standing(...records)).toMatchObject({ last: morning + 3 * dayMs, alarm: null });
	});

	it('off the list: no alarm, never due', () => {
		const answer = standingOf({ ...elder, state: 'withdrawn' }, project([checkIn('not-seen', 3)]));
		expect(answer).toEqual({ last: null, alarm: null });
		expect('due' in answer).toBe(false);
	});
});

describe('the standing of a household', () => {
	const make = createEntries();
	const monthly = scheduleOf([
		projectRecord([
			make.make({
				kind: 'rounds',
				ms: morning - 90 * dayMs,
				body: { from: '2026-08-01', households: { default: 'month' }, elders: { high: 7, key: 30, general: 90 } },
			}),
		])!,
	]);
	const visit = (outcome: string, ms = morning) =>
		projectRecord([make.make({ about: idOf(99), ms, body: { outcome } })])!;

	it('is due with the next round after someone was reached', () => {
		expect(standingOf(household, [])).toEqual({ last: null, alarm: null, due: null });
		expect(standingOf(household, [visit('met')])).toEqual({ last: morning, alarm: null, due: '2027-01-01' });
		expect(standingOf(household, [visit('met')], { schedule: monthly }).due).toBe('2026-12-01');
		expect(standingOf(household, [visit('no-answer'), visit('declined')]).due).toBeNull();
	});

	it('turns the round in the zone it is told', () => {
		const newYear = Date.UTC(2026, 11, 31, 17);
		expect(standingOf(household, [visit('met', newYear)], { schedule: monthly }).due).toBe('2027-02-01');
		expect(standingOf(household, [visit('met', newYear)], { schedule: monthly, timeZone: 'UTC' }).due).toBe(
			'2027-01-01',
		);
	});

	it('stands empty: never due', () => {
		const vacant = { ...household, body: { ...household.body, tenure: 'vacant' } };
		expect(standingOf(vacant, [])).not.toHaveProperty('due');
	});

	it('other subjects are never due', () => {
		expect(standingOf({ kind: 'place', state: 'open', body: { sort: 'shop', name: 'x' } }, [visit('met')])).toEqual({
			last: morning,
			alarm: null,
		});
	});
});

describe('the standing of one who is not there', () => {
	const make = createEntries();
	const at = (days: number) => morning + days * dayMs;
	const contact = (outcome: string, days: number) =>
		projectRecord([make.make({ kind: 'check-in', about: idOf(99), ms: at(days), body: { outcome } })])!;
	const met = contact('met', 0);
	const missed = contact('not-seen', 1);
	const elderOf = (person: Body, ...about: Projection[]) =>
		standingOf(elder, about, { person: { body: { name: '张桂兰', ...person } } });
	const home = (part: Body, ...about: Projection[]) =>
		standingOf({ ...household, body: { ...household.body, ...part } }, about);

	it.each(['died', 'moved', 'registered-only'])('an elder who %s is never due, and an open alarm ends', (presence) => {
		expect(elderOf({}, met, missed)).toEqual({ last: morning, alarm: missed.id, due: '2026-11-30' });
		expect(elderOf({ presence }, met, missed)).toEqual({ last: morning, alarm: null });
		expect(elderOf({ presence })).toEqual({ last: null, alarm: null });
	});

	it.each(['hospital', 'away'])('an elder in %s is due the day after at the earliest', (presence) => {
		expect(elderOf({ presence, until: '2026-12-24' }, met).due).toBe('2026-12-25');
		expect(elderOf({ presence, until: '2026-12-24' }).due).toBe('2026-12-25');
		expect(elderOf({ presence, until: '2026-11-25' }, met).due).toBe('2026-11-30');
		expect(elderOf({ presence }, met)).toEqual({ last: morning, alarm: null });
		expect(elderOf({}, met).due).toBe('2026-11-30');
	});

	it('whoever is in hospital and was not seen is looked for all the same', () => {
		expect(elderOf({ presence: 'hospital' }, missed).alarm).toBe(missed.id);
	});

	it('what was handed to another desk, or is another under a second id, is never due', () => {
		const movedTo = { desk: '120101004010002', id: idOf(5), day: '2026-11-23' };
		expect(elderOf({ movedTo }, missed)).toEqual({ last: null, alarm: null });
		for (const part of [{ movedTo }, { sameAs: idOf(5) }] as Body[]) {
			expect(home(part)).toEqual({ last: null, alarm: null });
			const handed = { ...elder, body: { ...elder.body, ...part } };
			expect(standingOf(handed, [missed])).toEqual({ last: null, alarm: null });
		}
	});

	it('a household that is away is due the day after, or not until it is back', () => {
		expect(home({ away: { from: '2026-11-01', until: '2027-01-31' } }, met).due).toBe('2027-02-01');
		expect(home({ away: { from: '2026-11-01', until: '2026-11-30' } }, met).due).toBe('2027-01-01');
		expect(home({ away: { from: '2026-11-01' } }, met)).toEqual({ last: morning, alarm: null });
	});
});
