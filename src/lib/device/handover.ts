/**
 * 交接: what one who takes over a grid must know at once, and what one who comes back to it is told. Chosen from rows on
 * the phone, without a network. Rules D54–D56.
 */
import { promisedIn } from '#lib/kinds/answers.ts';
import { recordKinds } from '#lib/kinds/index.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { Space } from './database.ts';
import { calledOf } from './records.ts';
import type { OwnCover } from './remote.ts';
import type { RecordRow } from './rows.ts';
import type { Item } from './today.ts';

export interface Handover<Row> {
	/** Elders not seen and not found since. */
	readonly alarms: readonly Row[];
	/** Sent back and not answered. */
	readonly returned: readonly Row[];
	/** Promised at a door and not kept, by day. */
	readonly promises: readonly Row[];
	/** Problems that wait for others. */
	readonly problems: readonly Row[];
	/** Elders of the highest tier who come due before the cover ends; those not found stand first already. */
	readonly elders: readonly Row[];
	/** Doors at which there is something to mind, in the order of walking that their label gives. */
	readonly cautions: readonly Row[];
}

/**
 * The open matters of one grid, from any rows.
 *
 * @param until last day of the cover
 */
export function openMatters(rows: readonly RecordRow[], desk: string, until: string): Handover<RecordRow> {
	const here = rows.filter((row) => row.desk === desk && isStanding(row));
	const of = (kind: string, keep: (row: RecordRow) => boolean) => here.filter((row) => row.kind === kind && keep(row));
	return {
		alarms: of('elder', ({ alarm }) => alarm !== undefined),
		returned: here.filter(({ state }) => state === 'returned').sort(byClock),
		promises: here.filter(isOpenPromise).sort(byDue),
		problems: of('problem', isOpenProblem).sort(byClock),
		elders: of('elder', ({ body, alarm, due }) => isSoon(body.tier, due, until) && alarm === undefined).sort(byDue),
		cautions: of('household', ({ body }) => typeof body.caution === 'string').sort(byLabel),
	};
}

export const countOf = (handover: Handover<unknown>): number =>
	Object.values(handover).reduce((sum, pile: readonly unknown[]) => sum + pile.length, 0);

/** What was done at a grid by one who covered it, and what of it is still open. */
export interface Meanwhile<Row> {
	readonly counts: readonly { readonly kind: (typeof recordKinds)[number]; readonly count: number }[];
	readonly open: Pick<Handover<Row>, 'alarms' | 'promises' | 'problems'>;
}

/** Of the open matters only what he left: a check-in of his that nothing answers, a promise he made, a problem he found. */
export function doneMeanwhile(rows: readonly RecordRow[], { desk, account, from, to }: OwnCover): Meanwhile<RecordRow> {
	const his = rows.filter((row) => {
		const day = dayOf(hlcToMs(row.hlc));
		return row.desk === desk && row.by === account && isStanding(row) && from <= day && day <= to;
	});
	const ids = new Set(his.map(({ id }) => id));
	const counts = recordKinds.map((kind) => ({ kind, count: his.filter((row) => row.kind === kind).length }));
	const { alarms, promises, problems } = openMatters(rows, desk, to);
	return {
		counts: counts.filter(({ count }) => count > 0),
		open: {
			alarms: alarms.filter(({ alarm }) => ids.has(alarm!)),
			promises: promises.filter(({ id }) => ids.has(id)),
			problems: problems.filter(({ id }) => ids.has(id)),
		},
	};
}

/** Moved away to another grid, or shown under another id: not here any more. */
const isStanding = ({ state, body }: RecordRow): boolean =>
	state !== 'withdrawn' && body.movedTo === undefined && body.sameAs === undefined;
