/**
 * The bound part of the directory: all households in walking order, their texts column by column, and nothing that
 * changes. A search goes through the ranks from the best; within one, matches come out in walking order by themselves,
 * so it stops as soon as it has enough. Pure. About 7 MB for 50,000 people.
 */
import { ranks, type FoundHome, type Home, type Match, type Person } from './fit.ts';
import { eachLineWith, lineOf, makeLines, type Lines, type LinesMaker, type Pattern } from './lines.ts';
import { doorFit, ownParts, plainText } from './typed-door.ts';
import type { Typed, TypedName } from './typed.ts';

/** A match by its places in the columns; `who` is the person that was meant. */
export interface Spot {
	readonly index: number;
	readonly rank: number;
	readonly who: number | null;
}

export interface Bound {
	readonly size: number;
	readonly people: number;
	readonly bytes: number;
	/** Where a household stands; -1 when it does not. */
	readonly indexOf: (id: string) => number;
	readonly homeAt: (index: number) => FoundHome;
	/** Where the best matches stand; those that are hidden do not count. */
	readonly find: (typed: Typed, limit: number, isHidden?: (index: number) => boolean) => Spot[];
	readonly matchAt: (spot: Spot) => Match;
}

export interface Binder {
	/** One after the other, in walking order. */
	readonly add: (home: Home) => void;
	/** The columns one after the other: each is a step, since all of them at once would cost a slow phone a frame. */
	readonly finish: () => Generator<void, Bound>;
}

const homeTexts = ['id', 'desk', 'label', 'plainLabel', 'order', 'parts', 'gap', 'run', 'phone'] as const;
const personTexts = ['id', 'name', 'plainName', 'initials', 'full', 'phone'] as const;
type Columns<Name extends string> = Record<Name, Lines>;

/** Between the parts of a door; stands before the first too. */
const tab = '\t';
const goneCodes = [undefined, 'moved', 'died'] as const;

export function createBinder(): Binder {
	const home = makersOf(homeTexts);
	const person = makersOf(personTexts);
	const lasts: number[] = [];
	const firsts: number[] = [0];
	const homeOfPerson: number[] = [];
	const gones: number[] = [];

	function add(one: Home): void {
		const own = ownParts(one);
		home.id.add(one.id);
		home.desk.add(one.desk);
		home.label.add(one.label);
		home.plainLabel.add(plainText(one.label));
		home.order.add(one.order);
		home.parts.add(tab + own.join(tab));
		home.gap.add(own.length === 3 ? own[0] + tab + own[2] : '');
		home.run.add(tab + own.join('') + tab + own[0] + own.at(-1));
		home.phone.add(one.phone);
		lasts.push(one.last ?? -1);
		for (const { gone, ...texts } of one.people) {
			person.id.add(texts.id);
			person.name.add(texts.name);
			person.plainName.add(plainText(texts.name));
			person.initials.add(texts.initials);
			person.full.add(texts.full);
			person.phone.add(texts.phone);
			homeOfPerson.push(lasts.length - 1);
			gones.push(goneCodes.indexOf(gone));
		}
		firsts.push(homeOfPerson.length);
	}

	return {
		add,
		*finish() {
			const numbers = {
				last: new Float64Array(lasts),
				first: new Uint32Array(firsts),
				home: new Uint32Array(homeOfPerson),
				gone: new Uint8Array(gones),
			};
			yield;
			return bound(yield* finished(home), yield* finished(person), numbers);
		},
	};
}

interface Numbers {
	readonly last: Float64Array;
	/** Of each household its first person; one more for the end. */
	readonly first: Uint32Array;
	readonly home: Uint32Array;
	readonly gone: Uint8Array;
}

/** Nobody in particular. */
const nobody = -1;
/** Lines to look through at one rank, and which of the lines with the pattern count. */
interface Look {
	readonly lines: Lines;
	readonly pattern: Pattern;
	readonly of: 'homes' | 'people';
	readonly counts: (line: number) => boolean;
}

function bound(
	home: Columns<(typeof homeTexts)[number]>,
	person: Columns<(typeof personTexts)[number]>,
	numbers: Numbers,
): Bound {
	const { last, first, home: homeOfPerson, gone } = numbers;
	const texts = [...Object.values(home), ...Object.values(person)];
	const bytes = [
		...texts.map((own) => own.bytes),
		...[last, first, homeOfPerson, gone].map((own) => own.byteLength),
	].reduce((sum, own) => sum + own);
	const always = () => true;
	const hasGone = gone.some((code) => code > 0);
	const partsOf = (index: number) => lineOf(home.parts, index).slice(1).split(tab);
	const isLong = (isWanted: boolean) => (line: number) => (lineOf(home.gap, line) !== '') === isWanted;

	function indexOf(id: string): number {
		let found = -1;
		eachLineWith(home.id, { letters: id, before: '\n', after: '\n' }, (line) => ((found = line), false));
		return found;
	}

	const personAt = (index: number): Person => ({
		id: lineOf(person.id, index),
		name: lineOf(person.name, index),
		initials: lineOf(person.initials, index),
		full: lineOf(person.full, index),
		phone: lineOf(person.phone, index),
		gone: goneCodes[gone[index]!],
	});
	const homeAt = (index: number): FoundHome => ({
		id: lineOf(home.id, index),
		desk: lineOf(home.desk, index),
		label: lineOf(home.label, index),
		last: last[index] === -1 ? null : last[index]!,
		order: lineOf(home.order, index),
		people: Array.from({ length: first[index + 1]! - first[index]! }, (_, place) => personAt(first[index]! + place)),
	});

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

	/** Of each household that has not been found yet who was meant; the first ones in walking order. */
	function take(looks: readonly Look[], wanted: number, isTaken: (index: number) => boolean): [number, number][] {
		const meant = new Map<number, number>();
		for (const { lines, pattern, of, counts } of looks) {
			let left = wanted;
			let latest = -1;
			eachLineWith(lines, pattern, (line) => {
				const index = of === 'homes' ? line : homeOfPerson[line]!;
				if (index === latest || isTaken(index) || !counts(line)) return true;
				latest = index;
				const who = of === 'homes' ? nobody : line;
				meant.set(index, Math.min(who, meant.get(index) ?? who));
				return --left > 0;
			});
		}
		return [...meant].sort(([a], [b]) => a - b).slice(0, wanted);
	}

	return {
		size: last.length,
		people: gone.length,
		bytes,
		indexOf,
		homeAt,
		matchAt: ({ index, rank, who }) => ({
			home: homeAt(index),
			rank,
			person: who === null ? undefined : personAt(who),
		}),
		find: (typed, limit, isHidden = () => false) => {
			const found = new Set<number>();
			const spots: Spot[] = [];
			for (const [rank, ways] of looks(typed)) {
				if (found.size >= limit) break;
				for (const [index, who] of take(ways, limit - found.size, (one) => found.has(one) || isHidden(one))) {
					found.add(index);
					spots.push({ index, rank, who: who === nobody ? null : who });
				}
			}
			return spots;
		},
	};
}

const makersOf = <Name extends string>(names: readonly Name[]) =>
	Object.fromEntries(names.map((name) => [name, makeLines()])) as Record<Name, LinesMaker>;

function* finished<Name extends string>(makers: Record<Name, LinesMaker>): Generator<void, Columns<Name>> {
	const columns: [string, Lines][] = [];
	for (const [name, maker] of Object.entries<LinesMaker>(makers)) {
		columns.push([name, maker.finish()]);
		yield;
	}
	return Object.fromEntries(columns) as Columns<Name>;
}
