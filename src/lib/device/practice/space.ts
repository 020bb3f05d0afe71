/**
 * The practice space: a database of its own with invented people and ground, opened like any other, that nothing synchronises.
 * Begun anew each time. Rules D190, D191.
 */
import Dexie from 'dexie';
import { createDirectoryKeeper } from '#lib/device/directory.ts';
import { databaseName, Ledger, openSpace, type Space } from '#lib/device/database.ts';
import { keepDrawing } from '#lib/device/drawing.ts';
import { textsToBatches } from '#lib/device/pen.ts';
import { takeCopy } from '#lib/device/sync/copies.ts';
import { entryToText } from '#lib/ledger/entry.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import { practiceDrawing } from './ground.ts';
import { practiceAccount, practiceDesk, practiceDevice } from './names.ts';
import { practicePages } from './pages.ts';

/** No account's name has a blank: this database is nobody's. */
const name = 'practice space';

export async function openPractice(): Promise<Space> {
	const db = new Ledger(name, 'strict');
	const downloads = new Ledger(name, 'relaxed');
	const space = openSpace(practiceAccount, {
		device: practiceDevice,
		db,
		downloads,
		directory: createDirectoryKeeper(downloads.records),
		grants: () => [{ role: 'worker', desk: practiceDesk, books: ['field', 'care'] }],
		ciphers: null,
	});
	if ((await db.pages.count()) === 0) await moveIn(space);
	return space;
}

async function moveIn(space: Space): Promise<void> {
	await keepDrawing(space, practiceDesk, { n: 1, drawing: practiceDrawing });
	for (const [page, entries] of practicePages(space.newId, space.now())) {
		const batches = textsToBatches(entries.map(entryToText), space.random32, Infinity);
		const bytes = runsToUpdate(batches.flatMap((batch) => snapshotToRuns(batch.bytes)));
		await takeCopy(space, page, { bytes, epoch: 1, generation: 'practice' });
	}
}

/** Nothing of what was practised stays. */
export const forgetPractice = (): Promise<void> => Dexie.delete(databaseName(name));
