/** Rows of the table become doors and the people behind them, or the list of all that is wrong with them. */
import { doorToLabel } from '#lib/registers/door.ts';
import type { Elder, Household, Resident } from '#lib/registers/register.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { columnOf, columns, contactCount, exampleMark, requiredColumns, type Column } from './columns.ts';
import { fileError, says, type RowError, type Says } from './errors.ts';
import type { Table } from './table.ts';

export interface RosterPerson {
	readonly row: number;
	readonly resident: Resident;
	readonly elder: Omit<Elder, 'household'> | null;
	/** For matching only: it is kept as a keyed hash, and never enters an entry. */
	readonly idCard?: string;
}

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

type Cells = Readonly<Record<string, string>>;
type Place = Pick<Household, 'building' | 'unit' | 'door'> & { readonly grid: string };
type OpenDoor = { row: number; place: Place; facts: Record<string, string>; people: RosterPerson[] };

const factKeys = ['tenure', 'householdPhone', 'caution'] as const;
const personKeys = columns
	.map(({ key }) => key)
	.filter((key) => !['grid', 'building', 'unit', 'door', 'name', 'note', ...factKeys].includes(key));
const elderKeys = personKeys.slice(personKeys.indexOf('types'));
/** 18 digits with a date of birth in the middle: other long numbers may stand in a note. */
const idCard = /(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/;

export function tableToRoster({ sheet, rows }: Table): Result<Roster, readonly RowError[]> {
	const headAt = rows.findIndex((row) => row.some((cell) => cell !== ''));
	const head = readHead(rows[headAt] ?? [], headAt + 1);
	if (!head.ok) return err(withSheet(head.error, sheet));
	const errors: RowError[] = [];
	const doors = new Map<string, OpenDoor>();
	let above: OpenDoor | null = null;
	for (const [index, row] of rows.entries()) {
		if (index <= headAt || row.every((cell) => cell === '')) continue;
		const complain = (key: string | null, message: Says) =>
			void errors.push({ row: index + 1, column: titleOf(key), message });
		const cells = readCells(head.value, row, complain);
		above = (cells && readRow(cells, index + 1, above, doors, complain)) ?? above;
	}
	if (errors.length > 0) return err(withSheet(errors, sheet));
	if (doors.size === 0) return err(fileError('文件里没有住户', 'There are no households in the file'));
	return ok({ sheet, doors: [...doors.values()].map(closeDoor) });
}

const titleOf = (key: string | null): string | null => columns.find((column) => column.key === key)?.zh ?? null;
const withSheet = (errors: readonly RowError[], sheet: string | undefined): RowError[] =>
	errors.map((error) => (sheet && error.row > 0 ? { sheet, ...error } : error));

function readHead(titles: readonly string[], row: number): Result<readonly (Column | null)[], readonly RowError[]> {
	const errors: RowError[] = [];
	const complain = (column: string, zh: string, en: string) => void errors.push({ row, column, message: says(zh, en) });
	const found = titles.map((title) => (title === '' ? null : columnOf(title)));
	for (const [index, title] of titles.entries()) {
		const column = found[index];
		if (title !== '' && /身份证|证件号/.test(title))
			complain(title, '身份证号不能导入，请删掉这一列', 'ID-card numbers are not taken: delete this column');
		else if (title !== '' && !column)
			complain(title, '不认识这一列，请按模板的列名', 'Unknown column; use the titles of the template');
		else if (column && found.indexOf(column) !== index) complain(title, '这一列重复了', 'This column is there twice');
	}
	for (const key of requiredColumns) {
		const { zh, en } = columns.find((column) => column.key === key)!;
		if (!found.some((column) => column?.key === key))
			complain(zh, `缺少“${zh}”这一列`, `The column ${zh} (${en}) is missing`);
	}
	return errors.length > 0 ? err(errors) : ok(found);
}

/** The cells of a row by key; null when one of them cannot be read, which has been said. */
function readCells(
	head: readonly (Column | null)[],
	row: readonly string[],
	complain: (key: string | null, message: Says) => void,
): Cells | null {
	const cells: Record<string, string> = {};
	let isSound = true;
	for (const [index, text] of row.entries()) {
		if (text === '') continue;
		const column = head[index];
		const cell = !column
			? err(says('这一格上面没有列名', 'There is no title above this cell'))
			: idCard.test(text)
				? err(says('像是身份证号，不能导入', 'Looks like an ID-card number, which is not taken'))
				: column.read(text);
		if (cell.ok && column) cells[column.key] = cell.value;
		if (!cell.ok) {
			isSound = false;
			complain(column?.key ?? null, cell.error);
		}
	}
	return isSound ? cells : null;
}

/** Puts one row behind its door and gives that door; null when something is missing, which has been said. */
function readRow(
	cells: Cells,
	row: number,
	above: OpenDoor | null,
	doors: Map<string, OpenDoor>,
	complain: (key: string | null, message: Says) => void,
): OpenDoor | null {
	const place = readPlace(cells, above);
	for (const key of requiredColumns) {
		if (place[key] === undefined) {
			complain(key, says('没有填，上面也没有', 'Blank, and nothing above'));
			return null;
		}
	}
	const at = place as Place;
	const label = doorToLabel(at);
	const known = doors.get(label);
	const door = known ?? { row, place: at, facts: {}, people: [] };
	if (known && known.place.grid !== at.grid)
		complain(
			'grid',
			says(
				`${label} 在第 ${known.row} 行属于“${known.place.grid}”`,
				`${label} belongs to ${known.place.grid} on row ${known.row}`,
			),
		);
	if (known && cells.name === undefined)
		complain('door', says(`${label} 和第 ${known.row} 行重复`, `${label} is already on row ${known.row}`));
	mergeFacts(door, cells, complain);
	const person = readPerson(cells, row, complain);
	if (person) addPerson(door, person, complain);
	if (!person && cells.name === undefined && cells.note !== undefined) door.facts.note ??= cells.note;
	doors.set(label, door);
	return door;
}

/** Blank means as above: for a whole door when 门号 is blank, for grid and building always, for the stairwell with the building. */
function readPlace(cells: Cells, above: OpenDoor | null): Partial<Place> {
	const grid = cells.grid ?? above?.place.grid;
	const sameBuilding = cells.building === undefined || cells.building === above?.place.building;
	const building = cells.building ?? above?.place.building;
	const unit =
		cells.unit === undefined
			? cells.building === undefined || (sameBuilding && cells.door === undefined)
				? above?.place.unit
				: undefined
			: Number(cells.unit);
	const sameStairs = sameBuilding && unit === above?.place.unit;
	const door = cells.door ?? (sameStairs && cells.name !== undefined ? above?.place.door : undefined);
	return {
		...(grid !== undefined && { grid }),
		...(building !== undefined && { building }),
		...(unit !== undefined && { unit }),
		...(door !== undefined && { door }),
	};
}

function mergeFacts(door: OpenDoor, cells: Cells, complain: (key: string, message: Says) => void): void {
	for (const key of factKeys) {
		const value = cells[key];
		if (value === undefined) continue;
		const before = (door.facts[key] ??= value);
		if (before !== value)
			complain(
				key,
				says(`同一户在第 ${door.row} 行填的不一样`, `The same household has something else on row ${door.row}`),
			);
	}
	if (door.facts.tenure === 'vacant' && cells.name !== undefined)
		complain('tenure', says('空户不能有住户姓名', 'A vacant door cannot have a resident'));
}

function addPerson(door: OpenDoor, person: RosterPerson, complain: (key: string, message: Says) => void): void {
	const isSame = ({ resident }: RosterPerson) =>
		resident.name === person.resident.name && resident.birth === person.resident.birth;
	const twin = door.people.find(isSame);
	if (twin)
		complain(
			'name',
			says(`和第 ${twin.row} 行是同一个人（姓名、出生相同）`, `The same person as on row ${twin.row} (name and birth)`),
		);
	door.people.push(person);
}

function readPerson(cells: Cells, row: number, complain: (key: string, message: Says) => void): RosterPerson | null {
	const { name, sex, birth, relation, phone, note } = cells;
	if (name === undefined) {
		if (personKeys.some((key) => cells[key] !== undefined)) complain('name', says('没有填姓名', 'The name is missing'));
		return null;
	}
	if (name.startsWith(exampleMark))
		complain('name', says('这是模板里的示例行，请删掉', 'This is the example of the template: delete the row'));
	const resident = given({ name, sex, birth, relation, phone, note }) as Resident;
	return { row, resident, elder: readElder(cells, complain) };
}

function readElder(cells: Cells, complain: (key: string, message: Says) => void): RosterPerson['elder'] {
	const { tier, types, health, hardship } = cells;
	if (tier === undefined) {
		if (elderKeys.some((key) => cells[key] !== undefined))
			complain('tier', says('填了老人的情况，没有填老人等级', 'Something is said of an elder, but no risk tier'));
		return null;
	}
	const contacts = Array.from({ length: contactCount }, (_, index) => readContact(cells, index + 1, complain)).filter(
		(contact) => contact !== null,
	);
	return given({ tier, types: types?.split(',') ?? [], health, hardship, contacts }) as Omit<Elder, 'household'>;
}

function readContact(
	cells: Cells,
	number: number,
	complain: (key: string, message: Says) => void,
): Elder['contacts'][number] | null {
	const keys = [`relation${number}`, `contact${number}`, `phone${number}`] as const;
	const [relation, name, phone] = keys.map((key) => cells[key]);
	if (relation !== undefined && name !== undefined && phone !== undefined)
		return { relation, name, phone } as Elder['contacts'][number];
	const missing = keys.find((key) => cells[key] === undefined)!;
	if (keys.some((key) => cells[key] !== undefined))
		complain(missing, says('联系人的关系、姓名、电话要一起填', 'Relation, name and phone of a contact go together'));
	return null;
}

function closeDoor({ row, place: { grid, ...place }, facts, people }: OpenDoor): RosterDoor {
	const { tenure, householdPhone: phone, caution, note } = facts;
	const household = given({ ...place, tenure, phone, caution, note }) as RosterDoor['household'];
	return { row, grid, label: doorToLabel(place), household, people };
}

/** Without what is absent: a body has no undefined fields. */
const given = (fields: object): object =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
