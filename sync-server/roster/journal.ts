/**
 * An import (or a transfer) touches many pages, and each page is written by itself. So that it is all or nothing even when the machine
 * stops in between, it is first written down whole; what was cut short is finished at the next start. Entries that are
 * there already are taken once. One file for each community and sort of writing, as both may be under way at the same time;
 * in lines, so that neither writing nor reading a large one holds up anybody else.
 */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Area } from '#lib/access/areas/area-tree.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Author, Rooms } from '#server/sync/rooms.ts';
import type { Identities } from './identities.ts';
import { nextTurn } from './steps.ts';

export interface JournalDeps {
	readonly rooms: Pick<Rooms, 'add'>;
	readonly areas: Pick<Areas, 'put'>;
	readonly identities: Pick<Identities, 'keep' | 'forget'>;
	/** Folder of the data. */
	readonly dataDir: string;
}

/** All that is written at once: an import, the taking back of one, or a transfer. */
export interface Writing {
	readonly what: 'import' | 'transfer';
	/** 12-digit code. */
	readonly community: string;
	readonly author: Author;
	/** Server time at which it was decided, unix ms: it is judged by that day also when it is finished on a later one. */
	readonly now: number;
	/** Grids that are new, or whose days change with it. */
	readonly newGrids: readonly Area[];
	/** Keyed hashes that come with an import, or go with it; a transfer has none. */
	readonly identities?: { readonly import: string; readonly keep: readonly (readonly [string, string])[] | null };
	readonly pages: readonly (readonly [PageId, readonly Entry[]])[];
}

export interface Watch {
	/** Entries written so far, of all. */
	readonly onProgress?: (done: number, total: number) => void;
	/** Heard until the writing is written down; from then on it is carried out. */
	readonly signal?: AbortSignal;
}

type Head = Omit<Writing, 'pages'>;
type Part = readonly [PageId, readonly Entry[]];

/** Entries that are judged and written between two turns of the event loop. */
const entriesAtOnce = 100;
const namePattern = /^(import|transfer)-\d{12}\.journal$/;

/** @throws when the gate refuses what was checked before, the disk fails, or the signal aborts before it is written down. */
export async function writeWhole(deps: JournalDeps, { pages, ...head }: Writing, watch: Watch = {}): Promise<void> {
	const parts = pages.flatMap(partsOf);
	const file = join(deps.dataDir, `${head.what}-${head.community}.journal`);
	try {
		await writeLines(`${file}.new`, [head, ...parts], watch.signal);
		watch.signal?.throwIfAborted();
	} catch (error) {
		rmSync(`${file}.new`, { force: true });
		throw error;
	}
	renameSync(`${file}.new`, file);
	syncFolder(deps.dataDir);
	await carryOut(deps, head, parts, watch);
	rmSync(file);
}

/** At the start: finishes what was cut short. Whether there was anything. */
export async function finishImport(deps: JournalDeps): Promise<boolean> {
	const files = readdirSync(deps.dataDir).filter((name) => namePattern.test(name));
	for (const name of files) {
		const file = join(deps.dataDir, name);
		const [head, ...parts] = await readLines(file);
		await carryOut(deps, head as Head, parts as Part[]);
		rmSync(file);
	}
	return files.length > 0;
}

async function carryOut(
	{ rooms, areas, identities }: JournalDeps,
	{ community, author, now, newGrids, identities: own }: Head,
	parts: readonly Part[],
	{ onProgress }: Watch = {},
): Promise<void> {
	if (newGrids.length > 0) areas.put(newGrids);
	const total = parts.reduce((sum, [, entries]) => sum + entries.length, 0);
	let done = 0;
	onProgress?.(done, total);
	for (const [page, entries] of parts) {
		const { refused } = await rooms.add(page, entries, author, now);
		// Whose data were erased while this was cut short is left out, and the rest stands.
		const wrong = refused.filter(({ code }) => code !== 'erased');
		if (wrong.length > 0) throw new Error(`Refused on ${page}: ${JSON.stringify(wrong.slice(0, 3))}`);
		done += entries.length;
		onProgress?.(done, total);
		await nextTurn();
	}
	if (own?.keep) await identities.keep(community, own.import, new Map(own.keep));
	else if (own) await identities.forget(own.import);
}

const partsOf = ([page, entries]: Part): Part[] =>
	Array.from({ length: Math.ceil(entries.length / entriesAtOnce) }, (_, index) => [
		page,
		entries.slice(index * entriesAtOnce, (index + 1) * entriesAtOnce),
	]);

async function writeLines(file: string, lines: readonly object[], signal?: AbortSignal): Promise<void> {
	const handle = await open(file, 'w', 0o600);
	try {
		for (const line of lines) {
			signal?.throwIfAborted();
			await handle.write(`${JSON.stringify(line)}\n`);
		}
		await handle.sync();
	} finally {
		await handle.close();
	}
}

async function readLines(file: string): Promise<unknown[]> {
	const handle = await open(file);
	const lines: unknown[] = [];
	try {
		for await (const line of handle.readLines()) lines.push(JSON.parse(line));
	} finally {
		await handle.close();
	}
	return lines;
}

function syncFolder(folder: string): void {
	const handle = openSync(folder, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
