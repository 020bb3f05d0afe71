/** JSON Schemas of the import's addresses. */
import { placeSorts, sourceLists } from '#lib/registers/register.ts';
import { columnWords } from '#server/roster/mapping.ts';
import * as schemas from './schemas.ts';

const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });
const integer = (description: string) => ({ type: 'integer', description });
const list = (items: object) => ({ type: 'array', items });
const open = { type: 'object', additionalProperties: true };

const key = text('What a column means', { enum: Object.keys(columnWords) });
const name = text('Name', { maxLength: 200 });
const layoutFields = {
	sheet: text('Name of the sheet; empty for CSV', { maxLength: 200 }),
	headRows: { ...list({ type: 'integer' }), maxItems: 5 },
	firstRow: { type: 'integer', minimum: 1 },
};
const mappingFields = {
	...layoutFields,
	also: {
		...list(schemas.object(layoutFields)),
		maxItems: 100,
		description: 'Further sheets under the same head, read as one list with it',
	},
	columns: {
		...list(schemas.object({ index: { type: 'integer', minimum: 0 }, title: text('Title', { maxLength: 1000 }), key })),
		maxItems: 300,
	},
	grid: name,
	gridByBuilding: { type: 'object', additionalProperties: name, maxProperties: 2000 },
	sort: text('The sort of all places, where no column says it', { enum: placeSorts }),
};
export const mapping = {
	...schemas.object(mappingFields, ['also', 'grid', 'gridByBuilding', 'sort']),
	additionalProperties: false,
};
export const sourceList = text('Which list it is', { enum: sourceLists });

const rowError = schemas.object(
	{
		sheet: text('Sheet'),
		row: integer('Row; 0 is the file itself'),
		column: { anyOf: [text('Column'), { type: 'null' }] },
		message: schemas.object({ zh: text('Chinese'), en: text('English') }),
	},
	['sheet'],
);
const some = (items: object) => schemas.object({ total: integer('How many in all'), shown: list(items) });
const counts = { type: 'object', additionalProperties: { type: 'integer' } };

export const params = schemas.object({ id: schemas.entryId });
export const community = { type: 'string', pattern: '^\\d{12}$', description: 'Code of the community' };

export const uploaded = schemas.object({
	id: schemas.entryId,
	community,
	file: name,
	proposal: open,
	facts: {
		anyOf: [schemas.object({ title: name }), { type: 'null' }],
		description: 'A list of ours that is no register: compared with the ledger, never written',
	},
	columns: schemas.object({ people: list(open), places: list(open) }),
});
export const mapBody = { ...schemas.object({ mapping, list: sourceList }), additionalProperties: false };
export const decideBody = {
	...schemas.object({
		decisions: {
			...list(
				schemas.object(
					{
						key: text('Key of the question', { maxLength: 200 }),
						type: text('Answer; `open` takes it back', { enum: ['same', 'new', 'skip', 'open'] }),
						id: text('The candidate that it is', { maxLength: 60 }),
					},
					['id'],
				),
			),
			maxItems: 1000,
		},
	}),
	additionalProperties: false,
};
export const takeOverBody = {
	...schemas.object({
		key: text('Key of the difference', { maxLength: 200 }),
		isTaken: {
			type: 'boolean',
			description: 'Whether what the file says is to be written, as an amendment of who asks',
		},
	}),
	additionalProperties: false,
};
export const startBody = {
	...schemas.object({ withoutErrors: { type: 'boolean', description: 'Leave out the rows that have errors' } }),
	additionalProperties: false,
};
export const preview = schemas.object({
	id: schemas.entryId,
	list: sourceList,
	counts,
	isEmpty: { type: 'boolean', description: 'Nothing would be written' },
	newGrids: list(schemas.object({ code: schemas.areaCode, name })),
	creations: some(open),
	changes: some(open),
	conflicts: some(open),
	doubts: some(open),
	errors: some(rowError),
	warnings: some(rowError),
});
export const job = schemas.object(
	{
		id: schemas.entryId,
		type: text('What runs', { enum: ['import', 'take-back'] }),
		community,
		file: name,
		by: schemas.accountId,
		byName: name,
		phase: text('How far', { enum: ['preparing', 'writing', 'done', 'refused', 'cancelled', 'failed'] }),
		done: integer('Entries written'),
		total: integer('Of how many'),
		counts,
		takenBack: open,
		errors: list(rowError),
		fault: text('Why not'),
	},
	['counts', 'takenBack', 'errors', 'fault'],
);
export const facts = schemas.object({
	title: name,
	rows: integer('Rows below the head'),
	same: integer('Rows that the ledger has just so'),
	other: integer('Rows in which something differs'),
	differences: some(open),
	missing: some(open),
});
export const progress = schemas.object({ done: integer('Rows read'), total: integer('Of how many') });
export const buildings = schemas.object({
	buildings: list(schemas.object({ name, grid: { anyOf: [name, { type: 'null' }] } })),
});
export const past = schemas.object({ imports: list(open), running: { anyOf: [job, { type: 'null' }] } });
export const cancelled = schemas.object({ cancelled: { type: 'boolean' } });
