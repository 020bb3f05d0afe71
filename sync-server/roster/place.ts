/** Where a line is: its grid, building, stairwell and door, in one cell or in several, or as above. */
import { doorToLabel } from '#lib/registers/door.ts';
import type { ColumnKey, Texts } from './columns.ts';
import { readAddress, readBuilding, readBuildingIn, readDoor, readUnit, type DoorParts } from './doors.ts';
import { says } from './errors.ts';
import type { Mapping } from './layout.ts';
import type { RowReport } from './report.ts';

export interface Place extends DoorParts {
	readonly building: string;
	readonly door: string;
	/** As written in a column; undefined when no column says it. */
	readonly grid?: string;
}

/** What the lines above leave to those below. */
export type Above = Partial<Place> | 'lost';

export const placeToLabel = ({ building, unit, door }: Place): string => doorToLabel({ building, unit, door });

/** Characters that the register takes. */
const longestLabel = 30;
const placeKeys: readonly ColumnKey[] = ['address', 'building', 'unit', 'door'];

/** What the cells themselves say; null when one of them is wrong, which is said. */
export function readParts(texts: Texts, at: RowReport, { columns }: Mapping): DoorParts | null {
	const inBuilding = columns.some(({ key }) => key === 'building') || texts.address !== undefined;
	const readers: Readonly<Partial<Record<ColumnKey, (text: string) => ReturnType<typeof readBuilding>>>> = {
		address: (text) => (texts.door === undefined ? readAddress(text) : readBuildingIn(text)),
		building: readBuilding,
		unit: readUnit,
		door: (text) => readDoor(text, inBuilding),
	};
	let parts: DoorParts = {};
	for (const key of placeKeys) {
		const text = texts[key];
		if (text === undefined) continue;
		const read = readers[key]!(text);
		if (read.ok) parts = { ...parts, ...read.value };
		else at.fault(key, read.error);
	}
	return at.isSound() ? parts : null;
}

/**
 * Blank means as above: for a whole door when 门号 is blank, for grid and building always, for the stairwell with the
 * building. Null when something is missing, which is said.
 */
export function readPlace(
	texts: Texts,
	hasPeople: boolean,
	above: Above,
	at: RowReport,
	mapping: Mapping,
): Place | null {
	const said = readParts(texts, at, mapping);
	if (!said) return null;
	const isSilent = placeKeys.every((key) => texts[key] === undefined);
	if (above === 'lost' && said.building === undefined) {
		at.fault(
			null,
			says(
				'上面那一行的门牌没读出来，这一行跟着没有读',
				'The door above could not be read, and this row is of the same',
			),
		);
		return null;
	}
	const before = above === 'lost' ? {} : above;
	const sameBuilding = said.building === undefined || said.building === before.building;
	const takesUnit = said.building === undefined || (sameBuilding && said.door === undefined);
	const unit = said.unit ?? (takesUnit ? before.unit : undefined);
	const sameStairs = sameBuilding && unit === before.unit;
	const place = {
		building: said.building ?? before.building,
		unit,
		door: said.door ?? (sameStairs && hasPeople ? before.door : undefined),
		grid: texts.grid ?? before.grid,
		estate: said.estate ?? (isSilent ? before.estate : undefined),
	};
	const column = mapping.columns.some(({ key }) => key === 'address') ? 'address' : null;
	const missing = (['building', 'door'] as const).find((key) => place[key] === undefined);
	if (missing) at.fault(column ?? missing, says('没有填，上面也没有', 'Blank, and nothing above'));
	if (missing) return null;
	const whole = place as Place;
	if (placeToLabel(whole).length > longestLabel)
		at.fault(column ?? 'building', says('门牌太长', 'The door is too long'));
	return at.isSound() ? whole : null;
}

/** What stays for the lines below when this one has no whole place. */
export function leaveBelow(texts: Texts, above: Above, place: Place | null): Above {
	if (place) return place;
	return placeKeys.every((key) => texts[key] === undefined) && texts.grid === undefined ? above : 'lost';
}
