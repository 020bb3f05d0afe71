/**
 * The area tree: 市 › 区 › 街道 › 社区 › 网格, told from codes alone.
 *
 * A code begins with its parent's code, so level, parent, path and containment need no look-up:
 * `1201` › `120101` › `120101004` › `120101004010` › `120101004010001`. The first twelve digits are those of
 * 统计用区划代码 (2 province, 2 city, 2 district, 3 street, 3 community); the last three number the grids of a community
 * and are our own, not an official code. Statistics pad a district's code with zeros (`120101000000`); here no code is.
 *
 * Whether 居委会 or 村委会, and street or town, is said by the name only: the digits do not tell it reliably.
 */

export const LEVELS = ['city', 'district', 'street', 'community', 'grid'] as const;
const CODE_LENGTHS: readonly number[] = [4, 6, 9, 12, 15];

export type AreaLevel = (typeof LEVELS)[number];

export interface Area {
	readonly code: string;
	/** The area's own name. Names repeat (three 朝阳里社区 in Tianjin): on a screen show `pathNames`. */
	readonly name: string;
	readonly level: AreaLevel;
	/** Code of the area above; null for a city. */
	readonly parent: string | null;
	/** First and last day on which the area is in use, `yyyy-mm-dd`; absent means without limit. */
	readonly validFrom?: string;
	readonly validTo?: string;
}

/**
 * Reads a tree from its compact text; `tianjin.ts` describes the lines. City first, every area before those within it,
 * codes ascending. The text does not carry grids or validity dates: people add those later.
 *
 * @throws Error that names the line, when the text is damaged: no city, an unreadable name or code, a street before any
 * district, a code that repeats or goes backwards, or other counts than the first line promises.
 */
export function parseAreas(text: string): readonly Area[] {
	const [first = '', ...rest] = text.trimEnd().split(/\r?\n/);
	const city = /^(\d{4})([^\d\s\uFFFD]+) (\d+) (\d+) (\d+)$/.exec(first);
	if (!city) throw damaged(1, `expected '<city code><name> <districts> <streets> <communities>'`, first);
	const [, cityCode = '', cityName = '', ...promised] = city;

	const areas: Area[] = [newArea(cityCode, cityName)];
	let district: string | null = null;
	for (const [index, line] of rest.entries()) {
		const lineNumber = index + 2;
		const [head = '', ...communities] = line.split(' ');
		if (/^\d\d\D/.test(head)) {
			if (communities.length > 0) throw damaged(lineNumber, 'a district stands alone on its line', line);
			district = append(areas, cityCode, head, 2, lineNumber);
			continue;
		}
		if (district === null) throw damaged(lineNumber, 'expected a district first', line);
		const street = append(areas, district, head, 3, lineNumber);
		for (const community of communities) append(areas, street, community, 3, lineNumber);
	}
	checkCounts(areas, promised.map(Number));
	return areas;
}

/** Adds the area of one item, such as `010朝阳里社区`, and gives its full code. */
function append(areas: Area[], parent: string, item: string, digits: number, lineNumber: number): string {
	const suffix = item.slice(0, digits);
	const name = item.slice(digits);
	if (!/^\d+$/.test(suffix) || !/^[^\d\s\uFFFD][^\s\uFFFD]*$/.test(name)) {
		throw damaged(lineNumber, `expected ${digits} digits and a name`, item);
	}
	const code = parent + suffix;
	// Depth-first order of such codes is their alphabetical order, so one comparison finds repeats and misplaced lines.
	const previous = areas.at(-1);
	if (previous && code <= previous.code) throw damaged(lineNumber, `${code} cannot follow ${previous.code}`, item);
	areas.push(newArea(code, name));
	return code;
}

function newArea(code: string, name: string): Area {
	return { code, name, level: levelOf(code), parent: parentOf(code) };
}

function checkCounts(areas: readonly Area[], promised: readonly number[]): void {
	for (const [index, level] of (['district', 'street', 'community'] as const).entries()) {
		const found = areas.filter((area) => area.level === level).length;
		if (found !== promised[index]) {
			throw new Error(`Area text: the first line promises ${promised[index]} areas of level ${level}, found ${found}`);
		}
	}
}

function damaged(lineNumber: number, problem: string, found: string): Error {
	return new Error(`Area text, line ${lineNumber}: ${problem}, found '${found.slice(0, 40)}'`);
}

/** The level of an area code, by its length; null when it is none (a responsible unit's code, anything from outside). */
export function areaLevel(code: string): AreaLevel | null {
	if (!/^\d+$/.test(code)) return null;
	return LEVELS[CODE_LENGTHS.indexOf(code.length)] ?? null;
}

/**
 * The code of the area above; null for a city.
 *
 * @throws RangeError when `code` is not an area code.
 */
export function parentOf(code: string): string | null {
	levelOf(code);
	return lineageOf(code).at(-2) ?? null;
}

/**
 * Whether an area is `ancestor` or lies below it. False, never an error, when either is not an area code: policies ask
 * this about codes that came over the wire, and a desk may be a responsible unit.
 */
export function isWithin(code: string, ancestor: string): boolean {
	return areaLevel(code) !== null && areaLevel(ancestor) !== null && code.startsWith(ancestor);
}

/**
 * The names from the district down to the area, `['和平区', '新兴街道', '朝阳里社区']`; a city's own name for a city. An area
 * that `byCode` lacks shows as its code: a device may hold an older tree than the record that it shows.
 *
 * @throws RangeError when `code` is not an area code.
 */
export function pathNames(code: string, byCode: ReadonlyMap<string, Pick<Area, 'name'>>): string[] {
	const lineage = levelOf(code) === 'city' ? [code] : lineageOf(code).slice(1);
	return lineage.map((area) => byCode.get(area)?.name ?? area);
}

/**
 * The code cut at its levels, `1201.01.004.010.001`: a subject that a supervisor of any level can subscribe to with a
 * wildcard (`1201.01.>`).
 *
 * @throws RangeError when `code` is not an area code.
 */
export function areaPath(code: string): string {
	levelOf(code);
	return lineageOf(code)
		.map((area, index, lineage) => area.slice(lineage[index - 1]?.length ?? 0))
		.join('.');
}

/** The codes from the city down to `code` itself. */
function lineageOf(code: string): string[] {
	return CODE_LENGTHS.filter((length) => length <= code.length).map((length) => code.slice(0, length));
}

function levelOf(code: string): AreaLevel {
	const level = areaLevel(code);
	if (level === null) throw new RangeError(`Not an area code: '${code.slice(0, 40)}'`);
	return level;
}
