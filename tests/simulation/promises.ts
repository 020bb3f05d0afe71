/** What must hold in every world: some of it always, the rest once everything has come to rest. */
import { isDeepStrictEqual } from 'node:util';
import { denialOf } from '#lib/access/policy.ts';
import type { OutboxRow } from '#lib/device/database.ts';
import { textToEntry } from '#lib/ledger/entry.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import { dayOf, textToPage, type Page, type PageId } from '#lib/ledger/page.ts';
import { projectRecord } from '#lib/kinds/project.ts';
import { bytesToMessage } from '#lib/replica/messages.ts';
import { clocksOf, snapshotToRuns, type Run } from '#lib/replica/runs.ts';
import { verifyLedger } from '#server/proof/verify.ts';
import type { Phone } from './phone.ts';
import { timeZone, type Shore } from './shore.ts';
import type { Time } from './time.ts';

/** A promise that was not kept. */
export class Broken extends Error {}
export const broken = (promise: string, detail: string): never => {
	throw new Broken(`${promise}: ${detail}`);
};

interface OnDisk {
	readonly id: string;
	readonly text: string;
}

/** Entries and what is held for a supervisor's word, as committed. */
export const onDisk = ({ file }: Shore): OnDisk[] =>
	file
		.prepare('SELECT id, text FROM entries UNION ALL SELECT id, text FROM held WHERE text IS NOT NULL')
		.all() as unknown as OnDisk[];

/** Marks stand in the texts themselves: an entry that is written anew under another id keeps its mark. */
const marked = <Row extends { readonly text: string }>(rows: readonly Row[], mark: string): Row[] =>
	rows.filter(({ text }) => text.includes(mark));

const partsOf = (page: PageId): Page => {
	const parts = textToPage(page);
	return parts.ok ? parts.value : broken('a page has an id', page);
};

export const mayRead = ({ auth }: Shore, account: string, page: PageId, now: number): boolean => {
	const { desk, book } = partsOf(page);
	const grants = auth.accounts.get(account)?.grants ?? [];
	return denialOf(grants, 'read', desk, book, dayOf(now, timeZone)) === null;
};

/** Looks at what the server says, as it says it. */
export function hearServer(shore: Shore, account: string, url: URL, bytes: Uint8Array, now: number): void {
	const page = decodeURIComponent(url.pathname.slice('/sync/'.length));
	const message = bytesToMessage(bytes);
	if (message?.type === 'receipt') {
		const find = shore.file.prepare('SELECT sha256 FROM entries WHERE id = ?');
		for (const { id, sha256 } of message.receipts)
			if (find.get(id)?.sha256 !== sha256) broken('no receipt before the disk', id);
	}
	if (message?.type === 'update' && message.update.length > 2 && !mayRead(shore, account, page, now))
		broken('nothing is told to who may not read', `${page} to ${account}`);
	const epoch = shore.file.prepare('SELECT epoch FROM pages WHERE page = ?').get(page)?.epoch ?? 1;
	if (message?.type === 'update' && Number(url.searchParams.get('epoch') ?? 1) !== epoch)
		broken('nothing is told to a holder of another epoch', `${page} to ${account}`);
}

/** What no receipt has named is still on its phone, word for word or written anew; and nothing there calls itself received that was not named. */
export async function expectKept(shore: Shore, phones: readonly Phone[], erased: ReadonlySet<string>): Promise<void> {
	const disk = onDisk(shore);
	for (const phone of phones) {
		const { outbox, refused } = await phone.own();
		const here = [...outbox, ...refused];
		for (const mark of phone.saved.keys()) {
			if (marked(here, mark).length > 0 || erased.has(mark)) continue;
			if (!marked(disk, mark).some(({ id }) => phone.named.has(id)))
				broken('what has no receipt is on its phone', `${mark} on ${phone.host}`);
		}
		// What was refused here, alone or with the record that it hangs on, and stands on its page all the same (a copied
		// storage sent it, too) is taken as well: D80.
		const stands = ({ id, record }: OutboxRow) =>
			[id, record].some((refused) => phone.turnedAway.has(refused)) && disk.some((entry) => entry.id === id);
		for (const row of outbox)
			if (row.state === 'received' && !phone.named.has(row.id) && !stands(row))
				broken('received is what a receipt names', `${row.id} on ${phone.host}`);
	}
}

/** At rest: everything has arrived or stands before its author. */
export async function expectNothingLost(
	shore: Shore,
	phones: readonly Phone[],
	erased: ReadonlySet<string>,
): Promise<void> {
	await expectKept(shore, phones, erased);
	const disk = onDisk(shore);
	for (const phone of phones) {
		const { outbox, refused } = await phone.own();
		for (const [mark, { isBad }] of phone.saved) {
			if (erased.has(mark)) continue;
			const isThere = marked(disk, mark).length > 0;
			if (isBad && isThere) broken('what breaks the rules is not taken', mark);
			if (!isThere && marked(refused, mark).length === 0) {
				const rows = marked(outbox, mark);
				broken('nothing is lost', `${mark} on ${phone.host} ${JSON.stringify(rows)}`);
			}
		}
		for (const { id, state } of outbox)
			if (state === 'received' && !disk.some((entry) => entry.id === id)) broken('received is on the disk', id);
	}
}

