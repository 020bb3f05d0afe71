/** Where to look, rank by rank, for what was typed: the same rule as `fitOf`, told in patterns of columns. Pure. */
import { tab, type HomeColumns, type Numbers, type PersonColumns } from './columns.ts';
import { ranks } from './fit.ts';
import { lineOf, type Lines, type Pattern } from './lines.ts';
import { doorFit } from './typed-door.ts';
import type { Typed, TypedName } from './typed.ts';

/** Lines to look through at one rank, and which of the lines with the pattern count. */
export interface Look {
	readonly lines: Lines;
	readonly pattern: Pattern;
	readonly of: 'homes' | 'people';
	readonly counts: (line: number) => boolean;
}

export type Looks = (typed: Typed) => Iterable<readonly [rank: number, looks: readonly Look[]]>;

export function createLooks(home: HomeColumns, person: PersonColumns, { gone, home: homeOfPerson }: Numbers): Looks {
	const always = () => true;
	const hasGone = gone.some((code) => code > 0);
	const partsOf = (index: number) => lineOf(home.parts, index).slice(1).split(tab);
	const isLong = (isWanted: boolean) => (line: number) => (lineOf(home.gap, line) !== '') === isWanted;

	function* looks(typed: Typed): Iterable<readonly [rank: number, looks: readonly Look[]]> {
		if (typed.parts.length > 0) yield* doorLooks(typed.parts);
		else
			yield [ranks.label, [{ lines: home.plainLabel, pattern: { letters: typed.name }, of: 'homes', counts: always }]];
		for (const isGone of hasGone ? [false, true] : [false]) {
			const shift = isGone ? ranks.gone : 0;
			const counts = (line: number) => gone[line]! > 0 === isGone;
			const { both, digits } = typed;
			const beside =
				both && ((line: number) => counts(line) && doorFit(both.parts, partsOf(homeOfPerson[line]!)) !== null);
			for (let rank = 0; rank < 4; rank++) {
				const named = [...nameLooks(typed, rank, counts), ...(both ? nameLooks(both, rank, beside!) : [])];
				yield [ranks.name + rank + shift, named];
			}
			if (digits === '') continue;
			const numbers: [number, Pattern][] = [
				[ranks.phoneEnd, { letters: digits, after: '\n' }],
				[ranks.phonePart, { letters: digits }],
			];
			for (const [rank, pattern] of numbers) {
				const own: Look = { lines: home.phone, pattern, of: 'homes', counts: always };
				yield [rank + shift, [...(isGone ? [] : [own]), { lines: person.phone, pattern, of: 'people', counts }]];
			}
		}
	}

	/** What `doorFit` gives, from 0 on: `3-2-501` by its end, run together, by parts of which one may be left out. */
	function* doorLooks(parts: readonly string[]): Iterable<readonly [number, readonly Look[]]> {
		const letters = parts.join(tab);
		const within: Pattern = { letters, before: tab };
		const look = (pattern: Pattern, isWanted: boolean, lines = home.parts): Look => ({
			lines,
			pattern,
			of: 'homes',
			counts: isLong(isWanted),
		});
		const lengths = [2, 3].filter((length) => parts.length <= length);
		for (const length of lengths) yield [length - parts.length, [look({ ...within, after: '\n' }, length === 3)]];
		if (parts.length === 1 && letters.length >= 4)
			yield [5, [{ lines: home.run, pattern: within, of: 'homes', counts: always }]];
		for (const length of lengths) {
			const mayLeaveOut = length === 3 && parts.length === 2;
			const gap = mayLeaveOut ? [look({ letters, before: '\n' }, true, home.gap)] : [];
			yield [10 + length - parts.length, [look(within, length === 3), ...gap]];
		}
	}

	function nameLooks({ name, spelt }: TypedName, rank: number, counts: Look['counts']): Look[] {
		const edges = ([{ before: '\n', after: '\n' }, { before: '\n' }, {}, {}] as const)[rank]!;
		const look = (lines: Lines, letters: string): Look => ({
			lines,
			pattern: { letters, ...edges },
			of: 'people',
			counts,
		});
		const { plainName, initials, full } = person;
		const spellings = spelt === '' ? [] : rank < 2 ? [initials, full] : rank === 3 ? [initials] : [];
		return [...(rank < 3 ? [look(plainName, name)] : []), ...spellings.map((lines) => look(lines, spelt))];
	}

	return looks;
}
