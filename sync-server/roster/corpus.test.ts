/** Every file of tests/roster-corpus, and what must come of it. */
import { describe, expect, it } from 'vitest';
import type { Case, Expected } from '#tests/roster-corpus/case.ts';
import { contentCases } from '#tests/roster-corpus/contents.ts';
import { fileCases } from '#tests/roster-corpus/files.ts';
import { layoutCases } from '#tests/roster-corpus/layouts.ts';
import { placeCases } from '#tests/roster-corpus/places.ts';
import { sheetCases } from '#tests/roster-corpus/several-sheets.ts';
import type { RowError } from './errors.ts';
import { fileToWorkbook } from './file.ts';
import {
	proposedToMapping,
	proposeMapping,
	workbookToPeople,
	workbookToPlaces,
	workbookToRoster,
	type Mapping,
	type RosterDoor,
	type RosterPerson,
} from './mapping.ts';

const today = '2026-11-27';
const toLine = ({ row, column, message }: RowError) => `${row} ${column} ${message.zh}`;

/** The words of the table may be the beginning of what is said. */
function expectLines(said: readonly RowError[], expected: readonly string[] | undefined): void {
	if (!expected) return;
	const lines = said.map(toLine);
	expect(lines.map((line, index) => (line.startsWith(expected[index] ?? '\n') ? expected[index] : line))).toEqual(
		expected,
	);
}

function personToText({ resident, elder, idCard }: RosterPerson, showing: Expected['showing'] = []): string {
	const { birth, sex, phone, relation, note } = resident;
	const contacts = elder?.contacts.map((contact) => `${contact.relation} ${contact.name} ${contact.phone}`).join(' ');
	const all = { birth, sex, relation, phone, idCard, tier: elder?.tier, types: elder?.types.join(','), note, contacts };
	const shown = Object.entries(all).filter(([key]) => (showing as readonly string[]).includes(key));
	return [resident.name, ...shown.map(([, value]) => value)].filter(Boolean).join(' ');
}

async function check({ file, grid, gridByBuilding, expected }: Case): Promise<void> {
	const { bytes, name } = await file();
	const workbook = await fileToWorkbook(bytes, name);
	if (expected.refused !== undefined || !workbook.ok) {
		expect(workbook.ok ? '' : toLine(workbook.error[0]!)).toContain(expected.refused ?? '\n');
		return;
	}
	const proposal = proposeMapping(workbook.value, []);
	const [proposed] = expected.places ? proposal.places : proposal.sheets;
	if (expected.noList || !proposed) return void expect(proposed).toBe(expected.noList ? undefined : 'a list');
	const mapping: Mapping = { ...proposedToMapping(proposed), grid, gridByBuilding };
	expect(proposed).toMatchObject({
		...(expected.sheet !== undefined && { sheet: expected.sheet }),
		...(expected.headRows && { headRows: expected.headRows }),
	});
	const keys = Object.fromEntries(mapping.columns.map(({ title, key }) => [title, key]));
	if (expected.together)
		expect([mapping, ...(mapping.also ?? [])].map(({ sheet }) => sheet)).toEqual(expected.together);
	if (expected.columns) expect(keys).toMatchObject(expected.columns);
	if (expected.places) {
		expect(proposal.list).toBe('places');
		const { places, errors, warnings } = workbookToPlaces(workbook.value, mapping);
		expectLines(errors, expected.errors);
		expectLines(warnings, expected.warnings);
		expect(places).toMatchObject(expected.places);
		return;
	}
	expect(proposal.list === 'places' && !expected.noList).toBe(false);
	if (expected.listed) {
		const { people, errors, warnings } = workbookToPeople(workbook.value, mapping, today);
		expectLines(errors, expected.errors);
		expectLines(warnings, expected.warnings);
		expect(people).toMatchObject(expected.listed);
		return;
	}
	const { roster, errors, warnings } = workbookToRoster(workbook.value, mapping, today);
	if (expected.errorsOn) expect(errors.map(({ sheet }) => sheet)).toEqual(expected.errorsOn);
	expectLines(errors, expected.errors);
	expectLines(warnings, expected.warnings);
	if (expected.count) expect(count(roster.doors)).toEqual(expected.count);
	if (expected.doors) {
		const found = roster.doors.map(({ grid: of, label, people }) => [
			`${of} ${label}`,
			people.map((person) => personToText(person, expected.showing)),
		]);
		expect(Object.fromEntries(found)).toEqual(expected.doors);
	}
	for (const [label, facts] of Object.entries(expected.facts ?? {}))
		expect(roster.doors.find((door) => door.label === label)?.household).toMatchObject(facts);
}

const count = (doors: readonly RosterDoor[]) => ({
	doors: doors.length,
	people: doors.reduce((sum, { people }) => sum + people.length, 0),
});

describe('files', () => {
	it.for(fileCases)('[RD1, RD2] $what', check);
});
describe('sheets', () => {
	it.for(sheetCases)('[RD12] $what', check);
});
describe('layouts', () => {
	it.for(layoutCases)('[RD3, RD4] $what', check);
});
describe('contents', () => {
	it.for(contentCases)('[RD5, RD6] $what', check);
});
describe('places', () => {
	it.for(placeCases)('[RD13, RD14] $what', check);
});
