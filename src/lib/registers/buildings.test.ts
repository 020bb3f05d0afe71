import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { projectRecord } from '#lib/kinds/project.ts';
import { createEntries, createRandom, otherGrid, shuffled } from '#tests/support/entries.ts';
import { createBuildingOf } from './buildings.ts';

const entries = createEntries();
const place = (name: string, desk?: string) =>
	entries.make({ kind: 'place', body: { sort: 'building', name }, ...(desk && { desk }) });
const [three, four, again, elsewhere] = [place('3号楼'), place('4 栋'), place('4号楼'), place('5号楼', otherGrid)];
const sited = [three!, four!, again!, elsewhere!].map((entry) => projectRecord([entry])!);
const home = (about?: string) =>
	entries.make({ kind: 'household', about, body: { label: '3-501', building: '3', door: '501' } });
const standing = (places: typeof sited, log: readonly Entry[]) => createBuildingOf(places)(projectRecord(log)!);

describe('the building of a household', () => {
	it('[T11] is the one that it was entered under until its door names another of the same desk', () => {
		const one = home(three!.id);
		const renamed = (building: string) => entries.amend(one, [], { building });
		expect(standing(sited, [one])).toBe(three!.id);
		expect(standing([], [one])).toBe(three!.id);
		expect(standing(sited, [one, entries.amend(one, [], { door: '502' })])).toBe(three!.id);
		expect(standing(sited, [one, renamed('４')])).toBe(four!.id);
		// None so called at this desk: it stays until there is one.
		expect(standing(sited, [one, renamed('5')])).toBe(three!.id);
		expect(standing([sited[0]!], [one, renamed('4')])).toBe(three!.id);
		// The same building in another spelling, though another is called so as well.
		expect(standing(sited, [one, renamed('3号楼')])).toBe(three!.id);
		expect(standing(sited, [home()])).toBe(three!.id);
	});

	it('[T11] is the same in whatever order corrections, their taking back and buildings come', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.constantFrom('3', '4', '5', '3号楼', '六'), fc.boolean()), { maxLength: 6 }),
				fc.integer(),
				(steps, seed) => {
					const one = home(three!.id);
					const log = [one];
					let heads: Entry[] = [];
					let building = '3';
					for (const [name, isKnown] of steps) {
						const amend = entries.amend(one, isKnown ? heads : [], { building: name });
						heads = isKnown ? [amend] : [...heads, amend];
						log.push(amend);
						building = name;
					}
					const random = createRandom(seed);
					const wanted = building.startsWith('4') ? four!.id : three!.id;
					expect(standing(shuffled(sited, random), shuffled(log, random))).toBe(wanted);
					// Taken back, it stands where it was entered.
					const back = entries.amend(one, heads, { building: '3' });
					expect(standing(shuffled(sited, random), shuffled([...log, back], random))).toBe(three!.id);
				},
			),
		);
	});
});
