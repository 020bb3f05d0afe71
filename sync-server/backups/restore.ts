/** Puts a backup in place of a data folder. What stood there is moved aside, never deleted. Rules B4–B8. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { erasuresName, mergedErasures } from '#server/erasure/log.ts';
import { lockFolder } from '#server/store/sqlite-lock.ts';
import { renewGeneration } from '#server/store/sqlite.ts';
import { backupsIn, noteBackup } from './log.ts';
import { readBackup, type Manifest, type ManifestFault } from './manifest.ts';

export type RestoreFault =
	| ManifestFault
	/** A server is running on the data folder. */
	| { readonly code: 'taken' };

export interface Restored {
	readonly manifest: Manifest;
	/** Another than before: phones find out by it, and bring back what is missing. */
	readonly generation: string;
	/** Where the folder is that stood there; null when there was none. */
	readonly aside: string | null;
}

/** @throws when the disk fails; the data folder is then as it was. */
export function restore(backup: string, dataDir: string, now: () => number): Result<Restored, RestoreFault> {
	const read = readBackup(backup);
	if (!read.ok) return read;
	if (!isFree(dataDir)) return err({ code: 'taken' });
	const part = `${dataDir}.part`;
	rmSync(part, { recursive: true, force: true });
	mkdirSync(part, { recursive: true, mode: 0o700 });
	for (const { name } of read.value.files) cpSync(join(backup, name), join(part, name), { preserveTimestamps: true });
	const generation = renewGeneration(join(part, 'ledger.sqlite'));
	keepErasures(backup, dataDir, part);
	const isThere = existsSync(dataDir) && readdirSync(dataDir).length > 0;
	const aside = isThere ? `${dataDir}.before-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}` : null;
	if (aside) renameSync(dataDir, aside);
	else rmSync(dataDir, { recursive: true, force: true });
	renameSync(part, dataDir);
	if (aside) noteBackup(dataDir, { at: now(), folder: aside, sort: 'aside' });
	return ok({ manifest: read.value, generation, aside });
}

/**
 * What was erased stays erased: every list of erasures that is at hand, of the folder that is replaced, of the backup, of
 * its neighbours and beside them, goes into the restored folder, and is carried out when it is next served.
 */
function keepErasures(backup: string, dataDir: string, part: string): void {
	const shelf = dirname(backup);
	const neighbours = readdirSync(shelf, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	const folders = [part, dataDir, shelf, ...neighbours.map(({ name }) => join(shelf, name))];
	const erasures = mergedErasures(folders.map((folder) => join(folder, erasuresName)));
	if (erasures !== '') writeFileSync(join(part, erasuresName), erasures, { mode: 0o600, flush: true });
	const known = new Set(backupsIn(part).map(({ folder }) => folder));
	for (const made of backupsIn(dataDir)) if (!known.has(made.folder)) noteBackup(part, made);
}

function isFree(dataDir: string): boolean {
	if (!existsSync(join(dataDir, 'lock.sqlite'))) return true;
	const lock = lockFolder(join(dataDir, 'lock.sqlite'));
	if (lock.ok) lock.value();
	return lock.ok;
}
