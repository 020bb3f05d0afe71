/**
 * 走访安排: the rules of rounds of a community, one copy on the register page of each of its grids, so that phones have
 * them with the page and every fold reads only what stands there. Set for all grids at once, by whoever may administer.
 */
import { createHash } from 'node:crypto';
import { denialOf, type Denial } from '#lib/access/policy.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { dayOf, pageToId, registerPeriod, type PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { entryFault, kinds } from '#lib/kinds/index.ts';
import type { Projection } from '#lib/kinds/project.ts';
import { rulesInOrder, type DatedRule } from '#lib/registers/rounds.ts';
import { defaultRule, type Rule } from '#lib/registers/rules.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Store } from '#server/store/store.ts';
import type { Author, Rooms } from '#server/sync/rooms.ts';

export interface RoundsDeps {
	readonly areas: Pick<Areas, 'get' | 'children'>;
	readonly store: Pick<Store, 'reads' | 'rules' | 'visited' | 'subjects'>;
	readonly rooms: Pick<Rooms, 'add'>;
	readonly timeZone: string;
	/** Unix ms. */
	readonly now: () => number;
}

/** What reading rules takes. */
export interface RulesDeps extends Pick<RoundsDeps, 'timeZone' | 'now'> {
	readonly areas: Pick<Areas, 'children'>;
	readonly store: Pick<Store, 'rules'>;
}

export interface RoundsOrder {
	/** 12-digit code. */
	readonly community: string;
	/** Made by whoever asks, a UUIDv7: asked twice, it is written once. */
	readonly id: string;
	readonly rule: Body;
}

/** `past`: it would begin before today; `taken`: the id stands for another rule already; `rule`: what the kind says of it. */
export type RoundsFault = Denial | 'no-community' | 'no-grids' | 'past' | 'taken' | { readonly rule: string };

/** Writes the rule for each grid of the community. @returns the grids. @throws when the gate refuses what was checked before. */
export async function setRounds(
	deps: RoundsDeps,
	{ community, id, rule }: RoundsOrder,
	author: Author,
): Promise<Result<readonly string[], RoundsFault>> {
	const today = dayOf(deps.now(), deps.timeZone);
	const checked = checkRule(deps, { community, rule }, author, today);
	if (!checked.ok) return checked;
	const entries = checked.value.map((desk) => ruleEntry(desk, rule, idFor(id, desk), author.account, deps.now()));
	const known = await deps.store.reads.rows(entries.map((entry) => entry.id));
	if ([...known.values()].some(({ projection }) => !isSame(projection.body, rule))) return err('taken');
	// A rule that was written before its answer was lost may have begun meanwhile.
	if (known.size < entries.length && String(rule.from) < today) return err('past');
	for (const entry of entries.filter((each) => !known.has(each.id))) {
		const { refused } = await deps.rooms.add(registerOf(entry.desk), [entry], author);
		// Written by the same request, sent twice at once.
		const isDoubled = refused.every(({ code }) => code === 'id-conflict');
		if (!isDoubled) throw new Error(`Rule refused at ${entry.desk}: ${JSON.stringify(refused)}`);
	}
	return ok(checked.value);
}

/** Whether the author may set this rule there, and the grids that it is for. */
export function checkRule(
	{ areas }: Pick<RoundsDeps, 'areas'>,
	{ community, rule }: Pick<RoundsOrder, 'community' | 'rule'>,
	{ account, grants }: Pick<Author, 'account' | 'grants'>,
	day: string,
): Result<readonly string[], RoundsFault> {
	if (areas.get(community)?.level !== 'community') return err('no-community');
	const denial = denialOf(grants, kinds.rounds.action, community, kinds.rounds.book, day, 'rounds');
	if (denial) return err(denial);
	const desks = gridsOf(areas, community, day);
	if (desks.length === 0) return err('no-grids');
	const fault = entryFault(ruleEntry(desks[0]!, rule, '', account, 0));
	return fault ? err({ rule: fault.detail }) : ok(desks);
}

export const gridsOf = (areas: Pick<Areas, 'children'>, community: string, day: string): string[] =>
	areas
		.children(community, day)
		.filter(({ level }) => level === 'grid')
		.map(({ code }) => code);

const registerOf = (desk: string): PageId => pageToId({ desk, book: kinds.rounds.book, period: registerPeriod });

const ruleEntry = (desk: string, rule: Body, id: string, by: string, nowMs: number): Entry => ({
	id,
	v: kinds.rounds.version,
	kind: kinds.rounds.name,
	desk,
	by,
	at: new Date(nowMs).toISOString(),
	hlc: hlcOf(nowMs),
	body: rule,
});

/** The id of a rule's copy at a desk, always the same: the time of the asked id, and for the rest a hash of both. */
export function idFor(id: string, desk: string): string {
	const hash = createHash('sha256').update(`${id} ${desk}`).digest('hex');
	return `${id.slice(0, 13)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

const isSame = (a: Body, b: Body): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.entries(value)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, part]) => [key, sorted(part)]);
}

export interface CommunityRounds {
	/** What holds on the day and what comes after it, in the order in which they begin; empty while nobody has set any. */
	readonly rules: readonly DatedRule<Projection>[];
	/** Grids where something else holds or comes: their rules were lost on the way, or the grid is new. */
	readonly unlike: readonly string[];
}

/** The rules of a community from a day on; those of most of its grids, where they differ. */
export async function readRounds(deps: RulesDeps, community: string, day: string): Promise<CommunityRounds> {
	const desks = gridsOf(deps.areas, community, day);
	const stored = await deps.store.rules(desks);
	const rulesOf = (desk: string) =>
		rulesFrom(
			(stored.get(desk) ?? []).map(({ projection }) => projection),
			day,
			deps.timeZone,
		);
	const alike = [
		...Map.groupBy(desks, (desk) => JSON.stringify(rulesOf(desk).map(({ from, rule }) => [from, sorted(rule)]))),
	];
	const [most, ...others] = alike.map(([, same]) => same).sort((a, b) => b.length - a.length);
	return { rules: most ? rulesOf(most[0]!) : [], unlike: others.flat().sort() };
}

/** The rule in force on a day, and those that begin later and change anything: one that was taken back says what holds already. */
function rulesFrom(records: readonly Projection[], day: string, timeZone: string): readonly DatedRule<Projection>[] {
	const dated = rulesInOrder(records, timeZone);
	const inForce = dated.findLast(({ from }) => from <= day);
	const rules: DatedRule<Projection>[] = inForce ? [inForce] : [];
	for (const next of dated.filter(({ from }) => from > day)) {
		if (!isSame(asked(rules.at(-1)?.rule ?? defaultRule), asked(next.rule))) rules.push(next);
	}
	return rules;
}

const asked = ({ households, elders, extra = [] }: Omit<Rule, 'from'>): Body => ({ households, elders, extra }) as Body;

/**
 * Copies for a grid that begins today: what holds at its neighbours and what comes. For whatever makes a grid, to be
 * written to its register page together with the rest.
 */
export async function roundsForNewGrid(
	deps: RulesDeps,
	{ community, desk, author, newId }: { community: string; desk: string; author: string; newId: () => string },
): Promise<readonly Entry[]> {
	const { rules } = await readRounds(deps, community, dayOf(deps.now(), deps.timeZone));
	// The one that begins last is written last; a copy begins today at the earliest, as every rule.
	return rules.map(({ rule }, index) => ruleEntry(desk, rule as Rule & Body, newId(), author, deps.now() + index));
}
