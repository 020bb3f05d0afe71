/** What the cells of a column look like: the share of them that can be read as one thing or another. */
import { isRelation, isTenure, readSex, readTier, readType } from './cells.ts';
import type { ColumnKey } from './columns.ts';
import { readAge, readDate } from './dates.ts';
import { readAddress } from './doors.ts';
import { isName, readPeople, tidyName } from './people.ts';

const commonFamilyNames =
	'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边冀';
const plain = (text: string): string => text.normalize('NFKC').replaceAll(/[\s'-]/g, '');
const today = '9999-12-31';
const isPerson = (text: string): boolean => isName(text) && commonFamilyNames.includes(text[0]!);

/** A year alone may as well be a door. */
const isDate = (text: string): boolean => /\D|^\d{8}$/.test(text) && readDate(text, today).ok;

const looks: Readonly<Partial<Record<ColumnKey, (text: string) => boolean>>> = {
	idCard: (text) => /^(\d{17}[\dXx]|\d{15})$/.test(plain(text)),
	phone: (text) => !isDate(text) && /^(1\d{10}|(0\d{2,3})?\d{7,8})([、,;/\n].*)?$/s.test(plain(text)),
	address: (text) => readAddress(text).ok,
	people: (text) => {
		const people = /[、,;/\n\s(（]/.test(text.trim()) ? readPeople(text) : null;
		return people !== null && people.ok && people.value.length > 1 && people.value.every(({ name }) => isPerson(name));
	},
	name: (text) => isPerson(tidyName(text)),
	sex: (text) => /\D/.test(text) && readSex(text).ok,
	birth: isDate,
	relation: (text) => /^(户主|本人)$/.test(text) || isRelation(text),
	tier: (text) => readTier(text).ok,
	types: (text) => text.split(/[、,，;；/\s]+/).some((word) => readType(word.replace(/(老年人|老人)$/, '')).ok),
	tenure: isTenure,
	building: (text) => /(号楼|栋|幢)$/.test(text),
	grid: (text) => /网格$/.test(text),
	door: (text) => /^\d{3,4}[号室]?$/.test(plain(text)),
	unit: (text) => /^\d{1,2}(门|单元)?$/.test(plain(text)),
	age: (text) => readAge(text, today) !== null,
};
/** Which look a key has, where another names it. */
const likeness: Readonly<Partial<Record<ColumnKey, ColumnKey>>> = {
	householdPhone: 'phone',
	phone1: 'phone',
	phone2: 'phone',
	phone3: 'phone',
	contact1: 'name',
	contact2: 'name',
	contact3: 'name',
	relation1: 'relation',
	relation2: 'relation',
	relation3: 'relation',
};
/** Looks that nothing else has; the first that most cells have is taken for a column without a title. */
const telling: readonly ColumnKey[] = [
	'idCard',
	'phone',
	'address',
	'sex',
	'birth',
	'people',
	'name',
	'grid',
	'building',
	'tier',
	'types',
	'tenure',
	'relation',
];
const enough = 0.8;
/** Characters of a cell beyond which it is free text. */
const longest = 120;

/** The share of cells that look like the key says; null when nothing can be told of it. */
export function shareOf(key: ColumnKey, cells: readonly string[]): number | null {
	const look = looks[likeness[key] ?? key];
	if (!look || cells.length === 0) return null;
	return cells.filter((cell) => cell.length <= longest && look(cell)).length / cells.length;
}

/** What most of the cells are, when that is plain to see. */
export function keyOfCells(cells: readonly string[]): ColumnKey | null {
	if (cells.length < 2) return null;
	return telling.find((key) => shareOf(key, cells)! >= enough) ?? null;
}
