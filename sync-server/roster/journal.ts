/**
 * An import (or a transfer) touches many pages, and each page is written by itself. So that it is all or nothing even when the machine
 * stops in between, it is first written down whole; what was cut short is finished at the next start. Entries that are
 * there already are taken once.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Area } from '#lib/access/areas/area-tree.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Author, Rooms } from '#server/sync/rooms.ts';

export interface JournalDeps {
	readonly rooms: Pick<Rooms, 'add'>;
	readonly areas: Pick<Areas, 'put'>;
	/** Folder of the data. */
	readonly dataDir: string;
}

export interface Import {
	readonly author: Author;
	readonly newGrids: readonly Area[];
	readonly pages: readonly (readonly [PageId, readonly Entry[]])[];
}

/** What may be under way at the same time has a file of its own. */
const journals = ['import', 'transfer'] as const;
export type Journal = (typeof journals)[number];

const journalFile = (dataDir: string, journal: Journal): string => join(dataDir, `${journal}.json`);

/** @throws when the gate refuses what was checked before, or the disk fails. */
export async function writeImport(deps: JournalDeps, whole: Import, journal: Journal = 'import'): Promise<void> {
	const file = journalFile(deps.dataDir, journal);
	writeFileSync(`${file}.new`, JSON.stringify(whole), { flush: true, mode: 0o600 });
	renameSync(`${file}.new`, file);
	syncFolder(deps.dataDir);
	await carryOut(deps, whole, journal);
}

/** At the start: finishes what was cut short. Whether there was anything. */
export async function finishImport(deps: JournalDeps): Promise<boolean> {
	let wasCutShort = false;
	for (const journal of journals) wasCutShort = (await finish(deps, journal)) || wasCutShort;
	return wasCutShort;
}

async function finish(deps: JournalDeps, journal: Journal): Promise<boolean> {
	let text: string;
	try {
		text = readFileSync(journalFile(deps.dataDir, journal), 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
		throw error;
	}
	await carryOut(deps, JSON.parse(text) as Import, journal);
	return true;
}

async function carryOut(
	{ rooms, areas, dataDir }: JournalDeps,
	{ author, newGrids, pages }: Import,
	journal: Journal,
): Promise<void> {
	if (newGrids.length > 0) areas.put(newGrids);
	for (const [page, entries] of pages) {
		const { refused } = await rooms.add(page, entries, author);
		if (refused.length > 0) throw new Error(`Refused on ${page}: ${JSON.stringify(refused.slice(0, 3))}`);
	}
	rmSync(journalFile(dataDir, journal));
}

function syncFolder(folder: string): void {
	const handle = openSync(folder, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