/** At rest: nothing erased is anywhere, whoever still held it. */
export async function expectErased(
	shore: Shore,
	time: Time,
	phones: readonly Phone[],
	erased: ReadonlySet<string>,
): Promise<void> {
	if (erased.size === 0) return;
	const bytes = shore.file.prepare('SELECT bytes FROM updates UNION ALL SELECT bytes FROM quarantine').all();
	const rows = shore.file.prepare('SELECT json FROM records').all();
	const atServer = [...onDisk(shore), ...rows, ...bytes].map(readable).join();
	for (const mark of erased) if (atServer.includes(mark)) broken('nothing erased returns', `${mark} at the server`);
	for (const phone of phones) {
		const db = phone.space().downloads;
		const tables = await time.during(Promise.all(db.tables.map((table) => table.toArray() as Promise<object[]>)));
		const here = tables.flat().map(readable).join();
		for (const mark of erased) if (here.includes(mark)) broken('nothing erased returns', `${mark} on ${phone.host}`);
	}
}

/** All words of a row, those within bytes too. */
const readable = (row: object): string =>
	JSON.stringify(row, (_, value: unknown) =>
		value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
	);

const runsOf = (parts: readonly Uint8Array[]): Run[] => parts.flatMap((part) => snapshotToRuns(part));
const sorted = (texts: readonly string[]): string[] => [...texts].sort();

/** At rest: whoever may see a page has it as the server has it, and shows what its entries say. */
export async function expectEqual(shore: Shore, time: Time, phones: readonly Phone[]): Promise<void> {
	for (const phone of phones) {
		const { downloads: db } = phone.space();
		const { pages, updates, snapshots, records } = await time.during(
			(async () => ({
				pages: await db.pages.toArray(),
				updates: await db.updates.toArray(),
				snapshots: await db.snapshots.toArray(),
				records: await db.records.toArray(),
			}))(),
		);
		const seen = pages.filter(({ id }) => mayRead(shore, phone.account, id, shore.now()));
		for (const { id, epoch, stale } of seen) {
			const at = await time.during(shore.rooms().snapshot(id));
			const parts = [...snapshots.filter(({ page }) => page === id), ...updates.filter(({ page }) => page === id)];
			const own = runsOf(parts.map(({ bytes }) => bytes));
			const there = runsOf([at.update]);
			// A month that a wrong clock named and that the server has nothing of: taken anew when it comes.
			if (there.length === 0 && (own.length === 0 || stale)) continue;
			if (epoch !== at.epoch || stale)
				broken('the page is of the server’s epoch', `${id} on ${phone.host}: ${epoch}, ${at.epoch}`);
			if (!isDeepStrictEqual(clocksOf(own), clocksOf(there)))
				broken('replicas are equal', `${id} on ${phone.host}: other clocks than the server`);
			const texts = (runs: readonly Run[]) => new Set(runs.flatMap((run) => run.texts));
			if (!isDeepStrictEqual(sorted([...texts(own)]), sorted([...texts(there)])))
				broken('replicas are equal', `${id} on ${phone.host}: other texts than the server`);
		}
		expectThere(shore, phone, new Set(records.map(({ id }) => id)));
		expectShown(shore, phone, records, new Set(seen.map(({ id }) => id)));
	}
}

/** Each record of the server that the account may see has a row: refused here, or read. */
function expectThere(shore: Shore, phone: Phone, rows: ReadonlySet<string>): void {
	const records = shore.file.prepare('SELECT id, page FROM records').all() as { id: string; page: PageId }[];
	for (const { id, page } of records)
		if (!rows.has(id) && mayRead(shore, phone.account, page, shore.now()))
			broken('whoever may see it has it', `record ${id} of ${page} on ${phone.host}`);
}

/** Each record's row says what the entries on the server fold to. */
function expectShown(
	shore: Shore,
	phone: Phone,
	rows: readonly { id: string; page: PageId; refusal?: unknown }[],
	pages: ReadonlySet<PageId>,
): void {
	const entries = (shore.file.prepare('SELECT text FROM entries').all() as { text: string }[]).flatMap(({ text }) => {
		const entry = textToEntry(text);
		return entry.ok ? [entry.value] : [];
	});
	const shown = new Map(rows.filter(({ refusal }) => !refusal).map((row) => [row.id, row]));
	for (const [id, own] of Map.groupBy(entries, recordIdOf)) {
		const expected = projectRecord(own);
		const row = shown.get(id);
		if (!expected || !row || !pages.has(row.page)) continue;
		for (const [field, value] of Object.entries(expected)) {
			const said = (row as unknown as Record<string, unknown>)[field];
			if (!isDeepStrictEqual(said, value))
				broken(
					'a row says what its entries say',
					`${field} of ${id} on ${phone.host}: ${JSON.stringify(said)}, not ${JSON.stringify(value)}`,
				);
		}
	}
}

/** The ledger proves itself, and no text lies on a page that is not in the log. */
export async function expectProven(shore: Shore, time: Time): Promise<void> {
	const { wrong } = await time.during(verifyLedger(shore.store(), shore.publicKey, { timeZone }));
	if (wrong) broken('the ledger proves itself', JSON.stringify(wrong));
	if (shore.errors.length > 0) broken('the server does not fail', String(shore.errors[0]));
}
