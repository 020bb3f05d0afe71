/**
 * Lines become doors and the people behind them. A line with an error is left out and said; all others are read, so
 * that a person sees at once what there is to mend.
 */
import type { Household } from '#lib/registers/register.ts';
import type { Watch } from './apart.ts';
import { says, type RowError } from './errors.ts';
import type { Mapping } from './layout.ts';
import { findSheet, linesOf, type Line } from './lines.ts';
import { given, isVacantName, readCell, readPersons, type Reading, type RosterPerson } from './persons.ts';
import { leaveBelow, placeToLabel, readParts, readPlace, type Above, type Place } from './place.ts';
import { createReport, type RowReport } from './report.ts';
import type { Workbook } from './workbook.ts';

export type { RosterPerson } from './persons.ts';

export interface RosterDoor {
	/** Row on which it first stands. */
	readonly row: number;
	/** As written: name, number or code. */
	readonly grid: string;
	readonly label: string;
	readonly household: Omit<Household, 'label' | 'floor'>;
	readonly people: readonly RosterPerson[];
}

export interface Roster {
	readonly sheet?: string;
	readonly doors: readonly RosterDoor[];
}

export interface RosterRead {
	/** Without the rows that have an error. */
	readonly roster: Roster;
	/** By row and column; row 0 is the file as a whole. */
	readonly errors: readonly RowError[];
	/** What was left out or guessed in rows that are in. */
	readonly warnings: readonly RowError[];
}

type FactKey = 'tenure' | 'householdPhone' | 'caution';
type Facts = Partial<Record<FactKey | 'note', string>>;
interface OpenDoor {
	readonly row: number;
	/** The last row that spoke of it. */
	lastRow: number;
	readonly place: Place & { readonly grid: string };
	readonly facts: Facts;
	readonly people: RosterPerson[];
}

const factKeys: readonly FactKey[] = ['tenure', 'householdPhone', 'caution'];

/** @param today `yyyy-mm-dd`. @throws when the watch's signal aborts. */
export function workbookToRoster(workbook: Workbook, mapping: Mapping, today: string, watch: Watch = {}): RosterRead {
	const report = createReport(mapping);
	const reading: Reading = { mapping, report, today };
	const doors = new Map<string, OpenDoor>();
	const sheet = findSheet(workbook, mapping, report);
	let above: Above = {};
	let count = 0;
	for (const line of sheet ? linesOf(sheet, mapping, report, watch) : []) {
		const at = report.at(line.row);
		if (line.isHeading) above = readHeading(line, above, at, mapping);
		else above = readRow(line, above, at, doors, reading);
		count++;
	}
	if (count === 0 && sheet) report.once('error', null, says('文件里没有住户', 'There are no households in the file'));
	return {
		roster: { ...(mapping.sheet && { sheet: mapping.sheet }), doors: [...doors.values()].map(closeDoor) },
		errors: report.errors(),
		warnings: report.warnings(),
	};
}

/** Buildings that the sheet names, as `gridByBuilding` wants them. */
export function buildingsOf(workbook: Workbook, mapping: Mapping): readonly string[] {
	const report = createReport(mapping);
	const sheet = findSheet(workbook, mapping, report);
	const buildings = new Set<string>();
	for (const { row, texts } of sheet ? linesOf(sheet, mapping, report) : []) {
		const building = readParts(texts, report.at(row), mapping)?.building;
		if (building !== undefined) buildings.add(building);
	}
	return [...buildings].sort((a, b) => a.localeCompare(b, 'zh', { numeric: true }));
}

function readHeading({ texts }: Line, above: Above, at: RowReport, mapping: Mapping): Above {
	const { grid } = above === 'lost' ? {} : above;
	return { ...readParts(texts, at, mapping), grid: texts.grid ?? grid };
}

