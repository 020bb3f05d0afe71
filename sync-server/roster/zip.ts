/**
 * A look into an XLSX file before a library opens it. The list of contents says what is inside and how large it will
 * be; every part is then really unpacked against one common budget, since a bomb lies about its size. What the reader
 * then sees is the same list.
 */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { partLimit, unpackedLimit } from './limits.ts';

const unpack = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflateRaw);

export type ZipFault = 'damaged' | 'encrypted' | 'too-large' | 'too-many-parts';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

export interface Part {
	readonly name: string;
	readonly bytes: Uint8Array;
}

interface Listed {
	readonly name: string;
	readonly method: number;
	readonly packedSize: number;
	readonly size: number;
	readonly isEncrypted: boolean;
	/** Where its local header begins. */
	readonly local: number;
}

/** All parts, unpacked. */
export async function unzip(file: Uint8Array): Promise<Result<readonly Part[], ZipFault>> {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	try {
		const listed = readDirectory(file, view);
		if (!listed.ok) return listed;
		const parts: Part[] = [];
		let left = unpackedLimit;
		for (const entry of listed.value) {
			const bytes = await partBytes(file, view, entry, left);
			left -= bytes.length;
			parts.push({ name: entry.name, bytes });
		}
		return ok(parts);
	} catch (error) {
		// RangeError: a length points outside the file; zlib's own codes: damaged data, or more than the budget.
		const code = (error as NodeJS.ErrnoException).code;
		if (code === 'ERR_BUFFER_TOO_LARGE') return err('too-large');
		if (error instanceof RangeError || code?.startsWith('Z_')) return err('damaged');
		throw error;
	}
}

/** @throws RangeError when a length points outside the file. */
function readDirectory(file: Uint8Array, view: DataView): Result<readonly Listed[], ZipFault> {
	const end = findEnd(view);
	if (end === null) return err('damaged');
	const count = view.getUint16(end + 10, true);
	if (count > partLimit) return err('too-many-parts');
	const listed: Listed[] = [];
	for (let at = view.getUint32(end + 16, true); listed.length < count;) {
		if (view.getUint32(at, true) !== entrySignature) return err('damaged');
		const nameLength = view.getUint16(at + 28, true);
		listed.push({
			name: new TextDecoder().decode(file.subarray(at + 46, at + 46 + nameLength)),
			method: view.getUint16(at + 10, true),
			packedSize: view.getUint32(at + 20, true),
			size: view.getUint32(at + 24, true),
			isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
			local: view.getUint32(at + 42, true),
		});
		at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
	}
	if (listed.some(({ isEncrypted }) => isEncrypted)) return err('encrypted');
	const size = listed.reduce((sum, entry) => sum + entry.size, 0);
	return size > unpackedLimit ? err('too-large') : ok(listed);
}

/** The end record lies in the last 64 KiB, before a comment. */
function findEnd(view: DataView): number | null {
	for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
		if (view.getUint32(at, true) === endSignature) return at;
	}
	return null;
}

async function partBytes(
	file: Uint8Array,
	view: DataView,
	{ method, packedSize, local }: Listed,
	left: number,
): Promise<Uint8Array> {
	if (view.getUint32(local, true) !== localSignature) throw new RangeError('No local header');
	const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
	if (from + packedSize > file.length || (method !== 0 && method !== 8)) throw new RangeError('Unreadable part');
	const packed = file.subarray(from, from + packedSize);
	if (method === 8) return unpack(packed, { maxOutputLength: Math.max(1, left) });
	if (packedSize > left) throw Object.assign(new RangeError('Over the budget'), { code: 'ERR_BUFFER_TOO_LARGE' });
	return packed;
}

/** The parts as a ZIP file again, not packed: what was looked into is what is read, and it is unpacked once. */
export function store(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
	const files = parts.map(({ name, bytes }) => ({ name: Buffer.from(name), bytes }));
	const size = files.reduce((sum, { name, bytes }) => sum + 30 + 46 + 2 * name.length + bytes.length, 22);
	const file = Buffer.from(new ArrayBuffer(size));
	let at = 0;
	const put = (bytes: Uint8Array) => {
		file.set(bytes, at);
		at += bytes.length;
	};
	/** Method and checksum stay 0: stored, and not looked at by the reader. */
	const header = (signature: number, { name, bytes }: (typeof files)[number], local?: number) => {
		const head = Buffer.alloc(local === undefined ? 30 : 46);
		const sizes = local === undefined ? 18 : 20;
		head.writeUInt32LE(signature);
		head.writeUInt32LE(bytes.length, sizes);
		head.writeUInt32LE(bytes.length, sizes + 4);
		head.writeUInt16LE(name.length, sizes + 8);
		if (local !== undefined) head.writeUInt32LE(local, 42);
		put(head);
		put(name);
	};
	const locals = files.map((one) => {
		const local = at;
		header(localSignature, one);
		put(one.bytes);
		return local;
	});
	const directory = at;
	for (const [index, one] of files.entries()) header(entrySignature, one, locals[index]);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(endSignature);
	end.writeUInt16LE(files.length, 8);
	end.writeUInt16LE(files.length, 10);
	end.writeUInt32LE(at - directory, 12);
	end.writeUInt32LE(directory, 16);
	put(end);
	return new Uint8Array(file.buffer);
}
