/** Entries for tests: whole and valid unless told otherwise, each with an id and a clock of its own. */
import fc from 'fast-check';
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body, Entry, Json } from '#lib/ledger/entry.ts';
import type { PhotoBody } from '#lib/ledger/photo.ts';
import type { VoiceBody } from '#lib/ledger/voice.ts';

export const grid = '120101004010001';
export const otherGrid = '120101004010002';
/** 2026-11-23 10:00 in Shanghai. */
export const morning = Date.UTC(2026, 10, 23, 2);

/** A well-formed UUIDv7 whose order is that of its number. */
export const idOf = (number: number): string => `019ab000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

export type EntryPart = Partial<Omit<Entry, 'body'>> & { readonly body?: Body; readonly ms?: number };

/** Makes entries of one ledger; numbers run on, so every entry is later than the one before unless `ms` says so. */
export function createEntries(start = 1) {
	let number = start;
	const make = ({ ms, ...part }: EntryPart = {}): Entry => {
		const own = number++;
		const time = ms ?? morning + own * 1000;
		return {
			id: idOf(own),
			v: 1,
			kind: 'visit',
			desk: grid,
			by: 'grid01',
			dev: 'device-grid01',
			at: new Date(time).toISOString(),
			hlc: hlcOf(time),
			body: { outcome: 'met' },
			...part,
		};
	};
	return {
		make,
		amend: (target: Entry, base: readonly Entry[], set: { readonly [field: string]: Json }, part: EntryPart = {}) =>
			make({ kind: 'amend', re: target.id, body: { of: target.kind, base: base.map(({ id }) => id), set }, ...part }),
		seen: (target: Entry, upto: readonly Entry[] = [], part: EntryPart = {}) =>
			make({
				kind: 'review',
				by: 'super01',
				re: target.id,
				body: { verdict: 'seen', upto: upto.map(({ id }) => id) },
				...part,
			}),
		returned: (target: Entry, upto: readonly Entry[] = [], part: EntryPart = {}) =>
			make({
				kind: 'review',
				by: 'super01',
				re: target.id,
				body: { verdict: 'returned', upto: upto.map(({ id }) => id), reason: '请补充' },
				...part,
			}),
		withdraw: (target: Entry, part: EntryPart = {}) =>
			make({ kind: 'withdraw', re: target.id, body: { reason: '记错了' }, ...part }),
		photo: (target: Entry, body: Partial<PhotoBody> = {}, part: EntryPart = {}) =>
			make({
				kind: 'photo',
				re: target.id,
				body: {
					what: 'added',
					sha256: 'a'.repeat(64),
					bytes: 1000,
					type: 'image/jpeg',
					width: 64,
					height: 48,
					thumb: 'AAAA',
					...body,
				},
				...part,
			}),
		voice: (target: Entry, body: Partial<VoiceBody> = {}, part: EntryPart = {}) =>
			make({
				kind: 'voice',
				re: target.id,
				body: { what: 'added', sha256: 'c'.repeat(64), bytes: 1000, type: 'audio/webm', seconds: 12, ...body },
				...part,
			}),
		voiceBack: (target: Entry, voice: Entry, part: EntryPart = {}) =>
			make({ kind: 'voice', re: target.id, body: { what: 'taken-back', voice: voice.id }, ...part }),
		photoBack: (target: Entry, photo: Entry, part: EntryPart = {}) =>
			make({ kind: 'photo', re: target.id, body: { what: 'taken-back', photo: photo.id }, ...part }),
	};
}

/** Numbers in [0, 1) from a seed (mulberry32), so that a run that failed can be run again. */
export function createRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** Unsigned 32-bit numbers from a seed. */
export function seeded32(seed: number): () => number {
	const random = createRandom(seed);
	return () => Math.floor(random() * 2 ** 32);
}

/** Any letter that UTF-8 can say; fast-check's own `binary` takes seconds to begin with. */
export const anyLetter = fc
	.oneof(
		fc.integer({ min: 0, max: 0x2ff }),
		fc.integer({ min: 0, max: 0xd7ff }),
		fc.integer({ min: 0xe000, max: 0x10ffff }),
	)
	.map((code) => String.fromCodePoint(code));

/** The items in another order. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
	const result = [...items];
	for (let index = result.length - 1; index > 0; index--) {
		const other = Math.floor(random() * (index + 1));
		[result[index], result[other]] = [result[other]!, result[index]!];
	}
	return result;
}
