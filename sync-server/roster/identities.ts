/**
 * Whom ID-card numbers belong to, for matching the lists of other offices. The number itself is kept nowhere: what is
 * kept is a hash under a random key that never leaves the data folder, in a file of its own, and never on a page.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/** The store of the hashes. Each verb takes a whole batch, and what it answered is on the disk. */
export interface IdentityStore {
	/** The resident of each hash, in a community. */
	readonly known: (community: string) => Promise<ReadonlyMap<string, string>>;
	/** Hashes that are there already keep whom they belong to. */
	readonly keep: (community: string, importId: string, residents: ReadonlyMap<string, string>) => Promise<void>;
	/** Drops what an import brought. */
	readonly forget: (importId: string) => Promise<void>;
	/** Drops what is kept of these residents, also from the bytes of the file. */
	readonly erase: (residents: readonly string[]) => Promise<void>;
	readonly close: () => void;
}

export interface Identities extends IdentityStore {
	/** Keyed hash of a number, however its blanks and its X are written. */
	readonly hashOf: (idCard: string) => string;
}

/** @param keyFile made when missing, for its owner alone. @throws when it cannot be read or made. */
export function createIdentities(store: IdentityStore, keyFile: string): Identities {
	const key = readKey(keyFile);
	const hashOf = (idCard: string) =>
		createHmac('sha256', key).update(idCard.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()).digest('base64url');
	return { ...store, hashOf };
}

const keyBytes = 32;

function readKey(file: string): Buffer {
	try {
		writeFileSync(file, randomBytes(keyBytes), { flag: 'wx', mode: 0o600, flush: true });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const key = readFileSync(file);
	if (key.length !== keyBytes) throw new Error(`${file} is damaged; restore a backup`);
	return key;
}
