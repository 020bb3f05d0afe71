/**
 * Photos and voice notes of records: their bytes come after their entries, each by an upload of its own or sealed and
 * whole, and are given only by way of an entry. Rules BL8–BL16.
 */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { v4 } from 'uuid';
import { photoSizeLimit } from '#lib/ledger/photo.ts';
import { bookOf, dayOf, type PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { isAddedAttached, standingAttached, type AddedAttached } from '#lib/ledger/attached.ts';
import type { Reads } from '#server/store/reads.ts';
import type { Arrivals, Begun } from './arrivals-sqlite.ts';
import { mediaOf, type Media } from './media.ts';
import { createParts, type Parts, type PartsDeps } from './parts.ts';
import { createShelf, type ShelfEffects, type ShelfFault } from './shelf.ts';

/** One author's photos of a day: more than anybody takes, less than fills a disk. */
export const photosPerDay = 400;
const bytesPerDay = 300 * 1024 * 1024;
/** So much of the disk is the ledger's: below that no upload begins. */
const reservedBytes = 256 * 1024 * 1024;
/** An upload that nobody goes on with is let go of after so long; the phone begins anew. */
export const partDays = 7;
const dayMs = 86_400_000;

/** `other-image`: its sort or size is not what its entry says. */
export type PhotoFault = ShelfFault | 'other-image';
export interface GivenPhoto {
	readonly photo: AddedAttached;
	readonly page: PageId;
}

export interface PhotosDeps {
	/** Folder of the data; photos lie in `photos` within. */
	readonly dataDir: string;
	readonly arrivals: Arrivals;
	readonly reads: Pick<Reads, 'entry' | 'entries' | 'areEntries'>;
	readonly timeZone: string;
	/** Unix ms. */
	readonly now: () => number;
	/** Bytes that the disk has left. */
	readonly freeBytes?: () => Promise<number>;
	readonly write?: ShelfEffects['write'];
	readonly append?: PartsDeps['append'];
}

export type Photos = ReturnType<typeof createPhotos>;

export function createPhotos({ dataDir, arrivals, reads, timeZone, now, ...effects }: PhotosDeps) {
	const folder = join(dataDir, 'photos');
	const shelf = createShelf(folder, { newId: v4, ...(effects.write ? { write: effects.write } : {}) });
	const { freeBytes = () => freeOn(dataDir) } = effects;

	/** A photo on the ledger; null when there is none under this id. */
	async function photoOf(id: string): Promise<GivenPhoto | null> {
		const stored = await reads.entry(id);
		return stored && isAddedAttached(stored.entry) ? { photo: stored.entry, page: stored.page } : null;
	}

	/** Once more: a disk may have lost what it had. */
	async function isArrived(id: string): Promise<boolean> {
		const line = arrivals.arrived([id]).get(id);
		return line !== undefined && shelf.has(line.sha256);
	}

	const parts: Parts = createParts({
		folder: join(folder, 'parts'),
		sizeOf: async (id) => (await photoOf(id))?.photo.body.bytes ?? null,
		isArrived,
		...(effects.append ? { append: effects.append } : {}),
	});

	/** Whether an upload may begin now. `quota`: too many of this author today; `full`: the room left is the ledger's. */
	async function begin(photo: AddedAttached): Promise<Result<void, 'quota' | 'full'>> {
		const free = await freeBytes();
		const line = lineOf(photo);
		// Nothing is waited for from here on: those that begin at once are counted one after another.
		// Begun again after a full disk, it does not count against itself.
		const begun = arrivals.begunOn(line.by, line.day, line.entry);
		if (begun.photos >= photosPerDay || begun.bytes + line.bytes > bytesPerDay) return err('quota');
		if (free < reservedBytes + photoSizeLimit) return err('full');
		arrivals.begin(line);
		return ok(undefined);
	}

	const lineOf = ({ id, by, body: { sha256, bytes } }: AddedAttached): Begun => ({
		entry: id,
		sha256,
		by,
		day: dayOf(now(), timeZone),
		bytes,
	});

	/** All bytes of an upload are here: puts them on the shelf, and only then says so. What is no such photo goes. */
	async function finish(photo: AddedAttached): Promise<Result<unknown, PhotoFault>> {
		return (await isArrived(photo.id)) ? ok(undefined) : keep(photo, await parts.read(photo.id));
	}

	/** Likewise of one that came whole; what an upload of it had brought goes. */
	async function keep(photo: AddedAttached, bytes: Uint8Array): Promise<Result<unknown, PhotoFault>> {
		const put = await shelve(photo, bytes);
		if (put.ok) arrivals.arrive(lineOf(photo), now());
		await parts.remove(photo.id);
		return put;
	}

	async function shelve({ body }: AddedAttached, bytes: Uint8Array): Promise<Result<unknown, PhotoFault>> {
		const media = mediaOf(bytes);
		if (media.ok && !isSame(media.value, body)) return err('other-image');
		return shelf.put(body.sha256, bytes);
	}

	/** An upload that was cut off between its last byte and its receipt. */
	async function settle(photo: AddedAttached): Promise<void> {
		if ((await parts.lengthOf(photo.id)) === photo.body.bytes) await finish(photo);
	}

	/** The receipts of an author's photos: which of these lie on the disk here, and under which hash. */
	async function receipts(by: string, ids: readonly string[]): Promise<{ id: string; sha256: string }[]> {
		const own = [...arrivals.arrived(ids)].filter(([, line]) => line.by === by);
		const here = await Promise.all(own.map(([, { sha256 }]) => shelf.has(sha256)));
		return own.filter((_, index) => here[index]).map(([id, { sha256 }]) => ({ id, sha256 }));
	}

	/** The bytes of a photo that stands on its record. `waiting`: they have not come yet. */
	async function give({ photo, page }: GivenPhoto): Promise<Result<Picture, 'gone' | 'waiting'>> {
		// An answer to a record counts within its book alone.
		const entries = (await reads.entries(photo.re)).filter((stored) => bookOf(stored.page) === bookOf(page));
		if (!standingAttached(entries.map(({ entry }) => entry)).some(({ id }) => id === photo.id)) return err('gone');
		const read = (await isArrived(photo.id)) ? await shelf.read(photo.body.sha256) : null;
		return read ? ok(read) : err('waiting');
	}

	/** Lets go of photos whose entries go. Done twice, it comes to the same. */
	async function forget(entries: readonly string[]): Promise<void> {
		for (const entry of entries) await parts.remove(entry);
		await removeUnneeded(arrivals.remove(entries));
	}

	async function removeUnneeded(hashes: readonly string[]): Promise<void> {
		for (const sha256 of hashes) if (!arrivals.isNeeded(sha256)) await shelf.remove(sha256);
	}

	/** What an erasure or a restored backup left behind, and uploads that nobody goes on with. Gives how many files went. */
	async function tidy(): Promise<number> {
		const before = (await shelf.list()).length;
		for (let after = ''; ;) {
			const some = arrivals.entriesAfter(after, 500);
			if (some.length === 0) break;
			after = some.at(-1)!;
			const known = await reads.areEntries(some);
			await forget(some.filter((id) => !known.has(id)));
		}
		await removeUnneeded(await shelf.list());
		return before - (await shelf.list()).length + (await parts.removeBefore(now() - partDays * dayMs));
	}

	return { uploads: parts.store, photoOf, begin, finish, keep, settle, receipts, give, forget, tidy };
}

export interface Picture {
	readonly media: Media;
	readonly bytes: Uint8Array;
}

function isSame(media: Media, body: AddedAttached['body']): boolean {
	if (media.type !== body.type) return false;
	const isAsLarge = 'width' in body && 'width' in media && media.width === body.width && media.height === body.height;
	return 'seconds' in body || isAsLarge;
}

async function freeOn(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}
