/**
 * The clerk follows the event log: what comes late about a record that went to another desk, it carries there; what is
 * said of one that was folded into another, it counts for that one. It compares what is wanted with what stands there and
 * writes what is missing, one round after another, so a crash in between costs nothing: the next start looks at all of
 * them again.
 */
import { isAmend } from '#lib/ledger/amend.ts';
import { hlcToMs, tick } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { dayOf, type PageId } from '#lib/ledger/page.ts';
import { foldRecord } from '#lib/ledger/fold.ts';
import { carriedContacts, carriedOf } from '#lib/registers/carried.ts';
import { clerk as clerkAccount, leadsOf } from '#lib/registers/leads.ts';
import { carriedAmend } from '#lib/registers/transfer.ts';
import { createTurns } from '#server/auth/throttle.ts';
import type { FanOut } from '#server/fan-out/fan-out.ts';
import { isSubject, ownContacts } from '#server/projections/refold.ts';
import type { RecordRow, Store } from '#server/store/store.ts';
import type { Rooms } from '#server/sync/rooms.ts';
import { gather, type Going } from './gather.ts';
import { byPage, clerkAt, means } from './hand.ts';
import { standingAt, type Standing } from './standing.ts';
import { createPassedOn, type PassedOn } from './passed-on.ts';

export interface ClerkDeps {
	readonly store: Store;
	readonly rooms: Pick<Rooms, 'add'>;
	readonly fanOut: Pick<FanOut, 'subscribe'>;
	readonly onError: (error: unknown) => void;
}

export interface Clerk {
	/** Looks at all that ever moved, then at what comes in. */
	readonly start: () => void;
	/** Does a piece of work between two rounds: a transfer plans and writes what the clerk would otherwise write beside it. */
	readonly aside: <Value>(work: () => Promise<Value>) => Promise<Value>;
	/** Resolves when nothing is left to do for what is on the disk. */
	readonly idle: () => Promise<void>;
	/** Takes no more; resolves when the round under way is over. */
	readonly stop: () => Promise<void>;
}

/** What is done one at a time. */
const round = 'round';
const eventsAtOnce = 500;
const recordsAtOnce = 500;

