/**
 * Which sheet of a file is the list, and what its columns mean: by their titles and by their contents. A person looks
 * at the proposal and corrects it; what was confirmed once for the same titles is proposed again.
 */
import { columnWords, contactNumbers, manyKeys, type ColumnKey } from './columns.ts';
import { keyOfCells, shareOf } from './guess.ts';
import { findHead, type Head } from './head.ts';
import type { Certainty, Mapping, Proposal, ProposedColumn, ProposedSheet } from './layout.ts';
import { headingOfSheet } from './heading.ts';
import { ownKey, ownListOf } from './own-lists.ts';
import { isOfPlaces, placeTitles } from './place-titles.ts';
import { keyOfTitle, keyWithinTitle, peopleTitles, titleKey, type Titles } from './synonyms.ts';
import type { Sheet, Workbook } from './workbook.ts';

/** Cells of a column that are looked at. */
const sampleSize = 100;
/** What can only be one of a few words. */
const closedKeys: readonly ColumnKey[] = ['tenure', 'tier', 'types', 'sex'];
/** The sheet that our template calls so. */
export const rosterSheet = '名册';

/** How one sort of list is known. */
interface Sort {
	readonly titles: Titles;
	readonly judge: (title: string, cells: readonly string[]) => { key: ColumnKey; certainty: Certainty };
	/** Without what makes it one, it is another table. */
	readonly isPlausible: (sheet: ProposedSheet) => boolean;
	readonly isOf: (mapping: Mapping) => boolean;
}
const ofPeople: Sort = {
	titles: peopleTitles,
	judge,
	isPlausible: isListOfPeople,
	isOf: (mapping) => !isOfPlaces(mapping),
};
const ofPlaces: Sort = { titles: placeTitles, judge: judgePlace, isPlausible: isListOfPlaces, isOf: isOfPlaces };

export function proposeMapping(workbook: Workbook, remembered: readonly Mapping[]): Proposal {
	const propose = (sort: Sort) => {
		const own = remembered.filter(sort.isOf);
		const found = workbook.sheets.map((sheet) => proposeSheet(sheet, own, sort)).filter((sheet) => sheet !== null);
		return found.map((sheet) => withOthers(sheet, found)).toSorted((a, b) => weightOf(b) - weightOf(a));
	};
	const [sheets, places] = [propose(ofPeople), propose(ofPlaces)];
	return { sheets, places, list: listOf(sheets, places) };
}

/** With the sheets that have its head: one list in several parts, when each stands for a building or grid of its own. */
function withOthers(sheet: Found, all: readonly Found[]): ProposedSheet {
	const { standsFor: _, ...proposed } = sheet;
	const alike = all.filter((other) => other.rows > 0 && headOf(other) === headOf(sheet) && other.headRows.length > 0);
	if (alike.length < 2 || !alike.includes(sheet)) return proposed;
	const stands = new Set(alike.map(({ standsFor }) => standsFor));
	const isIncluded = stands.size === alike.length && !stands.has(undefined);
	const own = new Set(sheet.columns.map(({ index }) => index));
	// Beside the table somebody may have written on one of the sheets alone.
	const others = alike.flatMap(({ columns }) => columns).filter(({ index }) => !own.has(index) && own.add(index));
	return {
		...proposed,
		columns: [...sheet.columns, ...others].toSorted((a, b) => a.index - b.index),
		together: alike.map(({ sheet: name, headRows, firstRow, rows, standsFor, namesGrid }) => ({
			sheet: name,
			headRows,
			firstRow,
			rows,
			...(standsFor !== undefined && { standsFor }),
			...(namesGrid && { namesGrid }),
			isIncluded,
		})),
	};
}

const headOf = ({ columns }: ProposedSheet): string =>
	JSON.stringify(columns.filter(({ title }) => title !== '').map(({ index, title }) => [index, titleKey(title)]));

