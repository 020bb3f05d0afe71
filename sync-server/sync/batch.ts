/** One batch through the gate and into the store: read, judge in order, fold, write once. */
import { dayOf, textToPage, type PageId } from '#lib/ledger/page.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import type { Prove } from '#server/proof/prove.ts';
import { textLimit } from '#lib/replica/limits.ts';
import { updateToRuns } from '#lib/replica/runs.ts';
import { isOfErased, leadsTo } from '#lib/registers/erased.ts';
import { recordRow, rowsWithStanding, touchedSubjects, type Calendar } from '#server/projections/refold.ts';
import type { Erased } from '#server/store/erasing.ts';
import type { Held } from '#server/store/shelf.ts';
import type { Append, Known, Quarantined, Question, RecordRow, Store } from '#server/store/store.ts';
import type { Rules } from './gate.ts';
import { judgePacket, type Judgement } from './judge.ts';
import { readPacket, textToItem, type Item, type Packet, type Reading } from './packet.ts';
import { createPageWork, createWork, type OpenPage, type PageWork, type Work } from './work.ts';

export interface BatchDeps {
	readonly store: Store;
	readonly rules: Rules;
	readonly calendar: Calendar;
	readonly random32: () => number;
	readonly prove: Prove;
}

export interface Settled {
	/** In the order of the packets. */
	readonly judgements: readonly Judgement[];
	/** Number of the latest event; null when nothing was written. */
	readonly event: number | null;
}

/** What comes of the packets; when this returns, it is on the disk. @throws when the store fails; `pages` are unchanged then. */
export async function settleBatch(
	packets: readonly Packet[],
	pages: ReadonlyMap<PageId, OpenPage>,
	deps: BatchDeps,
): Promise<Settled> {
	const readings = readAll(packets, pages);
	const known = await deps.store.known(questionOf(packets, readings, deps.rules));
	const works = new Map([...pages].map(([id, page]) => [id, createPageWork(page)]));
	const aside = { held: await heldOf(packets, deps.store), erased: await erasedOf(packets, readings, deps.store) };
	const work = createWork(works, known, aside);
	const judgements = judgeAll(packets, readings, { work, ...deps });

	const refused = packets.flatMap((packet, index) => quarantined(packet, judgements[index]!, work));
	if (refused.length > 0) await deps.store.quarantine(refused);
	const shelved = judgements.flatMap((judgement) => judgement.shelved);
	if (shelved.length > 0) await deps.store.shelf.hold(shelved);
	const event = await write(judgements, work, known, deps);
	for (const page of works.values()) page.settle();
	return { judgements, event };
}

/** Nobody's update is held, so most batches ask nothing. */
async function heldOf(packets: readonly Packet[], { shelf }: BatchDeps['store']): Promise<ReadonlyMap<string, Held>> {
	const ids = packets.flatMap(({ content }) =>
		content.type === 'entries' ? content.items.flatMap(({ id }) => id ?? []) : [],
	);
	return ids.length > 0 ? shelf.heldById(ids) : new Map();
}

/** What of all that the entries lead to was erased. */
async function erasedOf(
	packets: readonly Packet[],
	readings: readonly Reading[],
	{ erasing }: BatchDeps['store'],
): Promise<ReadonlyMap<string, Erased>> {
	const items = [
		...readings.flatMap(({ items, known }) => [...items, ...known.flatMap((run) => run.items)]),
		...packets.flatMap(({ content }) => (content.type === 'entries' ? content.items : [])),
		// What cannot be taken as a whole is kept aside, and must not keep them either.
		...packets.flatMap(({ content }, index) =>
			content.type === 'update' && readings[index]!.fault ? itemsIn(content.bytes) : [],
		),
	];
	return erasing.known([...new Set(items.flatMap(({ read }) => (read.ok ? leadsTo(read.value) : [])))]);
}

/** Each packet against the clocks as they will be when all before it have been taken. */
function readAll(packets: readonly Packet[], pages: ReadonlyMap<PageId, OpenPage>): Reading[] {
	const works = new Map<PageId, PageWork>();
	return packets.map((packet) => {
		const work = works.get(packet.page) ?? createPageWork(pages.get(packet.page)!);
		works.set(packet.page, work);
		const reading = readPacket(packet, work.clockOf);
		for (const { client, clock, texts } of reading.runs)
			work.advance(client, { account: null, device: null }, clock + texts.length);
		return reading;
	});
}

function questionOf(packets: readonly Packet[], readings: readonly Reading[], { timeZone }: Rules): Question {
	const items = readings.flatMap(({ items, known }) => [...items, ...known.flatMap((run) => run.items)]);
	const entries = items.map(({ read }) => (read.ok ? read.value : null)).filter((entry) => entry !== null);
	return {
		ids: [...new Set(items.map(({ id }) => id).filter((id) => id !== null))],
		records: [...new Set(entries.map(recordIdOf))],
		devices: [...new Set(entries.map(({ dev }) => dev).filter((dev) => dev !== undefined))],
		accounts: [...new Set(packets.map(({ author }) => author.account))],
		day: dayOf(packets[0]!.now, timeZone),
	};
}

