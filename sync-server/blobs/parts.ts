/**
 * Uploads that are under way, as tus knows them: a file for each, whose length is how far it came. It is called after the
 * photo's entry, which stands on the ledger. Rules BL6, BL9, BL11.
 */
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DataStore, ERRORS, Upload } from '@tus/server';
import { isEntryId } from '#lib/ledger/entry.ts';
import { isFull, orWhereMissing } from './disk.ts';

export interface PartsDeps {
	/** Made when the first upload begins. */
	readonly folder: string;
	/** How many bytes a photo has, by its entry; null when none is expected. */
	readonly sizeOf: (id: string) => Promise<number | null>;
	readonly isArrived: (id: string) => Promise<boolean>;
	/** Writes at an offset and waits until it is on the disk; gives the new length. */
	readonly append?: (path: string, offset: number, stream: Readable) => Promise<number>;
}

export interface Parts {
	readonly store: DataStore;
	/** null when nothing was begun. */
	readonly lengthOf: (id: string) => Promise<number | null>;
	readonly read: (id: string) => Promise<Uint8Array>;
	readonly remove: (id: string) => Promise<void>;
	/** Removes what nobody has gone on with since. @param before unix ms */
	readonly removeBefore: (before: number) => Promise<number>;
}

/** What tus answers with when the disk is full; the route says it in words. */
const fullFault = { status_code: 507, body: 'full' } as const;

export function createParts({ folder, sizeOf, isArrived, append = appendThrough }: PartsDeps): Parts {
	/** @throws on anything but the id of an entry: no name that anybody gives becomes a path. */
	const pathOf = (id: string): string => {
		if (!isEntryId(id)) throw new Error('not an id');
		return join(folder, `${id}.part`);
	};
	const remove = (id: string): Promise<void> => rm(pathOf(id), { force: true });
	const lengthOf = (id: string): Promise<number | null> =>
		stat(pathOf(id)).then(({ size }) => size, orWhereMissing(null));

	async function create(upload: Upload): Promise<Upload> {
		// Nothing more is expected of one whose bytes have come: asked how far it is, it says so.
		if (await isArrived(upload.id)) return upload;
		await mkdir(folder, { recursive: true, mode: 0o700 });
		// Begun once more by a phone that does not know of the first time: it starts over.
		await (await open(pathOf(upload.id), 'w', 0o600)).close();
		return upload;
	}

	async function getUpload(id: string): Promise<Upload> {
		const size = await sizeOf(id);
		const offset = size !== null && (await isArrived(id)) ? size : await lengthOf(id);
		if (size === null || offset === null) throw ERRORS.FILE_NOT_FOUND;
		return new Upload({ id, size, offset });
	}

	async function write(stream: Readable, id: string, offset: number): Promise<number> {
		try {
			return await append(pathOf(id), offset, stream);
		} catch (error) {
			if (!isFull(error)) throw error;
			// Nothing of it is left: the room that there is belongs to the ledger.
			await remove(id);
			throw fullFault;
		}
	}

	async function removeBefore(before: number): Promise<number> {
		const names = await readdir(folder).catch(orWhereMissing([] as string[]));
		let removed = 0;
		for (const path of names.map((name) => join(folder, name))) {
			const found = await stat(path).catch(orWhereMissing(null));
			// Gone meanwhile, when its last byte came.
			if (!found || found.mtimeMs >= before) continue;
			await rm(path, { force: true });
			removed++;
		}
		return removed;
	}

	const store = Object.assign(new DataStore(), { extensions: ['creation'], create, getUpload, write, remove });
	return { store, lengthOf, read: (id) => readFile(pathOf(id)), remove, removeBefore };
}

async function appendThrough(path: string, offset: number, stream: Readable): Promise<number> {
	const file = await open(path, 'r+');
	let at = offset;
	try {
		for await (const chunk of stream as AsyncIterable<Uint8Array>) {
			for (let done = 0; done < chunk.length;) {
				const { bytesWritten } = await file.write(chunk, done, chunk.length - done, at);
				done += bytesWritten;
				at += bytesWritten;
			}
		}
	} finally {
		// Also of a link that was cut: what came is where the next try goes on.
		await file.sync();
		await file.close();
	}
	return at;
}
