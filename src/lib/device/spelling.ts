/** How residents' names are typed on a keyboard. The dictionary is large: it loads when first needed, never for a save. */
import type { Ledger, Space } from './database.ts';
import type { RecordRow } from './rows.ts';
import { createReader, createRest, type Rest } from './slices.ts';

export interface Spelling {
	readonly initials: string;
	readonly full: string;
}

/** Spells names; the first character is read as a surname (曾 zeng, 单 shan). */
export async function spell(names: readonly string[]): Promise<Spelling[]> {
	const { pinyin } = await import('pinyin-pro');
	return names.map((name) => {
		const syllables = pinyin(name, { toneType: 'none', type: 'array', surname: 'head', v: true, nonZh: 'consecutive' });
		const plain = syllables.map((syllable) => syllable.toLowerCase().replace(/\s+/g, ''));
		return { initials: plain.map((syllable) => syllable[0] ?? '').join(''), full: plain.join('') };
	});
}

/** Spells each of many names once, giving way between a few. */
export async function spellAll(names: readonly string[], rest: Rest): Promise<ReadonlyMap<string, Spelling>> {
	const unique = [...new Set(names)];
	const spellings = new Map<string, Spelling>();
	for (let from = 0; from < unique.length; from += sliceRows) {
		const slice = unique.slice(from, from + sliceRows);
		for (const [index, spelling] of (await spell(slice)).entries()) spellings.set(slice[index]!, spelling);
		await rest();
	}
	return spellings;
}

/** Below fifty rows Dexie says which ones were written, so that only those are read again by who follows them. */
const sliceRows = 40;

/** Spells the residents that are not spelt yet; gives how many it did. */
export async function spellResidents({ downloads: db }: Space): Promise<number> {
	const rest = createRest();
	let done = 0;
	let unspelt: RecordRow[] = [];
	const spellThese = async () => {
		await writeSpellings(db, unspelt);
		done += unspelt.length;
		unspelt = [];
		await rest();
	};
	const read = createReader(db.records, 'resident');
	for (let rows = await read(); rows; rows = await read()) {
		for (const row of rows) {
			if (!row.pinyin && typeof row.body.name === 'string') unspelt.push(row);
			if (unspelt.length === sliceRows) await spellThese();
		}
		await rest();
	}
	if (unspelt.length > 0) await spellThese();
	return done;
}

async function writeSpellings(db: Ledger, unspelt: readonly RecordRow[]): Promise<void> {
	const spellings = await spell(unspelt.map((row) => row.body.name as string));
	await db.transaction('rw', db.records, async () => {
		const rows = await db.records.bulkGet(unspelt.map((row) => row.id));
		const same = rows.map((row, index) =>
			row?.body.name === unspelt[index]!.body.name ? { ...row!, pinyin: spellings[index] } : null,
		);
		await db.records.bulkPut(same.filter((row) => row !== null));
	});
}
