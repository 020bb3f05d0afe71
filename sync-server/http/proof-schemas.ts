/** JSON Schemas of what devices sign. */
import { entrySizeLimit } from '#lib/ledger/entry.ts';
import { sealLimit } from '#lib/proof/seal.ts';
import { base64 } from './base64.ts';
import { entryId, object } from './schemas.ts';

const hex = (bytes: number, description: string) => ({
	type: 'string',
	description,
	pattern: `^[0-9a-f]{${bytes * 2}}$`,
});
const signature = { type: 'string', description: 'base64url', pattern: '^[A-Za-z0-9_-]{86}$' };
const ms = { type: 'integer', minimum: 0, description: 'Unix time in ms, of the server' };
const ids = { type: 'array', items: entryId, minItems: 1, maxItems: sealLimit };

export const key = object({
	key: {
		type: 'string',
		description: 'SubjectPublicKeyInfo, base64url: Ed25519 or P-256',
		pattern: '^[A-Za-z0-9_-]{50,200}$',
	},
});

/** What a device sends has all its texts: no bare commitments. */
export const seal = object({
	page: { type: 'string', maxLength: 60 },
	device: { type: 'string', maxLength: 64 },
	account: { type: 'string', maxLength: 40 },
	n: { type: 'integer', minimum: 0 },
	ids,
	seed: hex(16, 'Seed of the salts'),
	contacts: {
		type: 'array',
		maxItems: sealLimit,
		items: { type: 'array', items: { type: 'integer', minimum: 0, maximum: 1e15 }, minItems: 2, maxItems: 2 },
	},
	head: hex(32, 'Head of the device’s chain'),
	signature,
});

const chain = object({ n: { type: 'integer' }, head: hex(32, 'Head'), contact: ms });
const receipt = object({
	page: { type: 'string' },
	n: { type: 'integer' },
	at: ms,
	ids: { type: 'array', items: entryId },
	seed: { anyOf: [hex(16, 'Seed'), { type: 'null' }] },
	before: hex(32, 'Head of the page’s chain before it'),
	head: hex(32, 'Head of the page’s chain after it'),
	signature,
});

export const sealKept = object({
	chain,
	receipts: { type: 'array', items: receipt },
	key: { type: 'string', description: 'The server’s public key' },
});
export const sealRefused = object(
	{
		code: { type: 'string', enum: ['no-key', 'chain', 'seal'] },
		chain,
		fault: { type: 'object', description: 'What is wrong with the seal' },
	},
	['chain', 'fault'],
);
export const relayed = object({
	seal,
	entries: { type: 'array', minItems: 1, maxItems: sealLimit, items: { type: 'object', description: 'An entry' } },
});

/** Whose a parcel is, and what opens it. */
export const closedBy = {
	server: { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'For which of the server’s pairs it was closed' },
	account: { type: 'string', maxLength: 40, description: 'Of the author' },
	device: { type: 'string', maxLength: 64, description: 'Of the author' },
	envelope: { ...base64, maxLength: 400, description: 'The key of the parcel, sealed for the public key' },
} as const;
export const carried = object({
	...closedBy,
	sealed: { ...base64, maxLength: 6_000_000, description: 'Nonce, gzipped contents, tag' },
});
/** What lies in a parcel once it is open. */
export const carriedContents = object({
	/** None when photos alone are carried. */
	pages: {
		type: 'array',
		maxItems: 100,
		items: object({
			seal,
			texts: { type: 'array', minItems: 1, maxItems: sealLimit, items: { type: 'string', maxLength: entrySizeLimit } },
		}),
	},
});
