import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectRecord } from '#lib/kinds/project.ts';
import type { Body } from '#lib/ledger/entry.ts';
import { createEntries } from '#tests/support/entries.ts';
import { matrixOf, type Matrix } from './matrix.ts';
import type { RecordRow } from './rows.ts';

const entries = createEntries();
const row = (body: Body): RecordRow =>
	({ ...projectRecord([entries.make({ kind: 'household', body })]), due: '', last: null }) as RecordRow;
const home = (door: string, part: Body = {}) => row({ label: door, building: '3', door, ...part });
const build = (homes: readonly RecordRow[]) => matrixOf(homes, new Map(), '2026-11-23');

/** Row by row as one reads it: floor, then what stands in each column. */
const drawn = ({ floors, loose }: Matrix) => [
	...floors.map(({ floor, cells }) => [floor, ...cells.map((doors) => doors.map(({ door }) => door).join('+'))]),
	['', ...loose.map((doors) => doors.map(({ door }) => door).join('+'))],
];

describe('a building', () => {
	it('[D64] keeps a column for a flat, also where a floor lacks it, and leaves out floors without a door', () => {
		const homes = ['503', '501', '301', '302', '303', 'B01'].map((door) =>
			home(door, door === 'B01' ? { unit: 1, floor: -1 } : { unit: 1 }),
		);
		const matrix = build([...homes, home('501', { unit: 2 })]);
		expect(matrix.units).toEqual([
			{ unit: 1, slots: ['01', '02', '03'] },
			{ unit: 2, slots: ['01'] },
		]);
		expect(drawn(matrix)).toEqual([
			[5, '501', '', '503', '501'],
			[3, '301', '302', '303', ''],
			[-1, 'B01', '', '', ''],
			['', '', ''],
		]);
	});

	it('[D64] draws a yard of six doors and doors that tell no floor', () => {
		expect(drawn(build(['1', '2', '10', '甲1', '9', '3'].map((door) => home(door))))).toEqual([['', '1+2+3+9+10+甲1']]);
		const mixed = build([home('101'), home('甲1', { floor: 1 }), home('底商'), home('101A', { floor: 1 })]);
		expect(mixed.units).toEqual([{ unit: null, slots: ['01', '01A', ''] }]);
		expect(drawn(mixed)).toEqual([
			[1, '101', '101A', '甲1'],
			['', '底商'],
		]);
	});

	it('[D64] holds 33 floors of 12 doors, and two doors of one number in one place', () => {
		const tower = Array.from({ length: 396 }, (_, index) =>
			home(`${1 + Math.floor(index / 12)}${String(1 + (index % 12)).padStart(2, '0')}`),
		);
		const matrix = build([...tower, home('101')]);
		expect(matrix.units[0]!.slots).toHaveLength(12);
		expect(matrix.floors.map(({ floor }) => floor)).toEqual(Array.from({ length: 33 }, (_, index) => 33 - index));
		expect(matrix.floors.at(-1)!.cells[0]).toHaveLength(2);
	});

	const anyDoor = fc.record(
		{
			door: fc.oneof(
				fc.integer({ min: 1, max: 3512 }).map(String),
				fc.constantFrom('B01', '甲1', '底商', '501A', '501B', '０１'),
				fc.string({ minLength: 1, maxLength: 5 }),
			),
			unit: fc.integer({ min: 1, max: 3 }),
			floor: fc.integer({ min: -3, max: 35 }),
		},
		{ requiredKeys: ['door'] },
	);

	it('[D64] has every household in exactly one cell, of its floor and stairwell', () => {
		fc.assert(
			fc.property(fc.array(anyDoor, { maxLength: 60 }), (doors) => {
				const homes = doors.map(({ door, ...part }) => home(door, part));
				const { units, floors, loose } = build(homes);
				const columns = units.flatMap(({ unit, slots }) => slots.map((slot) => ({ unit, slot })));
				const places = floors.flatMap(({ floor, cells }) => {
					expect(cells).toHaveLength(columns.length);
					return cells.flatMap((own, index) => own.map(({ id }) => ({ id, floor, unit: columns[index]!.unit })));
				});
				places.push(
					...loose.flatMap((own, index) => own.map(({ id }) => ({ id, floor: NaN, unit: units[index]!.unit }))),
				);
				expect(places.map(({ id }) => id).toSorted()).toEqual(homes.map(({ id }) => id).toSorted());
				const byId = new Map(places.map((place) => [place.id, place]));
				for (const { id, body } of homes) {
					expect(byId.get(id)!.unit).toBe(body.unit ?? null);
					if (body.floor !== undefined) expect(byId.get(id)!.floor).toBe(body.floor);
				}
				expect(floors.every(({ cells }) => cells.some((own) => own.length > 0))).toBe(true);
			}),
		);
	});
});
