/**
 * The area tree as the server knows it: Tianjin from the compact data of the product, and what people added (the grids
 * of a community above all), kept in one small file of the data folder. The tree must stay editable: areas carry first
 * and last days, and an added area replaces one of the same code.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { areaLevel, parentOf, parseAreas, type Area } from '#lib/access/areas/area-tree.ts';
import { TIANJIN_AREAS } from '#lib/access/areas/tianjin.ts';

export interface Areas {
	get(code: string): Area | null;
	/** The area's own name; the code itself when it is unknown. */
	name(code: string): string;
	/** The known areas from the city down to the area itself. */
	path(code: string): readonly Area[];
	/** The areas directly below, codes ascending; with `day` (`yyyy-mm-dd`) only those in use on it. */
	children(code: string, day?: string): readonly Area[];
	/** Adds or replaces areas; on disk when it returns. */
	put(areas: readonly Area[]): void;
}

/** @param file where added areas are kept; it need not exist yet. @throws when it exists and cannot be read. */
export function openAreas(file: string): Areas {
	const added = new Map(readAdded(file).map((area) => [area.code, area]));
	const byCode = new Map(parseAreas(TIANJIN_AREAS).map((area) => [area.code, area]));
	for (const area of added.values()) byCode.set(area.code, area);
	const get = (code: string) => byCode.get(code) ?? null;
	return {
		get,
		name: (code) => byCode.get(code)?.name ?? code,
		path: (code) => lineage(code, get),
		children: (code, day) =>
			[...byCode.values()]
				.filter((area) => area.parent === code && (day === undefined || isInUse(area, day)))
				.sort((a, b) => (a.code < b.code ? -1 : 1)),
		put: (areas) => {
			for (const area of areas) {
				added.set(area.code, area);
				byCode.set(area.code, area);
			}
			writeAdded(file, [...added.values()]);
		},
	};
}

/** A grid of a community; `number` counts from 1. */
export const gridOf = (community: string, number: number, name: string): Area => ({
	code: `${community}${String(number).padStart(3, '0')}`,
	name,
	level: 'grid',
	parent: community,
});

const isInUse = (area: Area, day: string): boolean =>
	(!area.validFrom || area.validFrom <= day) && (!area.validTo || day <= area.validTo);

function lineage(code: string, get: (code: string) => Area | null): Area[] {
	if (areaLevel(code) === null) return [];
	const parent = parentOf(code);
	const area = get(code);
	return [...(parent === null ? [] : lineage(parent, get)), ...(area ? [area] : [])];
}

function readAdded(file: string): Area[] {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Area[];
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}

/** Whole or not at all: written beside, flushed, then renamed over the old one. */
function writeAdded(file: string, areas: readonly Area[]): void {
	const beside = `${file}.new`;
	const handle = openSync(beside, 'w');
	try {
		writeSync(handle, `${JSON.stringify(areas, null, '\t')}\n`);
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
	renameSync(beside, file);
	const folder = openSync(dirname(file), 'r');
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}
