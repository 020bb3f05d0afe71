/** A copy of the data folder while it is served: each file whole, the ledger last, and a manifest over all. Rules B1–B3. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isHash } from '#server/blobs/shelf.ts';
import { copySqlite, generationOf } from '#server/store/sqlite-copy.ts';
import { manifestName, sha256Of, type Manifest } from './manifest.ts';

const ledger = 'ledger.sqlite';
/** What it names lies in files of their own, which only come: copied first, all that it names is there after it. */
const photos = 'photos.sqlite';
/** What only a running process needs. */
const passing = /(^|\/)lock\.sqlite|-(wal|shm|journal)$|^\.|\.part$/;

/**
 * @param target a folder that is not there yet; it appears when all is on the disk, and not before.
 * @throws when a file cannot be read or written; nothing is left at `target` then.
 */
export function backUp(dataDir: string, target: string, now: () => number): Manifest {
	const part = `${target}.part`;
	rmSync(part, { recursive: true, force: true });
	mkdirSync(part, { recursive: true, mode: 0o700 });
	try {
		if (existsSync(join(dataDir, photos))) copy(join(dataDir, photos), join(part, photos));
		// The ledger last: what it names (accounts, identities) is there before it.
		const found = filesOf(dataDir).sort((a, b) => Number(a === ledger) - Number(b === ledger));
		const names = found.filter((name) => name === photos || copy(join(dataDir, name), join(part, name)));
		const files = names.map((name) => {
			const file = join(part, name);
			return { name, size: statSync(file).size, sha256: sha256Of(file)! };
		});
		const generation = generationOf(join(part, ledger));
		const made = new Date(now()).toISOString();
		const manifest: Manifest = { format: 'linli-backup', version: 1, made, generation, files };
		writeFileSync(join(part, manifestName), JSON.stringify(manifest, null, '\t'), { flush: true });
		renameSync(part, target);
		return manifest;
	} catch (error) {
		rmSync(part, { recursive: true, force: true });
		throw error;
	}
}

const filesOf = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.filter((name) => !passing.test(name));

/** False when it is a photo that was erased since it was found. */
function copy(source: string, target: string): boolean {
	mkdirSync(dirname(target), { recursive: true });
	try {
		if (source.endsWith('.sqlite')) copySqlite(source, target);
		else copyFileSync(source, target);
		return true;
	} catch (error) {
		if (isHash(basename(source)) && !existsSync(source)) return false;
		throw error;
	}
}
