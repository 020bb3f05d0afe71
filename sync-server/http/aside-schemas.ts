/** Schemas of what lies aside and waits for a person. */
import { waivable } from '#lib/ledger/refusal.ts';
import { accountId, areaCode, entry, entryId, object, query } from './schemas.ts';

const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });
const integer = (description: string, more: object = {}) => ({ type: 'integer', description, ...more });
const list = (items: object) => ({ type: 'array', items });
const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const ms = integer('Unix time in ms, of the server');

export const asideQuery = query(
	{
		area: areaCode,
		open: text('1: only what nobody has dealt with', { enum: ['0', '1'], default: '1' }),
		cursor: integer('What the page before gave', { minimum: 1 }),
		limit: integer('How many', { minimum: 1, maximum: 200, default: 50 }),
	},
	['area'],
);
const cursor = nullable(integer('For the next page; null at the end'));
const refusal = object({ id: nullable(entryId), code: text('Reason'), detail: text('What was wrong') }, ['detail']);
const dealing = object({
	at: ms,
	by: accountId,
	byName: text('Name of who did'),
	act: text('What was done', { enum: ['released', 'discarded'] }),
	waived: list(text('Check that was passed over')),
	why: text('Why'),
	taken: list(entryId),
	refused: list(refusal),
});
export const packet = object({
	number: integer('Number of the packet'),
	page: text('Page id'),
	deskName: text('Name of the desk'),
	account: accountId,
	name: text('Name of who sent it'),
	device: nullable(text('Device')),
	at: ms,
	refusals: list(refusal),
	size: integer('Bytes'),
	settled: nullable(text('What became of it', { enum: ['released', 'discarded'] })),
	dealings: list(dealing),
});
export const packets = object({ packets: list(packet), cursor });
export const packetWithTexts = object({
	packet,
	texts: nullable({ ...list(text('Text of an entry, or of what should be one')), description: 'Null once discarded' }),
});
export const packetNumber = object({ number: integer('Number of the packet', { minimum: 1 }) });
const why = text('Why', { minLength: 1, maxLength: 500 });
export const releaseOrder = {
	...object({ waive: list(text('Check to pass over', { enum: [...waivable] })), why }),
	additionalProperties: false,
};
export const discardOrder = { ...object({ why }), additionalProperties: false };
export const dealt = object({ dealing });

export const held = object({
	held: list(
		object({
			number: integer('Number'),
			id: entryId,
			page: text('Page id'),
			deskName: text('Name of the desk'),
			account: accountId,
			name: text('Name of the author'),
			at: ms,
			entry: nullable({ ...entry, description: 'Null once declined' }),
			subject: nullable(text('What people call what it is about')),
			lastDay: nullable(text('Last day of the grant under which it would have been taken')),
			decided: nullable(
				object({
					verdict: text('Word', { enum: ['released', 'declined'] }),
					at: ms,
					by: accountId,
					byName: text('Name of who said so'),
					why: text('Why; may be empty'),
				}),
			),
		}),
	),
	cursor,
});
export const decisions = {
	...object(
		{
			ids: { ...list(entryId), minItems: 1, maxItems: 200 },
			verdict: text('released: onto the page; declined: not taken', { enum: ['released', 'declined'] }),
			why: text('Why; needed to decline', { maxLength: 500 }),
		},
		['why'],
	),
	additionalProperties: false,
};
export const decided = object({ released: list(entryId), declined: list(entryId), refused: list(refusal) });
