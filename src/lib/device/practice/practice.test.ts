import 'fake-indexeddb/auto';
import { afterEach, expect, it } from 'vitest';
import { drawingOf } from '#lib/device/drawing.ts';
import { findPlaces } from '#lib/device/find.ts';
import { ground } from '#lib/device/ground.ts';
import { today } from '#lib/device/today.ts';
import { checkDrawing } from '#lib/ground/check.ts';
import { entryFault } from '#lib/kinds/index.ts';
import { practiceDrawing } from './ground.ts';
import { practiceDesk } from './names.ts';
import { practicePages } from './pages.ts';
import { forgetPractice, openPractice } from './space.ts';

afterEach(forgetPractice);

it('[D190] what is invented is what a server would have taken, on any day of a month', () => {
	for (const day of [1, 4, 28]) {
		let count = 0;
		const newId = () => `019ab000-0000-7000-8000-${String(++count).padStart(12, '0')}`;
		const pages = [...practicePages(newId, Date.UTC(2026, 10, day, 1))];
		for (const entry of pages.flatMap(([, entries]) => entries)) expect(entryFault(entry), entry.kind).toBeNull();
		expect(pages.filter(([, entries]) => entries.some(({ kind }) => kind === 'problem')).length).toBe(
			day === 4 ? 2 : 1,
		);
	}
	expect(checkDrawing(practiceDrawing, practiceDesk.slice(0, 12))).toEqual([]);
});

it('[D190] there is a house on the map, a route, a problem of each stage and a record that came back', async () => {
	const space = await openPractice();
	const { buildings, problems, places } = await ground(space);
	expect(buildings).toMatchObject([{ name: '9号楼' }]);
	expect(problems.map(({ state }) => state)).toEqual(['again', 'open', 'settled', 'settled']);
	expect(problems.every(({ at }) => at !== null)).toBe(true);
	expect(places.map(({ at }) => at !== null)).toEqual([true, true]);
	expect((await findPlaces(space, '', 10, 'route')).length).toBe(1);
	expect((await drawingOf(space, [practiceDesk])).features.length).toBe(practiceDrawing.features.length);
	expect((await today(space)).returned.rows).toMatchObject([{ row: { kind: 'visit', state: 'returned' } }]);
	space.db.close();
	space.downloads.close();
});