const isOpenPromise = ({ kind, due, body }: RecordRow): boolean => due !== undefined && promisedIn(kind, body) !== null;
const isOpenProblem = ({ body }: RecordRow): boolean => body.handling === 'report' && body.settled === undefined;
const isSoon = (tier: unknown, due: string | undefined, until: string): boolean =>
	tier === 'high' && due !== undefined && due <= until;

const byDue = (a: RecordRow, b: RecordRow): number => compare(a.due ?? '', b.due ?? '');
const byClock = (a: RecordRow, b: RecordRow): number => compare(b.hlc, a.hlc);
const byLabel = (a: RecordRow, b: RecordRow): number =>
	String(a.body.label).localeCompare(String(b.body.label), 'zh', { numeric: true });
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The open matters of a grid on this phone, each with what people call it. */
export async function handover(space: Space, desk: string, until: string): Promise<Handover<Item>> {
	return withCalled(space, openMatters(await mattersOf(space), desk, until));
}

export async function meanwhile(space: Space, cover: OwnCover): Promise<Meanwhile<Item>> {
	const { db } = space;
	const range = [`${cover.desk}/`, `${cover.desk}/\uffff`] as const;
	const done = doneMeanwhile(
		await db.records
			.where('page')
			.between(...range)
			.toArray(),
		cover,
	);
	return { counts: done.counts, open: await withCalled(space, done.open) };
}

const promiseKinds = ['visit', 'errand', 'matter'] as const;

/** Asked over indexes: the residents and the many visits that leave nothing open are not read. */
async function mattersOf({ db }: Space): Promise<RecordRow[]> {
	const ofKind = (kind: string) => db.records.where('[kind+hlc]').between([kind, ''], [kind, '\uffff']).toArray();
	const found = await Promise.all([
		ofKind('elder'),
		ofKind('household'),
		ofKind('problem'),
		...promiseKinds.map((kind) => db.records.where('[kind+due]').between([kind, ''], [kind, '\uffff']).toArray()),
		db.records.orderBy('returned.at').toArray(),
	]);
	return [...new Map(found.flat().map((row) => [row.id, row])).values()];
}

async function withCalled<Name extends string>(
	{ db }: Space,
	piles: Readonly<Record<Name, readonly RecordRow[]>>,
): Promise<Record<Name, readonly Item[]>> {
	const entries = Object.entries<readonly RecordRow[]>(piles) as [Name, readonly RecordRow[]][];
	const subjectOf = ({ id, kind, about }: RecordRow) => (kind === 'elder' || kind === 'household' ? id : about);
	const called = await calledOf(
		db,
		entries.flatMap(([, rows]) => rows.map(subjectOf)),
	);
	const items = entries.map(([name, rows]) => [
		name,
		rows.map((row) => ({ row, called: called.get(subjectOf(row) ?? '') })),
	]);
	return Object.fromEntries(items) as Record<Name, readonly Item[]>;
}

/** Covers of own grids, as the server last told them. */
export const ownCovers = async ({ db }: Space): Promise<readonly OwnCover[]> =>
	((await db.meta.get('covers'))?.value as readonly OwnCover[] | undefined) ?? [];

const awayKey = 'handover-away';

/** Cards that a person has put away, by `cardOf`. */
export const putAway = async ({ db }: Space): Promise<readonly string[]> =>
	((await db.meta.get(awayKey))?.value as readonly string[] | undefined) ?? [];

export async function putCardAway({ db }: Space, card: string): Promise<void> {
	await db.transaction('rw', db.meta, async () => {
		const away = ((await db.meta.get(awayKey))?.value as readonly string[] | undefined) ?? [];
		// Long past ones fall out at the front.
		await db.meta.put({ key: awayKey, value: [...away.filter((one) => one !== card), card].slice(-50) });
	});
}

/** Names a card: another cover of the same grid is another card, and so is the day on which it is over. */
export const coverCard = (desk: string, from: string): string => `cover ${desk} ${from}`;
export const returnCard = ({ desk, account, to }: OwnCover): string => `return ${desk} ${account} ${to}`;
