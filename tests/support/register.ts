/** A register in memory: what entries give when they are folded, without a store. */
import type { Entry } from '#lib/ledger/entry.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import { originsOf } from '#lib/ledger/origins.ts';
import { projectRecord } from '#lib/kinds/project.ts';
import { planToEntries } from '#server/roster/entries.ts';
import type { Plan } from '#server/roster/plan.ts';
import { indexRegister, registerKinds, toRegisterRecord, type Register } from '#server/roster/register.ts';
import { runAtOnce } from '#server/roster/steps.ts';
import { idOf, morning } from './entries.ts';

export const importId = idOf(0xaaa);

/** Ids in order, from a number on. */
export const idsFrom = (start: number) => () => idOf(start++);

export function registerOf(entries: readonly Entry[], identities: ReadonlyMap<string, string> = new Map()): Register {
	const records = [...Map.groupBy(entries, recordIdOf).values()].flatMap((own) => {
		const projection = projectRecord(own);
		const isRegister = (registerKinds as readonly string[]).includes(projection?.kind ?? '');
		if (!projection || !isRegister || projection.state === 'withdrawn') return [];
		return [toRegisterRecord(projection, projection.amends.length > 0 ? originsOf(own) : null)];
	});
	return indexRegister(records, identities);
}

/** The entries that a plan becomes, by an import of its own. */
export function carriedOut(
	plan: Plan,
	{ source = importId, list = 'roster', by = 'super01', start = 0x100000, ms = morning } = {},
): Entry[] {
	const means = {
		by,
		nowMs: ms,
		at: new Date(ms).toISOString(),
		newId: idsFrom(start),
		source: { import: source, list },
	};
	const { entriesByPage, errors } = runAtOnce(planToEntries(plan, means));
	if (errors.length > 0) throw new Error(JSON.stringify(errors));
	return [...entriesByPage.values()].flat();
}
