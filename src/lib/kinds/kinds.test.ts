import { describe, expect, it } from 'vitest';
import { createEntries, idOf } from '#tests/support/entries.ts';
import { samplesByKind } from './samples.ts';
import type { Body, Json } from '#lib/ledger/entry.ts';
import { textToPage, type Page } from '#lib/ledger/page.ts';
import { photoSizeLimit } from '#lib/ledger/photo.ts';
import {
	belongsOn,
	bodyFault,
	entryFault,
	isKindName,
	kinds,
	readBody,
	recordKinds,
	versionedFault,
	type KindName,
} from './index.ts';
import type { Kind } from './kind.ts';
import { words as checkInWords } from './check-in/words.ts';

const names = Object.keys(kinds) as KindName[];
const samples = names.flatMap((name) => samplesByKind[name].map((body, index) => ({ name, index, body })));
const entries = createEntries();
const about = { about: idOf(7) };

describe.each(names)('the kind %s', (name) => {
	const kind: Kind = kinds[name];

	it('is filed under its own name, with a word for it in both languages', () => {
		expect(kind.name).toBe(name);
		expect(kind.words.name!.zh).toMatch(/[\u4e00-\u9fff]/);
		for (const word of Object.values(kind.words)) expect(word.zh && word.en).toBeTruthy();
	});

	it('has an upgrade for every version before its own', () => expect(kind.upgrades).toHaveLength(kind.version - 1));

	it('has a word for each of its fields', () => {
		for (const field of Object.keys(kind.schema.entries)) expect(kind.words).toHaveProperty(field);
	});

	it('takes no field that it does not know, not even one that every object has', () => {
		for (const field of ['extra', 'constructor', 'toString', '__proto__']) {
			const body = JSON.parse(
				`{${JSON.stringify(field)}:"x",${JSON.stringify(samplesByKind[name][0]).slice(1)}`,
			) as Body;
			expect([field, bodyFault(kind, body)?.code]).toEqual([field, 'schema']);
		}
	});

	it('takes no text without end, and no blank one, in any field', () => {
		for (const body of samplesByKind[name]) {
			for (const [field, value] of Object.entries(body)) {
				if (typeof value !== 'string') continue;
				for (const wrong of ['长'.repeat(5000), '', '   ']) {
					expect([field, bodyFault(kind, { ...body, [field]: wrong })?.code]).toEqual([field, 'schema']);
				}
			}
		}
	});
});

describe('samples', () => {
	it.each(samples)('$name $index is valid, and says facts', ({ name, body }) => {
		const kind: Kind = kinds[name];
		expect(bodyFault(kind, body)).toBeNull();
		expect(entryFault(entries.make({ kind: name, body, ...about }))).toBeNull();
		expect(() => kind.facts(body)).not.toThrow();
	});

	it('cover every field of every kind', () => {
		for (const name of names) {
			const shown = new Set(samplesByKind[name].flatMap((body) => Object.keys(body)));
			expect([name, Object.keys(kinds[name].schema.entries).filter((field) => !shown.has(field))]).toEqual([name, []]);
		}
	});

	it.each(samples)(
		'$name $index is refused without what it must have, or with a wrong sort of value',
		({ name, body }) => {
			const kind: Kind = kinds[name];
			for (const [field, schema] of Object.entries(kind.schema.entries)) {
				const { [field]: _gone, ...rest } = body;
				if (schema.type !== 'optional') expect([field, bodyFault(kind, rest)?.code]).toEqual([field, 'schema']);
				for (const wrong of [null, Number.NaN, { a: 1 }, [['x']]] as Json[]) {
					expect([field, bodyFault(kind, { ...body, [field]: wrong })?.code]).toEqual([field, 'schema']);
				}
			}
		},
	);
});

describe('what holds over several fields', () => {
	const fault = (name: KindName, body: Body) => bodyFault(kinds[name], body)?.detail ?? null;

	it('found says how, and not seen is never well', () => {
		expect(fault('check-in', { outcome: 'found' })).toBe('how-missing');
		expect(fault('check-in', { outcome: 'found', how: 'home' })).toBeNull();
		expect(fault('check-in', { outcome: 'not-seen', well: true })).toBe('well-unseen');
		expect(fault('check-in', { outcome: 'not-seen', well: false })).toBeNull();
	});

	it('each such fault has words', () => {
		for (const key of ['how-missing', 'well-unseen'] as const) expect(checkInWords[key].zh).toBeTruthy();
	});
});

