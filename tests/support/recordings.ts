/** Small recordings made byte by byte: the structure is real, what they say is nothing. */

const text = (letters: string): number[] => [...Buffer.from(letters, 'latin1')];
const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

/** An element of EBML. @param size in place of the length of what is in it; `unknown`: as a recorder writes it */
export function element(id: number, content: readonly number[], size: number | 'unknown' = content.length): number[] {
	const idBytes = u32(id).slice(id > 0xffffff ? 0 : id > 0xffff ? 1 : id > 0xff ? 2 : 3);
	const sizeBytes =
		size === 'unknown' ? [0x01, ...Array<number>(7).fill(0xff)] : [0x10 | (size >>> 24), ...u32(size).slice(1)];
	return [...idBytes, ...sizeBytes, ...content];
}

export interface WebmParts {
	readonly docType?: string;
	/** 2 is sound, 1 a picture. */
	readonly track?: number;
	readonly codec?: string;
	readonly size?: 'unknown';
	/** Behind the clusters, still in the segment. */
	readonly more?: readonly number[];
}

/** As a browser records: lengths of segment and clusters known, or left open. */
export function webm({ docType = 'webm', track = 2, codec = 'A_OPUS', size, more = [] }: WebmParts = {}): Uint8Array {
	const head = element(0x1a45dfa3, element(0x4282, text(docType)));
	const info = element(0x1549a966, element(0x4d80, text('test')));
	const tracks = element(
		0x1654ae6b,
		element(0xae, [...element(0xd7, [1]), ...element(0x83, [track]), ...element(0x86, text(codec))]),
	);
	const cluster = element(0x1f43b675, [...element(0xe7, [0]), ...element(0xa3, [0x81, 0, 0, 0x80, 1, 2, 3])], size);
	const inside = [...info, ...tracks, ...cluster, ...cluster, ...more];
	return new Uint8Array([...head, ...element(0x18538067, inside, size)]);
}

const box = (name: string, content: readonly number[]): number[] => [
	...u32(content.length + 8),
	...text(name),
	...content,
];

/** @param handlers of its tracks: `soun`, `vide` */
export function mp4(handlers: readonly string[] = ['soun'], more: readonly number[] = []): Uint8Array {
	const track = (handler: string) =>
		box('trak', box('mdia', box('hdlr', [...u32(0), ...u32(0), ...text(handler), ...u32(0)])));
	return new Uint8Array([
		...box('ftyp', [...text('M4A '), ...u32(0)]),
		...box('moov', handlers.flatMap(track)),
		...box('mdat', [1, 2, 3, 4]),
		...more,
	]);
}
