/**
 * What was erased at the server goes from a locked phone too, by the ids that stand there in the clear. What shows some of
 * it beside what is others' cannot be opened here: it goes as a whole and comes back with its page. Rule K14.
 */
import { dropForms, dropIds, erasedAfter, erasedTables } from '#lib/device/erased.ts';
import type { Ledger } from '#lib/device/database.ts';
import type { ErasedList, PageList, Remote } from '#lib/device/remote.ts';
import { updatesOf } from '#lib/device/updates.ts';
import { isBehind } from '#lib/device/sync/page-list.ts';
import { refusals } from '#lib/ledger/refusal.ts';
import { readLock, writeLock } from './vault.ts';

export interface Forms {
	readonly storage: Storage | undefined;
	readonly account: string;
}

/**
 * Asks on until there is nothing more: by that the server knows that it went from here. False without an answer. Once the
 * space is open, the same is heard and dealt with again, with the key in hand.
 * @param raw the database without its key
 */
export async function eraseLocked(raw: Ledger, remote: Pick<Remote, 'pages'>, forms: Forms): Promise<boolean> {
	const opened = await erasedAfter(raw);
	// Rows are not told from those that were fetched since: what is heard from the very beginning is for the open space.
	if (opened === undefined) return false;
	for (;;) {
		const after = (await readLock(raw, 'erasedAfter')) ?? opened;
		const answer = await remote.pages(after);
		if (!answer.ok || !answer.value.erased) return false;
		await takeOutLocked(raw, answer.value, answer.value.erased, forms);
		if (answer.value.erased.next === after) return true;
	}
}

async function takeOutLocked(raw: Ledger, list: PageList, erased: ErasedList, forms: Forms): Promise<void> {
	const ids = [...erased.ids, ...(await refusedAsErased(raw))];
	const isNothing = ids.length + (erased.records ?? []).length === 0;
	dropForms(forms.storage, forms.account, new Set(erased.ids));
	await raw.transaction('rw', [...erasedTables(raw), raw.lock], async () => {
		if (!isNothing) await takeOut(raw, list, { ...erased, ids });
		await writeLock(raw, 'erasedAfter', erased.next);
	});
}

/** Own entries that the server did not take because they were about somebody who was erased; here still. */
async function refusedAsErased(raw: Ledger): Promise<readonly string[]> {
	const refused = (await readLock(raw, 'carried'))?.refused ?? [];
	const ids = refused.filter(({ code }) => refusals[code].remedy === 'forget').map(({ id }) => id);
	return (await raw.outbox.bulkGet(ids)).flatMap((row) => row?.id ?? []);
}

/** Inside a transaction over `erasedTables` and the lock. */
async function takeOut(raw: Ledger, list: PageList, { ids, changed = [], records = [] }: ErasedList): Promise<void> {
	const about = await raw.records.where('about').anyOf(ids).primaryKeys();
	const own = await ownOf(raw, ids, about);
	const gone = new Set([...ids, ...about, ...own]);
	const shown = [...new Set([...gone, ...records])];
	const rows = (await raw.records.bulkGet(shown)).filter((row) => row !== undefined);
	const waiting = (await raw.outbox.bulkGet([...gone])).filter((row) => row?.state === 'waiting');
	const turnedAway = (await raw.refused.bulkGet([...gone])).filter((row) => row !== undefined);
	await dropCopies(raw, list, new Set(own));
	await Promise.all([
		dropIds(raw, gone),
		raw.records.bulkDelete(shown),
		raw.kept.bulkDelete([...records]),
		// Received as it was before: what stands now comes with its page.
		raw.outbox.bulkDelete([...changed]),
	]);
	const { people, own: unsent, records: before } = (await readLock(raw, 'erasedTold')) ?? noneTold;
	await writeLock(raw, 'erasedTold', {
		people: people + rows.filter(({ id, kind }) => kind === 'resident' && gone.has(id)).length,
		own: unsent + waiting.length + turnedAway.length,
		records: [...new Set([...before, ...records])].filter((id) => !gone.has(id)),
	});
}

const noneTold = { people: 0, own: 0, records: [] };

/** Own entries, sent or not, of records that go: which of them answer to these stands in the clear. */
async function ownOf(raw: Ledger, ids: readonly string[], about: readonly string[]): Promise<readonly string[]> {
	const isGone = new Set([...ids, ...about]);
	const [outbox, refused] = await Promise.all([raw.outbox.toArray(), raw.refused.toArray()]);
	return [...outbox, ...refused].filter(({ id, record }) => isGone.has(id) || isGone.has(record)).map(({ id }) => id);
}

/** Bytes of pages that were written anew, that the server lists no more, or that hold own texts which go. */
async function dropCopies(raw: Ledger, { pages, generation }: PageList, own: ReadonlySet<string>): Promise<void> {
	const listed = new Map(pages.map((listing) => [listing.id, listing]));
	const ofOwn = new Set((await raw.outbox.bulkGet([...own])).flatMap((row) => row?.page ?? []));
	// Rows that are computed from several pages are looked at once more.
	await raw.pages.toCollection().modify({ projected: false });
	for (const row of await raw.pages.toArray()) {
		const listing = listed.get(row.id);
		const isOld = row.epoch > 0 && (!listing || isBehind(row, listing, generation));
		if (!isOld && !ofOwn.has(row.id)) continue;
		await Promise.all([
			raw.snapshots.delete(row.id),
			updatesOf(raw, row.id).delete(),
			raw.pages.update(row.id, { stale: true }),
		]);
	}
}
