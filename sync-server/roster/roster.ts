/** A roster in one go, as the command and the simplest call of the API want it: read, compared, written. */
import { hash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { dayOf } from '#lib/ledger/page.ts';
import { ok, type Result } from '#lib/ledger/result.ts';
import type { Author } from '#server/sync/rooms.ts';
import type { RowError } from './errors.ts';
import type { Watch } from './journal.ts';
import { countPlan, type PlanCounts } from './plan.ts';
import { makePlan, type PlanningDeps } from './planning.ts';
import { parseRoster } from './unattended.ts';
import { carryOutPlan, type WritingDeps } from './writing.ts';

export type Counts = PlanCounts;
export type { RowError } from './errors.ts';
export { finishImport } from './journal.ts';
export { parseRoster } from './unattended.ts';

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
	watch: Watch = {},
): Promise<Result<Counts, readonly RowError[]>> {
	const { community, file, bytes, author, dry } = request;
	const roster = await parseRoster(bytes, file, dayOf(deps.now(), deps.timeZone));
	if (!roster.ok) return roster;
	const content = { type: 'roster', roster: roster.value } as const;
	const planned = await makePlan(deps, { community, content, author, decisions: new Map(), signal: watch.signal });
	if (!planned.ok) return planned;
	const counts = countPlan(planned.value.plan);
	if (dry) return ok(counts);
	const sha256 = hash('sha256', bytes, 'hex');
	const order = { ...planned.value, id: uuidv7(), community, author, file, sha256, list: 'roster' } as const;
	const written = await carryOutPlan(deps, order, watch);
	return written.ok ? ok(counts) : written;
}
