/**
 * A device's signature over a batch of what it wrote on a page: the next links of its own chain there. It lies beside the
 * page, never on it: a signature on every entry would double the compressed page. Rules P8–P12.
 */
import { hlcToMs } from '#lib/ledger/clock.ts';
import { textToEntry, type Entry } from '#lib/ledger/entry.ts';
import { firstHead, headAfter, type Links, type Sha256 } from './chain.ts';

export interface Seal extends Links {
	readonly page: string;
	readonly device: string;
	readonly account: string;
	/** 1, 2, 3 … of this device on this page; 0 of what another hand carries, which stands outside the chain. */
	readonly n: number;
	/** The last contact with the server, server's unix ms, that the device knew of when it wrote, and for how many entries in a row. */
	readonly contacts: readonly (readonly [contact: number, entries: number])[];
	/** Head of the device's chain after these links, hex. */
	readonly head: string;
	/** Of `sealText`, base64url: Ed25519, or ECDSA over P-256 with SHA-256 where the browser lacks that. */
	readonly signature: string;
}

/** Where a device's chain on a page stands. */
export interface ChainState {
	readonly n: number;
	readonly head: string;
	/** The latest contact that it named, ms. */
	readonly contact: number;
}

/** Entries under one seal at most. */
export const sealLimit = 500;

export type SealPart = Pick<Seal, 'page' | 'device'>;

/** A chain before its first seal. */
export const chainStart = ({ page, device }: SealPart, sha256: Sha256): ChainState => ({
	n: 0,
	head: firstHead(['device', device, page], sha256),
	contact: 0,
});

/** What another hand carries begins a chain of its own each time, so that it can come before, after or without the rest. */
const relayHead = ({ page, device }: SealPart, sha256: Sha256): string => firstHead(['relay', device, page], sha256);

export const sealText = ({ device, account, page, n, contacts, head }: Omit<Seal, keyof Links | 'signature'>): string =>
	JSON.stringify(['linli-seal-1', device, account, page, n, contacts, head]);

export interface Unsealed {
	readonly text: string;
	readonly id: string;
	/** Server's unix ms. */
	readonly contact: number;
}

/** A seal yet to be signed over these entries. @param before null for what another hand will carry. */
export function drawSeal(
	{ page, device, account }: SealPart & Pick<Seal, 'account'>,
	entries: readonly Unsealed[],
	before: ChainState | null,
	{ sha256, seed }: { sha256: Sha256; seed: string },
): Omit<Seal, 'signature'> {
	const links = { ids: entries.map(({ id }) => id), seed };
	const textById = new Map(entries.map(({ id, text }) => [id, text]));
	const from = before?.head ?? relayHead({ page, device }, sha256);
	const head = headAfter(from, links, (id) => textById.get(id), sha256);
	if (!head.ok) throw new Error(`no text of ${head.error.missing}`);
	const n = before ? before.n + 1 : 0;
	return {
		...links,
		page,
		device,
		account,
		n,
		contacts: runsOf(entries.map(({ contact }) => contact)),
		head: head.value,
	};
}

function runsOf(contacts: readonly number[]): [number, number][] {
	const runs: [number, number][] = [];
	for (const contact of contacts) {
		const last = runs.at(-1);
		if (last && last[0] === contact) last[1] += 1;
		else runs.push([contact, 1]);
	}
	return runs;
}

export type SealFault =
	| { readonly code: 'seal-missing' }
	| { readonly code: 'seal-signature' }
	/** A text is not what was sealed, or ids were changed. */
	| { readonly code: 'seal-changed' }
	| { readonly code: 'entry-missing'; readonly id: string }
	/** The entry says another account or device than the one that sealed it. */
	| { readonly code: 'author'; readonly id: string }
	/** The entry is dated before the last contact that was known when it was written. */
	| { readonly code: 'back-dated'; readonly id: string }
	/** Contacts that run backwards, lie after the arrival, or do not count the entries. */
	| { readonly code: 'contact' };

export interface SealChecks {
	readonly textOf: (id: string) => string | undefined;
	readonly sha256: Sha256;
	/** Whether the device's key signed this. */
	readonly isSigned: (text: string, signature: string) => boolean;
	/** Server time, ms, that no contact may be later than. */
	readonly now: number;
}

/** What is wrong with a seal in its place behind `before`; null when it holds. @param before null for what another hand carried. */
export function sealFault(seal: Seal, before: ChainState | null, checks: SealChecks): SealFault | null {
	const { textOf, sha256, isSigned, now } = checks;
	if (seal.n !== (before ? before.n + 1 : 0)) return { code: 'seal-missing' };
	if (!isSigned(sealText(seal), seal.signature)) return { code: 'seal-signature' };
	const contacts = contactsOf(seal, before?.contact ?? 0, now);
	if (!contacts) return { code: 'contact' };
	const head = headAfter(before?.head ?? relayHead(seal, sha256), seal, textOf, sha256);
	if (!head.ok) return { code: 'entry-missing', id: head.error.missing };
	if (head.value !== seal.head) return { code: 'seal-changed' };
	for (const [index, id] of seal.ids.entries()) {
		const text = textOf(id);
		// Erased: the commitment stands for it.
		if (text === undefined) continue;
		const entry = textToEntry(text);
		if (!entry.ok || !isBy(entry.value, seal)) return { code: 'author', id };
		if (hlcToMs(entry.value.hlc) < contacts[index]!) return { code: 'back-dated', id };
	}
	return null;
}

const isBy = ({ by, dev }: Entry, { account, device }: Seal): boolean => by === account && dev === device;

/** The contact of each entry; null when they run backwards or ahead, or are not as many. */
function contactsOf({ contacts, ids }: Seal, from: number, now: number): number[] | null {
	// Counted first: the numbers are a stranger's, and what they ask for would be made.
	const isCounted = contacts.every(([, entries]) => entries > 0 && entries <= ids.length);
	if (!isCounted || contacts.reduce((sum, [, entries]) => sum + entries, 0) !== ids.length) return null;
	const each = contacts.flatMap(([contact, entries]) => Array.from<number>({ length: entries }).fill(contact));
	const isOrdered = each.every((contact, index) => contact >= (each[index - 1] ?? from) && contact <= now);
	return isOrdered ? each : null;
}

/** The chain after a seal that holds. */
export const chainAfter = ({ n, head, contacts }: Seal): ChainState => ({
	n,
	head,
	contact: contacts.at(-1)?.[0] ?? 0,
});
