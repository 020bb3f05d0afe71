/**
 * One writer for each data folder: rooms keep in memory what stands on the disk. Held as a lock of SQLite on a file of its
 * own, which the system releases when the process ends, however it ends.
 */
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#lib/ledger/result.ts';

const busy = 5;

/** @returns the way to release it, or 'taken' by another process. @throws when the file cannot be made. */
export function lockFolder(file: string): Result<() => void, 'taken'> {
	const lock = new DatabaseSync(file, { timeout: 0 });
	try {
		lock.exec('BEGIN EXCLUSIVE');
	} catch (error) {
		lock.close();
		if ((error as { errcode?: number }).errcode === busy) return err('taken');
		throw error;
	}
	return ok(() => lock.close());
}
