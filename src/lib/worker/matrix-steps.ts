/** Where the arrows lead in a matrix of doors. Pure. */

export interface Spot {
	/** The household. */
	readonly id: string;
	readonly row: number;
	readonly column: number;
}

export type StepKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End';
const keys: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];
export const isStepKey = (key: string): key is StepKey => keys.includes(key);

/**
 * The door that a key leads to; the same one where there is none. Left and right stay in the row, up and down go to the
 * next row that has a door, to the one nearest below or above.
 * @param spots row by row, each from left to right
 * @param isFar Home and End go to the first and last door of all
 */
export function stepFrom(spots: readonly Spot[], id: string, key: StepKey, isFar = false): string {
	const place = spots.findIndex((spot) => spot.id === id);
	if (place < 0) return spots[0]?.id ?? id;
	const from = spots[place]!;
	const inRow = spots.filter(({ row }) => row === from.row);
	if (key === 'Home') return (isFar ? spots : inRow)[0]!.id;
	if (key === 'End') return (isFar ? spots : inRow).at(-1)!.id;
	if (key === 'ArrowLeft' || key === 'ArrowRight') {
		const next = spots[place + (key === 'ArrowLeft' ? -1 : 1)];
		return next?.row === from.row ? next.id : id;
	}
	const beyond = spots.filter(({ row }) => (key === 'ArrowUp' ? row < from.row : row > from.row));
	const row = (key === 'ArrowUp' ? beyond.at(-1) : beyond[0])?.row;
	const distance = (spot: Spot) => Math.abs(spot.column - from.column);
	const nearest = beyond.filter((spot) => spot.row === row).sort((a, b) => distance(a) - distance(b))[0];
	return nearest?.id ?? id;
}
