import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { anyLetter, createEntries } from '#tests/support/entries.ts';
import { entrySizeLimit, entryToText, isEntry, textToEntry, utf8Length, type Body, type Entry } from './entry.ts';

// Properties take their time on a busy machine; how long is nobody's claim here.
vi.setConfig({ testTimeout: 60_000 });

const sample = createEntries().make({ body: { outcome: 'met', note: '老人说：天冷了 👵🏻' } });

const hex = (length: number) =>
	fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const uuid = fc
	.tuple(hex(8), hex(4), hex(3), fc.constantFrom('8', '9', 'a', 'b'), hex(3), hex(12))
	.map(([a, b, c, d, e, f]) => `${a}-${b}-7${c}-${d}${e}-${f}`);
// JSON has no undefined, no -0 and no lone surrogate of its own making; fc.jsonValue keeps to that but for -0.
const body = fc
	.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' }), { maxKeys: 6 })
	.map((value) => JSON.parse(JSON.stringify(value)) as Body);
const entries: fc.Arbitrary<Entry> = fc.record(
	{
		id: uuid,
		v: fc.integer({ min: 1, max: 99 }),
		kind: fc.stringMatching(/^[a-z][a-z-]{0,20}$/),
		desk: fc.stringMatching(/^\d{4,15}$/),
		by: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{1,20}$/),
		dev: fc.stringMatching(/^[A-Za-z0-9-]{8,40}$/),
		at: fc
			.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
			.map((date) => date.toISOString()),
		hlc: fc.tuple(fc.stringMatching(/^\d{15}$/), hex(4)).map(([ms, counter]): Entry['hlc'] => `${ms}-${counter}`),
		about: uuid,
		re: uuid,
		body,
	},
	{ requiredKeys: ['id', 'v', 'kind', 'desk', 'by', 'at', 'hlc', 'body'] },
);

describe('the text of an entry', () => {
	it('[L1] has its keys in order and no spaces', () => {
		const { id, at, hlc } = sample;
		expect(entryToText(sample)).toBe(
			`{"id":"${id}","v":1,"kind":"visit","desk":"120101004010001","by":"grid01","dev":"device-grid01",` +
				`"at":"${at}","hlc":"${hlc}","body":{"outcome":"met","note":"老人说：天冷了 👵🏻"}}`,
		);
	});

	it('[L1] reads back as an equal entry, whatever the body holds', () => {
		fc.assert(
			fc.property(entries, (entry) => {
				const text = entryToText(entry);
				fc.pre(utf8Length(text) <= entrySizeLimit);
				expect(textToEntry(text)).toEqual({ ok: true, value: entry });
				expect(entryToText((textToEntry(text) as { value: Entry }).value)).toBe(text);
			}),
		);
	});

	it('[L1] keeps half a surrogate pair, escaped, as it was typed', () => {
		const entry = { ...sample, body: { note: '\ud83d', other: 'x\udc75y' } };
		expect(entryToText(entry)).toContain('"\\ud83d"');
		expect(textToEntry(entryToText(entry))).toEqual({ ok: true, value: entry });
	});

	it('[L1] does not depend on the order in which the object was made', () => {
		const backwards = Object.fromEntries(Object.entries(sample).reverse()) as unknown as Entry;
		expect(entryToText(backwards)).toBe(entryToText(sample));
	});

	it.each([
		['a space', (text: string) => text.replace('"v":1', '"v": 1')],
		['a trailing newline', (text: string) => `${text}\n`],
		['a byte order mark', (text: string) => `\ufeff${text}`],
		['another order of keys', (text: string) => text.replace(/("v":1),("kind":"visit")/, '$2,$1')],
		['a key twice', (text: string) => text.replace('"v":1', '"v":1,"v":1')],
		['an unknown key', (text: string) => text.replace('"v":1', '"v":1,"w":1')],
		['a number written otherwise', (text: string) => text.replace('"v":1', '"v":1.0')],
		['an escape that is not needed', (text: string) => text.replace('天', '\\u5929')],
		['minus zero', (text: string) => text.replace('"outcome":"met"', '"outcome":-0')],
		['a number beyond all numbers', (text: string) => text.replace('"outcome":"met"', '"outcome":1e999')],
	])('[L1] is refused with %s', (_, change) => {
		const changed = change(entryToText(sample));
		expect(changed).not.toBe(entryToText(sample));
		expect(textToEntry(changed)).toMatchObject({ ok: false });
	});

	it('[L1] is refused, not fallen over, when a body nests as deep as its size allows', () => {
		const depth = 7_900;
		const text = entryToText(sample).replace('"met"', '['.repeat(depth) + ']'.repeat(depth));
		expect(utf8Length(text)).toBeLessThan(entrySizeLimit);
		expect(textToEntry(text)).toEqual({ ok: false, error: 'envelope' });
	});

	it.each(['', '{', 'null', '7', '"x"', '[]', 'undefined', '{"id":'])('[L3] %j is no entry', (text) => {
		expect(textToEntry(text).ok).toBe(false);
	});
});

