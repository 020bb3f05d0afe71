/**
 * What a change says of people and of the door: the fields that are to be set in the registers. Pure. `presence`,
 * `since` and `until` always go together, so that no merge mixes what two people said of one person.
 */
import { doorToLabel, floorOfDoor } from '#lib/registers/door.ts';
import { isFormer } from '#lib/registers/presence.ts';
import type { Household, Presence, Resident } from '#lib/registers/register.ts';
import type { How, What } from './kind.ts';

/** Someone of the register, living there or not. */
export interface Person {
	readonly id: string;
	readonly body: Resident;
}

/** Where the door really is. */
export interface DoorChoice {
	readonly building: string;
	readonly unit?: number;
	readonly door: string;
}

/** What the person at the door has chosen and typed. */
export interface Choice {
	readonly what: What;
	readonly day: string;
	readonly people: readonly string[];
	readonly how?: How;
	readonly until?: string;
	readonly note?: string;
	/** Who is new: they moved in, rent now, or were born. */
	readonly newcomers: readonly Resident[];
	/** 电话变了; the household's own when nobody is chosen. */
	readonly phone?: string;
	/** 门号有误. */
	readonly door?: DoorChoice;
}

type Set<Of> = { readonly [Field in keyof Of]?: Of[Field] | null };

export interface Effects {
	readonly household: Set<Household>;
	readonly residents: readonly { readonly id: string; readonly set: Set<Resident> }[];
	readonly newcomers: readonly Resident[];
}

export function effectsOf(choice: Choice, home: Household, listed: readonly Person[]): Effects {
	const { what, day, people, how, until } = choice;
	const nothing: Effects = { household: {}, residents: [], newcomers: [] };
	switch (what) {
		case 'moved-out':
		case 'lease-ended':
			return gone(choice, home, listed, 'moved');
		case 'died':
			return gone(choice, home, listed, 'died');
		case 'registered-only':
			return { ...nothing, residents: present(people, 'registered-only', day) };
		case 'vacant': {
			const living = listed.filter(({ body }) => !isFormer(body)).map(({ id }) => id);
			const became = how === 'registered-only' ? 'registered-only' : 'moved';
			return { household: emptied(home), residents: present(living, became, day), newcomers: [] };
		}
		case 'absent': {
			const residents = present(people, how === 'hospital' ? 'hospital' : 'away', day, until);
			const isAll = remaining(choice, listed).length === 0;
			const away = { from: day, ...(until && { until }) };
			return { ...nothing, household: isAll ? { away } : {}, residents };
		}
		case 'back':
			return { ...nothing, household: livedIn(home), residents: present(people, null, null) };
		case 'moved-in':
			return { ...nothing, household: livedIn(home), newcomers: since(choice) };
		case 'new-lease':
			return { ...nothing, household: { ...livedIn(home), tenure: 'tenant' }, newcomers: since(choice) };
		case 'born':
			return { ...nothing, newcomers: since(choice).map((baby) => ({ ...baby, birth: day })) };
		case 'phone':
			return people.length === 0
				? { ...nothing, household: { phone: choice.phone } }
				: { ...nothing, residents: people.map((id) => ({ id, set: { phone: choice.phone } })) };
		case 'wrong-door':
			return { ...nothing, household: choice.door ? relabelled(home, choice.door) : {} };
	}
}

/** Those who still live there once the chosen are gone. */
const remaining = ({ people }: Choice, listed: readonly Person[]): readonly Person[] =>
	listed.filter(({ id, body }) => !isFormer(body) && body.presence !== 'registered-only' && !people.includes(id));

function gone(choice: Choice, home: Household, listed: readonly Person[], presence: 'moved' | 'died'): Effects {
	const isEmpty = remaining(choice, listed).length === 0;
	return {
		household: isEmpty ? emptied(home) : {},
		residents: present(choice.people, presence, choice.day),
		newcomers: [],
	};
}

const present = (ids: readonly string[], presence: Presence | null, since: string | null, until?: string) =>
	ids.map((id) => ({ id, set: { presence, since, until: until ?? null } }));

const since = ({ newcomers, day }: Choice): Resident[] => newcomers.map((person) => ({ ...person, since: day }));

/** Nobody lives there: an absence that was said has ended with it. */
const emptied = (home: Household): Set<Household> => ({ tenure: 'vacant', ...(home.away && { away: null }) });

const livedIn = (home: Household): Set<Household> => ({
	...(home.tenure === 'vacant' && { tenure: null }),
	...(home.away && { away: null }),
});

/** The floor follows the door number; a label that people wrote in another way gives way to the usual one. */
function relabelled(home: Household, { building, unit, door }: DoorChoice): Set<Household> {
	const floor = door === home.door ? (home.floor ?? null) : floorOfDoor(door);
	const next = { building, unit: unit ?? null, door, floor, label: doorToLabel({ building, unit, door }) };
	const changed = Object.entries(next).filter(([field, value]) => (home[field as keyof Household] ?? null) !== value);
	return Object.fromEntries(changed) as Set<Household>;
}
