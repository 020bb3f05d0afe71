/** Lists that are about people rather than doors: 养老金, 残疾, 低保. A line is a person, with or without a door. */
import type { Elder } from '#lib/registers/register.ts';
import type { Watch } from './apart.ts';
import { readCare } from './care.ts';
import type { ColumnKey } from './columns.ts';
import { says, type RowError } from './errors.ts';
import type { Mapping } from './layout.ts';
import { linesByPart, type Line } from './lines.ts';
import { partsOf } from './parts.ts';
import { readPersons } from './persons.ts';
import { readParts, type Above } from './place.ts';
import { given, readCell, type Reading } from './reading.ts';
import { aboveAll } from './rows.ts';
import { createReport, type RowReport } from './report.ts';
import type { Workbook } from './workbook.ts';

export interface ListedPerson {
	readonly row: number;
	readonly name: string;
	readonly birth?: string;
	readonly sex?: 'f' | 'm';
	/** 18 digits, checked; never written to the ledger. */
	readonly idCard?: string;
	readonly phone?: string;
	readonly door?: { readonly building: string; readonly unit?: number; readonly door: string };
	readonly fields: Partial<Pick<Elder, 'tier' | 'types' | 'health' | 'hardship' | 'note'>>;
}

const personKeys: readonly ColumnKey[] = ['name', 'people', 'idCard', 'sex', 'birth', 'age', 'phone', 'relation'];

export interface PeopleRead {
	readonly people: readonly ListedPerson[];
	readonly errors: readonly RowError[];
	readonly warnings: readonly RowError[];
}

/** @param today `yyyy-mm-dd`. @throws when the watch's signal aborts. */
export function workbookToPeople(workbook: Workbook, mapping: Mapping, today: string, watch: Watch = {}): PeopleRead {
	const parts = partsOf(workbook, mapping);
	const report = createReport(mapping, parts.spans);
	const people: ListedPerson[] = [];
	const rowByCard = new Map<string, number>();
	const reading = { mapping, report, today };
	for (const { part, lines } of linesByPart(parts, report, watch))
		readPart(lines, aboveAll(part, report), reading, rowByCard, people);
	if (people.length === 0 && report.errors().length === 0)
		report.once('error', null, says('文件里没有人', 'There are no people in the file'));
	return { people, errors: report.errors(), warnings: report.warnings() };
}

function readPart(
	lines: Iterable<Line>,
	start: Above,
	reading: Reading,
	rowByCard: Map<string, number>,
	people: ListedPerson[],
): void {
	const { mapping, report } = reading;
	let above = start;
	for (const line of lines) {
		const at = report.at(line.row);
		if (line.isHeading) {
			above = readParts(line.texts, at, mapping) ?? {};
			continue;
		}
		const listed = readListed(line, above, at, reading);
		for (const { idCard } of listed) {
			const twin = idCard === undefined ? undefined : rowByCard.get(idCard);
			if (twin !== undefined) {
				const other = at.nameOf(twin);
				at.fault('idCard', says(`和${other.zh}是同一个人`, `The same person as on ${other.en}`));
			}
		}
		if (!at.isSound()) continue;
		for (const { idCard, row } of listed) if (idCard !== undefined) rowByCard.set(idCard, row);
		people.push(...listed);
	}
}

function readListed({ row, texts }: Line, above: Above, at: RowReport, reading: Reading): ListedPerson[] {
	// Such lists say things of people who are no elders of ours yet: no tier is missing.
	const { tier, types, health, hardship, note } = texts;
	const about = Object.fromEntries(personKeys.map((key) => [key, texts[key]]));
	const persons = readPersons(about, at, reading);
	if (persons.length === 0 && at.isSound()) at.fault('name', says('没有填姓名', 'The name is missing'));
	const fields = given({
		...readCare({ tier, types, health, hardship }, at),
		note: readCell('note', { note }, at),
	}) as ListedPerson['fields'];
	const door = readDoorOf(texts, above, at, reading);
	return persons.map(({ resident, idCard }, index) => {
		const { name, birth, sex, phone } = resident;
		return { row, ...given({ name, birth, sex, idCard, phone, door }), fields: index === 0 ? fields : {} };
	});
}

/** A door is good to have here: one that cannot be read is said and left out, and the person stays. */
function readDoorOf(
	texts: Line['texts'],
	above: Above,
	at: RowReport,
	{ mapping }: Reading,
): ListedPerson['door'] | undefined {
	const apart: RowReport = { ...at, fault: (key, message) => at.warn(key, message) };
	const heading = above === 'lost' ? {} : above;
	const { building = heading.building, unit = heading.unit, door } = readParts(texts, apart, mapping) ?? {};
	return building === undefined || door === undefined ? undefined : given({ building, unit, door });
}
