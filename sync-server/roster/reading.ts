/** What the comparison needs of the reading of files, in one place: sheets, the meaning of their columns, people. */
import { readTableApart } from './apart.ts';
import { columnOf, columns as templateColumns } from './columns.ts';
import { readDate } from './dates.ts';
import type { RowError } from './errors.ts';
import type { ListedPerson } from './list.ts';
import { tableToRoster, type Roster } from './rows.ts';
import { ok, type Result } from '#lib/ledger/result.ts';

export interface Sheet {
	readonly name: string;
	readonly rows: readonly (readonly string[])[];
}
export interface Workbook {
	readonly sheets: readonly Sheet[];
}
export type ColumnKey = string;
export const columnKeys: readonly ColumnKey[] = [...templateColumns.map(({ key }) => key), 'ignore'];
export interface MappedColumn {
	readonly index: number;
	readonly title: string;
	readonly key: ColumnKey;
}
export interface Mapping {
	readonly sheet: string;
	readonly headRows: readonly number[];
	readonly firstRow: number;
	readonly columns: readonly MappedColumn[];
	readonly grid?: string;
	readonly gridByBuilding?: Readonly<Record<string, string>>;
}
export type Certainty = 'sure' | 'likely' | 'unknown';
export interface ProposedColumn extends MappedColumn {
	readonly certainty: Certainty;
	readonly samples: readonly string[];
}
export interface ProposedSheet extends Omit<Mapping, 'columns' | 'grid'> {
	readonly columns: readonly ProposedColumn[];
	readonly rows: number;
	readonly isRemembered: boolean;
}
export interface Proposal {
	readonly sheets: readonly ProposedSheet[];
}
export interface RosterRead {
	readonly roster: Roster;
	readonly errors: readonly RowError[];
	readonly warnings: readonly RowError[];
}
export interface PeopleRead {
	readonly people: readonly ListedPerson[];
	readonly errors: readonly RowError[];
	readonly warnings: readonly RowError[];
}

export const fileLimit = 20 * 1024 * 1024;

export async function readWorkbook(
	bytes: Uint8Array,
	fileName: string,
): Promise<Result<Workbook, readonly RowError[]>> {
	const table = await readTableApart(bytes, fileName);
	return table.ok ? ok({ sheets: [{ name: table.value.sheet ?? '', rows: table.value.rows }] }) : table;
}

export function proposeMapping(workbook: Workbook, remembered: readonly Mapping[]): Proposal {
	return {
		sheets: workbook.sheets.map(({ name, rows }) => {
			const head = rows.findIndex((row) => row.some((cell) => cell !== ''));
			const titles = (rows[head] ?? []).map((title, index) => ({ title, index })).filter(({ title }) => title !== '');
			const memory = remembered.find(
				({ columns }) => columns.map(({ title }) => title).join() === titles.map(({ title }) => title).join(),
			);
			const columns = titles.map(({ title, index }): ProposedColumn => {
				const key = memory?.columns.find((column) => column.title === title)?.key ?? columnOf(title)?.key ?? 'ignore';
				const cells = rows
					.slice(head + 1)
					.map((row) => row[index] ?? '')
					.filter(Boolean);
				return {
					title,
					index,
					key,
					certainty: memory || key !== 'ignore' ? 'sure' : 'unknown',
					samples: [...new Set(cells)].slice(0, 3),
				};
			});
			return {
				sheet: name,
				headRows: [head + 1],
				firstRow: head + 2,
				columns,
				rows: rows.length - head - 1,
				isRemembered: Boolean(memory),
			};
		}),
	};
}

export const proposedToMapping = ({ sheet, headRows, firstRow, columns }: ProposedSheet): Mapping => ({
	sheet,
	headRows,
	firstRow,
	columns: columns.map(({ index, title, key }) => ({ index, title, key })),
});

const titleOf = (key: string): string => templateColumns.find((column) => column.key === key)?.zh ?? '';
const nothing: Roster = { doors: [] };

export async function workbookToRoster(workbook: Workbook, mapping: Mapping, _today: string): Promise<RosterRead> {
	const sheet = workbook.sheets.find(({ name }) => name === mapping.sheet);
	const used = mapping.columns.filter(({ key }) => key !== 'ignore');
	const withGrid = mapping.grid !== undefined && !used.some(({ key }) => key === 'grid');
	const head = [...used.map(({ key }) => titleOf(key)), ...(withGrid ? ['网格'] : [])];
	const body = (sheet?.rows ?? []).map((row, index) =>
		index < mapping.firstRow - 1
			? []
			: row.some((cell) => cell !== '')
				? [...used.map((column) => row[column.index] ?? ''), ...(withGrid ? [mapping.grid!] : [])]
				: [],
	);
	body[mapping.firstRow - 2] = head;
	const read = tableToRoster({ sheet: sheet?.name || undefined, rows: body });
	return { roster: read.ok ? read.value : nothing, errors: read.ok ? [] : read.error, warnings: [] };
}

export async function workbookToPeople(workbook: Workbook, mapping: Mapping, _today: string): Promise<PeopleRead> {
	const rows = workbook.sheets.find(({ name }) => name === mapping.sheet)?.rows ?? [];
	const people = rows.slice(mapping.firstRow - 1).flatMap((row, index): ListedPerson[] => {
		const cell = (key: string) => row[mapping.columns.find((column) => column.key === key)?.index ?? -1] || undefined;
		const birth = readDate(cell('birth') ?? '');
		const name = cell('name');
		if (!name) return [];
		const fields = { health: cell('health'), hardship: cell('hardship'), note: cell('note') };
		const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
		return [{ row: mapping.firstRow + index, name, ...(birth.ok && { birth: birth.value }), fields: given }];
	});
	return { people, errors: [], warnings: [] };
}
