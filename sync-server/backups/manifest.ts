/** What a backup says of itself: which files it holds, and of which ledger. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { err, ok, type Result } from '#lib/ledger/result.ts';

export const manifestName = 'backup.json';

const manifest = v.object({
	format: v.literal('linli-backup'),
	version: v.literal(1),
	/** ISO 8601. */
	made: v.string(),
	/** Of the store that was backed up. */
	generation: v.string(),
	files: v.array(
		v.object({ name: v.pipe(v.string(), v.regex(/^[\w][\w./-]*$/)), size: v.number(), sha256: v.string() }),
	),
});
export type Manifest = v.InferOutput<typeof manifest>;

export type ManifestFault =
	| { readonly code: 'no-backup' }
	/** A file is missing, or is not what it was when the backup was made. */
	| { readonly code: 'damaged'; readonly name: string };

/** Reads a backup's manifest and holds every file against it. */
export function readBackup(folder: string): Result<Manifest, ManifestFault> {
	const read = readManifest(folder);
	if (!read) return err({ code: 'no-backup' });
	const damaged = read.files.find(({ name, sha256 }) => name.includes('..') || sha256Of(join(folder, name)) !== sha256);
	return damaged ? err({ code: 'damaged', name: damaged.name }) : ok(read);
}

function readManifest(folder: string): Manifest | null {
	try {
		const read = v.safeParse(manifest, JSON.parse(readFileSync(join(folder, manifestName), 'utf8')));
		return read.success ? read.output : null;
	} catch {
		// Not there, not readable, not JSON: no backup.
		return null;
	}
}

/** Hex; null when the file cannot be read. */
export function sha256Of(file: string): string | null {
	try {
		return hashOf(file);
	} catch {
		return null;
	}
}

const chunkBytes = 8 * 1024 * 1024;

/** In parts: a ledger may be larger than what Node reads at once. */
function hashOf(file: string): string {
	const hash = createHash('sha256');
	const chunk = Buffer.alloc(chunkBytes);
	const handle = openSync(file, 'r');
	try {
		for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk))
			hash.update(chunk.subarray(0, read));
	} finally {
		closeSync(handle);
	}
	return hash.digest('hex');
}
