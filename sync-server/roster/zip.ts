/**
 * A look into an XLSX file before a library opens it. The list of contents says what is inside; every part is really
 * unpacked against one common budget, since a bomb lies about its size. What the reader then sees is the same list.
 */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { err, ok, type Result } from '#lib/ledger/result.ts';

const unpack = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflateRaw);

export type ZipFault = 'damaged' | 'too-large' | 'too-many-parts';

/** Bytes of all parts unpacked. */
export const unpackedLimit = 64 * 1024 * 1024;
const partLimit = 200;
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

export interface Part {
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** All parts, unpacked. */
export async function unzip(file: Uint8Array): Promise<Result<readonly Part[], ZipFault>> {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	try {
		const end = findEnd(view);
		if (end === null) return err('damaged');
		const count = view.getUint16(end + 10, true);
		if (count > partLimit) return err('too-many-parts');
		const parts: Part[] = [];
		let left = unpackedLimit;
		for (let at = view.getUint32(end + 16, true), read = 0; read < count; read++) {
			if (view.getUint32(at, true) !== entrySignature) return err('damaged');
			const nameLength = view.getUint16(at + 28, true);
			const name = new TextDecoder().decode(file.subarray(at + 46, at + 46 + nameLength));
			const bytes = await partBytes(file, view, at, left);
			left -= bytes.length;
			parts.push({ name, bytes });
			at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
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

/** The end record lies in the last 64 KiB, before a comment. */
function findEnd(view: DataView): number | null {
	for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
		if (view.getUint32(at, true) === endSignature) return at;
	}
	return null;
}

async function partBytes(file: Uint8Array, view: DataView, at: number, left: number): Promise<Uint8Array> {
	const method = view.getUint16(at + 10, true);
	const size = view.getUint32(at + 20, true);
	const local = view.getUint32(at + 42, true);
	if (view.getUint32(local, true) !== localSignature) throw new RangeError('No local header');
	const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
	if (from + size > file.length || (method !== 0 && method !== 8)) throw new RangeError('Unreadable part');
	const packed = file.subarray(from, from + size);
	if (method === 8) return unpack(packed, { maxOutputLength: Math.max(1, left) });
	if (size > left) throw Object.assign(new RangeError('Over the budget'), { code: 'ERR_BUFFER_TOO_LARGE' });
	return packed;
}
