/** The gate's word on one packet, in the light of those before it: whose its client ids are, what of it is new, and whether each entry may stand. */
import { hash } from 'node:crypto';
import { isAmend } from '#lib/ledger/amend.ts';
import { photoEntriesPerRecord } from '#lib/ledger/photo.ts';
import { isAttached } from '#lib/ledger/attached.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import { bookOf, dayOf, textToPage } from '#lib/ledger/page.ts';
import type { Refusal } from '#lib/ledger/refusal.ts';
import { runsToUpdate, type Run } from '#lib/replica/runs.ts';
import type { Receipt } from '#lib/replica/messages.ts';
import { isOfErased } from '#lib/registers/erased.ts';
import type { Append, NewEntry, Owner, StoredEntry } from '#server/store/store.ts';
import type { NewHeld } from '#server/store/shelf.ts';
import { createJudge, type GateFault, type Rules } from './gate.ts';
import type { Item, Packet, Reading } from './packet.ts';
import { ownerKey, type PageWork, type Work } from './work.ts';

export interface Judgement {
	readonly accepted: readonly Receipt[];
	readonly refused: readonly Refusal[];
	/** Ids that wait for a supervisor's word, those that waited before included; and those of them that are new. */
	readonly held: readonly string[];
	readonly shelved: readonly NewHeld[];
	/** What is to be written; null when nothing is new. Which records it changed is told after the fold. */
	readonly append: Omit<Append, 'changed' | 'receipt'> | null;
}

export interface Bench {
	readonly work: Work;
	readonly rules: Rules;
	readonly random32: () => number;
}

/** Judges a packet; when it is taken, `work` knows of it afterwards. */
export function judgePacket(packet: Packet, reading: Reading, bench: Bench): Judgement {
	if (reading.fault) return refusal(reading.fault);
	const page = bench.work.pages.get(packet.page)!;
	return packet.content.type === 'update'
		? judgeUpdate(packet, reading, page, bench)
		: judgeSingly(packet, reading, page, bench);
}

const noneHeld = { held: [], shelved: [] } as const;
const refusal = (refused: readonly Refusal[]): Judgement => ({ accepted: [], refused, ...noneHeld, append: null });

/** All or nothing. */
function judgeUpdate(packet: Packet, reading: Reading, page: PageWork, bench: Bench): Judgement {
	const owner: Owner = { account: packet.author.account, device: packet.author.device };
	const misused = clientRefusals(packet, reading, page, owner, bench);
	if (misused.length > 0) return refusal(misused);
	const again = receiptsOfKnown(reading, page, owner, bench.work);
	if (again.refused.length > 0) return refusal(again.refused);
	if (reading.runs.length === 0) return { accepted: again.accepted, refused: [], ...noneHeld, append: null };
	const judged = judgeItems(packet, reading.items, bench);
	if (judged.refused.length > 0) return refusal(judged.refused);
	const elsewhere = ownElsewhere(packet, reading.items, bench.work);
	if (elsewhere.length > 0) return turnedBack(elsewhere, reading.items);
	return {
		accepted: [...again.accepted, ...judged.accepted],
		refused: [],
		...noneHeld,
		append: take(packet, judged, reading.runs, owner, page, bench),
	};
}

/**
 * Receipts of what its author wrote on another page already, by a clock that was wrong or at the edge of a month: on two
 * pages the ledger would not prove itself.
 */
function ownElsewhere({ page, author }: Packet, items: readonly Item[], { entries }: Work): Receipt[] {
	return items.flatMap(({ read, text }) => {
		const known = read.ok && read.value.by === author.account ? entries.get(read.value.id) : undefined;
		if (!read.ok || !known || known.page === page) return [];
		return known.sha256 === hash('sha256', text, 'hex') ? [{ id: read.value.id, sha256: known.sha256 }] : [];
	});
}

/** An update is taken whole or not at all: the phone takes the page anew and sends what has no receipt again. */
const turnedBack = (accepted: readonly Receipt[], items: readonly Item[]): Judgement => ({
	...refusal(items.map(({ id }) => ({ id, code: 'client-id', detail: 'some of it lies on another page' }))),
	accepted,
});

