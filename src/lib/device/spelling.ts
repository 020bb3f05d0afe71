/** How residents' names are typed on a keyboard. The dictionary is large: it loads when first needed, never for a save. */
import type { Space } from './database.ts';

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

const batchSize = 500;

/** Spells the residents that are not spelt yet; gives how many it did. */
export async function spellResidents({ downloads: db }: Space): Promise<number> {
	let done = 0;
	for (;;) {
		const unspelt = await db.records
			.where('[kind+hlc]')
			.between(['resident', ''], ['resident', '\uffff'])
			.filter((row) => !row.pinyin && typeof row.body.name === 'string')
			.limit(batchSize)
			.toArray();
		if (unspelt.length === 0) return done;
		const spellings = await spell(unspelt.map((row) => row.body.name as string));
		await db.transaction('rw', db.records, async () => {
			const rows = await db.records.bulkGet(unspelt.map((row) => row.id));
			const same = rows.map((row, index) =>
				row?.body.name === unspelt[index]!.body.name ? { ...row!, pinyin: spellings[index] } : null,
			);
			await db.records.bulkPut(same.filter((row) => row !== null));
		});
		done += unspelt.length;
	}
}
