/**
 * Seals what was written before a PIN was set, and photos that lie under the key of before, in slices, while people go on
 * working. Rows that lie as they should are left alone, so that it can be broken off and begun again at any time. Rule K8.
 */
import type { IndexableType } from 'dexie';
import { Ledger, type Space } from '#lib/device/database.ts';
import { createRest } from '#lib/device/slices.ts';
import { isToSeal, sealings } from './sealing.ts';
import { readLock, writeLock } from './vault.ts';

const sliceRows = 200;
/** A photo is a thousand times a row. */
const slicePhotos = 4;

/** Gives how many rows it sealed. Once a pass has found none, no other is made. */
export async function sealWhatLiesOpen({ account, downloads }: Pick<Space, 'account' | 'downloads'>): Promise<number> {
	if (await readLock(downloads, 'allSealed')) return 0;
	const raw = new Ledger(account, 'relaxed', 'raw');
	try {
		let sealed = 0;
		for (const table of Object.keys(sealings)) sealed += await sealTable(raw, downloads, table);
		if (sealed === 0) await writeLock(downloads, 'allSealed', true);
		return sealed;
	} finally {
		raw.close();
	}
}

async function sealTable(raw: Ledger, open: Ledger, name: string): Promise<number> {
	const rest = createRest();
	let after: unknown = -Infinity;
	let sealed = 0;
	for (;;) {
		const keys = await raw
			.table(name)
			.where(':id')
			.above(after)
			.limit(name === 'photoBytes' ? slicePhotos : sliceRows)
			.primaryKeys();
		if (keys.length === 0) return sealed;
		after = keys.at(-1);
		const rows = await raw.table(name).bulkGet(keys);
		const lying = keys.filter((_, index) => rows[index] !== undefined && isToSeal(name, rows[index]));
		if (lying.length > 0) sealed += await sealRows(open, name, lying);
		await rest();
	}
}

/** What was changed or deleted meanwhile is taken as it is now. */
const sealRows = (open: Ledger, name: string, keys: readonly IndexableType[]): PromiseLike<number> =>
	open.transaction('rw', open.table(name), async () => {
		const rows = (await open.table(name).bulkGet([...keys])).filter((row) => row !== undefined);
		await open.table(name).bulkPut(rows);
		return rows.length;
	});
