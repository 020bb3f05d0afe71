/**
 * In which building a household stands: the one that it was entered under, until its door is corrected to name another of
 * the same desk. What it is `about` never changes, so this is read from what the door says and from the buildings that are
 * there. Pure. Rules T11 and T12 of SPEC.md; why so: docs/decisions/0007.
 */
import type { Body } from '#lib/ledger/entry.ts';
import { nameToBuilding } from './door.ts';
import type { Household, Place } from './register.ts';

/** A place or a household, as far as is asked here. */
export interface Sited {
	readonly id: string;
	readonly desk: string;
	readonly about?: string;
	readonly body: Body;
	/** Households: 1 when the door tells the building, and not the place that it was entered under. */
	readonly byDoor?: 1;
}

/** Whether the door tells the building: it was corrected to name another, or was entered under none. @param entered the body of the root */
export const isByDoor = ({ kind, about }: { kind: string; about?: string }, entered: Body, now: Body): boolean =>
	kind === 'household' && (about === undefined || entered.building !== now.building);

export type BuildingOf = (home: Sited) => string | undefined;

/** @param places of any sort and desk; of two buildings of one name the smaller id counts */
export function createBuildingOf(places: Iterable<Sited>): BuildingOf {
	const nameById = new Map<string, string>();
	const idByName = new Map<string, string>();
	for (const { id, desk, body } of places) {
		const { sort, name } = body as unknown as Place;
		if (sort !== 'building') continue;
		const said = `${desk} ${spelt(name)}`;
		nameById.set(id, said);
		const known = idByName.get(said);
		if (known === undefined || id < known) idByName.set(said, id);
	}
	return ({ about, desk, body, byDoor }) => {
		if (!byDoor) return about;
		const said = `${desk} ${spelt((body as unknown as Household).building)}`;
		return about !== undefined && nameById.get(about) === said ? about : (idByName.get(said) ?? about);
	};
}

/** A building's name as doors call it. */
const spelt = (name: unknown): string => nameToBuilding(String(name ?? '').normalize('NFKC')).toUpperCase();