describe('facts', () => {
	const facts = (name: KindName, body: Body) => (kinds[name] as Kind).facts(body);

	it.each([
		['met', true, false, true],
		['phone', true, false, true],
		['not-seen', false, true, false],
		['found', true, false, false],
	])('a check-in %s: reached %s, alarm %s, routine %s', (outcome, reached, alarm, routine) => {
		expect(facts('check-in', { outcome, how: 'home' })).toEqual({ reached, alarm, routine });
	});

	it('a check-in with something to watch is not routine', () => {
		expect(facts('check-in', { outcome: 'met', checks: { health: { level: 'ok' } } }).routine).toBe(true);
		expect(facts('check-in', { outcome: 'met', checks: { health: { level: 'watch' } } }).routine).toBe(false);
	});

	it.each([
		['met', true, true],
		['phone', true, true],
		['no-answer', false, true],
		['declined', false, false],
	])('a visit %s: reached %s, routine %s', (outcome, reached, routine) => {
		expect(facts('visit', { outcome })).toMatchObject({ reached, routine });
	});

	it('a promise is due until it is kept', () => {
		const promise = { text: '代办', due: '2026-12-01' };
		expect(facts('visit', { outcome: 'met', promise })).toMatchObject({ due: '2026-12-01', routine: false });
		expect(facts('visit', { outcome: 'met', promise, kept: '2026-11-30' }).due).toBeUndefined();
	});

	it('a problem is due to be looked at until it is settled or was solved on the spot', () => {
		const body = { category: 'safety', where: 'x', severity: 'normal', again: '2026-12-01' };
		expect(facts('problem', { ...body, handling: 'report' })).toEqual({ due: '2026-12-01', routine: false });
		expect(facts('problem', { ...body, handling: 'report', settled: '2026-11-30' }).due).toBeUndefined();
		expect(facts('problem', { ...body, handling: 'solved' })).toEqual({ due: undefined, routine: true });
		expect(facts('problem', { ...body, handling: 'solved', severity: 'urgent' }).routine).toBe(false);
	});

	it('a patrol that found nothing is routine', () => {
		expect(facts('patrol', { route: 'x', result: 'nothing' })).toEqual({ routine: true });
		expect(facts('patrol', { route: 'x', result: 'problems' })).toEqual({ routine: false });
	});
});

describe('an entry at the door', () => {
	const root = entries.make();
	const code = (part: Parameters<typeof entries.make>[0]) => entryFault(entries.make(part))?.code ?? null;

	it('is of a kind and version that is known', () => {
		expect(code({ kind: 'party' })).toBe('kind-unknown');
		expect(code({ kind: 'constructor' })).toBe('kind-unknown');
		expect(code({ v: 2 })).toBe('version');
		expect(code({ kind: 'amend', re: root.id, v: 2, body: {} })).toBe('version');
	});

	it('[S27] of an earlier version is judged as it will be read, of a later one not taken', () => {
		const later: Kind = {
			...kinds.visit,
			version: 2,
			upgrades: [({ result, ...body }) => ({ ...body, outcome: result ?? null })],
		};
		const fault = (v: number, body: Body) => versionedFault(later, { v, body })?.code ?? null;
		expect(fault(1, { result: 'met' })).toBeNull();
		expect(fault(1, { outcome: 'met' })).toBe('schema');
		expect(fault(2, { outcome: 'met' })).toBeNull();
		expect(fault(2, { result: 'met' })).toBe('schema');
		expect(fault(3, { outcome: 'met' })).toBe('version');
	});

	it('points at another only when it amends, reviews, withdraws or adds a photo', () => {
		expect(code({ re: root.id })).toBe('envelope');
		for (const kind of ['amend', 'review', 'withdraw', 'photo']) expect(code({ kind, body: {} })).toBe('envelope');
	});

	it('says what its kind says', () => {
		expect(code({ body: { outcome: 'maybe' } })).toBe('schema');
		expect(code({ kind: 'withdraw', re: root.id, body: {} })).toBe('schema');
		expect(code({ kind: 'review', re: root.id, body: { verdict: 'returned', upto: [] } })).toBe('schema');
		expect(entryFault(entries.withdraw(root))).toBeNull();
		expect(entryFault(entries.seen(root))).toBeNull();
		expect(entryFault(entries.returned(root))).toBeNull();
	});

	it('[F10] holds no photo that is larger, or of another sort, than is taken', () => {
		const photoFault = (body: Parameters<typeof entries.photo>[1]) => entryFault(entries.photo(root, body))?.code;
		expect(photoFault({})).toBeUndefined();
		expect(entryFault(entries.photoBack(root, entries.photo(root)))).toBeNull();
		const tooMuch = [
			{ sha256: '../../etc/passwd' },
			{ sha256: 'A'.repeat(64) },
			{ bytes: photoSizeLimit + 1 },
			{ type: 'image/svg+xml' as 'image/webp' },
			{ width: 0 },
			{ thumb: 'A'.repeat(1604) },
			{ thumb: 'javascript:1' },
			{ taken: 'yesterday' },
			{ position: { lat: 91, lon: 0 } },
		];
		for (const body of tooMuch) expect(photoFault(body), JSON.stringify(body)).toBe('schema');
	});

	it('keeps what it says of the fault short', () => {
		const fault = entryFault(
			entries.make({ body: Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`k${n}`.repeat(20), n])) }),
		);
		expect(fault!.detail.length).toBeLessThanOrEqual(300);
	});
});

