/**
 * The bound part of the directory: all households in walking order, their texts column by column, and nothing that
 * changes. A search goes through the ranks from the best; within one, matches come out in walking order by themselves,
 * so it stops as soon as it has enough. Pure. About 9 MB for 50,000 people.
 */
import {
	finished,
	goneCodes,
	homeTexts,
	makersOf,
	personTexts,
	tab,
	type HomeColumns,
	type Numbers,
	type PersonColumns,
} from './columns.ts';
import type { FoundHome, Home, Match, Person } from './fit.ts';
import { eachLineWith, lineOf } from './lines.ts';
import { createLooks, type Look } from './looks.ts';
import { ownParts, plainText } from './typed-door.ts';
import type { Typed } from './typed.ts';

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

/** Nobody in particular. */
const nobody = -1;
function bound(home: HomeColumns, person: PersonColumns, numbers: Numbers): Bound {
	const { last, first, home: homeOfPerson, gone } = numbers;
	const looks = createLooks(home, person, numbers);
	const texts = [...Object.values(home), ...Object.values(person)];
	const bytes = [
		...texts.map((own) => own.bytes),
		...[last, first, homeOfPerson, gone].map((own) => own.byteLength),
	].reduce((sum, own) => sum + own);
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
