/** What a line says of an elder: tier, types, health, hardship, and whom to call. */
import type { Elder } from '#lib/registers/register.ts';
import { readPhone, readRelation } from './cells.ts';
import { contactNumbers, type ColumnKey, type Texts } from './columns.ts';
import { says } from './errors.ts';
import type { Mapping } from './layout.ts';
import { idCardInText } from './id-card.ts';
import { isName, readPeople, tidyName, type NamedPerson } from './people.ts';
import { given, readCell, readText, type Reading } from './reading.ts';
import type { RowReport } from './report.ts';

type Contact = Elder['contacts'][number];

/** Characters that the register takes. */
const longestName = 40;
export const elderKeys: readonly ColumnKey[] = [
	'types',
	'health',
	'hardship',
	...contactNumbers.flatMap((number) => [`relation${number}`, `contact${number}`, `phone${number}`] as const),
];

/** What a line says of an elder, whether or not it makes one. */
export function readCare(texts: Texts, at: RowReport) {
	const types = readCell('types', texts, at);
	return given({
		tier: readCell('tier', texts, at),
		types: types?.split(','),
		health: readCell('health', texts, at),
		hardship: readCell('hardship', texts, at),
	}) as Partial<Pick<Elder, 'tier' | 'types' | 'health' | 'hardship'>>;
}

export function readElder(texts: Texts, at: RowReport, { mapping, report }: Reading): Omit<Elder, 'household'> | null {
	const said = elderKeys.filter((key) => texts[key] !== undefined);
	if (texts.tier === undefined) {
		if (said.length === 0) return null;
		if (mapping.columns.some(({ key }) => key === 'tier'))
			at.fault('tier', says('填了老人的情况，没有填老人等级', 'Something is said of an elder, but no risk tier'));
		else report.once('warning', said[0]!, noTier);
		return null;
	}
	const contacts = contactNumbers
		.map((number) => readContact(texts, number, at, mapping))
		.filter((contact) => contact !== undefined);
	const { tier, types = [], health, hardship } = readCare(texts, at);
	return tier === undefined
		? null
		: (given({ tier, types, health, hardship, contacts }) as Omit<Elder, 'household'> | null);
}

const noTier = says(
	'没有“老人等级”这一列：老人的类别、健康、困难和联系人没有读',
	'Without a column for the risk tier, what is said of elders was not read',
);

/** A contact in three columns, or in one: 女儿张丽华 12900220003. */
function readContact(texts: Texts, number: 1 | 2 | 3, at: RowReport, { columns }: Mapping): Contact | undefined {
	const keys = [`relation${number}`, `contact${number}`, `phone${number}`] as const;
	if (keys.every((key) => texts[key] === undefined)) return undefined;
	const has = (key: ColumnKey) => columns.some((column) => column.key === key);
	const text = texts[keys[1]];
	const whole = text === undefined || isName(tidyName(text)) ? null : readPeople(text);
	const person: NamedPerson | undefined = whole?.ok
		? whole.value[0]
		: text === undefined
			? undefined
			: { name: tidyName(text) };
	const inCell = person?.relation === undefined ? undefined : readText(keys[1], person.relation, readRelation, at);
	const relation = readCell(keys[0], texts, at) ?? inCell ?? (has(keys[0]) ? undefined : 'other');
	const phone = readCell(keys[2], texts, at) ?? (person?.phone && readText(keys[1], person.phone, readPhone, at));
	if (person && (person.name.length > longestName || person.name.search(idCardInText) >= 0))
		at.fault(keys[1], says('姓名看不懂或太长', 'The name cannot be read or is too long'));
	if (relation !== undefined && person !== undefined && phone !== undefined)
		return { relation, name: person.name, phone } as Contact;
	if (!at.isSound()) return undefined;
	const missing = keys[[relation, person, phone].findIndex((value) => value === undefined)]!;
	at.fault(
		has(missing) ? missing : keys.find(has)!,
		says('联系人的关系、姓名、电话要一起填', 'Relation, name and phone of a contact go together'),
	);
	return undefined;
}
