/**
 * JSON Schemas of the API: those of requests are checked, all of them are what /api/openapi.json says. Parameters that
 * are not listed are dropped; answers may grow.
 */
import { roles } from '#lib/access/policy.ts';
import { formats, listNames } from '#server/out/lists.ts';

export const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });
export const integer = (description: string, more: object = {}) => ({ type: 'integer', description, ...more });
export const list = (items: object) => ({ type: 'array', items });
export const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });

export const object = (properties: Record<string, object>, optional: readonly string[] = []) => ({
	type: 'object',
	properties,
	required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
/** Parameters of an address: all may be absent but those named, and each takes a token besides. */
export const query = (properties: Record<string, object>, required: readonly string[] = []) => ({
	type: 'object',
	properties: { ...properties, token: text('Token, where no header can be set', { maxLength: 100 }) },
	required,
	additionalProperties: false,
});

export const areaCode = text('Code of an area', { pattern: '^\\d{4,15}$' });
export const accountId = text('Account', { minLength: 2, maxLength: 40 });
export const entryId = text('Id of an entry (UUIDv7)', { pattern: '^[0-9a-f-]{36}$' });
export const photoReceipts = object({ receipts: list(object({ id: entryId, sha256: text('Hex') })) });
export const day = text('Day, yyyy-mm-dd, in the time zone of the community', { pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
export const flag = text('1 or 0', { enum: ['0', '1'] });
export const ms = integer('Unix time in ms, of the server');

export const failure = object({ code: text('What is wrong, for programs'), message: text('The same, for people') });
/** Schemas of failed answers by status. */
export const failing = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, failure]));

export const deviceName = text('What the device calls itself', { maxLength: 60 });
export const newPassword = text('Password', { minLength: 8, maxLength: 200 });
export const passwordChange = {
	...object(
		{
			password: text('The one used now; not asked when it was for one sign-in', { maxLength: 200 }),
			next: newPassword,
		},
		['password'],
	),
	additionalProperties: false,
};

export const grant = object(
	{
		role: text('Role', { enum: roles }),
		desk: areaCode,
		books: list(text('Book', { enum: ['field', 'care'] })),
		from: day,
		to: day,
		cover: { type: 'boolean', description: 'Given by a supervisor for a time, at a grid that is another’s' },
		ended: day,
	},
	['from', 'to', 'cover', 'ended'],
);

const sessionFields = {
	account: accountId,
	name: text('Name of the person'),
	grants: list(grant),
	demo: { type: 'boolean', description: 'An account of the demonstration' },
	device: nullable(text('Device that the session is bound to')),
	mustChange: { type: 'boolean', description: 'The password was for one sign-in: choose another before anything else' },
};
export const signedIn = object(
	{
		token: text('For Authorization: Bearer, or ?token='),
		...sessionFields,
		spaceKey: text('The key that was asked for by `space`, as base64; absent when none is kept'),
	},
	['spaceKey'],
);
export const session = object({
	...sessionFields,
	serverTime: ms,
	generation: text('Changes when a backup is restored'),
	version: nullable(text('Name of the build that is served')),
});

export const pageParams = object({
	desk: areaCode,
	book: text('Book', { maxLength: 20 }),
	period: text('yyyy-mm or register', { maxLength: 10 }),
});
/** Who covers, or lately covered, a grid of one's own. */
const ownCover = object({
	desk: areaCode,
	account: accountId,
	name: text('Name of who covers'),
	from: day,
	to: day,
	over: { type: 'boolean', description: 'Past its last day, or ended' },
});
export const erasedCursor = text('Up to where erased ids were heard of, as an earlier answer said', {
	pattern: '^[0-9a-f-]{36}:\\d{1,15}$',
});
export const pages = object({
	erased: object({
		ids: list(entryId),
		changed: list(entryId),
		records: list(entryId),
		next: text('Where to go on'),
	}),
	serverTime: ms,
	generation: text('Changes when a backup is restored'),
	drawings: { type: 'object', additionalProperties: integer('Number of the community’s drawing') },
	grants: list(grant),
	covers: list(ownCover),
	names: {
		type: 'object',
		description: 'What the communities of these pages are called, by code',
		additionalProperties: { type: 'string' },
	},
	pages: list(
		object({
			id: text('Page id'),
			epoch: integer('Raised when a page was rewritten'),
			entries: integer('Entries on it'),
			bytes: integer('Bytes of its updates'),
		}),
	),
});

export const entry = object(
	{
		id: entryId,
		v: integer('Version of the kind'),
		kind: text('Kind'),
		desk: areaCode,
		by: accountId,
		dev: text('Device; absent when it came by HTTP'),
		at: text('Clock of the device, ISO 8601 with offset'),
		hlc: text('Hybrid logical clock: 15 digits of ms, -, 4 hex digits'),
		about: entryId,
		re: entryId,
		body: { type: 'object', additionalProperties: true },
	},
	['dev', 'about', 're'],
);
export const outcome = object(
	{
		accepted: list(entryId),
		refused: list(object({ id: nullable({ type: 'string' }), code: text('Reason'), message: text('Reason in words') })),
		held: {
			...list(entryId),
			description: 'Written after a grant had ended: on the disk, waiting for a supervisor’s word',
		},
	},
	['held'],
);

export const record = {
	...object(
		{
			id: entryId,
			page: text('Page id'),
			desk: areaCode,
			deskName: text('Name of the desk'),
			kind: text('Kind'),
			about: entryId,
			by: accountId,
			byName: text('Name of the author'),
			at: text('Clock of the device'),
			hlc: text('Hybrid logical clock'),
			changed: text('Clock of the latest entry'),
			arrived: ms,
			state: text('State', { enum: ['open', 'seen', 'returned', 'withdrawn'] }),
			body: { type: 'object', additionalProperties: true },
			photos: list(entryId),
			open: { type: 'boolean', description: 'A problem that waits for others to settle it' },
			hints: list(text('Why it is worth a second look')),
			subject: object({ id: entryId, kind: text('Kind'), label: text('What people call it') }),
			names: {
				type: 'object',
				additionalProperties: { type: 'string' },
				description: 'What the people are called whom a change at a door names by id',
			},
		},
		['about', 'photos', 'subject', 'names'],
	),
	additionalProperties: true,
};
const kindNames = text('Kinds, separated by commas', { maxLength: 200 });
const states = text('States, separated by commas', {
	pattern: '^(open|seen|returned|withdrawn)(,(open|seen|returned|withdrawn))*$',
});
const worth = { ...flag, description: '1: only those worth a second look' };
export const recordQuery = query({
	area: areaCode,
	kind: kindNames,
	state: states,
	by: accountId,
	about: entryId,
	from: day,
	to: day,
	alarm: { ...flag, description: '1: only check-ins whose alarm nobody has answered' },
	routine: { ...flag, description: '1: only those without anything abnormal; 0: the others' },
	worth,
	open: { ...flag, description: '1: only problems that wait for others' },
	cursor: text('What the page before gave', { maxLength: 80 }),
	limit: integer('How many', { minimum: 1, maximum: 500, default: 50 }),
});
export const records = object({
	records: list(record),
	cursor: nullable(text('For the next page; null at the end')),
	total: integer('How many there are in all'),
});
export const recordWithHistory = object({
	record,
	entries: list({ ...entry, additionalProperties: true }),
	subject: nullable(record),
	people: list({
		...record,
		properties: { ...record.properties, also: list(entryId) },
		description: 'Who lives there; `also`: ids under which the same person was entered as well',
	}),
});

const counts = { type: 'object', additionalProperties: { type: 'integer' } };
const tier = object({
	total: integer('On the list; neither gone nor away without an end'),
	due: integer('Due today or before; those not seen and not yet found are in `alarms` alone'),
	overdue: integer('Of these, due before today'),
});
export const progress = object({
	day,
	round: object({ from: day, next: day }),
	grids: list(
		object(
			{
				desk: areaCode,
				name: text('Name'),
				households: object({
					total: integer('Doors that are due or reached; neither vacant nor away'),
					done: integer('Reached in this round'),
					sorts: {
						type: 'object',
						description: 'The same by tenure; default where none is known',
						additionalProperties: object({ total: integer('Doors'), done: integer('Reached') }),
					},
				}),
				setting: {
					type: 'object',
					description: 'What holds today: the round of each sort of household, days between check-ins by tier',
					additionalProperties: true,
				},
				elders: object({ high: tier, key: tier, general: tier }),
				alarms: integer('Elders not seen and not yet found'),
				problems: object({
					open: integer('Waiting for others'),
					byAge: object({ week: integer('Up to 7 days'), month: integer('Up to 31'), older: integer('Older') }),
				}),
				today: counts,
			},
			['elders', 'alarms'],
		),
	),
	days: list({ type: 'object', properties: { day }, additionalProperties: { type: 'integer' } }),
});

const areaFields = {
	code: areaCode,
	name: text('Name'),
	level: text('Level', { enum: ['city', 'district', 'street', 'community', 'grid'] }),
	closedFrom: text('First day on which it is closed'),
};
export const closedToo = { ...flag, description: '1: also those that are closed' };
export const areas = object({ areas: list(object(areaFields, ['closedFrom'])) });
export const area = object({ ...areaFields, path: list(object(areaFields, ['closedFrom'])) }, ['closedFrom']);
export const people = object({ people: list(object({ account: accountId, name: text('Name'), grants: list(grant) })) });

export const imported = object({ ok: { type: 'boolean' }, counts });
export const notImported = object({
	ok: { type: 'boolean' },
	errors: list(
		object(
			{
				sheet: text('Sheet'),
				row: integer('Row; 1 is the heading, 0 the file itself'),
				column: nullable(text('Column')),
				message: object({ zh: text('Chinese'), en: text('English') }),
			},
			['sheet'],
		),
	),
});
export const outParams = object({ list: text('List', { enum: listNames }) });
export const outQuery = query(
	{
		area: areaCode,
		format: text('How it comes', { enum: formats, default: 'xlsx' }),
		kind: kindNames,
		state: states,
		by: accountId,
		from: day,
		to: day,
		worth,
		find: text('Roster: words of a door, a name or a telephone number', { maxLength: 100 }),
		missing: { ...flag, description: '1: roster of the households not reached in this round' },
	},
	['area'],
);
export const traceQuery = query(
	{
		area: areaCode,
		cursor: integer('What the page before gave', { minimum: 1 }),
		limit: integer('How many', { minimum: 1, maximum: 200, default: 50 }),
	},
	['area'],
);
export const trace = object({
	exports: list(
		object({
			number: integer('Number of the export'),
			at: ms,
			account: accountId,
			name: text('Name of the person, then'),
			byName: text('Name of the person, now'),
			list: text('List'),
			title: text('Name of the list'),
			area: areaCode,
			areaName: text('Name of the area'),
			filters: { type: 'object', additionalProperties: { type: 'string' } },
			rows: integer('Rows that went out'),
			format: text('How it came', { enum: formats }),
			address: text('Network address that it went to'),
		}),
	),
	cursor: nullable(integer('For the next page; null at the end')),
});

export const health = object({ status: text('ok'), generation: text('Changes when a backup is restored') });

const coverFields = {
	account: accountId,
	desk: areaCode,
	books: list(text('Book', { enum: ['field', 'care'] })),
	to: day,
	from: day,
};
export const newCover = { ...object(coverFields, ['from']), additionalProperties: false };
const coverView = object(
	{
		number: integer('By which it is ended'),
		...coverFields,
		name: text('Name of who covers'),
		deskName: text('Name of the grid'),
		by: accountId,
		byName: text('Name of who set it'),
		made: ms,
		ended: object({ by: accountId, byName: text('Name of who ended it'), at: ms, day }),
	},
	['ended'],
);
export const cover = object({ cover: coverView });
export const covers = object({ covers: list(coverView) });
export const coverNumber = object({ number: integer('Number of the cover', { minimum: 1 }) });

const gridCode = text('Code of a grid', { pattern: '^\\d{15}$' });
export const transferOrder = {
	...object(
		{
			id: text('Id of the transfer, made by who asks: asking twice is one transfer', {
				pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
			}),
			from: gridCode,
			to: {
				anyOf: [gridCode, object({ name: text('Name of a grid that is to be', { minLength: 1, maxLength: 30 }) })],
			},
			places: { ...list(entryId), maxItems: 200 },
			households: { ...list(entryId), maxItems: 200 },
			whole: { type: 'boolean', description: 'All that the grid has' },
			day,
			note: text('A word on it', { minLength: 1, maxLength: 500 }),
			undoes: entryId,
			dry: { type: 'boolean', description: 'Only look at what would go' },
		},
		['places', 'households', 'whole', 'note', 'undoes'],
	),
	additionalProperties: false,
};
export const transferred = object(
	{
		id: entryId,
		from: gridCode,
		to: gridCode,
		what: text('What went'),
		doors: integer('Households'),
		people: integer('Residents'),
		elders: integer('Elders on the visiting list'),
		matters: integer('Open promises and problems'),
		closes: { type: 'boolean', description: 'The grid from which all went is closed from that day on' },
		opens: { type: 'boolean', description: 'The grid that was closed is open again' },
	},
	['closes', 'opens'],
);

export const communityOrGrid = text('Code of a community or a grid', { pattern: '^\\d{12}(\\d{3})?$' });
export const duplicates = object({
	pairs: list(
		object({
			why: text('What is alike', { enum: ['door', 'birth', 'phone'] }),
			records: list({ type: 'object', additionalProperties: true }),
		}),
	),
	merged: list({
		...list({ type: 'object', additionalProperties: true }),
		description: 'The kept one, then the folded',
	}),
});
export const duplicateDecision = {
	...object({
		keep: entryId,
		other: entryId,
		as: text('same: merge; apart: separate again; other: not the same', { enum: ['same', 'apart', 'other'] }),
	}),
	additionalProperties: false,
};
