import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doorOrder } from '#lib/registers/door.ts';
import { createRandom } from '#tests/support/entries.ts';
import { bindHomes } from './binding.ts';
import { search } from './directory.ts';
import { scan, type Home, type Match, type Person } from './fit.ts';
import { readTyped } from './typed.ts';

const bind = (homes: readonly Home[]) => {
	const steps = bindHomes(homes);
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value.bound;
	}
};
const searchAll = (homes: readonly Home[], text: string, limit = 20) =>
	search({ bound: bind(homes), loose: new Map() }, text, limit);
const labels = (matches: readonly Match[]) => matches.map(({ home }) => home.label);

let count = 0;
const person = (name: string, part: Partial<Person> = {}): Person => ({
	id: `person-${++count}`,
	name,
	initials: '',
	full: '',
	phone: '',
	...part,
});
const home = (label: string, people: readonly Person[] = [], part: Partial<Home> = {}): Home => {
	const own = label.split('-');
	const door = { building: own[0]!, unit: own.length === 3 ? Number(own[1]) : undefined, door: own.at(-1)! };
	return {
		id: `home-${label}`,
		desk: 'd',
		label,
		phone: '',
		last: null,
		order: doorOrder(door),
		people,
		...door,
		...part,
	};
};

describe('a search', () => {
	it('[D32] finds doors in any spelling, the exact one first, then in walking order', () => {
		const homes = ['3-10-501', '3-2-501', '3-2-502', '13-2-501', '3-501', '3-2-底商1'].map((label) => home(label));
		expect(labels(searchAll(homes, '3号楼2门501'))).toEqual(['3-2-501', '13-2-501'].slice(0, 1));
		expect(labels(searchAll(homes, '３－５０１'))).toEqual(['3-501', '3-2-501', '3-10-501']);
		expect(labels(searchAll(homes, '32501'))).toEqual(['3-2-501']);
		expect(labels(searchAll(homes, '501'))).toEqual(['3-501', '3-2-501', '3-10-501', '13-2-501']);
		expect(labels(searchAll(homes, '底商'))).toEqual(['3-2-底商1']);
		expect(searchAll(homes, '  ')).toEqual([]);
	});

	it('[D32] finds people by name, initials and full pinyin, whole ones before parts of them', () => {
		const wang = person('王芳', { initials: 'wf', full: 'wangfang' });
		const fang = person('王芳芳', { initials: 'wff', full: 'wangfangfang' });
		const lu = person('卢王芳', { initials: 'lwf', full: 'luwangfang' });
		const homes = [home('1-101', [lu]), home('1-102', [fang]), home('1-103', [wang])];
		for (const text of ['王芳', 'wf', "wang'fang"])
			expect(labels(searchAll(homes, text))).toEqual(['1-103', '1-102', '1-101'].slice(0, text.length > 2 ? 2 : 3));
		expect(searchAll(homes, 'wf')[0]!.person).toMatchObject({ name: '王芳' });
	});

	it('[D60] finds by the digits of a telephone number, from four on, its end first', () => {
		const homes = [
			home('1-101', [person('甲', { phone: '13912340000' })]),
			home('1-102', [], { phone: '02288881234' }),
		];
		expect(labels(searchAll(homes, '1234'))).toEqual(['1-102', '1-101']);
		expect(labels(searchAll(homes, '139 1234'))).toEqual(['1-101']);
		expect(searchAll(homes, '234')).toEqual([]);
	});

	it('[D60] finds a name with a door beside it, in either order', () => {
		const zhang = (label: string) =>
			home(label, [person('张伟', { initials: 'zw', full: 'zhangwei' }), person('李娜')]);
		const homes = [zhang('3-1-101'), zhang('3-2-501'), zhang('4-2-501')];
		for (const text of ['张 3-2', '张3-2', '3-2 张', 'zw 3号楼2门', 'zw3-2', '张 3-2-501'])
			expect(labels(searchAll(homes, text)), text).toEqual(['3-2-501']);
		expect(searchAll(homes, '王 3-2')).toEqual([]);
	});

	it('[D61] names who moved away or died after the living', () => {
		const homes = [home('1-101', [person('王芳', { gone: 'died' })]), home('1-102', [person('王芳芳')])];
		expect(labels(searchAll(homes, '王芳'))).toEqual(['1-102', '1-101']);
	});
});

