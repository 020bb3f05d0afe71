/**
 * Rows that cannot be read are thrown away and computed anew from what is the truth: pages and the outbox. A page whose
 * copy is damaged is fetched again; what is unsent of it comes from the outbox. Rule D172.
 */
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { registerPeriod, type PageId } from '#lib/ledger/page.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import type { Ledger, Space } from './database.ts';
import { projectionTables } from './project.ts';
import { projectInParts, syncTables, textsToEntries } from './sync/copies.ts';
import { updatesOf } from './updates.ts';

/** @param told how many of how many pages are done */
export async function rebuildRows(
	{ downloads: db }: Pick<Space, 'downloads'>,
	told: (done: number, total: number) => void = () => {},
): Promise<void> {
	await db.transaction('rw', [...projectionTables(db), db.pages], async () => {
		await Promise.all(projectionTables(db).map((table) => table.clear()));
		await db.pages.toCollection().modify({ projected: false });
	});
	const pages = await pagesHere(db);
	for (const [index, page] of pages.entries()) {
		told(index, pages.length);
		await projectInParts(db, page, await entriesOf(db, page), true);
	}
	told(pages.length, pages.length);
}

/** Also those of which nothing but unsent work is here. Registers first: whom records are about stands before them. */
async function pagesHere(db: Ledger): Promise<PageId[]> {
	const [pages, unsent, refused] = await Promise.all([
		db.pages.toCollection().primaryKeys(),
		db.outbox.toArray(),
		db.refused.toArray(),
	]);
	const all = new Set([...pages, ...[...unsent, ...refused].map(({ page }) => page)]);
	const isRegister = (page: PageId) => Number(page.endsWith(`/${registerPeriod}`));
	return [...all].sort((a, b) => isRegister(b) - isRegister(a) || (a < b ? -1 : 1));
}

async function entriesOf(db: Ledger, page: PageId): Promise<Entry[]> {
	const [copied, own, refused, row] = await Promise.all([
		textsOfCopy(db, page),
		db.outbox.where('[page+state]').between([page, ''], [page, '\uffff']).toArray(),
		db.refused.where('page').equals(page).toArray(),
		db.pages.get(page),
	]);
	// A page that was handed back shows nothing but what is unsent.
	const unsent = row?.handed ? own.filter(({ state }) => state === 'waiting') : own;
	const roots = new Set(refused.filter(({ id, record }) => id === record).map(({ record }) => record));
	const shown = [...unsent, ...refused.filter(({ record }) => roots.has(record))].map(({ text }) => text);
	const gone = new Set(refused.filter(({ record }) => !roots.has(record)).map(({ id }) => id));
	const entries = textsToEntries([...new Set([...copied, ...shown])]);
	// A refused amendment leaves its record as it was before.
	return [...new Map(entries.map((entry) => [entryToText(entry), entry])).values()].filter(({ id }) => !gone.has(id));
}

/** Each part by itself: one that is damaged costs itself alone, and the page is fetched anew. */
async function textsOfCopy(db: Ledger, page: PageId): Promise<string[]> {
	const parts: Uint8Array[] = [];
	const texts: string[] = [];
	let isDamaged = false;
	const read = async (work: () => Promise<void>) => {
		try {
			await work();
		} catch (error) {
			if (!isDamaged) console.error('repair', page, error);
			isDamaged = true;
		}
	};
	await read(async () => {
		const copy = await db.snapshots.get(page);
		if (copy) parts.push(copy.bytes);
	});
	await read(async () => {
		const updates = await updatesOf(db, page).toArray();
		parts.push(...updates.map(({ bytes }) => bytes));
	});
	for (const part of parts) await read(async () => void texts.push(...snapshotToTexts(part)));
	if (isDamaged) await db.transaction('rw', syncTables(db), () => db.pages.update(page, { stale: true }));
	return texts;
}
