/** What is asked and answered about erasures. */
import { grounds } from '#lib/kinds/erasure/kind.ts';
import * as schemas from './schemas.ts';

const { text, integer, list, nullable, object, ms, areaCode, accountId, entryId } = schemas;

export const erasureOrder = {
	...object({
		id: entryId,
		person: entryId,
		ground: text('Why', { enum: grounds }),
		name: text('The name, typed once more', { maxLength: 80 }),
		choices: list(object({ id: entryId, as: text('What becomes of it', { enum: ['blanked', 'gone'] }) })),
	}),
	additionalProperties: false,
};

const holdingPhone = object({
	device: text('Device'),
	name: text('What it calls itself'),
	account: accountId,
	accountName: text('Name of the person'),
	seen: nullable(ms),
});
const holdingBackup = object({
	at: ms,
	folder: text('Where it was put when it was made'),
	sort: text('A backup, or what a restore moved aside', { enum: ['backup', 'aside'] }),
	until: ms,
});
export const erasurePreview = object({
	people: list(object({ id: entryId, name: text('Name'), door: text('Door'), desk: text('Name of the desk') })),
	desks: list(object({ code: areaCode, name: text('Name of the desk') })),
	pages: integer('Pages that are written anew'),
	kinds: list(object({ kind: text('Kind of record'), entries: integer('Entries that go') })),
	stripped: integer('Entries that stand on without what is the person’s'),
	aside: integer('Held entries and packets in quarantine'),
	looks: list(
		object({
			id: entryId,
			kind: text('Kind of record'),
			desk: text('Name of the desk'),
			by: accountId,
			byName: text('Name of the author'),
			at: text('When, by the device'),
			body: { type: 'object', description: 'What it says' },
			near: { type: 'boolean', description: 'Written about the household' },
			single: { type: 'boolean', description: 'It may go as a whole' },
		}),
	),
	phones: list(holdingPhone),
	backups: list(holdingBackup),
});
export const erasure = object({
	id: entryId,
	at: ms,
	by: accountId,
	byName: text('Name of who ordered it'),
	ground: text('Why'),
	desk: areaCode,
	deskName: text('Name of the desk'),
	done: { type: 'boolean', description: 'Carried out to its end' },
	entries: integer('Entries that went'),
	stripped: integer('Entries that stand on in part'),
	phones: list(holdingPhone),
	backups: list(holdingBackup),
});
export const erasures = object({ erasures: list(erasure) });
