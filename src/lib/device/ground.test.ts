import { expect, it } from 'vitest';
import { err, ok } from '#lib/ledger/result.ts';
import type { Drawing } from '#lib/ground/drawing.ts';
import type { Body } from '#lib/ledger/entry.ts';
import { buildingState, doorState } from '#lib/registers/door-state.ts';
import { grid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import type { Space } from './database.ts';
import { drawingOf, takeDrawings } from './drawing.ts';
import { ground } from './ground.ts';
import type { Remote } from './remote.ts';
import { record } from './save.ts';
import { whereabouts } from './whereabouts.ts';

const community = grid.slice(0, 12);
const drawing: Drawing = {
	type: 'FeatureCollection',
	features: [
		{
			type: 'Feature',
			id: 'way/1',
			geometry: { type: 'LineString', coordinates: [[117.19, 39.11], [117.2, 39.11]] }, // prettier-ignore
			properties: { sort: 'way' },
		},
	],
};

it('[D160] fetches a drawing when the number is another, and keeps what is here when that fails', async () => {
	const space = openTestSpace('ground1');
	const asked: string[] = [];
	let answer: Awaited<ReturnType<Remote['drawing']>> = ok({ n: 2, drawing });
	const remote = { drawing: async (code: string) => (asked.push(code), answer) };
	await takeDrawings(space, remote, undefined);
	await takeDrawings(space, remote, { [community]: 0 });
	expect(asked).toEqual([]);
	expect((await drawingOf(space, [grid])).features).toEqual([]);
	await takeDrawings(space, remote, { [community]: 2 });
	await takeDrawings(space, remote, { [community]: 2 });
	expect(asked).toEqual([community]);
	expect(await drawingOf(space, [grid, `${community}002`])).toEqual(drawing);
	answer = err({ code: 'offline', status: 0 });
	await takeDrawings(space, remote, { [community]: 3 });
	expect(await drawingOf(space, [grid])).toEqual(drawing);
	// A backup was put back: the number there is lower.
	answer = ok({ n: 1, drawing: { ...drawing, features: [] } });
	await takeDrawings(space, remote, { [community]: 1 });
	expect((await drawingOf(space, [grid])).features).toEqual([]);
});

async function write(space: Space, kind: 'place' | 'household' | 'visit' | 'problem', body: Body, about?: string) {
	const saved = await record(space, { kind, desk: grid, body, ...(about && { about }) });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}

it('[D161] counts doors as the matrix does, and puts a problem where it was found or where its subject stands', async () => {
	const space = openTestSpace('ground2');
	const building = await write(space, 'place', { sort: 'building', name: '3号楼', lat: 39.11, lon: 117.19 });
	const home = (door: string, more: Body = {}) =>
		write(space, 'household', { label: `3-1-${door}`, building: '3', unit: 1, door, ...more }, building);
	const [met, tried] = [await home('101'), await home('102')];
	await home('201');
	await home('202', { tenure: 'vacant' });
	await write(space, 'visit', { outcome: 'met' }, met);
	await write(space, 'visit', { outcome: 'no-answer' }, tried);
	const shop = await write(space, 'place', { sort: 'shop', name: '小卖部' });
	const problem = { category: 'safety', where: '楼道', severity: 'normal', handling: 'report' };
	const position = { lat: 39.12, lon: 117.18, accuracy: 20 };
	await write(space, 'problem', { ...problem, again: '2026-11-01' }, met);
	await write(space, 'problem', { ...problem, position }, shop);
	await write(space, 'problem', {
		...problem,
		handling: 'solved',
		position: { ...position, moved: { lat: 39.13, lon: 117.17 } },
	});
	await write(space, 'problem', problem, shop);

	const { buildings, problems, places } = await ground(space);
	expect(buildings).toMatchObject([{ id: building, name: '3号楼', at: [117.19, 39.11] }]);
	expect(buildings[0]!.doors).toEqual({ alarm: 0, elder: 0, tried: 1, due: 1, visited: 1, vacant: 1 });
	expect(buildingState(buildings[0]!.doors)).toBe('tried');
	expect(problems.map(({ state, at }) => [state, at])).toEqual([
		['again', [117.19, 39.11]],
		['open', [117.18, 39.12]],
		['open', null],
		['settled', [117.17, 39.13]],
	]);
	expect(places).toMatchObject([{ name: '小卖部', at: null }]);
});

it('[D161] lets what counts most decide, a missing elder before all', () => {
	expect(doorState({ due: 'later', elder: 'alarm', tenure: 'vacant' })).toBe('alarm');
	expect(doorState({ due: 'due', elder: 'due' })).toBe('elder');
	expect(doorState({ due: 'due', tenure: 'vacant' })).toBe('vacant');
	expect(doorState({ due: 'overdue', tried: 1 })).toBe('tried');
	expect(doorState({ due: 'later', tried: 1 })).toBe('visited');
	expect(buildingState({ alarm: 0, elder: 0, tried: 0, due: 0, visited: 3, vacant: 1 })).toBe('visited');
});

it('[D165, D167] knows where the subject is registered, and the last own positions', async () => {
	const space = openTestSpace('ground3');
	const building = await write(space, 'place', { sort: 'building', name: '3号楼', lat: 39.11, lon: 117.19 });
	const home = await write(space, 'household', { label: '3-1-101', building: '3', unit: 1, door: '101' }, building);
	expect(await whereabouts(space, home)).toEqual({ site: [117.19, 39.11], before: [] });
	for (const lat of [39.1, 39.2, 39.3]) {
		space.clock.ms += 60_000;
		await write(space, 'visit', { outcome: 'met', position: { lat, lon: 117, accuracy: 9, age: 30 } }, home);
		await write(space, 'visit', { outcome: 'met' }, home);
	}
	const { before } = await whereabouts(space, undefined);
	expect(before.map(({ at }) => at)).toEqual([
		[117, 39.3],
		[117, 39.2],
	]);
	expect(Math.abs(before[0]!.ms - (space.clock.ms - 30_000))).toBeLessThan(1000);
});