export function createClerk({ store, rooms, fanOut, onError }: ClerkDeps): Clerk {
	const passedOn = createPassedOn();
	let cursor: number | null = null;
	let running: Promise<void> | null = null;
	/** Something came in since the last look at the log. */
	let isWanted = false;
	let isStopped = false;
	let hasStarted = false;
	const inTurn = createTurns();

	/** All that ever moved; from which event on there may be more. */
	const begin = async (): Promise<number> => {
		const from = await store.reads.lastEvent();
		const rows = await store.reads.passedOn();
		for (const row of rows) passedOn.note(row.projection);
		for (const ids of chunksOf(
			rows.map(({ projection }) => projection.id),
			recordsAtOnce,
		))
			await look(ids);
		return from;
	};

	const work = async () => {
		cursor ??= await begin();
		while (!isStopped) {
			const events = await store.reads.events(cursor!, eventsAtOnce);
			if (events.length === 0) return;
			// While nothing leads anywhere, no record but a register's can change that.
			const touched = events
				.flatMap((event) => event.records)
				.filter((record) => !passedOn.isEmpty() || isSubject(record));
			const records = [...new Set(touched.map(({ id }) => id))];
			for (const ids of chunksOf(records, recordsAtOnce)) await look(ids);
			cursor = events.at(-1)!.seq;
		}
	};

	/** Looks at records that have changed, and at those that they are about. */
	const look = async (ids: readonly string[]) => {
		const touched = await store.reads.subjectsOf(ids);
		const registers = touched.filter(isSubject).map(({ id }) => id);
		const before = registers.flatMap((id) => passedOn.targetsOf(id));
		const rows = new Map(await store.reads.rows(registers));
		for (const { projection } of rows.values()) passedOn.note(projection);
		if (passedOn.isEmpty()) return;
		const subjects = [
			...registers,
			...touched.flatMap(({ about }) => (about !== null && passedOn.knows(about) ? [about] : [])),
		];
		for (const [id, row] of await store.reads.rows(subjects.filter((id) => !rows.has(id)))) rows.set(id, row);
		await carryOver(rows, passedOn);
		await openCircles(rows, passedOn);
		await count([...before, ...[...rows.keys()].flatMap((id) => [id, ...passedOn.targetsOf(id)])], passedOn);
	};

	/** Rule T3: what is missing at the new desk of those that went. */
	const carryOver = async (rows: ReadonlyMap<string, RecordRow>, { movedTo }: PassedOn) => {
		const standing = await standingOfThese([...rows.values()]);
		const roots = [...rows.values()].flatMap((row): Going[] => {
			const { id, kind, hlc } = row.projection;
			// A household goes with the building that its door tells: one that stays keeps it here.
			const about = kind === 'household' ? standing(row) : row.projection.about;
			const to = movedTo(id);
			const parent = about === undefined ? undefined : movedTo(about);
			if (to) return [{ row, to, about: parent?.id }];
			// Written about a house that had gone: it follows.
			if (!parent) return [];
			return [{ row, to: { ...parent, id: means.idOf(hlcToMs(hlc), parent.id, id) }, about: parent.id }];
		});
		for (const these of Map.groupBy(roots, ({ to }) => to.desk).values()) {
			const { pages } = await gather(store, these, means);
			await write(pages);
		}
	};

	const standingOfThese = async (rows: readonly RecordRow[]): Promise<Standing['buildingOf']> => {
		const desks = [
			...new Set(rows.filter(({ projection }) => projection.byDoor).map(({ projection }) => projection.desk)),
		];
		const standings = new Map(
			await Promise.all(desks.map(async (desk) => [desk, await standingAt(store, desk)] as const)),
		);
		return (row) => standings.get(row.projection.desk)?.buildingOf(row) ?? row.projection.about;
	};

	/** Rule U5: of those that were folded into one another in a circle, the smallest id stands. */
	const openCircles = async (rows: ReadonlyMap<string, RecordRow>, { smallestOfCircle }: PassedOn) => {
		const ids = new Set([...rows.keys()].map(smallestOfCircle).filter((id) => id !== null));
		for (const id of ids) {
			const record = foldRecord(await entriesOf(id));
			if (record?.body.sameAs === undefined) continue;
			const hlc = tick(record.changed, 0);
			const entry: Entry = {
				id: means.idOf(hlcToMs(hlc), id, 'circle', ...record.heads),
				v: 1,
				kind: 'amend',
				desk: record.root.desk,
				by: clerkAccount,
				at: new Date(hlcToMs(hlc)).toISOString(),
				hlc,
				re: id,
				body: { of: record.root.kind, base: [...record.heads], set: { sameAs: null } },
			};
			await write(byPage([entry], () => record.root.kind));
		}
	};

	/** Rules T4 and U4: what these carry, from all that lead to them. */
	const count = async (ids: readonly string[], { foldedInto }: PassedOn) => {
		const targets = await store.reads.rows([...new Set(ids)]);
		for (const { projection } of targets.values()) {
			const { id, kind, body } = projection;
			if (kind !== 'household' && kind !== 'elder') continue;
			const { was } = leadsOf(body);
			const same = foldedInto(id);
			if (!was && same.length === 0 && body.carried === undefined) continue;
			const sources = [...same, ...(was ? [was.id] : [])];
			const [rows, contacts] = await Promise.all([store.reads.rows(sources), store.subjects(sources)]);
			const all = [...rows.values()].flatMap((row) => [
				...ownContacts(row.projection, contacts.get(row.projection.id)?.contacts ?? []),
				...carriedContacts(row.projection.body),
			]);
			const amend = carriedAmend(await entriesOf(id), carriedOf(all, same), means);
			if (amend) await write(byPage([amend], () => kind));
		}
	};

	const entriesOf = async (id: string): Promise<readonly Entry[]> => {
		const known = await store.known({ ids: [], records: [id], devices: [], accounts: [], day: dayOf(0) });
		return (
			known.records
				.get(id)
				?.entries.map(({ entry }) => entry)
				.filter((entry) => entry.re === undefined || isAmend(entry)) ?? []
		);
	};

	const write = async (pages: ReadonlyMap<PageId, readonly Entry[]>) => {
		for (const [page, entries] of pages) {
			const { refused } = await rooms.add(page, entries, clerkAt(page));
			// What one record does not take must not keep the others waiting; it is tried again at the next start.
			if (refused.length > 0)
				onError(new Error(`The clerk was refused on ${page}: ${JSON.stringify(refused.slice(0, 3))}`));
		}
	};

	const rounds = async () => {
		while (isWanted && !isStopped) {
			isWanted = false;
			await inTurn([round], work).catch(onError);
		}
		running = null;
	};
	const run = () => {
		if (!hasStarted) return;
		isWanted = true;
		running ??= rounds();
	};
	const unsubscribe = fanOut.subscribe('', run);
	return {
		start: () => {
			hasStarted = true;
			run();
		},
		aside: (other) => inTurn([round], other),
		idle: async () => {
			while (hasStarted) {
				await running;
				if (cursor !== null && (isStopped || (await store.reads.lastEvent()) <= cursor)) return;
				run();
			}
		},
		stop: async () => {
			isStopped = true;
			unsubscribe();
			await running;
		},
	};
}

function* chunksOf<Value>(values: readonly Value[], size: number): Generator<Value[]> {
	for (let index = 0; index < values.length; index += size) yield values.slice(index, index + size);
}
