/**
 * Puts the demonstration community into an empty data folder, through the same gate as everything else. A folder whose
 * seeding was cut short is finished at the next start: the moment it was begun is kept in a file, and the same moment
 * gives the same entries, which the gate takes once.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drawing } from '#lib/ground/drawing.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { gridOf, type Areas } from '#server/areas/areas.ts';
import type { Accounts, NewAccount } from '#server/auth/accounts.ts';
import type { Covers } from '#server/auth/covers.ts';
import type { Drawings } from '#server/drawing/drawings.ts';
import type { Rooms } from '#server/sync/rooms.ts';
import { demoAccounts, demoCover } from './accounts.ts';
import { community, grids } from './buildings.ts';
import { newCommunity } from './community.ts';
import { supervisor } from './reviews.ts';

export interface SeedDeps {
	readonly rooms: Pick<Rooms, 'add'>;
	readonly accounts: Pick<Accounts, 'add' | 'list'>;
	readonly covers: Pick<Covers, 'set'>;
	readonly areas: Pick<Areas, 'put'>;
	readonly drawings: Pick<Drawings, 'numberOf' | 'save'>;
	readonly dataDir: string;
	/** Unix ms. */
	readonly now: () => number;
}

const begunFile = (dataDir: string): string => join(dataDir, 'seeding.json');

/** Whether a seeding was cut short here. */
export const seedWasBegun = (dataDir: string): boolean => existsSync(begunFile(dataDir));

/** Whether the folder is empty, or was left half seeded. */
export const needsSeed = ({ accounts, dataDir }: Pick<SeedDeps, 'accounts' | 'dataDir'>): boolean =>
	accounts.list().length === 0 || seedWasBegun(dataDir);

/** @returns the accounts, to be printed. @throws when the gate refuses an entry: then the generator is wrong. */
export async function seedDemo({
	rooms,
	accounts,
	covers,
	areas,
	drawings,
	dataDir,
	now,
}: SeedDeps): Promise<readonly NewAccount[]> {
	const begun = beginSeed(dataDir, now());
	areas.put(grids.map(({ number, name }) => gridOf(community, number, name)));
	const made = demoAccounts();
	const author = {
		account: supervisor,
		grants: made.find(({ id }) => id === supervisor)!.grants,
		device: null,
		steward: true,
	} as const;
	const { entriesByPage, drawing } = newCommunity(begun);
	for (const [page, entries] of entriesByPage) {
		// As if it had come when the last of them was written: a page closes some weeks after its month.
		const { refused } = await rooms.add(page, entries, author, hlcToMs(entries.at(-1)!.hlc));
		if (refused.length > 0) throw new Error(`Seed refused on ${page}: ${JSON.stringify(refused.slice(0, 3))}`);
	}
	if (drawings.numberOf(community) === 0) await draw(drawings, drawing);
	// 'taken' is an account of the run that was cut short.
	await Promise.all(made.map((account) => accounts.add(account)));
	covers.set(demoCover(dayOf(begun)));
	rmSync(begunFile(dataDir));
	return made;
}

async function draw(drawings: SeedDeps['drawings'], drawing: Drawing): Promise<void> {
	const saved = await drawings.save(community, { given: drawing, account: supervisor, way: 'demonstration', base: 0 });
	if (!saved.ok) throw new Error(`Seed refused as a drawing: ${JSON.stringify(saved.error).slice(0, 300)}`);
}

function beginSeed(dataDir: string, nowMs: number): number {
	const file = begunFile(dataDir);
	if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { begun: number }).begun;
	writeFileSync(file, JSON.stringify({ begun: nowMs }), { flush: true });
	return nowMs;
}