/** Puts one row behind its door, when nothing is wrong with it. @returns what it leaves to the rows below. */
function readRow(line: Line, above: Above, at: RowReport, doors: Map<string, OpenDoor>, reading: Reading): Above {
	const { texts } = line;
	const hasPeople = [texts.name, texts.people].some((names) => names !== undefined && !isVacantName(names));
	const place = readPlace(texts, hasPeople, above, at, reading.mapping);
	const below = leaveBelow(texts, above, place);
	const people = readPersons(texts, at, reading);
	const facts = readFacts(line, hasPeople, at);
	const grid = place && gridOf(place, at, reading);
	if (!place || grid === null) return below;
	const label = placeToLabel(place);
	const known = doors.get(label);
	const door = known ?? { row: at.row, lastRow: at.row, place: { ...place, grid }, facts: {}, people: [] };
	if (known) compare(known, { ...place, grid }, hasPeople, label, at);
	mergeFacts(door, facts, hasPeople, at);
	for (const person of people) findTwin(door, person, at);
	if (!at.isSound()) return below;
	for (const key of factKeys) if (facts[key] !== undefined) door.facts[key] ??= facts[key];
	if (!hasPeople && facts.note !== undefined) door.facts.note ??= facts.note;
	door.people.push(...people);
	door.lastRow = at.row;
	doors.set(label, door);
	return below;
}

function readFacts({ texts }: Line, hasPeople: boolean, at: RowReport): Facts {
	const facts: Facts = {};
	for (const key of factKeys) facts[key] = readCell(key, texts, at);
	if (!hasPeople) {
		facts.note = readCell('note', texts, at);
		if (texts.name !== undefined && /\p{L}/u.test(texts.name) && facts.tenure === undefined) {
			facts.tenure = 'vacant';
			at.warn('name', says(`“${texts.name}”按空户读`, `“${texts.name}” was taken for a vacant door`));
		}
	}
	return given(facts);
}

/** The grid that the row names, or the one chosen for its building or for the file. */
function gridOf(place: Place, at: RowReport, { mapping, report }: Reading): string | null {
	const grid = place.grid ?? mapping.gridByBuilding?.[place.building] ?? mapping.grid;
	if (grid !== undefined) return grid;
	if (mapping.columns.some(({ key }) => key === 'grid'))
		at.fault('grid', says('没有填，上面也没有', 'Blank, and nothing above'));
	else if (mapping.gridByBuilding)
		report.once(
			'error',
			'grid',
			says(`楼栋 ${place.building} 没有选网格`, `No grid was chosen for building ${place.building}`),
		);
	else
		report.once(
			'error',
			'grid',
			says(
				'没有“网格”这一列：请选这个文件属于哪个网格',
				'No column names the grid: choose the one that this file belongs to',
			),
		);
	return null;
}

function compare(known: OpenDoor, place: Place, hasPeople: boolean, label: string, at: RowReport): void {
	const { row, place: before } = known;
	if (before.grid !== place.grid)
		at.fault(
			'grid',
			says(`${label} 在第 ${row} 行属于“${before.grid}”`, `${label} belongs to ${before.grid} on row ${row}`),
		);
	if (before.estate !== undefined && place.estate !== undefined && before.estate !== place.estate)
		at.fault(
			null,
			says(
				`${label} 在第 ${row} 行是“${before.estate}”，这一行是“${place.estate}”：同号的楼请写成不同的名字`,
				`${label} is in ${before.estate} on row ${row} and in ${place.estate} here: give the buildings different names`,
			),
		);
	if (!hasPeople) at.fault('door', says(`${label} 和第 ${row} 行重复`, `${label} is already on row ${row}`));
}

function mergeFacts(door: OpenDoor, facts: Facts, hasPeople: boolean, at: RowReport): void {
	for (const key of factKeys) {
		const before = door.facts[key];
		if (facts[key] !== undefined && before !== undefined && before !== facts[key])
			at.fault(
				key,
				says(`同一户在第 ${door.row} 行填的不一样`, `The same household has something else on row ${door.row}`),
			);
	}
	if ((facts.tenure ?? door.facts.tenure) === 'vacant' && hasPeople)
		at.fault('tenure', says('空户不能有住户姓名', 'A vacant door cannot have a resident'));
}

function findTwin(door: OpenDoor, { resident, idCard }: RosterPerson, at: RowReport): void {
	const twin = door.people.find(
		(one) =>
			(idCard !== undefined && one.idCard === idCard) ||
			(one.resident.name === resident.name && one.resident.birth === resident.birth),
	);
	if (twin)
		at.fault(
			'name',
			says(`和第 ${twin.row} 行是同一个人（姓名、出生相同）`, `The same person as on row ${twin.row} (name and birth)`),
		);
}

function closeDoor({ row, place, facts, people }: OpenDoor): RosterDoor {
	const { building, unit, door, grid } = place;
	const { tenure, householdPhone: phone, caution, note } = facts;
	const household = given({ building, unit, door, tenure, phone, caution, note }) as RosterDoor['household'];
	return { row, grid, label: placeToLabel(place), household, people };
}
