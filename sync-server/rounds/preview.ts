/** What a rule would ask for, before it is set: by the same functions that will say when everyone is due. */
import type { Body } from '#lib/ledger/entry.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { dueOf } from '#lib/kinds/project.ts';
import { tiers, type Elder, type Tier } from '#lib/registers/register.ts';
import { scheduleOf, type RuleRecord } from '#lib/registers/rounds.ts';
import { sortOf, type Sort } from '#lib/registers/rules.ts';
import { personFor } from '#server/projections/circumstances.ts';
import type { StoredSubject } from '#server/store/store.ts';
import type { RoundsDeps } from './rounds.ts';

/** Those that are due on a day, of those that are visited at all. */
export interface DueCount {
	readonly total: number;
	readonly due: number;
}
export interface Asked {
	readonly households: DueCount & { readonly sorts: Readonly<Partial<Record<Sort, DueCount>>> };
	readonly elders: DueCount & { readonly tiers: Readonly<Record<Tier, DueCount>> };
}
export interface Preview {
	/** On the day on which the rule would begin, if nobody were visited until then: as things stand, and with the rule. */
	readonly now: Asked;
	readonly then: Asked;
}

export async function previewRounds(
	{ store, timeZone, now }: RoundsDeps,
	desks: readonly string[],
	rule: Body,
): Promise<Preview> {
	const [ids, stored] = await Promise.all([store.visited({ desks, people: [] }), store.rules(desks)]);
	const subjects = [...(await store.subjects(ids)).values()];
	// As if it were written now; of two that begin on one day the later written holds, so it is the last of all.
	const draft: RuleRecord = { id: '~', hlc: hlcOf(now()), state: 'open', body: rule };
	const rulesAt = new Map(desks.map((desk) => [desk, (stored.get(desk) ?? []).map(({ projection }) => projection)]));
	const scheduled = (more: readonly RuleRecord[]) =>
		new Map([...rulesAt].map(([desk, own]) => [desk, scheduleOf([...own, ...more], timeZone)]));
	const day = String(rule.from);
	const asked = (more: readonly RuleRecord[]) => {
		const schedules = scheduled(more);
		return countAsked(subjects, day, ({ row, about }) => {
			const { projection, standing } = row!;
			const person = personFor(projection, about);
			return dueOf(projection, standing?.last ?? null, { schedule: schedules.get(projection.desk), person, timeZone });
		});
	};
	return { now: asked([]), then: asked([draft]) };
}

function countAsked(
	subjects: readonly StoredSubject[],
	day: string,
	dueDay: (subject: StoredSubject) => string | null | undefined,
): Asked {
	const visited = subjects.flatMap((subject) => {
		const due = subject.row ? dueDay(subject) : undefined;
		// Whoever was not seen is looked for already, and counts apart.
		const isCalm = subject.row?.standing?.alarm == null;
		return due === undefined ? [] : [{ ...subject.row!.projection, isDue: isCalm && (due === null || due <= day) }];
	});
	const count = (some: readonly { readonly isDue: boolean }[]): DueCount => ({
		total: some.length,
		due: some.filter(({ isDue }) => isDue).length,
	});
	const households = visited.filter(({ kind }) => kind === 'household');
	const elders = visited.filter(({ kind }) => kind === 'elder');
	const bySort = [...Map.groupBy(households, ({ body }) => sortOf(body.tenure))];
	const ofTier = (tier: Tier) => elders.filter(({ body }) => (body as unknown as Elder).tier === tier);
	return {
		households: { ...count(households), sorts: Object.fromEntries(bySort.map(([sort, own]) => [sort, count(own)])) },
		elders: {
			...count(elders),
			tiers: Object.fromEntries(tiers.map((tier) => [tier, count(ofTier(tier))])) as Record<Tier, DueCount>,
		},
	};
}
