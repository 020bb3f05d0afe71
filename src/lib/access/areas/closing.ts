/** A grid that went into another is closed: from a day on nobody is seated there, and lists leave it out. Rule T13 of the registers. Pure. */
import type { Area } from './area-tree.ts';

const dayMs = 86_400_000;
const shifted = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

/** @param day the first on which it is closed, `yyyy-mm-dd` */
export const closedFrom = (area: Area, day: string): Area => ({ ...area, validTo: shifted(day, -1) });

export function reopened(area: Area): Area {
	const { validTo: _validTo, ...open } = area;
	return open;
}

/** The first day on which it is closed; null when it is to stay. */
export const closingDay = ({ validTo }: Area): string | null => (validTo === undefined ? null : shifted(validTo, 1));

export function isClosedOn(area: Area | null, day: string): boolean {
	const from = area && closingDay(area);
	return from !== null && from <= day;
}
