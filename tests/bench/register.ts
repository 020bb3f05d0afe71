/** The register of a large desk, made up from a seed: towers of 28 floors, and one of 33 with 12 doors on each. */
import { doorToLabel, type Door } from '#lib/registers/door.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { createWriter } from './entries.ts';

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗曾单'];
const given = [...'桂兰国强芳伟秀英娜敏静丽军洋勇艳杰涛明超建平文华淑珍玉梅金凤德海'];
const perHome = 2.5;
const tower = '500';

export function createRegister(
	desk: string,
	people: number,
): {
	readonly entries: readonly Entry[];
	/** Id of the tower. */
	readonly tower: string;
} {
	const { entry, below } = createWriter(people, desk);
	let ms = Date.UTC(2026, 8, 1);
	const make = (kind: string, body: Body, about?: string) => entry((ms += 10), { kind, body, about, by: 'bench' });
	const pick = (letters: readonly string[]) => letters[below(letters.length)]!;
	const name = () => pick(surnames) + pick(given) + (below(3) ? pick(given) : '');
	const entries: Entry[] = [];
	let left = people;

	function addHome(place: string, door: Door): void {
		const home = make('household', { label: doorToLabel(door), ...door, tenure: 'owner' }, place);
		entries.push(home);
		for (let count = Math.min(left, Math.floor(perHome + below(2))); count > 0; count--, left--)
			entries.push(make('resident', { name: name(), phone: `139${10_000_000 + below(89_999_999)}` }, home.id));
	}
	/** Of the tower each door is there, also those for which nobody is left. */
	function addBuilding(building: string, units: number, floors: number, doors: number): string {
		const place = make('place', { sort: 'building', name: `${building}号楼` });
		entries.push(place);
		for (let unit = 1; unit <= units; unit++)
			for (let floor = floors; floor > 0; floor--)
				for (let number = 1; number <= doors && (building === tower || left > 0); number++) {
					const door = `${floor}${String(number).padStart(2, '0')}`;
					addHome(place.id, { building, unit: units > 1 ? unit : undefined, floor, door });
				}
		return place.id;
	}
	const towerId = addBuilding(tower, 1, 33, 12);
	for (let building = 1; left > 0; building++) addBuilding(String(building), 3, 28, 2);
	return { entries, tower: towerId };
}