/** What the likeliest sheet plainly is: a list of places has names of places, and no people or doors that are sure. */
function listOf(sheets: readonly ProposedSheet[], places: readonly ProposedSheet[]): Proposal['list'] {
	const [people, place] = [sheets[0], places[0]];
	if (people?.own) return people.own;
	if (!place) return null;
	if (place.own || !people) return 'places';
	const isSure = (keys: readonly ColumnKey[]) => (column: ProposedColumn) =>
		column.certainty === 'sure' && keys.includes(column.key);
	const hasPeople = sheets.some(({ columns }) => columns.some(isSure(['name', 'people', 'door', 'idCard'])));
	return !hasPeople && place.columns.some(isSure(['placeName'])) ? 'places' : null;
}

function weightOf({ sheet, columns, rows, isRemembered }: ProposedSheet): number {
	const useful = columns.filter(({ key }) => key !== 'ignore' && key !== 'note').length;
	return (isRemembered ? 1e9 : 0) + (sheet === rosterSheet ? 1e8 : 0) + useful * Math.log2(rows + 2);
}

/** A sheet, with what it stands for by its name or title. */
type Found = ProposedSheet & { readonly standsFor?: string };

function proposeSheet(sheet: Sheet, remembered: readonly Mapping[], sort: Sort): Found | null {
	const head = findHead(sheet, sort.titles);
	const own = head && ownListOf(head);
	// One of ours is a list of its own sort and of no other.
	if (own && (own.list === 'places') !== (sort === ofPlaces)) return null;
	const firstRow = (head?.rows.at(-1) ?? -1) + 1;
	const body = sheet.rows.slice(firstRow).filter((row) => row.some((cell) => cell !== ''));
	const width = Math.max(head?.titles.length ?? 0, ...sampled(body).map((row) => row.length));
	const memory = head && remembered.find((mapping) => hasTitles(mapping, head));
	const all = Array.from({ length: width }, (_, index) => {
		const title = head?.titles[index] ?? '';
		const cells = sampled(body)
			.map((row) => row[index] ?? '')
			.filter((cell) => cell !== '' && cell !== title);
		return { title, index, cells };
	}).filter(({ title, cells }) => title !== '' || cells.length > 0);
	const columns = all.map(({ title, index, cells }): ProposedColumn => {
		const known = memory?.columns.find((column) => titleKey(column.title) === titleKey(title));
		const isKnown = known?.key ?? (own ? ownKey(own, title) : undefined);
		const guess = isKnown ? { key: isKnown, certainty: 'sure' as const } : sort.judge(title, cells);
		return { index, title, ...guess, samples: [...new Set(cells)].slice(0, 3).map((cell) => cell.slice(0, 60)) };
	});
	const heading = headingOfSheet(sheet.name, sheet.rows.slice(0, head?.rows[0] ?? 0));
	const standsFor = [heading.grid, heading.building].filter(Boolean).join(' ');
	const proposed: Found = {
		...(standsFor && { standsFor }),
		...(heading.grid !== undefined && { namesGrid: true as const }),
		sheet: sheet.name,
		headRows: head?.rows.map((row) => row + 1) ?? [],
		firstRow: firstRow + 1,
		columns: memory || own ? columns : ofContacts(oneOfEach(columns)),
		rows: body.length,
		isRemembered: Boolean(memory),
		...(own && { own: own.list }),
		...(memory?.sort && { sort: memory.sort }),
		...(memory?.gridByBuilding && { gridByBuilding: memory.gridByBuilding }),
	};
	return sort.isPlausible(proposed) ? proposed : null;
}

/** From the whole length, so that one odd page does not speak for all. */
function sampled<Row>(rows: readonly Row[]): Row[] {
	const step = Math.max(1, Math.ceil(rows.length / sampleSize));
	return rows.filter((_, index) => index % step === 0);
}

/** The same titles, in whatever order. */
function hasTitles({ columns }: Mapping, { titles }: Head): boolean {
	const keys = (list: readonly string[]) => [...new Set(list.map(titleKey).filter(Boolean))].sort().join('\n');
	return keys(columns.map(({ title }) => title)) === keys(titles);
}