/** The good ones go to the page under the server's own client id. */
function judgeSingly(packet: Packet, reading: Reading, page: PageWork, bench: Bench): Judgement {
	const judged = judgeItems(packet, reading.items, bench);
	const { accepted, refused, held, shelved, entries } = judged;
	if (entries.length === 0) return { accepted, refused, held, shelved, append: null };
	const runs = ownRuns(
		entries.map(({ text }) => text),
		page,
		bench.random32,
	);
	const owner = { account: null, device: null };
	return { accepted, refused, held, shelved, append: take(packet, judged, runs, owner, page, bench) };
}

function ownRuns(texts: readonly string[], page: PageWork, random32: () => number): Run[] {
	const runs: Run[] = [];
	for (let next = 0; next < texts.length;) {
		const { client, clock, room } = page.own(random32);
		const part = texts.slice(next, next + room);
		runs.push({ client, clock, origin: clock === 0 ? null : { client, clock: clock - 1 }, texts: part });
		page.ownUsed({ client, clock: clock + part.length });
		next += part.length;
	}
	return runs;
}

/** Client ids that belong to another account or device, or are too many for today. */
function clientRefusals(
	packet: Packet,
	{ runs, items }: Reading,
	page: PageWork,
	owner: Owner,
	{ work, rules }: Bench,
): Refusal[] {
	const today = work.clientsToday.get(ownerKey(packet.author.account, packet.author.device)) ?? new Set();
	const unseen = new Set<number>();
	const refused: Refusal[] = [];
	let first = 0;
	for (const { client, texts } of runs) {
		const own = items.slice(first, (first += texts.length));
		const holder = page.clientOf(client);
		if (!holder && !today.has(client)) unseen.add(client);
		const isForeign = holder && (holder.account !== owner.account || holder.device !== owner.device);
		const isTooMany = !holder && today.size + unseen.size > rules.clientsPerDay;
		if (isForeign) refused.push(...own.map(({ id }) => ({ id, code: 'client-id' as const })));
		else if (isTooMany) refused.push(...own.map(({ id }) => ({ id, code: 'client-quota' as const })));
	}
	return refused;
}

/**
 * A stale resend is receipted again, when it says what stands here. When it does not, two holders of one client id have
 * gone apart (a cloned phone): without a word, the entry would be lost in silence.
 */
function receiptsOfKnown(
	{ known }: Reading,
	page: PageWork,
	owner: Owner,
	work: Work,
): { accepted: Receipt[]; refused: Refusal[] } {
	const accepted: Receipt[] = [];
	const refused: Refusal[] = [];
	for (const { client, items } of known) {
		const holder = page.clientOf(client);
		// What others wrote is theirs to ask about.
		if (holder?.account !== owner.account || holder.device !== owner.device) continue;
		for (const { id, text } of items) {
			const sha256 = hash('sha256', text, 'hex');
			if (id !== null && work.entries.get(id)?.sha256 === sha256) accepted.push({ id, sha256 });
			else refused.push({ id, code: 'client-id', detail: 'the page holds another text there' });
		}
	}
	return { accepted, refused };
}

interface Judged {
	readonly accepted: Receipt[];
	readonly refused: Refusal[];
	readonly held: string[];
	readonly shelved: NewHeld[];
	/** Those among the accepted that are new. */
	readonly entries: (NewEntry & { readonly stored: StoredEntry })[];
	readonly devices: Map<string, string>;
}

