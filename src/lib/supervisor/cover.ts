/** 设顶岗: who can cover, where, until when, and with what. Pure; what is offered is what the server will take. */
import { coverDenial } from '#lib/access/cover.ts';
import { isFieldGrant, isInForce, type Grant } from '#lib/access/policy.ts';
import type { Book } from '#lib/ledger/page.ts';
import type { AreaView, CoverView, Person } from './api.ts';

/** Grids of a person's own, today. */
export const ownGrids = ({ grants }: Person, today: string): readonly string[] => [
	...new Set(
		grants.filter((grant) => isFieldGrant(grant) && !grant.cover && isInForce(grant, today)).map(({ desk }) => desk),
	),
];

/** Those who hold a grid of their own. */
export const substitutes = (people: readonly Person[], today: string): readonly Person[] =>
	people.filter((person) => ownGrids(person, today).length > 0);

export interface Choice {
	readonly grid: AreaView;
	/** Whose it is; nobody's when its worker has left. */
	readonly owners: readonly Person[];
	/** Whether its own worker keeps the elders' book: then a cover does by default. An empty grid still has elders. */
	readonly care: boolean;
}

/** The grids at which a person may be seated, in their order. */
export function choicesFor(person: Person, { people, grids, grants, today }: Offer): readonly Choice[] {
	const seesCare = (desk: string) => isTaken(person, desk, ['field', 'care'], { grants, today });
	return grids
		.filter(({ code }) => isTaken(person, code, ['field'], { grants, today }))
		.map((grid) => {
			const owners = people.filter((one) => ownGrids(one, today).includes(grid.code));
			const hasCare = owners.some((one) =>
				one.grants.some((grant) => grant.desk === grid.code && grant.books.includes('care')),
			);
			return { grid, owners, care: seesCare(grid.code) && (owners.length === 0 || hasCare) };
		});
}

export interface Offer {
	readonly people: readonly Person[];
	readonly grids: readonly AreaView[];
	/** Of the supervisor. */
	readonly grants: readonly Grant[];
	readonly today: string;
}

/** Whether this supervisor could give these books there today. */
export const isTaken = (
	person: Person,
	desk: string,
	books: readonly Book[],
	{ grants, today }: Pick<Offer, 'grants' | 'today'>,
): boolean => coverDenial(grants, person.grants, { desk, books, from: today, to: today }, today) === null;

export const endNames = ['today', 'three', 'week', 'fortnight'] as const;
export type EndName = (typeof endNames)[number];

/** The last days that are one tap away: the first day alone, three days, to Sunday, two weeks. */
export function endDays(from: string): Readonly<Record<EndName, string>> {
	// Days since Monday: 1970-01-01 was a Thursday.
	const sinceMonday = (Date.parse(from) / dayMs + 3) % 7;
	return { today: from, three: later(from, 2), week: later(from, 6 - sinceMonday), fortnight: later(from, 13) };
}

const dayMs = 86_400_000;
const later = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

export type CoverState = 'now' | 'later' | 'ended' | 'over';

export function stateOf({ from, to, ended }: CoverView, today: string): CoverState {
	if (ended) return 'ended';
	return to < today ? 'over' : from > today ? 'later' : 'now';
}