function judge(title: string, cells: readonly string[]): { key: ColumnKey; certainty: Certainty } {
	const seen = keyOfCells(cells);
	const named = keyOfTitle(title);
	const key = named ?? keyWithinTitle(title);
	if (key === null) {
		if (seen) return { key: seen, certainty: 'likely' };
		const isNote = title === '' && cells.some((cell) => /\p{L}/u.test(cell));
		return isNote ? { key: 'note', certainty: 'likely' } : { key: 'ignore', certainty: 'unknown' };
	}
	const share = shareOf(key, cells) ?? 1;
	if (key === 'address' && share < 0.2 && (shareOf('door', cells) ?? 0) >= 0.8)
		return { key: 'door', certainty: 'likely' };
	if (key === 'name' && (shareOf('people', cells) ?? 0) > 0.2) return { key: 'people', certainty: 'likely' };
	if (share < 0.2 && seen && cells.length >= 3) return { key: seen, certainty: 'likely' };
	// Words of another list under a title of ours: every row would be wrong.
	if (share < 0.2 && cells.length >= 3 && closedKeys.includes(key)) return { key: 'ignore', certainty: 'unknown' };
	if (named) return { key, certainty: 'sure' };
	return share < 0.5 ? { key: 'ignore', certainty: 'unknown' } : { key, certainty: 'likely' };
}

/** Of two columns that would mean the same, the surer keeps it, or the one that is called as in our template, or the first. */
function oneOfEach(columns: readonly ProposedColumn[]): ProposedColumn[] {
	const keepers = new Map<ColumnKey, ProposedColumn>();
	const isPlain = ({ key, title }: ProposedColumn) => titleKey(columnWords[key].zh) === titleKey(title);
	const rank = (column: ProposedColumn) => (column.certainty === 'sure' ? 2 : 0) + (isPlain(column) ? 1 : 0);
	for (const column of columns) {
		const keeper = keepers.get(column.key);
		if (!keeper || rank(column) > rank(keeper)) keepers.set(column.key, column);
	}
	return columns.map((column) =>
		manyKeys.includes(column.key) || keepers.get(column.key) === column
			? column
			: { ...column, key: 'ignore', certainty: 'unknown' },
	);
}

/** A telephone number right behind a contact who has none is the contact's. */
function ofContacts(columns: readonly ProposedColumn[]): ProposedColumn[] {
	const keys = new Set(columns.map(({ key }) => key));
	return columns.map((column, index) => {
		const before = columns[index - 1]?.key;
		const own = contactNumbers.find((number) => before === `contact${number}` && !keys.has(`phone${number}`));
		return own && column.key === 'phone' ? { ...column, key: `phone${own}`, certainty: 'likely' } : column;
	});
}

/** Titles speak for lists of places: what shops are called looks like anything. */
function judgePlace(title: string, cells: readonly string[]): { key: ColumnKey; certainty: Certainty } {
	const named = placeTitles.keyOf(title);
	const key = named ?? placeTitles.within(title);
	// A number of another office is none of ours.
	if (key === 'number' && !cells.every((cell) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(cell)))
		return { key: 'ignore', certainty: 'sure' };
	if (key !== null) return { key, certainty: named ? 'sure' : 'likely' };
	const seen = keyOfCells(cells);
	if (seen === 'phone' || seen === 'grid') return { key: seen, certainty: 'likely' };
	return title === '' && cells.some((cell) => /\p{L}/u.test(cell))
		? { key: 'note', certainty: 'likely' }
		: { key: 'ignore', certainty: 'unknown' };
}

function isListOfPlaces({ columns, headRows }: ProposedSheet): boolean {
	const keys = new Set<ColumnKey>(columns.map(({ key }) => key).filter((key) => key !== 'ignore' && key !== 'note'));
	return headRows.length > 0 && keys.has('placeName') && keys.size >= 2;
}

/** Without people or doors it is another table. */
function isListOfPeople({ columns, headRows }: ProposedSheet): boolean {
	const keys = new Set<ColumnKey>(columns.map(({ key }) => key).filter((key) => key !== 'ignore' && key !== 'note'));
	const isList = (['name', 'people', 'door', 'address'] as const).some((key) => keys.has(key));
	return isList && keys.size >= 2 && (headRows.length > 0 || keys.size >= 3);
}
