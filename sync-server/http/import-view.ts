/** An import as the API shows it: the first of each sort, how many there are in all, and the names behind accounts. */
import type { Origin } from '#lib/ledger/origins.ts';
import { findFacts, type FactSheet } from '#server/out/facts.ts';
import type { RowError } from '#server/roster/errors.ts';
import { columnWords, keysOf } from '#server/roster/mapping.ts';
import { spansOf, type ImportJob } from '#server/roster/imports.ts';
import { locate } from '#server/roster/parts.ts';
import { conflictKey, countPlan, isEmpty, type Difference } from '#server/roster/plan.ts';
import type { Preparation } from '#server/roster/preparations.ts';

type NameOf = (account: string) => string;

/** Ids of the ledger's records that a preview speaks of. */
export const previewedIds = ({ changes, conflicts, doubts }: ReturnType<typeof previewView>): readonly string[] => [
	...[...changes.shown, ...conflicts.shown].map(({ id }) => id),
	...doubts.shown.flatMap(({ candidates }) => candidates.map(({ id }) => id)),
];

/** As many of each sort as a person looks through before a table in a spreadsheet would be better. */
const shownAtMost = 50;
/** Questions are answered one by one, so more of them. */
const askedAtMost = 200;

const part = <Item>(items: readonly Item[], limit: number) => ({ total: items.length, shown: items.slice(0, limit) });

const meanings = (about: 'people' | 'places') => keysOf(about).map((key) => ({ key, ...columnWords[key] }));

const factsView = (facts: FactSheet | null) => facts && { title: facts.title };

export const proposalView = ({ id, community, file, proposal, workbook }: Preparation) => ({
	id,
	community,
	file,
	proposal,
	facts: factsView(findFacts(workbook)),
	columns: { people: meanings('people'), places: meanings('places') },
});

export function previewView(preparation: Preparation, nameOf: NameOf) {
	const { id, list, planned, read } = preparation;
	const spans = spansOf(preparation);
	const { plan, newGrids } = planned!;
	const located = <Item extends { readonly row: number }>(item: Item) => ({ ...item, ...locate(spans, item.row) });
	const differences = <Item extends Difference>(items: readonly Item[]) => {
		const { total, shown } = part(items, shownAtMost);
		return {
			total,
			shown: shown.map((item) => ({ ...located(item), origin: item.origin && originView(item.origin, nameOf) })),
		};
	};
	const creations = part(plan.creations, shownAtMost);
	return {
		id,
		list,
		counts: countPlan(plan),
		isEmpty: isEmpty(plan),
		newGrids: newGrids.map(({ code, name }) => ({ code, name })),
		creations: {
			...creations,
			shown: creations.shown.map(({ kind, row, label, desk, body }) => located({ kind, row, label, desk, body })),
		},
		changes: differences(plan.changes),
		conflicts: differences(plan.conflicts.map((conflict) => ({ ...conflict, key: conflictKey(conflict) }))),
		doubts: part(plan.doubts.map(located), askedAtMost),
		errors: part<RowError>(read!.errors, askedAtMost),
		warnings: part<RowError>(read!.warnings, shownAtMost),
	};
}

const originView = ({ by, at, source }: Origin, nameOf: NameOf) => ({
	by,
	byName: nameOf(by),
	at,
	...(source && { list: source.list }),
});

export function jobView(
	{ id, type, community, account, file, phase, done, total, outcome, fault }: ImportJob,
	nameOf: NameOf,
) {
	const errors = Array.isArray(fault) ? (fault as readonly RowError[]) : [];
	return {
		id,
		type,
		community,
		file,
		by: account,
		byName: nameOf(account),
		phase,
		done,
		total,
		...(outcome && 'counts' in outcome && { counts: outcome.counts }),
		...(outcome && 'stayed' in outcome && { takenBack: outcome }),
		...(errors.length > 0 && { errors }),
		...(typeof fault === 'string' && { fault }),
	};
}
