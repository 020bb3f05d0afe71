/** How a door stands: what the matrix, the map and the lists beside them say of it, on the phone and at the desk. Pure. */
import type { Household } from './register.ts';

export type DueState = 'alarm' | 'overdue' | 'due' | 'later' | 'never';

/** Where something stands on a day; `never` is what is never due. @param due '' is at once */
export function dueState({ alarm, due }: { readonly alarm?: string; readonly due?: string }, day: string): DueState {
	if (alarm) return 'alarm';
	if (due === undefined) return 'never';
	if (due === '' || due === day) return 'due';
	return due < day ? 'overdue' : 'later';
}

const urgency: readonly DueState[] = ['alarm', 'overdue', 'due', 'later', 'never'];
export const moreUrgent = (a: DueState | undefined, b: DueState): DueState =>
	a === undefined || urgency.indexOf(b) < urgency.indexOf(a) ? b : a;

/** What counts most comes first. */
export const doorStates = ['alarm', 'elder', 'tried', 'due', 'visited', 'vacant'] as const;
export type DoorState = (typeof doorStates)[number];

export interface StandingDoor {
	readonly due: DueState;
	/** Knocked in vain since it was last reached. */
	readonly tried?: number;
	/** The most urgent elder behind the door. */
	readonly elder?: DueState;
	readonly tenure?: Household['tenure'];
}

/** What counts most at this door. */
export function doorState({ due, tried, elder, tenure }: StandingDoor): DoorState {
	if (elder === 'alarm') return 'alarm';
	if (elder === 'overdue' || elder === 'due') return 'elder';
	if (tenure === 'vacant') return 'vacant';
	if (due !== 'overdue' && due !== 'due') return 'visited';
	return tried === undefined ? 'due' : 'tried';
}

/** Doors of a building, by how they stand. */
export type DoorCounts = Readonly<Record<DoorState, number>>;

export function countDoors(doors: Iterable<StandingDoor>): DoorCounts {
	const counts = { alarm: 0, elder: 0, tried: 0, due: 0, visited: 0, vacant: 0 };
	for (const door of doors) counts[doorState(door)]++;
	return counts;
}

/** How the building stands as a whole: as the door that counts most. */
export const buildingState = (counts: DoorCounts): DoorState =>
	doorStates.find((state) => counts[state] > 0) ?? 'vacant';