function judgeItems(packet: Packet, items: readonly Item[], bench: Bench): Judged {
	const { work, rules } = bench;
	const judged: Judged = { accepted: [], refused: [], held: [], shelved: [], entries: [], devices: new Map() };
	const faultOf = createFaults(packet, items, judged.devices, bench);
	const seen = new Map<string, string>();
	const isUpdate = packet.content.type === 'update';
	const written = work.entriesToday.get(packet.author.account) ?? 0;
	for (const item of items) {
		if (!item.read.ok) {
			judged.refused.push({ id: item.id, code: item.read.error });
			continue;
		}
		const entry = item.read.value;
		const sha256 = hash('sha256', item.text, 'hex');
		const twin = seen.get(entry.id) ?? work.entries.get(entry.id)?.sha256;
		const isAgain = twin === sha256;
		const isBeyondQuota =
			!packet.author.steward &&
			!packet.author.waives?.has('quota') &&
			written + judged.accepted.length + judged.held.length >= rules.entriesPerDay;
		// In an update a duplicate takes its place on the page all the same, so it counts too.
		const fault = isErased(entry, twin, sha256, work)
			? { code: 'erased' as const, detail: '' }
			: isBeyondQuota && (isUpdate || !isAgain)
				? { code: 'quota' as const, detail: '' }
				: twin !== undefined && !isAgain
					? { code: 'id-conflict' as const, detail: '' }
					: faultOf(entry, isAgain);
		if (fault) {
			const isFinal = isUpdate || fault.code === 'erased';
			if (isFinal || !setAside(packet, entry, { fault, sha256, text: item.text }, judged, work))
				judged.refused.push({ id: entry.id, code: fault.code, ...(fault.detail ? { detail: fault.detail } : {}) });
			continue;
		}
		judged.accepted.push({ id: entry.id, sha256 });
		if (isAgain) continue;
		seen.set(entry.id, sha256);
		const stored = { entry, page: packet.page, arrived: packet.now };
		judged.entries.push({ id: entry.id, record: recordIdOf(entry), sha256, text: item.text, stored });
	}
	return judged;
}

/** Nobody brings back what was erased, nor writes of whose data were; of what stands on without some of it, no other text is taken. */
const isErased = (entry: Entry, twin: string | undefined, sha256: string, { erased }: Work): boolean =>
	erased.size > 0 &&
	(isOfErased(entry, (id) => erased.get(id) === 'gone') || (erased.get(entry.id) === 'stripped' && twin !== sha256));

/**
 * An entry that was written after its grant had ended waits for a supervisor's word; what he declined stays refused, with
 * his reason. False when there is nothing to wait for.
 */
function setAside(
	packet: Packet,
	{ id }: Entry,
	{ fault, sha256, text }: { fault: GateFault; sha256: string; text: string },
	judged: Judged,
	work: Work,
): boolean {
	// Somebody is about to let it in, and must hear what stands in the way.
	if (packet.author.waives) return false;
	const known = work.held.get(id);
	if (known && known.account === packet.author.account && known.sha256 === sha256) {
		// Released, it would be known to the ledger; until that is written, it still waits.
		if (known.decided?.verdict === 'declined')
			judged.refused.push({ id, code: 'declined', ...(known.decided.why ? { detail: known.decided.why } : {}) });
		else judged.held.push(id);
		return true;
	}
	if (!fault.isLate || known) return false;
	const { page, author, now } = packet;
	const parsed = textToPage(page);
	if (!parsed.ok) throw new Error(`not a page: ${page}`);
	const { desk, book } = parsed.value;
	const { account, device } = author;
	judged.held.push(id);
	judged.shelved.push({ id, page, desk, book, account, device, at: now, sha256, text });
	return true;
}

/** What is wrong with an entry of this packet; `isAgain` says that the same text stands under its id already. */
function createFaults(
	packet: Packet,
	items: readonly Item[],
	devices: Map<string, string>,
	{ work, rules }: Bench,
): (entry: Entry, isAgain: boolean) => GateFault | null {
	const { page, author, now } = packet;
	const parsed = textToPage(page);
	if (!parsed.ok) throw new Error(`not a page: ${page}`);
	const judge = createJudge({ page: parsed.value, author, now, rules });
	const roots = rootsOf(packet, items, work);
	const amendments = counting(work, isAmend);
	const attached = counting(work, isAttached);
	return (entry, isAgain) => {
		const lies = work.entries.get(entry.id)?.page ?? page;
		// What its author sends again need not be fit for today, nor for the month that it was sent to: its own may be
		// closed since. From anybody else, or in another book, it is judged like all others.
		if (isAgain && (entry.by === author.account ? bookOf(lies) === bookOf(page) : author.steward && lies === page))
			return null;
		const fault = judge(entry, roots(entry.re)) ?? deviceFault(packet, entry, devices, work);
		if (fault || isAgain) return fault;
		const most = isAmend(entry) ? rules.amendsPerRecord : isAttached(entry) ? photoEntriesPerRecord : null;
		if (most === null) return null;
		// The clerk's few must not fail for what others wrote before.
		const isFree = author.steward === true || author.waives?.has('quota') === true;
		const count = isAttached(entry) ? attached(entry) : amendments(entry);
		return count > most && !isFree ? { code: 'quota', detail: entry.kind } : null;
	};
}

