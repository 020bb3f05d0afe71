/**
 * Lines become doors and the people behind them. A line with an error is left out and said; all others are read, so
 * that a person sees at once what there is to mend.
 */
import type { Watch } from './apart.ts';
import type { ColumnKey } from './columns.ts';
import { quote, says, type RowError } from './errors.ts';
import type { Mapping } from './layout.ts';
import { headingOfSheet } from './heading.ts';
import { linesByPart, type Line } from './lines.ts';
import { partsOf, type Part, type Spans } from './parts.ts';
import {
	checkFacts,
	checkTwin,
	closeDoor,
	compare,
	factKeys,
	type Facts,
	type OpenDoor,
	type RosterDoor,
} from './open-door.ts';
import { isVacantName, readPersons } from './persons.ts';
import { leaveBelow, placeToLabel, readParts, readPlace, type Above, type Place } from './place.ts';
import { given, readCell, type Reading } from './reading.ts';
import { createReport, type Report, type RowReport } from './report.ts';
import type { Workbook } from './workbook.ts';

export type { RosterDoor } from './open-door.ts';
export type { RosterPerson } from './persons.ts';

export interface Roster {
	/** Of the sheets that it was read from; absent when rows are numbered as they stand. */
	readonly spans?: Spans;
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

/** @param today `yyyy-mm-dd`. @throws when the watch's signal aborts. */
export function workbookToRoster(workbook: Workbook, mapping: Mapping, today: string, watch: Watch = {}): RosterRead {
	const parts = partsOf(workbook, mapping);
	const report = createReport(mapping, parts.spans);
	const reading: Reading = { mapping, report, today };
	const doors = new Map<string, OpenDoor>();
	let count = 0;
	for (const { part, lines } of linesByPart(parts, report, watch)) {
		let above = aboveAll(part, report);
		for (const line of lines) {
			const at = report.at(line.row);
			if (line.isHeading) above = readHeading(line, above, at, mapping);
			else above = readRow(line, above, at, doors, reading);
			count++;
		}
	}
	if (count === 0 && parts.parts.length > 0)
		report.once('error', null, says('文件里没有住户', 'There are no households in the file'));
	return {
		roster: { spans: parts.spans, doors: [...doors.values()].map(closeDoor) },
		errors: report.errors(),
		warnings: report.warnings(),
	};
}

/** Buildings that the sheet names, as `gridByBuilding` wants them. */
export function buildingsOf(workbook: Workbook, mapping: Mapping): readonly string[] {
	const parts = partsOf(workbook, mapping);
	const report = createReport(mapping, parts.spans);
	const buildings = new Set<string>();
	for (const { part, lines } of linesByPart(parts, report)) {
		const above = aboveAll(part, report);
		if (above !== 'lost' && above.building !== undefined) buildings.add(above.building);
		for (const { row, texts } of lines) {
			const building = readParts(texts, report.at(row), mapping)?.building;
			if (building !== undefined) buildings.add(building);
		}
	}
	return [...buildings].sort((a, b) => a.localeCompare(b, 'zh', { numeric: true }));
}

/** A sheet may be a building or a grid, and be called so, or have a title over it that says so. */
export function aboveAll({ sheet, mapping }: Part, report: Report): Above {
	const has = (key: ColumnKey) => mapping.columns.some((column) => column.key === key);
	const titles = sheet.rows.slice(0, (mapping.headRows[0] ?? 1) - 1);
	const { building, grid } = headingOfSheet(mapping.sheet, titles);
	// What a person chose for the file goes before what its sheets are called.
	const takesGrid = grid !== undefined && !has('grid') && mapping.grid === undefined && !mapping.gridByBuilding;
	const parts =
		building === undefined || has('building') || has('address') ? {} : readParts({ building }, report.at(0), mapping);
	return { ...parts, ...(takesGrid && { grid }) };
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
	checkFacts(door, facts, hasPeople, at);
	for (const person of people) checkTwin(door, person, at);
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
			at.warn('name', says(`“${quote(texts.name)}”按空户读`, `“${quote(texts.name)}” was taken for a vacant door`));
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
