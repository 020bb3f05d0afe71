/** What no form and no record speaks of any more goes from the phone. Rule D138. */
import type { Ledger } from '#lib/device/database.ts';
import { halfFilledMs } from '#lib/device/half-filled-keys.ts';
import { logOf } from '#lib/device/project.ts';
import type { RecordRow } from '#lib/device/rows.ts';
import { removePhotos } from './rows.ts';

/** @param now ms of the phone's clock */
export async function sweep(db: Ledger, now: number): Promise<void> {
	await db.transaction('rw', db.photos, db.photoBytes, db.records, db.refused, async () => {
		const rows = await db.photos.toArray();
		const records = await db.records.bulkGet(rows.map(({ record }) => record ?? ''));
		const refused = await db.refused.bulkGet(rows.map(({ entry }) => entry ?? ''));
		const gone = rows.filter((row, index) => {
			if (row.state === 'draft') return now - row.at > halfFilledMs;
			// Refused with its record, it goes along when that is corrected.
			if (refused[index]) return false;
			const record = records[index];
			// Handed back, the record lies here no more: what was sent goes, what was not is sent first.
			if (!record) return row.state === 'sent';
			// Taken back before it was sent, it never leaves the phone.
			const isSaid = logOf(record).some(({ id }) => id === row.entry);
			return record.state === 'withdrawn' || (isSaid && !standsOn(record, row.entry!));
		});
		await removePhotos(
			db,
			gone.map(({ id }) => id),
		);
		const known = new Set(rows.map(({ id }) => id));
		const stray = (await db.photoBytes.toCollection().primaryKeys()).filter((id) => !known.has(id));
		await db.photoBytes.bulkDelete(stray);
	});
}

const standsOn = ({ photos = [], voices = [] }: RecordRow, entry: string): boolean =>
	photos.includes(entry) || voices.includes(entry);