/** Counts one of a sort that answers to a record, and tells how many the record then has. */
function counting({ records }: Work, isOne: (entry: Entry) => boolean): (entry: Entry) => number {
	const counts = new Map<string, number>();
	return (entry) => {
		const record = recordIdOf(entry);
		const before = counts.get(record) ?? records.get(record)?.filter((stored) => isOne(stored.entry)).length ?? 0;
		counts.set(record, before + 1);
		return before + 1;
	};
}

/** The root of a record: on the disk, earlier in the batch, or anywhere in this packet. */
function rootsOf(
	packet: Packet,
	items: readonly Item[],
	work: Work,
): (id: string | undefined) => StoredEntry | undefined {
	const here = new Map<string, StoredEntry>();
	for (const { read } of items) {
		if (read.ok && read.value.re === undefined)
			here.set(read.value.id, { entry: read.value, page: packet.page, arrived: packet.now });
	}
	return (id) =>
		id === undefined ? undefined : (work.records.get(id)?.find(({ entry }) => entry.id === id) ?? here.get(id));
}

/** A device belongs to the account that first wrote with it; a session that declared its device writes with no other. */
function deviceFault(
	{ author }: Packet,
	{ dev, by }: { dev?: string; by: string },
	bound: Map<string, string>,
	work: Work,
) {
	if (dev === undefined || author.waives?.has('device')) return null;
	if (author.device !== null && dev !== author.device) return { code: 'device' as const, detail: dev };
	const account = author.steward ? by : author.account;
	const holder = bound.get(dev) ?? work.devices.get(dev);
	if (holder === undefined) bound.set(dev, account);
	return holder === undefined || holder === account ? null : { code: 'device' as const, detail: dev };
}

/** Notes an accepted packet in the work, and says what is to be written. */
function take(
	packet: Packet,
	judged: Judged,
	runs: readonly Run[],
	owner: Owner,
	page: PageWork,
	{ work, rules }: Bench,
): Omit<Append, 'changed' | 'receipt'> {
	const { account, device } = packet.author;
	const clients: (Owner & { client: number })[] = [];
	const ranges = runs.map(({ client, clock, texts }) => {
		if (!page.clientOf(client)) {
			clients.push({ client, ...owner });
			if (owner.account !== null) addTo(work.clientsToday, ownerKey(account, device), client);
		}
		page.advance(client, owner, clock + texts.length);
		return { client, from: clock, to: clock + texts.length };
	});
	for (const { id, record, sha256, stored } of judged.entries) {
		work.entries.set(id, { sha256, page: packet.page });
		const entries = work.records.get(record);
		if (entries) entries.push(stored);
		else work.records.set(record, [stored]);
	}
	for (const [bound, holder] of judged.devices) work.devices.set(bound, holder);
	const written = packet.author.steward
		? null
		: { account, entries: runs.reduce((sum, { texts }) => sum + texts.length, 0) };
	if (written) work.entriesToday.set(account, (work.entriesToday.get(account) ?? 0) + written.entries);
	return {
		page: packet.page,
		update: runsToUpdate(runs),
		ranges,
		clients,
		devices: [...judged.devices].map(([bound, holder]) => ({ device: bound, account: holder })),
		entries: judged.entries.map(({ id, record, sha256, text }) => ({ id, record, sha256, text })),
		written,
		now: packet.now,
		day: dayOf(packet.now, rules.timeZone),
	};
}

function addTo(map: Map<string, Set<number>>, key: string, value: number): void {
	const set = map.get(key) ?? new Set();
	map.set(key, set.add(value));
}
