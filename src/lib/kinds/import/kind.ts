import * as v from 'valibot';
import type { Kind } from '#lib/kinds/kind.ts';
import { sourceLists } from '#lib/registers/register.ts';
import { words } from './words.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const day = v.pipe(v.string(), v.isoDate());
const account = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{1,39}$/));

/** How much it wrote, and how much it left to people. */
export const importCountsSchema = v.strictObject({
	buildings: count,
	/** Shops, facilities and the like. */
	sites: v.optional(count),
	households: count,
	residents: count,
	elders: count,
	/** Records that got other values. */
	changed: count,
	/** Values that a person had entered, and that it left alone. */
	conflicts: count,
	/** Questions that nobody had answered. */
	doubtful: count,
});

/** One import of a file, on the register page of the community; its id is what `source.import` names. */
export const importSchema = v.strictObject({
	file: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
	sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
	list: v.picklist(sourceLists),
	day,
	counts: importCountsSchema,
	/** 撤回: who asked, when, and what came of it. */
	takenBack: v.optional(v.strictObject({ by: account, day, withdrawn: count, restored: count, kept: count })),
});

export type ImportBody = v.InferOutput<typeof importSchema>;

export const importKind = {
	name: 'import',
	version: 1,
	book: 'field',
	register: true,
	schema: importSchema,
	upgrades: [],
	facts: () => ({ routine: true }),
	words,
} as const satisfies Kind;
