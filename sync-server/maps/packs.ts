/** Base maps that the operator has put into the data folder: `maps/*.pmtiles`. Rule MP6. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Pack {
	/** Of the file, without its ending. */
	readonly name: string;
	readonly bytes: number;
	/** Another for another file under the same name. */
	readonly tag: string;
	readonly maxZoom: number;
	/** West, south, east, north. */
	readonly bounds: readonly [number, number, number, number];
}

export const packsFolder = (dataDir: string): string => join(dataDir, 'maps');
/** The only files that are served from there. */
export const packFile = /^\/?[\w-]{1,60}\.pmtiles$/;

const headerBytes = 127;
const magic = 'PMTiles';
const version = 3;

/** Files that are no PMTiles of version 3 are left out. */
export function packsIn(dataDir: string): Pack[] {
	const folder = packsFolder(dataDir);
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((file) => packFile.test(file))
		.sort()
		.flatMap((file) => readPack(folder, file) ?? []);
}

function readPack(folder: string, file: string): Pack | null {
	const path = join(folder, file);
	const header = Buffer.alloc(headerBytes);
	const handle = openSync(path, 'r');
	try {
		if (readSync(handle, header, 0, headerBytes, 0) < headerBytes) return null;
	} finally {
		closeSync(handle);
	}
	if (header.toString('latin1', 0, magic.length) !== magic || header[magic.length] !== version) return null;
	const { size, mtimeMs } = statSync(path);
	const degrees = (offset: number) => header.readInt32LE(offset) / 1e7;
	return {
		name: file.replace(/\.pmtiles$/, ''),
		bytes: size,
		tag: `${size}-${Math.round(mtimeMs)}`,
		maxZoom: header.readUInt8(101),
		bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
	};
}
