/**
 * Where somebody lives, in the ways in which it is written: `3-2-501`, `3号楼2门501`, `3栋2单元501室`, `3#2-501`, with or
 * without an address before it, in one cell or in several.
 */
import * as v from 'valibot';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { householdSchema } from '#lib/registers/register.ts';
import { says, type Says } from './errors.ts';

export interface DoorParts {
	readonly building?: string;
	readonly unit?: number;
	readonly door?: string;
	/** 小区 that stands before it: 朝阳里. */
	readonly estate?: string;
}

const building = '(?<building>[甲乙丙丁]?\\d{1,3}[A-Z甲乙丙丁]?|[A-Z]\\d{0,2})';
const buildingSign = '(?:号楼|号院|栋|幢|座|楼|号|#楼?)';
const unit = '0?(?<unit>[1-9]\\d?)';
const floor = '(?:\\d{1,2}[层楼]-?)?';
const door = '(?<door>\\d{1,5}[A-Z]?(?:-\\d{1,2})?|[A-Z]\\d{1,4})';
const before = '^(?<before>.*?)(?<![0-9A-Z])';

const marked = new RegExp(
	`${before}${building}${buildingSign}[-/]?(?:${unit}(?:单元|门|#|-|/)-?)?${floor}${door}(?:号|室|户)?$`,
);
const dashed = new RegExp(`${before}${building}[-/](?:${unit}(?:单元|门)?[-/])?${floor}${door}(?:号|室|户)?$`);
const buildingAlone = new RegExp(
	`${before}${building}(?:${buildingSign}-?(?:${unit}(?:单元|门)?)?|-${unit.replace('unit', 'stairs')}(?:单元|门)?)?$`,
);
const doorWithUnit = new RegExp(`^${unit}(?:单元|门|#|-|/)-?${floor}${door}(?:号|室|户)?$`);
const doorAlone = new RegExp(`^${floor}${door}(?:号|室|户)?$`);

/** Characters of an address; what is behind them makes it none. */
const longest = 200;

const numerals = '零一二三四五六七八九';
const numeral = /[一二三四五六七八九十]{1,3}(?=号楼|号|栋|幢|座|楼|单元|门|层)/g;

/** One form for all: half-width, one sort of dash, no blanks but between numbers, digits for numerals. */
function plain(text: string): string {
	return text
		.slice(0, longest)
		.normalize('NFKC')
		.trim()
		.replace(/\([^()]*\)$/, '')
		.replaceAll(/[\u2010-\u2015\u2212_~\\]/g, '-')
		.replace(/^(\d+)\.0$/, '$1')
		.replaceAll(/(?<=[0-9A-Za-z])\s+(?=\d)/g, '-')
		.replaceAll(/\s+/g, '')
		.replaceAll(/-{2,}/g, '-')
		.replaceAll(numeral, numeralToDigits)
		.toUpperCase();
}

function numeralToDigits(text: string): string {
	const [tens, ones] = text.includes('十') ? text.split('十') : ['零', text];
	const ten = tens === '' ? 1 : numerals.indexOf(tens!);
	const one = ones === '' ? 0 : numerals.indexOf(ones!);
	return ten < 0 || one < 0 ? text : String(ten * 10 + one);
}

/** `03` is 3, and `0501` is 501. */
const withoutZeros = (number: string): string => number.replace(/^0+(?=\d)/, '');

function partsOf({ groups = {} }: RegExpExecArray): DoorParts {
	const stairs = groups.unit ?? groups.stairs;
	const estate = groups.before && estateOf(groups.before);
	return {
		...(groups.building !== undefined && { building: withoutZeros(groups.building) }),
		...(stairs !== undefined && { unit: Number(stairs) }),
		...(groups.door !== undefined && { door: withoutZeros(groups.door) }),
		...(estate && { estate }),
	};
}

/** The 小区 at the end of an address; empty when there is only city, street and number. */
function estateOf(address: string): string {
	return address
		.replace(/^.*(?:省|市|(?<!小)区|县|街道|镇|乡|居委会|街|路|道|巷|胡同)(?:\d+号(?:院)?)?/, '')
		.replace(/(?:小区|-)$/, '');
}

/** The whole of a door in one text. */
export function readAddress(text: string): Result<DoorParts & { building: string; door: string }, Says> {
	const address = plain(text);
	const match = marked.exec(address) ?? dashed.exec(address);
	// `3-2` says neither which door nor that it is one.
	const isDoor = match && (marked.test(address) || match.groups!.unit !== undefined || match.groups!.door!.length >= 3);
	if (!isDoor)
		return err(says(`门牌看不懂：“${text.slice(0, 40)}”，请写成 3-2-501`, `Not read as a door: write it as 3-2-501`));
	return ok(partsOf(match) as DoorParts & { building: string; door: string });
}

const fits = (schema: v.GenericSchema<string>, text: string, sayZh: string, sayEn: string): Result<string, Says> =>
	// Long numbers are of telephones or of people.
	!/\d{6}/.test(text) && v.safeParse(schema, text).success ? ok(text) : err(says(sayZh, sayEn));

/** `3`, `3号楼`, `朝阳里3号楼2门`; anything else is a name. */
export function readBuilding(text: string): Result<DoorParts, Says> {
	const match = buildingAlone.exec(plain(text));
	if (match) return ok(partsOf(match));
	const name = fits(
		householdSchema.entries.building,
		text.replace(/(号楼|栋|楼|座)$/, ''),
		'楼栋看不懂',
		'Not read as a building',
	);
	return name.ok ? ok({ building: name.value }) : name;
}

/** Of an address beside a door number: what it says of the building, and nothing when it says none. */
export function readBuildingIn(text: string): Result<DoorParts, Says> {
	const address = plain(text);
	const match = marked.exec(address) ?? dashed.exec(address) ?? buildingAlone.exec(address);
	const { door: _, ...parts } = match ? partsOf(match) : {};
	return ok(parts);
}

export function readUnit(text: string): Result<DoorParts, Says> {
	const digits = /^0?([1-9]\d?)(门|单元)?$/.exec(plain(text))?.[1];
	return digits
		? ok({ unit: Number(digits) })
		: err(says('门（单元）只能是 1 到 99 的数', 'The stairwell must be a number from 1 to 99'));
}

/** `501`, `2门501`, or a whole door. @param inBuilding another cell says the building, so that `2-501` begins with the stairwell. */
export function readDoor(text: string, inBuilding: boolean): Result<DoorParts, Says> {
	const simple = plain(text);
	const alone = doorAlone.exec(simple);
	if (alone) {
		const withUnit = inBuilding ? doorWithUnit.exec(simple) : null;
		return ok(partsOf(withUnit ?? alone));
	}
	const whole = readAddress(text);
	const withUnit = doorWithUnit.exec(simple);
	if (withUnit && (inBuilding || !whole.ok)) return ok(partsOf(withUnit));
	if (whole.ok) return whole;
	const other = fits(householdSchema.entries.door, text.replace(/[号室]$/, ''), '门号看不懂', 'Not read as a door');
	return other.ok ? ok({ door: other.value }) : other;
}
