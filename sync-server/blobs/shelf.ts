/**
 * Photos and voice notes on the disk, each under the hash of its bytes: the same one twice lies there once, and what lies
 * there is what its name says. Rules BL5–BL7.
 */
import { hash as digest } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { err, type Result } from '#lib/ledger/result.ts';
import { isFull, orWhereMissing } from './disk.ts';
import { mediaOf, type Media, type MediaFault } from './media.ts';

/** 64 digits of a SHA-256, in small letters. */
export const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

export const hashOf = (bytes: Uint8Array): string => digest('sha256', bytes, 'hex');

/** `other-bytes`: it is not what was announced; `full`: the disk has no room, and nothing of it lies there. */
export type ShelfFault = MediaFault | 'other-bytes' | 'full';

export interface Shelf {
	/** Whether it lies there, whole. @throws on a name that is no hash. */
	readonly has: (hash: string) => Promise<boolean>;
	/** Checks a file by its bytes and puts it on the disk; when it resolves with ok, it is there for good. */
	readonly put: (hash: string, bytes: Uint8Array) => Promise<Result<Media, ShelfFault>>;
	readonly remove: (hash: string) => Promise<void>;
	/** The hashes of all that lies there. */
	readonly list: () => Promise<readonly string[]>;
	/** null when it is not there. */
	readonly read: (hash: string) => Promise<{ readonly media: Media; readonly bytes: Uint8Array } | null>;
}

export interface ShelfEffects {
	readonly newId: () => string;
	/** Writes a new file and waits until it is on the disk. */
	readonly write?: (path: string, bytes: Uint8Array) => Promise<void>;
}

/** @param folder made when the first one comes */
export function createShelf(folder: string, { newId, write = writeThrough }: ShelfEffects): Shelf {
	// Two levels of 256: a file system lists a few thousand names quickly, not a million.
	const pathOf = (hash: string): string => {
		if (!isHash(hash)) throw new Error('not a hash');
		return join(folder, hash.slice(0, 2), hash.slice(2, 4), hash);
	};
	const has = (hash: string) =>
		access(pathOf(hash), constants.R_OK).then(
			() => true,
			() => false,
		);

	async function put(hash: string, bytes: Uint8Array): Promise<Result<Media, ShelfFault>> {
		const path = pathOf(hash);
		if (hashOf(bytes) !== hash) return err('other-bytes');
		const media = mediaOf(bytes);
		if (!media.ok || (await has(hash))) return media;
		// Its name comes last: whatever is found under a hash is whole. A backup passes over what ends in `.part`.
		const part = `${path}.${newId()}.part`;
		try {
			await mkdir(dirname(path), { recursive: true, mode: 0o700 });
			await write(part, bytes);
			await rename(part, path);
			await syncFolder(dirname(path));
		} catch (error) {
			await rm(part, { force: true });
			if (isFull(error)) return err('full');
			throw error;
		}
		return media;
	}

	async function read(hash: string) {
		const bytes = await readFile(pathOf(hash)).catch(orWhereMissing(null));
		const media = bytes && hashOf(bytes) === hash ? mediaOf(bytes) : null;
		// A disk that gives other bytes than were written is told as if it had lost them.
		return bytes && media?.ok ? { media: media.value, bytes } : null;
	}

	async function list(): Promise<readonly string[]> {
		const names = await readdir(folder, { recursive: true }).catch(orWhereMissing([] as string[]));
		return names.map((name) => basename(name)).filter(isHash);
	}

	return { has, put, remove: (hash) => rm(pathOf(hash), { force: true }), list, read };
}

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		await file.writeFile(bytes);
		await file.sync();
	} finally {
		await file.close();
	}
}

/** The name as well is on the disk only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
