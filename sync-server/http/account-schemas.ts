/** Schemas of accounts, seats, devices, codes and their trace. */
import { books } from '#lib/ledger/page.ts';
import { givenRoles } from '#lib/access/policy.ts';
import { deedNames } from '#server/auth/deeds.ts';
import * as schemas from './schemas.ts';

const { text, integer, list, nullable, object, ms, day, areaCode, accountId } = schemas;

const closed = <Schema extends object>(schema: Schema) => ({ ...schema, additionalProperties: false });
const personName = text('Name of the person', { minLength: 1, maxLength: 40 });

const newSeatFields = {
	role: text('Role', { enum: givenRoles }),
	desk: areaCode,
	books: { ...list(text('Book', { enum: books })), maxItems: books.length },
	from: day,
	to: day,
};
export const newSeat = closed(object(newSeatFields, ['from', 'to']));
export const seatDays = closed(
	object({ from: nullable(day), to: nullable(day), end: { type: 'boolean', description: 'End it now' } }, [
		'from',
		'to',
		'end',
	]),
);
export const newAccount = closed(
	object({ account: accountId, name: personName, home: areaCode, seat: newSeat }, ['seat']),
);
export const rename = closed(object({ name: personName }));
export const accountParams = object({ account: accountId });
export const seatParams = object({ account: accountId, number: integer('Number of the seat', { minimum: 1 }) });
export const deviceParams = object({ account: accountId, device: text('Device', { maxLength: 64 }) });

const seat = {
	...object(
		{
			number: integer('By which it is changed'),
			...newSeatFields,
			role: text('Role'),
			deskName: text('Name of the desk'),
			cover: { type: 'boolean' },
			ended: day,
			mayChange: { type: 'boolean', description: 'Whether who asks may change it' },
		},
		['from', 'to', 'cover', 'ended'],
	),
};
const device = object({
	id: text('Device'),
	name: text('What it calls itself'),
	made: nullable(ms),
	seen: nullable({ ...ms, description: 'Last sign of it, to the hour' }),
	revoked: nullable(ms),
	wiped: nullable({ ...ms, description: 'When it said that it is empty' }),
	signedIn: { type: 'boolean', description: 'Whether it is signed in now' },
});
const accountFields = {
	account: accountId,
	name: personName,
	home: nullable(areaCode),
	closed: nullable(ms),
	oneTime: { type: 'boolean', description: 'A password for one sign-in is out' },
	mayChange: { type: 'boolean', description: 'Whether who asks may change the account as a whole' },
	own: { type: 'boolean' },
	seats: list(seat),
};
export const accounts = object({ accounts: list(object({ ...accountFields, seen: nullable(ms) })) });
export const account = object({ ...accountFields, devices: list(device) });
export const password = object({ password: text('For one sign-in; shown this once'), until: ms });
export const made = object({ account: object({ ...accountFields, devices: list(device) }) });
export const code = object({
	code: text('Ten characters, for one phone'),
	expires: ms,
	origin: nullable(text('Public address of the server, where one is configured')),
});
export const ended = object({ sessions: integer('How many there were') });

export const deedQuery = schemas.query(
	{
		area: areaCode,
		account: accountId,
		cursor: integer('What the page before gave', { minimum: 1 }),
		limit: integer('How many', { minimum: 1, maximum: 200, default: 50 }),
	},
	['area'],
);
export const deeds = object({
	deeds: list(
		object({
			number: integer('Number of the line'),
			at: ms,
			by: accountId,
			byName: text('Name of who did it; empty for the command line'),
			deed: text('What', { enum: deedNames }),
			account: accountId,
			name: text('Name of whom it was done to'),
			desk: nullable(areaCode),
			deskName: text('Name of the desk'),
			detail: { type: 'object', additionalProperties: true },
			address: text('Network address that it came from'),
		}),
	),
	cursor: nullable(integer('For the next page; null at the end')),
});

export const codeBody = closed(object({ code: text('As it was typed', { minLength: 1, maxLength: 40 }) }));
export const whose = object({ account: accountId, name: personName });
export const enrolment = closed(
	object({
		code: text('As it was typed', { minLength: 1, maxLength: 40 }),
		password: schemas.newPassword,
		device: text('Random id made once on the device', { pattern: '^[A-Za-z0-9-]{8,64}$' }),
		deviceName: schemas.deviceName,
	}),
);
