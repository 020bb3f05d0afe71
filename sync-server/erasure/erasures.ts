/**
 * 清除个人信息: looked at first, ordered by somebody who may, then carried out to its end, also when the process dies in
 * between or a backup from before it is put back. Rules E4–E12.
 */
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { pageToId, registerPeriod } from '#lib/ledger/page.ts';
import type { Ground } from '#lib/kinds/erasure/kind.ts';
import { kinds } from '#lib/kinds/index.ts';
import { createTurns } from '#server/auth/throttle.ts';
import type { DeskSummary } from '#server/store/erasing.ts';
import type { Store } from '#server/store/store.ts';
import type { Rooms } from '#server/sync/rooms.ts';
import { derivedId } from '#server/transfers/derived-id.ts';
import { clerkAt } from '#server/transfers/hand.ts';
import { batchOf, rememberedOf } from './apply.ts';
import type { Cleaner, Erasee } from './cleaners.ts';
import type { Begun, ErasureLog, LoggedErasure } from './log.ts';
import { planOf, type Choice, type Plan } from './plan.ts';

export interface ErasuresDeps {
	readonly store: Store;
	readonly rooms: Pick<Rooms, 'rewrite' | 'add'>;
	readonly log: ErasureLog;
	readonly cleaners: readonly Cleaner[];
	readonly timeZone: string;
	/** Unix ms. */
	readonly now: () => number;
	/** After each erasure: leaves the list beside backups. */
	readonly onDone?: () => void;
}

export interface Order {
	readonly id: string;
	/** Account. */
	readonly by: string;
	readonly ground: Ground;
	/** The resident, under any of his ids. */
	readonly subject: string;
	readonly choices: readonly Choice[];
}

export interface Erasures {
	/** What it would do; null when there is no such resident. */
	readonly preview: (subject: string, choices?: readonly Choice[]) => Promise<Plan | null>;
	/** Null when there is no such resident. Asked twice with one id, it is done once. @throws when the disk fails: it is carried on at the next start. */
	readonly erase: (order: Order) => Promise<LoggedErasure | null>;
	/** At the start: carries on what was cut short, and does again what a restored ledger does not know of. How many. */
	readonly resume: () => Promise<number>;
	/** Registers what else holds people's data. */
	readonly register: (cleaner: Cleaner) => void;
	/** Latest first. */
	readonly list: () => readonly LoggedErasure[];
}

export function createErasures(deps: ErasuresDeps): Erasures {
	const { store, log, now } = deps;
	const cleaners = [...deps.cleaners];
	// Two at once would plan from what the other is about to take.
	const inTurn = createTurns();

	const carryOut = async (begun: Begun): Promise<void> => {
		const summary = (await store.erasing.summary(begun.id)) ?? (await eraseNow(deps, cleaners, begun));
		await leaveTombstones(deps, begun, summary);
		const before = log.all().find(({ id }) => id === begun.id);
		if (!before?.done) log.add({ type: 'done', id: begun.id, at: now(), summary: [...summary], remembered: [] });
		deps.onDone?.();
	};

	return {
		preview: (subject, choices = []) => planOf(store, subject, choices),
		erase: (order) =>
			inTurn(['erase'], async () => {
				const known = log.all().find(({ id }) => id === order.id);
				if (known?.done) return known;
				if (!known) {
					const plan = await planOf(store, order.subject, order.choices);
					if (!plan) return null;
					const { desk } = plan.person.residents[0]!.projection;
					const remembered = rememberedOf(plan);
					log.add({ type: 'begun', ...order, choices: [...order.choices], at: now(), desk, remembered });
				}
				await carryOut(log.all().find(({ id }) => id === order.id)!);
				return log.all().find(({ id }) => id === order.id)!;
			}),
		resume: () =>
			inTurn(['erase'], async () => {
				let resumed = 0;
				for (const erasure of log.all()) {
					if (erasure.done && (await store.erasing.summary(erasure.id))) continue;
					await carryOut(erasure);
					resumed += 1;
				}
				// A crash may have come between the commit and the emptying of the file.
				if (resumed > 0) await store.erasing.scour();
				return resumed;
			}),
		register: (cleaner) => void cleaners.push(cleaner),
		list: () => [...log.all()].reverse(),
	};
}

/** All that holds anything of the person; the ledger last, since only there it still stands who he is. */
async function eraseNow(
	{ store, rooms, timeZone, now }: ErasuresDeps,
	cleaners: readonly Cleaner[],
	begun: Begun,
): Promise<readonly DeskSummary[]> {
	const first = await planOf(store, begun.subject, begun.choices);
	if (first) for (const { clean } of cleaners) await clean(eraseeOf(first));
	let summary: readonly DeskSummary[] = [];
	await rooms.rewrite(async ({ prove, signer, random32 }) => {
		// Once more, now that nothing is written beside it.
		const plan = await planOf(store, begun.subject, begun.choices);
		const means = { store, prove, signer, random32, calendar: { timeZone }, now: now() };
		const batch = await batchOf(begun.id, plan, begun.remembered, means);
		await store.erasing.erase(batch);
		summary = batch.summary;
		return batch.pages.map(({ page }) => page);
	});
	return summary;
}

const eraseeOf = ({ person, gone, communities }: Plan): Erasee => ({
	subjects: new Set([...person.residents, ...person.elders].map(({ projection }) => projection.id)),
	entries: new Set(gone.keys()),
	words: person.words,
	communities,
});

/** One at each desk concerned, the same however often it is written. */
async function leaveTombstones(
	{ rooms }: ErasuresDeps,
	{ id, at, by, ground }: Begun,
	summary: readonly DeskSummary[],
): Promise<void> {
	for (const { desk, entries, stripped } of summary) {
		const tombstone: Entry = {
			id: derivedId(at, id, desk),
			v: kinds.erasure.version,
			kind: 'erasure',
			desk,
			by,
			at: new Date(at).toISOString(),
			hlc: hlcOf(at),
			body: { erasure: id, ground, entries, stripped },
		};
		const author = { ...clerkAt(desk), account: by };
		const page = pageToId({ desk, book: 'field', period: registerPeriod });
		const { refused } = await rooms.add(page, [tombstone], author);
		if (refused.length > 0) throw new Error(`No tombstone: ${entryToText(tombstone)} ${JSON.stringify(refused)}`);
	}
}
