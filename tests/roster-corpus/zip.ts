/** ZIP files made by hand, for what no spreadsheet would write. */
import { deflateRawSync } from 'node:zlib';

/** A ZIP file of these parts, as small as the format allows. */
export function newZip(parts: ReadonlyMap<string, string>): Uint8Array {
	const files = [...parts].map(([name, text]) => ({
		name: Buffer.from(name),
		packed: deflateRawSync(text),
		size: Buffer.byteLength(text),
	}));
	const header = (signature: number, extra: number, { name, packed, size }: (typeof files)[number]) => {
		const bytes = Buffer.alloc(extra);
		bytes.writeUInt32LE(signature);
		const at = extra === 46 ? 10 : 8;
		bytes.writeUInt16LE(8, at);
		bytes.writeUInt32LE(packed.length, at + 10);
		bytes.writeUInt32LE(size, at + 14);
		bytes.writeUInt16LE(name.length, at + 18);
		return bytes;
	};
	const locals = files.map((file) => Buffer.concat([header(0x04034b50, 30, file), file.name, file.packed]));
	let offset = 0;
	const entries = files.map((file, index) => {
		const bytes = header(0x02014b50, 46, file);
		bytes.writeUInt32LE(offset, 42);
		offset += locals[index]!.length;
		return Buffer.concat([bytes, file.name]);
	});
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50);
	end.writeUInt16LE(files.length, 8);
	end.writeUInt16LE(files.length, 10);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...locals, ...entries, end]);
}
