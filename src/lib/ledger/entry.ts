/**
 * An entry: one immutable fact, written once. Its text (JSON, keys in the order below, no spaces) is what lies on a
 * page, what a receipt's hash covers, and what travels.
 */
import { hlcPattern, type Hlc } from './clock.ts';
import { err, ok, type Result } from './result.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Body = { readonly [key: string]: Json };

export interface Entry {
	/** UUIDv7. */
	readonly id: string;
	/** Version of its kind. */
	readonly v: number;
	readonly kind: string;
	readonly desk: string;
	/** Account of the author. */
	readonly by: string;
	/** Device; absent when the entry came by HTTP. */
	readonly dev?: string;
	/** The device's clock as it was: ISO 8601 with offset. */
	readonly at: string;
	readonly hlc: Hlc;
	/** Subject: id of a register record. */
	readonly about?: string;
	/** The entry it amends, reviews or withdraws. */
	readonly re?: string;
	readonly body: Body;
}

/** UTF-8 bytes of one entry's text at most. */
export const entrySizeLimit = 16 * 1024;

export type EntryFault = 'json' | 'envelope' | 'too-large';

const patterns = {
	id: /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
	kind: /^[a-z][a-z-]{0,39}$/,
	desk: /^\d{4,15}$/,
	by: /^[a-z0-9][a-z0-9._-]{1,39}$/,
	dev: /^[A-Za-z0-9-]{8,64}$/,
	at: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/,
	hlc: hlcPattern,
} as const;

export const isEntryId = (text: string): boolean => patterns.id.test(text);

/** The one text of an entry. */
export function entryToText(entry: Entry): string {
	const { id, v, kind, desk, by, dev, at, hlc, about, re, body } = entry;
	return JSON.stringify({ id, v, kind, desk, by, dev, at, hlc, about, re, body });
}

/** Reads an entry back; refuses what is not written exactly as `entryToText` writes it. */
export function textToEntry(text: string): Result<Entry, EntryFault> {
	if (utf8Length(text) > entrySizeLimit) return err('too-large');
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return err('json');
	}
	return isEntry(value) && isWrittenAs(value, text) ? ok(value) : err('envelope');
}

function isWrittenAs(entry: Entry, text: string): boolean {
	try {
		return entryToText(entry) === text;
	} catch {
		// A hostile body may nest some thousand levels deep: reading that is flat, writing it runs out of stack.
		return false;
	}
}

export function isEntry(value: unknown): value is Entry {
	if (typeof value !== 'object' || value === null) return false;
	const entry = value as Record<string, unknown>;
	const fits = (key: keyof typeof patterns) => typeof entry[key] === 'string' && patterns[key].test(entry[key]);
	const optional = (key: string, pattern: RegExp) =>
		entry[key] === undefined || (typeof entry[key] === 'string' && pattern.test(entry[key]));
	return (
		fits('id') &&
		Number.isInteger(entry.v) &&
		(entry.v as number) >= 1 &&
		fits('kind') &&
		fits('desk') &&
		fits('by') &&
		optional('dev', patterns.dev) &&
		fits('at') &&
		!Number.isNaN(Date.parse(entry.at as string)) &&
		fits('hlc') &&
		optional('about', patterns.id) &&
		optional('re', patterns.id) &&
		isPlainObject(entry.body)
	);
}

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bytes of a text in UTF-8, without an encoder: the pure core has none. */
export function utf8Length(text: string): number {
	let bytes = text.length;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code > 0x7ff) bytes += 2;
		else if (code > 0x7f) bytes += 1;
		// A pair of surrogates is two units and four bytes.
		if (code >= 0xd800 && code <= 0xdfff) bytes -= 1;
	}
	return bytes;
}