describe('size', () => {
	const filled = (bytes: number, unit: string): string => {
		const empty = entryToText({ ...sample, body: { note: '' } });
		const units = Math.floor((bytes - utf8Length(empty)) / utf8Length(unit));
		const note = unit.repeat(units);
		return entryToText({ ...sample, body: { note: note + 'x'.repeat(bytes - utf8Length(empty) - utf8Length(note)) } });
	};

	it.each(['a', 'é', '汉', '👵'])('[L2] takes 16 KiB of %s and not a byte more', (unit) => {
		const edge = filled(16 * 1024, unit);
		expect(new TextEncoder().encode(edge).length).toBe(16 * 1024);
		expect(textToEntry(edge).ok).toBe(true);
		expect(textToEntry(filled(16 * 1024 + 1, unit))).toEqual({ ok: false, error: 'too-large' });
	});

	it('[L2] counts bytes as an encoder does', () => {
		fc.assert(
			fc.property(fc.string({ unit: anyLetter }), (text) => {
				expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
			}),
		);
	});
});

describe('the envelope', () => {
	const without = (key: keyof Entry) => {
		const { [key]: _gone, ...rest } = sample;
		return rest;
	};

	it.each(['id', 'v', 'kind', 'desk', 'by', 'at', 'hlc', 'body'] as const)('[L3] is refused without %s', (key) => {
		expect(isEntry(without(key))).toBe(false);
	});

	it('[L3] may lack device, subject and target', () => {
		expect(isEntry(without('dev'))).toBe(true);
		expect(isEntry({ ...sample, about: sample.id, re: sample.id })).toBe(true);
	});

	it.each([
		['an id that is no UUID', { id: 'x' }],
		['an id of another UUID version', { id: '019ab000-0000-4000-8000-000000000001' }],
		['an id in capitals', { id: sample.id.toUpperCase() }],
		['version 0', { v: 0 }],
		['half a version', { v: 1.5 }],
		['a version in words', { v: '1' }],
		['a kind in capitals', { kind: 'Visit' }],
		['an endless kind', { kind: 'v'.repeat(41) }],
		['a desk in words', { desk: 'grid' }],
		['a desk too short', { desk: '120' }],
		['no author', { by: '' }],
		['an author with a space', { by: 'grid 01' }],
		['a device too short', { dev: 'd' }],
		['a device that is no text', { dev: 7 }],
		['a day without time', { at: '2026-11-23' }],
		['a time without offset', { at: '2026-11-23T10:00:00' }],
		['a month that does not exist', { at: '2026-13-01T10:00:00Z' }],
		['a clock in another form', { hlc: '1763863200000-0000' }],
		['a clock with capitals', { hlc: '001763863200000-00FF' }],
		['a subject that is no id', { about: '3-2-501' }],
		['a target that is no id', { re: 'x' }],
		['a subject of null', { about: null }],
		['a list for a body', { body: [] }],
		['null for a body', { body: null }],
		['a text for a body', { body: 'met' }],
	])('[L3] is refused with %s', (_, part) => {
		expect(isEntry({ ...sample, ...part })).toBe(false);
		expect(textToEntry(entryToText({ ...sample, ...part } as Entry))).toEqual({ ok: false, error: 'envelope' });
	});

	it.each([
		'2026-11-23T10:00:00+08:00',
		'2026-11-23T02:00:00Z',
		'2026-11-23T02:00:00.123Z',
		'2028-02-29T23:59:59-03:30',
	])('[L3] takes the time %s', (at) => expect(isEntry({ ...sample, at })).toBe(true));
});
