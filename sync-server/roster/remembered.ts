/** Mappings that people confirmed, by community: the same titles next month need no second look. One small file. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { Mapping } from './mapping.ts';

export interface Remembered {
	readonly of: (community: string) => readonly Mapping[];
	readonly keep: (community: string, mapping: Mapping) => void;
}

const perCommunity = 30;

/** @param file need not exist yet. @throws when it exists and cannot be read. */
export function openRemembered(file: string): Remembered {
	const byCommunity = new Map(Object.entries(readAll(file)));
	const of = (community: string) => byCommunity.get(community) ?? [];
	return {
		of,
		keep: (community, mapping) => {
			const others = of(community).filter((other) => titlesOf(other) !== titlesOf(mapping));
			byCommunity.set(community, [mapping, ...others].slice(0, perCommunity));
			writeAll(file, Object.fromEntries(byCommunity));
		},
	};
}

const titlesOf = ({ columns }: Mapping): string => columns.map(({ title }) => title).join('\n');

function readAll(file: string): Record<string, readonly Mapping[]> {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly Mapping[]>;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
		throw error;
	}
}

/** Whole or not at all. */
function writeAll(file: string, all: object): void {
	const handle = openSync(`${file}.new`, 'w', 0o600);
	try {
		writeSync(handle, JSON.stringify(all));
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
	renameSync(`${file}.new`, file);
}
