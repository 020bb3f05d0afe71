/** Words that name a building or a grid for all that stands below: a line, the name of a sheet, a title over a table. */
import type { Texts } from './columns.ts';
import { readBuilding } from './doors.ts';

/** A building or a grid by itself. */
export function headingOf(text: string): Texts | null {
	if (/^\S{1,12}网格$/.test(text)) return { grid: text };
	const isBuilding = /(号楼|栋|幢)$|(号楼|栋|幢).{0,3}(门|单元)$/.test(text) && text.length <= 20;
	const read = isBuilding ? readBuilding(text) : null;
	return read?.ok && read.value.building ? { building: text } : null;
}

const numeral = String.raw`(?:\d{1,3}|[一二三四五六七八九十]{1,3})`;
const buildingWithin = new RegExp(String.raw`${numeral}\s*(?:号楼|栋|幢)(?:\s*${numeral}\s*(?:门|单元))?`, 'g');
const gridWithin = new RegExp(String.raw`第${numeral}网格`, 'g');

/** One building or one grid within a longer text, as in 朝阳里3号楼住户登记表; of two nobody can say which. */
export function headingWithin(text: string): Texts | null {
	const own = headingOf(text);
	if (own) return own;
	const plain = text.normalize('NFKC');
	if (plain.length > 60) return null;
	const buildings = new Set(plain.match(buildingWithin));
	const grids = new Set(plain.match(gridWithin));
	const [building, grid] = [[...buildings][0], [...grids][0]];
	const said = {
		...(building !== undefined && buildings.size === 1 && { building: building.replaceAll(/\s/g, '') }),
		...(grid !== undefined && grids.size === 1 && { grid }),
	};
	return Object.keys(said).length > 0 ? said : null;
}

/** What a sheet stands for, by its name or by what is printed over its head. */
export function headingOfSheet(name: string, titles: readonly (readonly string[])[]): Texts {
	const printed = [...new Set(titles.flat())].filter((text) => text !== '');
	const headings = [name, ...printed].map(headingWithin).filter((heading) => heading !== null);
	return {
		...headings.map(({ building }) => building && { building }).find(Boolean),
		...headings.map(({ grid }) => grid && { grid }).find(Boolean),
	};
}
