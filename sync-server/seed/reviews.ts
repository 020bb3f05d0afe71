/**
 * What the supervisor made of the past: nearly all of it 已阅 on the next working day, the last days still unread, a few
 * sent back and answered, and one sent back to grid01 that waits for an answer.
 */
import { isAmend } from '#lib/ledger/amend.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { recordKinds } from '#lib/kinds/index.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { dayToMs, workdayFrom, type Calendar } from './calendar.ts';
import { answerNote, returnReason } from './notes.ts';
import type { Past } from './past.ts';
import type { Written } from './pen.ts';

export const supervisor = 'super01';
export const returnedTo = 'grid01';

const unreadDays = 2;
const hourMs = 60 * 60 * 1000;

interface Reviewed {
	readonly root: Written;
	readonly amends: readonly Entry[];
	/** Index of the day of its latest entry. */
	readonly index: number;
}

export function reviewPast(past: Past): void {
	const records = readRecords(past);
	const returned = records.findLast((record) => canReturn(past, record, returnedTo));
	if (returned) returnNow(past, returned);
	const answered = new Set(
		past.random
			.shuffle(
				records.filter(
					({ index, amends, root }) =>
						root.entry.kind === 'visit' && amends.length === 0 && index < past.calendar.today - 12,
				),
			)
			.slice(0, 3),
	);
	const readAt = newReadingTimes(past.calendar);
	for (const record of records) {
		if (record === returned) continue;
		if (answered.has(record)) returnAndAnswer(past, record, readAt(record.index));
		else if (record.index < past.calendar.today - unreadDays && !past.random.chance(0.02)) {
			markSeen(
				past,
				record.root,
				record.amends.map(({ id }) => id),
				readAt(record.index),
			);
		}
	}
}

function readRecords({ pen, calendar }: Past): Reviewed[] {
	const amendsById = Map.groupBy(pen.written.map(({ entry }) => entry).filter(isAmend), ({ re }) => re);
	const indexByDay = new Map(calendar.days.map((day, index) => [day, index]));
	const indexOf = (entry: Entry) => indexByDay.get(dayOf(hlcToMs(entry.hlc)))!;
	return pen.written
		.filter(({ entry }) => (recordKinds as readonly string[]).includes(entry.kind))
		.map((root) => {
			const amends = amendsById.get(root.entry.id) ?? [];
			return { root, amends, index: Math.max(...[root.entry, ...amends].map(indexOf)) };
		});
}

/** The supervisor reads in the late afternoon of the next working day, one record after the other. */
function newReadingTimes(calendar: Calendar): (index: number) => number {
	const read = new Map<number, number>();
	return (index) => {
		const day = workdayFrom(calendar, index + 1);
		const nth = (read.get(day) ?? 0) + 1;
		read.set(day, nth);
		return dayToMs(calendar.days[Math.min(day, calendar.today)]!) + 16.5 * hourMs + nth * 1500;
	};
}

function markSeen({ pen, calendar }: Past, root: Written, upto: string[], ms: number): void {
	if (ms < calendar.now) pen.remark(root, { kind: 'review', by: supervisor, ms, body: { verdict: 'seen', upto } });
}

const canReturn = ({ calendar }: Past, { root: { entry }, amends, index }: Reviewed, by: string): boolean =>
	entry.kind === 'visit' &&
	entry.by === by &&
	entry.body.promise === undefined &&
	amends.length === 0 &&
	index < calendar.today;

/** This morning at nine, or at the end of yesterday if it is not nine yet; always after the record itself. */
function returnNow({ random, pen, calendar }: Past, { root }: Reviewed): void {
	const midnight = dayToMs(calendar.days.at(-1)!);
	const morning = midnight + 9 * hourMs;
	const ms = Math.max(hlcToMs(root.entry.hlc) + 60_000, morning < calendar.now ? morning : midnight - 6 * hourMs);
	const body = { verdict: 'returned', upto: [], reason: returnReason(random) };
	pen.remark(root, { kind: 'review', by: supervisor, ms, body });
}

function returnAndAnswer(past: Past, { root }: Reviewed, ms: number): void {
	const { random, pen } = past;
	const back = pen.remark(root, {
		kind: 'review',
		by: supervisor,
		ms,
		body: { verdict: 'returned', upto: [], reason: returnReason(random) },
	});
	const set = { note: '家中一切正常，已补充核对' };
	const body = { of: root.entry.kind, base: [back.entry.id], set, note: answerNote(random) };
	const answer = pen.remark(root, { kind: 'amend', by: root.entry.by, ms: ms + 16 * hourMs, body });
	markSeen(past, root, [answer.entry.id], ms + 24 * hourMs);
}