describe('an amendment at the door', () => {
	const amendOf = (name: KindName, set: { [field: string]: Json }) => {
		const root = entries.make({ kind: name, body: samplesByKind[name][0]! });
		return entryFault(entries.amend(root, [], set));
	};

	it.each(samples)('may set each field of $name $index to what the field takes', ({ name, body }) => {
		for (const [field, value] of Object.entries(body))
			expect([field, amendOf(name, { [field]: value })]).toEqual([field, null]);
	});

	it.each(names)('of %s takes away only what may be absent, and sets no wrong value', (name) => {
		for (const [field, schema] of Object.entries((kinds[name] as Kind).schema.entries)) {
			const taken = schema.type === 'optional' ? null : { code: 'schema', detail: field };
			expect(amendOf(name, { [field]: null })).toEqual(taken);
			expect(amendOf(name, { [field]: { wrong: [] } })).toEqual({ code: 'schema', detail: field });
		}
	});

	it('sets no field that its kind has not, nor of a kind that is not', () => {
		for (const field of ['extra', 'constructor', 'toString', 'hasOwnProperty']) {
			expect(amendOf('visit', { [field]: 'x' })).toEqual({ code: 'schema', detail: field });
		}
		const root = entries.make();
		const hidden = JSON.parse(`{"of":"visit","base":[],"set":{"__proto__":{"outcome":"met"}}}`) as Body;
		expect(entryFault(entries.make({ kind: 'amend', re: root.id, body: hidden }))?.code).toBe('schema');
		expect(entryFault(entries.amend({ ...root, kind: 'party' }, [], {}))?.code).toBe('kind-unknown');
		expect(entryFault(entries.amend({ ...root, kind: 'amend' }, [], {}))?.code).toBe('kind-unknown');
	});

	it('may set nothing: a word to the reader answers a return too', () => expect(amendOf('visit', {})).toBeNull());
});

describe('pages', () => {
	const page = (book: string, period: string): Page => {
		const read = textToPage(`120101004010001/${book}/${period}`);
		if (!read.ok) throw new Error(read.error);
		return read.value;
	};

	it.each([
		['visit', 'field', '2026-11'],
		['patrol', 'field', '2026-11'],
		['problem', 'field', '2026-11'],
		['check-in', 'care', '2026-11'],
		['household', 'field', 'register'],
		['resident', 'field', 'register'],
		['place', 'field', 'register'],
		['import', 'field', 'register'],
		['elder', 'care', 'register'],
	])('%s lies in %s, %s, and nowhere else', (name, book, period) => {
		for (const otherBook of ['field', 'care']) {
			for (const otherPeriod of ['2026-11', 'register']) {
				expect(belongsOn(name, page(otherBook, otherPeriod))).toBe(otherBook === book && otherPeriod === period);
			}
		}
	});

	it('amendments, reviews and withdrawals lie on any page, unknown kinds on none', () => {
		for (const name of ['amend', 'review', 'withdraw']) expect(belongsOn(name, page('care', 'register'))).toBe(true);
		expect(belongsOn('party', page('field', '2026-11'))).toBe(false);
	});
});

describe('reading a body', () => {
	const body = { outcome: 'met' };

	it('of today gives it as it is', () => expect(readBody('visit', 1, body)).toEqual({ state: 'read', body }));

	it('of a newer version, or of a kind nobody knows, keeps it unread', () => {
		expect(readBody('visit', 2, body)).toEqual({ state: 'newer' });
		expect(readBody('party', 1, body)).toEqual({ state: 'unknown' });
		expect(readBody('constructor', 1, body)).toEqual({ state: 'unknown' });
	});

	it('offers only kinds that there are', () => {
		expect(recordKinds.every(isKindName)).toBe(true);
		expect(recordKinds.some((name) => kinds[name].register)).toBe(false);
	});
});
