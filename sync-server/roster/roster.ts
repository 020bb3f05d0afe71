/** A roster in one go, as the command and the simplest call of the API want it: read, compared, written. */
import { hash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Author } from '#server/sync/rooms.ts';
import { readTableApart } from './apart.ts';
import { limitErrors, type RowError } from './errors.ts';
import { countPlan, type PlanCounts } from './plan.ts';
import { makePlan, type PlanningDeps } from './planning.ts';
import { tableToRoster, type Roster } from './rows.ts';
import { readTable, type Read } from './table.ts';
import { carryOutPlan, type WritingDeps } from './writing.ts';

export type Counts = PlanCounts;
export type { RowError } from './errors.ts';
export { finishImport } from './journal.ts';

export type ImportDeps = PlanningDeps &
	WritingDeps & { readonly identities: PlanningDeps['identities'] & WritingDeps['identities'] };

export interface ImportRequest {
	/** 12-digit code. */
	readonly community: string;
	readonly file: string;
	readonly bytes: Uint8Array;
	readonly author: Author;
	/** Only looks whether it could be done. */
	readonly dry: boolean;
}

/** How much was (or, when dry, would be) written. A single row that is wrong, and nothing is. */
export async function importRoster(
	deps: ImportDeps,
	request: ImportRequest,
): Promise<Result<Counts, readonly RowError[]>> {
	const { community, file, bytes, author, dry } = request;
	const roster = await parseRoster(bytes, file, readTableApart);
	if (!roster.ok) return roster;
	const content = { type: 'roster', roster: roster.value } as const;
	const planned = await makePlan(deps, { community, content, author, decisions: new Map() });
	if (!planned.ok) return planned;
	const counts = countPlan(planned.value.plan);
	if (dry) return ok(counts);
	const sha256 = hash('sha256', bytes, 'hex');
	const order = { ...planned.value, id: uuidv7(), community, author, file, sha256, list: 'roster' } as const;
	const written = await carryOutPlan(deps, order);
	return written.ok ? ok(counts) : written;
}

/** Reads a file by its ending, `.xlsx` or `.csv`; changes nothing. @param read how its table is read. */
export async function parseRoster(
	bytes: Uint8Array,
	fileName: string,
	read: (bytes: Uint8Array, fileName: string) => Promise<Read> = readTable,
): Promise<Result<Roster, readonly RowError[]>> {
	const table = await read(bytes, fileName);
	if (!table.ok) return table;
	const roster = tableToRoster(table.value);
	return roster.ok ? roster : err(limitErrors(roster.error));
}
