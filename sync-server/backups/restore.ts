/** Puts a backup in place of a data folder. What stood there is moved aside, never deleted. Rules B4–B6. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { lockFolder } from '#server/store/sqlite-lock.ts';
import { renewGeneration } from '#server/store/sqlite.ts';
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
	const isThere = existsSync(dataDir) && readdirSync(dataDir).length > 0;
	const aside = isThere ? `${dataDir}.before-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}` : null;
	if (aside) renameSync(dataDir, aside);
	else rmSync(dataDir, { recursive: true, force: true });
	renameSync(part, dataDir);
	return ok({ manifest: read.value, generation, aside });
}

function isFree(dataDir: string): boolean {
	if (!existsSync(join(dataDir, 'lock.sqlite'))) return true;
	const lock = lockFolder(join(dataDir, 'lock.sqlite'));
	if (lock.ok) lock.value();
	return lock.ok;
}
