/**
 * A base map on this phone: in parts of one megabyte, each a file of its own in the browser's private folder, written
 * whole or not at all. So a link that breaks or an app that is closed costs one part, and going on needs no bookkeeping
 * but the parts that are there. Nothing in it is personal. Rules D168, D169.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { isFull } from './full.ts';
import type { ServedPack } from './remote.ts';

export const partBytes = 1024 * 1024;
const folderName = 'linli-maps';
const noteName = 'pack.json';

export interface KeptPack extends ServedPack {
	/** Bytes that are here. */
	readonly have: number;
}

/** `full`: no space. `offline`: the link broke. `gone`: the server has another file by now, or none. `unable`: this browser keeps no files. */
export type PackFault = 'full' | 'offline' | 'gone' | 'unable';

export interface PackShelf {
	readonly list: () => Promise<readonly KeptPack[]>;
	/** Fetches what is missing, part by part. */
	readonly fetch: (
		pack: ServedPack,
		told: { readonly have: (bytes: number) => void; readonly signal: AbortSignal },
	) => Promise<Result<void, PackFault>>;
	readonly remove: (name: string) => Promise<void>;
	readonly read: (pack: ServedPack, offset: number, length: number) => Promise<ArrayBuffer>;
}

/** @param open the browser's private folder */
export function createPackShelf(
	fetcher: typeof fetch = (...request) => fetch(...request),
	open: () => Promise<FileSystemDirectoryHandle> = () => navigator.storage.getDirectory(),
): PackShelf {
	const shelf = async () => (await open()).getDirectoryHandle(folderName, { create: true });
	const folderOf = async (name: string) => (await shelf()).getDirectoryHandle(name, { create: true });

	async function fetchPack(
		pack: ServedPack,
		{ have, signal }: { readonly have: (bytes: number) => void; readonly signal: AbortSignal },
	): Promise<Result<void, PackFault>> {
		const kept = await noteOf(await folderOf(pack.name));
		// Another file under the same name: its parts do not fit those that are here.
		if (kept && kept.tag !== pack.tag) await remove(pack.name);
		const folder = await folderOf(pack.name);
		await write(folder, noteName, JSON.stringify(pack));
		const there = await partsIn(folder);
		let sum = there.reduce((total, part) => total + sizeOf(pack, part), 0);
		have(sum);
		for (let part = 0; part * partBytes < pack.bytes; part++) {
			if (there.includes(part)) continue;
			const bytes = await askFor(pack, part, signal);
			if (!bytes.ok) return bytes;
			await write(folder, String(part), bytes.value);
			have((sum += bytes.value.byteLength));
		}
		return ok(undefined);
	}

	async function askFor(pack: ServedPack, part: number, signal: AbortSignal): Promise<Result<ArrayBuffer, PackFault>> {
		const first = part * partBytes;
		const range = `bytes=${first}-${first + sizeOf(pack, part) - 1}`;
		try {
			const answer = await fetcher(`/api/maps/packs/${pack.name}.pmtiles`, {
				headers: { range },
				signal,
				cache: 'no-store',
				credentials: 'same-origin',
			});
			if (answer.status !== 206) return err(answer.status === 404 || answer.status === 416 ? 'gone' : 'offline');
			const bytes = await answer.arrayBuffer();
			const total = Number(answer.headers.get('content-range')?.split('/')[1]);
			return total === pack.bytes && bytes.byteLength === sizeOf(pack, part) ? ok(bytes) : err('gone');
		} catch {
			// No network, or told to stop: what is here stays.
			return err('offline');
		}
	}

	async function remove(name: string): Promise<void> {
		await (await shelf()).removeEntry(name, { recursive: true });
	}

	return {
		list: async () => {
			try {
				const packs: KeptPack[] = [];
				for await (const folder of (await shelf()).values()) {
					if (folder.kind !== 'directory') continue;
					const pack = await noteOf(folder);
					if (!pack) continue;
					const parts = await partsIn(folder);
					packs.push({ ...pack, have: parts.reduce((sum, part) => sum + sizeOf(pack, part), 0) });
				}
				return packs;
			} catch {
				// A browser without private files: there is no pack here, and fetching one says why.
				return [];
			}
		},
		fetch: async (pack, told) => {
			try {
				return await fetchPack(pack, told);
			} catch (error) {
				return err(isFull(error) ? 'full' : 'unable');
			}
		},
		remove,
		read: async (pack, offset, length) => {
			const folder = await folderOf(pack.name);
			const bytes = new Uint8Array(Math.max(0, Math.min(length, pack.bytes - offset)));
			for (let at = 0; at < bytes.length;) {
				const part = Math.floor((offset + at) / partBytes);
				const from = offset + at - part * partBytes;
				const file = await (await folder.getFileHandle(String(part))).getFile();
				const piece = await file.slice(from, from + bytes.length - at).arrayBuffer();
				bytes.set(new Uint8Array(piece), at);
				at += piece.byteLength;
			}
			return bytes.buffer;
		},
	};
}

const sizeOf = ({ bytes }: ServedPack, part: number): number => Math.min(partBytes, bytes - part * partBytes);

async function partsIn(folder: FileSystemDirectoryHandle): Promise<number[]> {
	const parts: number[] = [];
	for await (const name of folder.keys()) if (/^\d+$/.test(name)) parts.push(Number(name));
	return parts;
}

async function noteOf(folder: FileSystemDirectoryHandle): Promise<ServedPack | null> {
	try {
		return JSON.parse(await (await (await folder.getFileHandle(noteName)).getFile()).text()) as ServedPack;
	} catch {
		// Not begun yet, or cut short before its first part.
		return null;
	}
}

/** Whole or not at all: the browser writes beside it and puts that in its place. */
async function write(folder: FileSystemDirectoryHandle, name: string, content: string | ArrayBuffer): Promise<void> {
	const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
	try {
		await file.write(content);
		await file.close();
	} catch (error) {
		await folder.removeEntry(name).catch(() => {});
		throw error;
	}
}
