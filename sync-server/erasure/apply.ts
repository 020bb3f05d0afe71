/**
 * A plan as one batch for the store: every page concerned written anew, with receipts and seals that still hold, and the
 * rows that follow. Rules E5, E6 and E8.
 */
import { hash } from 'node:crypto';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import { dayOf, deskOf, type PageId } from '#lib/ledger/page.ts';
import { withoutTexts, type Links } from '#lib/proof/chain.ts';
import { recordRow, rowsWithStanding, touchedSubjects, type Calendar } from '#server/projections/refold.ts';
import type { Prove } from '#server/proof/prove.ts';
import { sha256, type Signer } from '#server/proof/signer.ts';
import type { DeskSummary, Erased, ErasedBatch, ErasedPage, Remembered } from '#server/store/erasing.ts';
import type { RecordRow, Store, StoredEntry } from '#server/store/store.ts';
import { pageAnew } from '#server/sync/rewriting.ts';
import { textsOf } from '#server/sync/sealing.ts';
import type { Plan } from './plan.ts';

export interface ApplyMeans {
	readonly store: Store;
	readonly prove: Prove;
	readonly signer: Signer;
	readonly random32: () => number;
	readonly calendar: Calendar;
	/** Server time, unix ms. */
	readonly now: number;
}

/** The batch of a plan. @param also what was remembered of this erasure before, of a ledger that has been put back since */
export async function batchOf(
	erasure: string,
	plan: Plan | null,
	also: readonly Remembered[],
	means: ApplyMeans,
): Promise<ErasedBatch> {
	const shared = { erasure, at: means.now };
	if (!plan) return { ...shared, summary: [], pages: [], remembered: also, packets: [], held: [] };
	const changes = [...plan.gone.values(), ...plan.stripped.values()];
	const { rows, gone } = await rowsAfter(plan, means);
	const pages: ErasedPage[] = [];
	for (const page of new Set(changes.map((change) => change.page)))
		pages.push(await pageWithout(page, plan, { rows: [], gone: [] }, means));
	// The rows go with the first page: all is one transaction.
	if (pages[0]) pages[0] = { ...pages[0], rows, gone };
	return {
		...shared,
		summary: summaryOf(plan),
		pages,
		remembered: [...also, ...rememberedOf(plan)],
		packets: plan.packets,
		held: plan.held,
	};
}

/** All ids that are never taken again. */
export function rememberedOf(plan: Plan): Remembered[] {
	const community = plan.communities[0] ?? '';
	const of = (entry: Entry, how: Erased) => ({ id: entry.id, how, desk: entry.desk, record: recordIdOf(entry) });
	const gone = [...plan.gone.values()].map(({ entry }) => of(entry, 'gone'));
	const known = new Set(gone.map(({ id }) => id));
	const others = [...plan.person.records, ...plan.held].filter((id) => !known.has(id));
	return [
		...gone,
		...others.map((id) => ({ id, how: 'gone' as const, desk: community })),
		...[...plan.stripped.values()].map(({ entry }) => of(entry, 'stripped')),
	];
}

export function summaryOf({ gone, stripped }: Plan): DeskSummary[] {
	const desks = new Set([...gone.values(), ...stripped.values()].map(({ page }) => deskOf(page)));
	const count = (entries: Iterable<StoredEntry>, desk: string) =>
		[...entries].filter(({ page }) => deskOf(page) === desk).length;
	return [...desks].sort().map((desk) => ({
		desk,
		entries: count(gone.values(), desk),
		stripped: count(stripped.values(), desk),
	}));
}

async function pageWithout(
	page: PageId,
	{ gone, stripped }: Plan,
	rows: Pick<ErasedPage, 'rows' | 'gone'>,
	{ store, prove, signer, random32, calendar, now }: ApplyMeans,
): Promise<ErasedPage> {
	const before = await textsOf(store, page);
	const afterById = new Map([...stripped.values()].map(({ entry, after }) => [entry.id, entryToText(after)]));
	const after = before.flatMap((text) => (gone.has(idIn(text)) ? [] : [afterById.get(idIn(text)) ?? text]));
	const textById = new Map(before.map((text) => [idIn(text), text]));
	const touched = new Set([...gone.keys(), ...stripped.keys()]);
	const bare = <Proof extends Links>(proofs: readonly Proof[]): Proof[] =>
		proofs.flatMap((proof) => {
			const links = withoutTexts(proof, touched, (id) => textById.get(id), sha256);
			return links === (proof as Links) ? [] : [{ ...proof, ...links }];
		});
	const receipts = await store.proofs.receipts(page);
	const changed = [...textById.keys()].flatMap((id) => {
		const text = afterById.get(id);
		return text === undefined ? [] : [{ id, text, sha256: hash('sha256', text, 'hex') }];
	});
	const dropped = [...textById.keys()].filter((id) => gone.has(id));
	const receipt = prove({ page, entries: changed, now }, receipts.at(-1) ?? null);
	const chain = receipt ?? receipts.at(-1) ?? null;
	const changedIds = changed.map(({ id }) => id);
	const what = { page, texts: after, gone: dropped, changed: changedIds, why: 'erased' as const, at: now, chain };
	return {
		page,
		...(await pageAnew({ store, signer, random32 }, what)),
		...rows,
		sealed: null,
		dropped,
		day: dayOf(now, calendar.timeZone),
		changed,
		receipts: bare(receipts),
		seals: bare(await store.proofs.seals(page)),
		receipt,
	};
}

/** Every text begins with its id. */
const idIn = (text: string): string => text.slice('{"id":"'.length, '{"id":"'.length + 36);

/** The rows that change, and the ids of those that go. */
async function rowsAfter(plan: Plan, { store, calendar }: ApplyMeans): Promise<{ rows: RecordRow[]; gone: string[] }> {
	const touched = [...plan.gone.values(), ...plan.stripped.values()].map(({ entry }) => recordIdOf(entry));
	const ids = [...new Set(touched)];
	const known = await store.known({ ids: [], records: ids, devices: [], accounts: [], day: '' });
	const changed: RecordRow[] = [];
	const gone: string[] = [];
	for (const id of ids) {
		const entries = known.records.get(id)?.entries ?? [];
		const left = entries
			.filter(({ entry }) => !plan.gone.has(entry.id))
			.map((stored) => ({ ...stored, entry: plan.stripped.get(stored.entry.id)?.after ?? stored.entry }));
		const row = recordRow(left, calendar);
		if (row) changed.push(row);
		else gone.push(id);
	}
	const before = ids.map((id) => known.records.get(id)?.row ?? null);
	const isGone = new Set(gone);
	const subjects = await store.subjects(
		(await touchedSubjects(store, before, changed)).filter((id) => !isGone.has(id)),
	);
	const left = new Map(
		[...subjects].map(([id, subject]) => [
			id,
			{ ...subject, contacts: subject.contacts.filter((contact) => !isGone.has(contact.id)) },
		]),
	);
	return { rows: await rowsWithStanding(store, changed, left, calendar), gone };
}
