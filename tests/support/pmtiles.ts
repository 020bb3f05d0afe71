/** A small PMTiles archive (version 3) of vector tiles over the demonstration: roads across each tile. */
import { zxyToTileId } from 'pmtiles';

const zoom = 14;
const area = { west: 117.18, south: 39.1, east: 117.2, north: 39.12 };

/** @param filler bytes behind the tiles, so that the file has the size of a real one */
export function smallPack({ filler }: { readonly filler: number }): Buffer {
	const tile = Buffer.from(tileBytes());
	const tiles = tileIds();
	// All addresses lead to the one tile.
	const directory = Buffer.from(directoryOf(tiles, tile.length));
	const metadata = Buffer.from(JSON.stringify({ name: 'test', vector_layers: [{ id: 'roads', fields: {} }] }));
	const rest = Buffer.alloc(filler, 7);
	const header = Buffer.alloc(127);
	header.write('PMTiles', 'latin1');
	header.writeUInt8(3, 7);
	const long = (at: number, value: number) => header.writeBigUInt64LE(BigInt(value), at);
	long(8, 127);
	long(16, directory.length);
	long(24, 127 + directory.length);
	long(32, metadata.length);
	const data = 127 + directory.length + metadata.length;
	long(40, data);
	long(48, 0);
	long(56, data);
	long(64, tile.length + filler);
	long(72, tiles.length);
	long(80, tiles.length);
	long(88, 1);
	header.writeUInt8(0, 96);
	header.writeUInt8(1, 97);
	header.writeUInt8(1, 98);
	header.writeUInt8(1, 99);
	header.writeUInt8(zoom, 100);
	header.writeUInt8(zoom, 101);
	const { west, south, east, north } = area;
	[west, south, east, north].forEach((degrees, index) =>
		header.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * index),
	);
	return Buffer.concat([header, directory, metadata, tile, rest]);
}

function tileIds(): number[] {
	const x = (lon: number) => Math.floor(((lon + 180) / 360) * 2 ** zoom);
	const y = (lat: number) => {
		const angle = (lat * Math.PI) / 180;
		return Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * 2 ** zoom);
	};
	const ids: number[] = [];
	for (let column = x(area.west); column <= x(area.east); column++)
		for (let row = y(area.north); row <= y(area.south); row++) ids.push(zxyToTileId(zoom, column, row));
	return ids.sort((a, b) => a - b);
}

function directoryOf(ids: readonly number[], length: number): number[] {
	const deltas = ids.map((id, index) => id - (ids[index - 1] ?? 0));
	return [ids.length, ...deltas, ...ids.map(() => 1), ...ids.map(() => length), ...ids.map(() => 1)].flatMap(varint);
}

/** A vector tile with the layer `roads`: lines from west to east, about fifty metres apart. */
function tileBytes(): number[] {
	const zigzag = (value: number) => (value << 1) ^ (value >> 31);
	const lines = 32;
	const geometry = Array.from({ length: lines }, (_, index) => [
		// Moves are told from where the line before ended.
		...[9, zigzag(index === 0 ? 0 : -4096), zigzag(index === 0 ? 64 : 4096 / lines)],
		...[10, zigzag(4096), zigzag(0)],
	])
		.flat()
		.flatMap(varint);
	const feature = [0x18, 2, 0x22, ...varint(geometry.length), ...geometry];
	const name = [...Buffer.from('roads')];
	const layer = [
		...[0x78, 2],
		...[0x0a, name.length, ...name],
		...[0x12, ...varint(feature.length), ...feature],
		...[0x28, ...varint(4096)],
	];
	return [0x1a, ...varint(layer.length), ...layer];
}

function varint(value: number): number[] {
	const bytes: number[] = [];
	let rest = value;
	for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
	return [...bytes, rest];
}