// Few letters, so that much is alike: near misses are what a search gets wrong.
const letters = fc.constantFrom('a', 'w', 'f', 'g', '王', '芳', '张');
const digits = fc.constantFrom('1', '2', '3', '0');
const word = (unit: fc.Arbitrary<string>, maxLength: number) => fc.string({ unit, minLength: 1, maxLength });
const anyPerson: fc.Arbitrary<Omit<Person, 'id'>> = fc.record({
	name: word(fc.oneof({ weight: 9, arbitrary: letters }, fc.constantFrom('1', ' ', 'A', '\n', '\t')), 4),
	initials: fc.string({ unit: fc.constantFrom('w', 'f', 'g'), maxLength: 3 }),
	full: fc.string({ unit: fc.constantFrom('w', 'a', 'f', 'g'), maxLength: 5 }),
	phone: fc.string({ unit: digits, maxLength: 7 }),
	gone: fc.constantFrom(undefined, undefined, undefined, 'moved', 'died'),
});
const anyHome = fc
	.record({
		building: fc.oneof(word(digits, 2), fc.constantFrom('A', '甲1', 'a座')),
		unit: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
		door: fc.oneof(word(digits, 4), fc.constantFrom('B01', '甲1', '底商', '101A')),
		phone: fc.string({ unit: digits, maxLength: 7 }),
		people: fc.array(anyPerson, { maxLength: 3 }),
	})
	.map((part) => ({
		...part,
		label: [part.building, part.unit, part.door].filter((own) => own !== undefined).join('-'),
	}));
const anyHomes = fc.array(anyHome, { maxLength: 25 }).map((parts) =>
	parts.map((part, index): Home => ({
		...part,
		id: `h${index}.`,
		desk: 'desk',
		last: null,
		order: doorOrder(part),
		people: part.people
			.map((one, place) => ({ ...one, id: `p${index}.${place}` }))
			.sort((a, b) => Number(a.gone !== undefined) - Number(b.gone !== undefined)),
	})),
);
const anyText = fc.oneof(
	word(fc.oneof(letters, digits, fc.constantFrom('-', ' ', '号楼', '门', "'")), 7),
	fc
		.tuple(word(letters, 2), fc.constantFrom('', ' '), word(fc.oneof(digits, fc.constant('-')), 4))
		.map((all) => all.join('')),
	fc.array(word(digits, 3), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('-')),
);
const told = (matches: readonly Match[]) => matches.map(({ home, rank, person }) => [home.id, rank, person?.id]);

describe('the directory', () => {
	it('[D62] gives what looking at every household gives, whatever is typed', () => {
		fc.assert(
			fc.property(anyHomes, anyText, fc.integer({ min: 1, max: 30 }), (homes, text, limit) => {
				const typed = readTyped(text);
				const plain = typed ? scan(homes, typed, limit) : [];
				expect(told(searchAll(homes, text, limit))).toEqual(told(plain));
			}),
			{ numRuns: 2000 },
		);
	});

	it('[D62] gives it too while households change, come and go', () => {
		fc.assert(
			fc.property(
				anyHomes,
				anyHomes,
				anyText,
				fc.integer({ min: 1, max: 30 }),
				fc.nat(),
				(before, after, text, limit, seed) => {
					const random = createRandom(seed);
					const kept = before.filter(() => random() < 0.6);
					const changed = after.filter(() => random() < 0.6);
					const known = new Map([...kept, ...changed].map((one) => [one.id, one]));
					const loose = new Map<string, Home | null>(before.map(({ id }) => [id, null]));
					for (const { id } of kept) loose.delete(id);
					for (const one of changed) loose.set(one.id, one);
					const typed = readTyped(text);
					const plain = typed ? scan(known.values(), typed, limit) : [];
					expect(told(search({ bound: bind(before), loose }, text, limit))).toEqual(told(plain));
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('[D62] shows each household as it was bound', () => {
		fc.assert(
			fc.property(anyHomes, (homes) => {
				const bound = bind(homes);
				for (const { id, label, people } of homes) {
					const own = bound.homeAt(bound.indexOf(id));
					expect(own).toMatchObject({ id, label, last: null });
					expect(own.people.map((one) => one.id)).toEqual(people.map((one) => one.id));
				}
				expect(bound.indexOf('h')).toBe(-1);
			}),
		);
	});
});