function judgeAll(
	packets: readonly Packet[],
	readings: readonly Reading[],
	bench: { work: Work } & BatchDeps,
): Judgement[] {
	// Client ids of refused packets: what was read as following on them was read wrongly, and is read anew.
	const broken = new Map<PageId, Set<number>>();
	return packets.map((packet, index) => {
		const brokenHere = broken.get(packet.page) ?? new Set<number>();
		broken.set(packet.page, brokenHere);
		const hoped = readings[index]!;
		const { clockOf } = bench.work.pages.get(packet.page)!;
		const reading = buildsOn(hoped, brokenHere) ? readPacket(packet, clockOf) : hoped;
		const judgement = judgePacket(packet, reading, bench);
		if (judgement.refused.length > 0) for (const { client } of hoped.runs) brokenHere.add(client);
		return judgement;
	});
}

const buildsOn = ({ runs, known }: Reading, clients: ReadonlySet<number>): boolean =>
	clients.size > 0 &&
	(known.some(({ client }) => clients.has(client)) ||
		runs.some(({ client, origin }) => clients.has(client) || (origin !== null && clients.has(origin.client))));

function quarantined(packet: Packet, judgement: Judgement, { erased }: Work): Quarantined[] {
	// What somebody lets through again lies there already.
	if (packet.author.waives) return [];
	// What a supervisor declined was read, and its text is to be gone; what was erased is kept nowhere.
	const refusals = judgement.refused.filter(({ code }) => code !== 'declined' && code !== 'erased');
	if (refusals.length === 0) return [];
	const { page, author, now, content } = packet;
	const ids = new Set(refusals.map(({ id }) => id));
	const gone = new Set(judgement.refused.flatMap(({ id, code }) => (code === 'erased' ? [id] : [])));
	const isKept = ({ id, read }: Item) =>
		!gone.has(id) && !(read.ok && isOfErased(read.value, (one) => erased.get(one) === 'gone'));
	const bytes =
		content.type === 'entries'
			? textsToBytes(content.items.filter(({ id }) => ids.has(id)))
			: updateToKeep(content.bytes, isKept);
	return [{ page, account: author.account, device: author.device, at: now, refusals, bytes }];
}

/** As it came, unless some of it was erased: then the other texts alone; of more than any phone sends, none. */
function updateToKeep(update: Uint8Array, isKept: (item: Item) => boolean): Uint8Array {
	const texts = textsIn(update);
	if (texts.length > textLimit) return textsToBytes([]);
	const items = texts.map(textToItem);
	const kept = items.filter(isKept);
	return kept.length === items.length ? update : textsToBytes(kept);
}

/** What refused bytes hold that may lead to somebody. Of more than any phone sends, nothing is read and nothing kept. */
function itemsIn(update: Uint8Array): Item[] {
	const texts = textsIn(update);
	return texts.length > textLimit ? [] : texts.map(textToItem);
}

/** Shorter ones name no id: of a megabyte of empty texts each would cost a parse, and keep everybody waiting for seconds. */
const leastText = '{"id":""}'.length + 36;

function textsIn(update: Uint8Array): string[] {
	const runs = updateToRuns(update);
	return runs.ok ? runs.value.flatMap(({ texts }) => texts.filter(({ length }) => length >= leastText)) : [];
}

const textsToBytes = (items: readonly Item[]): Uint8Array =>
	new TextEncoder().encode(JSON.stringify(items.map(({ text }) => text)));

async function write(
	judgements: readonly Judgement[],
	work: Work,
	known: Known,
	{ store, calendar, prove }: BatchDeps,
): Promise<number | null> {
	const appends = judgements.map(({ append }) => append).filter((append) => append !== null);
	if (appends.length === 0) return null;
	const changed = new Set(appends.flatMap(({ entries }) => entries.map(({ record }) => record)));
	const rows = new Map<string, RecordRow>();
	for (const id of changed) {
		const row = recordRow(work.records.get(id)!, calendar);
		if (row) rows.set(id, row);
	}
	const before = [...changed].map((id) => known.records.get(id)?.row ?? null);
	const subjects = await store.subjects(await touchedSubjects(store, before, [...rows.values()]));
	const batch = {
		appends: appends.map((append): Append => {
			const page = work.pages.get(append.page)!;
			const receipt = prove(append, page.chain());
			if (receipt) page.receipted(receipt);
			return { ...append, receipt, changed: changesOf(append.entries, rows) };
		}),
		rows: await rowsWithStanding(store, [...rows.values()], subjects, calendar),
	};
	return (await store.append(batch)).event;
}

function changesOf(
	entries: readonly { readonly record: string }[],
	rows: ReadonlyMap<string, RecordRow>,
): Append['changed'] {
	const ids = [...new Set(entries.map(({ record }) => record))];
	return ids.filter((id) => rows.has(id)).map((id) => ({ id, kind: rows.get(id)!.projection.kind }));
}

export const pageOf = (page: PageId) => {
	const parsed = textToPage(page);
	if (!parsed.ok) throw new Error(`not a page: ${page}`);
	return parsed.value;
};
