/**
 * What an erasure does to the ledger and to what lies beside it: which entries go, which stand on without what is the
 * person's, and which speak of him in others' words, so that somebody has to look. Reads only. Rules E1–E4.
 */
import { textToEntry, type Entry } from '#lib/ledger/entry.ts';
import { isKindName, kinds } from '#lib/kinds/index.ts';
import { bytesToTexts } from '#server/aside/quarantine.ts';
import type { ErasedBatch, Mention } from '#server/store/erasing.ts';
import type { Store, StoredEntry } from '#server/store/store.ts';
import { personOf, type Person } from './person.ts';
import { isOfErased } from '#lib/registers/erased.ts';
import { isEmpty, stripped, wordsInText } from './strip.ts';

/** What a person decided about an entry that speaks of somebody. */
export interface Choice {
	readonly id: string;
	readonly as: 'blanked' | 'gone';
}

/** Another's entry that names the person. */
export interface Look extends Mention {
	readonly entry: Entry;
	/** Written about the household, so that it is most likely he. */
	readonly near: boolean;
}

export interface Plan {
	readonly person: Person;
	readonly gone: ReadonlyMap<string, StoredEntry>;
	/** As they stand, and as they stand on. */
	readonly stripped: ReadonlyMap<string, StoredEntry & { readonly after: Entry }>;
	readonly held: readonly string[];
	readonly packets: ErasedBatch['packets'];
	/** What names him and is neither gone nor stripped. */
	readonly looks: readonly Look[];
	/** 12-digit codes. */
	readonly communities: readonly string[];
}

/** Null when there is no such resident. */
export async function planOf(store: Store, resident: string, choices: readonly Choice[]): Promise<Plan | null> {
	const person = await personOf(store, resident);
	if (!person) return null;
	const gone = new Map<string, StoredEntry>();
	const stands = new Map<string, StoredEntry & { after: Entry }>();
	const held: string[] = [];
	const take = (entries: readonly StoredEntry[]) => entries.forEach((stored) => void gone.set(stored.entry.id, stored));
	const strip = (stored: StoredEntry, after: Entry) => {
		if (isEmpty(after)) gone.set(stored.entry.id, stored);
		else if (JSON.stringify(after) !== JSON.stringify(stored.entry)) stands.set(stored.entry.id, { ...stored, after });
	};
	take(await entriesOf(store, person.records));
	const homes = idsOf(person.homes);
	for (const stored of await entriesOf(store, homes)) strip(stored, stripped(stored.entry, person.words, person.alone));

	const communities = communitiesOf([...gone.values()]);
	const mentions = await mentionsOf(store, person, communities);
	const isHis = (id: string) => gone.has(id) || person.records.includes(id);
	const changes = mentions.filter(({ entry }) => entry.re === undefined && isOfErased(entry, isHis));
	take(await entriesOf(store, [...new Set(changes.filter((one) => !one.held).map(({ record }) => record))]));

	const chosen = new Map(choices.map(({ id, as }) => [id, as]));
	for (const look of mentions) {
		const as = chosen.get(look.id);
		if (as === undefined || gone.has(look.id)) continue;
		if (look.held) held.push(look.id);
		else if (as === 'gone' && mayGoWhole(look.entry))
			take(look.entry.re === undefined ? await entriesOf(store, [look.record]) : [stored(look)]);
		else strip(stands.get(look.id) ?? stored(look), stripped(stands.get(look.id)?.after ?? look.entry, person.words));
	}
	const shelf = await asideOf(store, communities, isHis, wordsInText(person.words));
	held.push(...shelf.held);
	for (const id of gone.keys()) stands.delete(id);
	const isSettled = ({ id }: Look) => gone.has(id) || stands.has(id) || held.includes(id);
	return {
		person,
		gone,
		stripped: stands,
		held: [...new Set(held)],
		packets: shelf.packets,
		looks: mentions
			.filter((look) => !isSettled(look))
			.map((look) => ({ ...look, near: homes.includes(look.entry.about ?? look.record) })),
		communities,
	};
}

/** Of another's entry: otherwise it is blanked, since it is a card of somebody else, a household or a place. */
export const mayGoWhole = ({ kind, re }: Entry): boolean =>
	re !== undefined || !(isKindName(kind) && kinds[kind].register);

/** Whether the person is called so, on any of his cards. */
export const isCalled = ({ person }: Plan, name: string | undefined): boolean =>
	person.residents.some(({ projection }) => projection.body.name === name?.trim());

type FoundMention = Mention & { readonly entry: Entry };

const stored = ({ entry, page }: FoundMention): StoredEntry => ({ entry, page, arrived: 0 });
const idsOf = (rows: Person['homes']): string[] => rows.map(({ projection }) => projection.id);
const communitiesOf = (entries: readonly StoredEntry[]): string[] => [
	...new Set(entries.map(({ entry }) => entry.desk.slice(0, 12))),
];

async function entriesOf(store: Store, records: readonly string[]): Promise<StoredEntry[]> {
	const known = await store.known({ ids: [], records, devices: [], accounts: [], day: '' });
	return [...known.records.values()].flatMap(({ entries }) => entries);
}

/** What names him by his name, his number or his id. */
async function mentionsOf(store: Store, person: Person, communities: readonly string[]): Promise<Look[]> {
	const words = [...wordsInText(person.words), ...idsOf(person.residents)];
	const found = await Promise.all(communities.map((community) => store.erasing.mentions(community, words)));
	return found.flat().flatMap((mention) => {
		const read = textToEntry(mention.text);
		return read.ok ? [{ ...mention, entry: read.value, near: false }] : [];
	});
}

/** Refused bytes that hold anything of him, without that; and held entries about him. */
async function asideOf(
	{ erasing }: Store,
	communities: readonly string[],
	isHis: (id: string) => boolean,
	words: readonly string[],
): Promise<{ held: string[]; packets: { number: number; bytes: Uint8Array | null }[] }> {
	const concerns = (text: string): boolean => {
		const read = textToEntry(text);
		return words.some((word) => text.includes(word)) || (read.ok && isOfErased(read.value, isHis));
	};
	const isAbout = (text: string): boolean => {
		const read = textToEntry(text);
		return read.ok && isOfErased(read.value, isHis);
	};
	const held: string[] = [];
	const packets: { number: number; bytes: Uint8Array | null }[] = [];
	for (const community of communities) {
		const shelf = await erasing.aside(community);
		held.push(...shelf.held.filter(({ text }) => isAbout(text)).map(({ id }) => id));
		for (const { number, bytes } of shelf.packets) {
			const texts = bytesToTexts(bytes);
			const kept = texts.filter((text) => !concerns(text));
			const raw = Buffer.from(bytes);
			if (kept.length === texts.length && !words.some((word) => raw.includes(word))) continue;
			packets.push({ number, bytes: kept.length === 0 ? null : new TextEncoder().encode(JSON.stringify(kept)) });
		}
	}
	return { held, packets };
}
