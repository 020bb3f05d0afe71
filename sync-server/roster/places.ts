/** Lists of places: 商铺, 九小场所, 设施, 楼栋 and the like. A line is a place; rules RD13 and RD14 of SPEC.md. */
import * as v from 'valibot';
import { placeSchema, type Place } from '#lib/registers/register.ts';
import type { Watch } from './apart.ts';
import { fits, freeText } from './cells.ts';
import type { ColumnKey, Texts } from './columns.ts';
import { quote, says, type RowError } from './errors.ts';
import { idCardInText } from './id-card.ts';
import type { Mapping } from './layout.ts';
import { linesByPart, type Line } from './lines.ts';
import { partsOf, type Spans } from './parts.ts';
import { readSort, type PlaceSort } from './place-titles.ts';
import { given, readCell, readText } from './reading.ts';
import { createReport, type Report, type RowReport } from './report.ts';
import { aboveAll } from './rows.ts';
import type { Workbook } from './workbook.ts';

export interface ListedPlace {
	readonly row: number;
	/** As written: name, number or code. */
	readonly grid: string;
	/** Of the record, when the list says it. */
	readonly id?: string;
	/** Whether the list says the sort in our own words: otherwise it is good for a new place alone. */
	readonly isSortSaid: boolean;
	readonly place: Pick<
		Place,
		'sort' | 'name' | 'address' | 'phone' | 'units' | 'floors' | 'doors' | 'lat' | 'lon' | 'note'
	>;
}

export interface PlacesRead {
	readonly places: readonly ListedPlace[];
	readonly spans: Spans;
	readonly errors: readonly RowError[];
	readonly warnings: readonly RowError[];
}

/** @throws when the watch's signal aborts. */
export function workbookToPlaces(workbook: Workbook, mapping: Mapping, watch: Watch = {}): PlacesRead {
	const parts = partsOf(workbook, mapping);
	const report = createReport(mapping, parts.spans);
	const places: ListedPlace[] = [];
	const rowByPlace = new Map<string, number>();
	for (const { part, lines } of linesByPart(parts, report, watch)) {
		const above = aboveAll(part, report);
		readPart(lines, above === 'lost' ? undefined : above.grid, mapping, report, rowByPlace, places);
	}
	if (places.length === 0 && report.errors().length === 0)
		report.once('error', null, says('文件里没有场所', 'There are no places in the file'));
	return { places, spans: parts.spans, errors: report.errors(), warnings: report.warnings() };
}

function readPart(
	lines: Iterable<Line>,
	start: string | undefined,
	mapping: Mapping,
	report: Report,
	rowByPlace: Map<string, number>,
	places: ListedPlace[],
): void {
	let above = start;
	for (const line of lines) {
		if (line.isHeading && line.texts.grid !== undefined) {
			above = line.texts.grid;
			continue;
		}
		const at = report.at(line.row);
		const listed = readListed(line.texts, line.isHeading, at, mapping, report, above);
		if (!listed) continue;
		above = listed.grid;
		const key = listed.id ?? JSON.stringify([listed.grid, listed.place.name, listed.place.address]);
		const twin = rowByPlace.get(key);
		if (twin === undefined) rowByPlace.set(key, line.row);
		else {
			const other = at.nameOf(twin);
			at.fault('placeName', says(`和${other.zh}重复`, `Already on ${other.en}`));
		}
		if (at.isSound()) places.push(listed);
	}
}

function readListed(
	texts: Texts,
	isHeading: boolean,
	at: RowReport,
	mapping: Mapping,
	report: Report,
	above: string | undefined,
): ListedPlace | null {
	// A building by itself on a line stands for nobody here: it is a place like others.
	const name = readName(isHeading ? texts.building : texts.placeName, at);
	const grid = texts.grid ?? above ?? mapping.grid;
	if (grid === undefined) sayNoGrid(mapping, at, report);
	const { sort, isOwn, word } = sortOf(texts, mapping, at, report);
	const note = [readCell('note', texts, at), word].filter(Boolean).join('；') || undefined;
	const place = given({
		sort,
		name,
		address: textOf('location', texts, at, freeText(120)),
		phone: readCell('phone', texts, at),
		units: numberOf('units', texts.units, placeSchema.entries.units, at),
		floors: numberOf('floors', texts.floors, placeSchema.entries.floors, at),
		doors: numberOf('landing', texts.landing, placeSchema.entries.doors, at),
		lat: numberOf('lat', texts.lat, placeSchema.entries.lat, at),
		lon: numberOf('lon', texts.lon, placeSchema.entries.lon, at),
		note,
	}) as ListedPlace['place'];
	if (!at.isSound() || grid === undefined) return null;
	const id = texts.number?.toLowerCase();
	return { row: at.row, grid, ...(id !== undefined && isId(id) && { id }), isSortSaid: isOwn, place };
}

const isId = (text: string): boolean => v.safeParse(v.pipe(v.string(), v.uuid()), text).success;

function readName(text: string | undefined, at: RowReport): string | undefined {
	if (text === undefined) at.fault('placeName', says('没有填名称', 'The name is missing'));
	else if (text.search(idCardInText) >= 0)
		at.fault('placeName', says('像是身份证号，不能导入', 'Looks like an ID-card number, which is not taken'));
	else return readText('placeName', text, fits(placeSchema.entries.name), at);
	return undefined;
}

const textOf = (key: ColumnKey, texts: Texts, at: RowReport, read: Parameters<typeof readText>[2]) =>
	texts[key] === undefined ? undefined : readText(key, texts[key], read, at);

function numberOf(
	key: ColumnKey,
	text: string | undefined,
	schema: v.GenericSchema,
	at: RowReport,
): number | undefined {
	if (text === undefined) return undefined;
	const plain = text
		.normalize('NFKC')
		.replace(/[层门户个°]$/, '')
		.trim();
	const number = /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
	if (v.safeParse(schema, number).success) return number;
	at.fault(key, says(`数目不对：${quote(text)}`, `Not such a number: ${quote(text)}`));
	return undefined;
}

/** The sort of the row; a word that is not ours is kept with the notes, as it says more than the sort. */
function sortOf(
	{ sort: text }: Texts,
	mapping: Mapping,
	at: RowReport,
	report: Report,
): { readonly sort: PlaceSort; readonly isOwn: boolean; readonly word?: string } {
	const chosen = mapping.sort;
	if (text !== undefined) {
		const read = readSort(text);
		if (read?.isOwn) return read;
		const sort = chosen ?? read?.sort ?? 'shop';
		if (!chosen && !read) at.warn('sort', says(`“${quote(text)}”记为商铺`, `${quote(text)} was taken for a shop`));
		return { sort, isOwn: false, word: text.slice(0, 60) };
	}
	if (!chosen)
		report.once('warning', 'sort', says('没有填类型的，记为商铺', 'Where no sort is said, it was taken for a shop'));
	return { sort: chosen ?? 'shop', isOwn: false };
}

function sayNoGrid({ columns }: Mapping, at: RowReport, report: Report): void {
	if (columns.some(({ key }) => key === 'grid'))
		at.fault('grid', says('没有填，上面也没有', 'Blank, and nothing above'));
	else
		report.once(
			'error',
			'grid',
			says(
				'没有“网格”这一列：请选这个文件属于哪个网格',
				'No column names the grid: choose the one that this file belongs to',
			),
		);
}
