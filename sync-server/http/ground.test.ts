import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Body } from '#lib/ledger/entry.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid } from '#tests/support/entries.ts';

const register = `${grid}/field/register`;
const page = `${grid}/field/2026-11`;

let server: App;
let ids: Record<string, string>;
const entries = createEntries();
const write = async (name: string, on: string, kind: string, body: Body, about?: string) => {
	const entry = entries.make({ kind, body, ...(about && { about }) });
	ids[name] = entry.id;
	await server.write(on, entry);
	return entry.id;
};

beforeAll(async () => {
	server = await openApp();
	ids = {};
	const building = await write('building', register, 'place', {
		sort: 'building',
		name: '3号楼',
		lat: 39.11,
		lon: 117.19,
	});
	const home = (door: string, more: Body = {}) =>
		write(door, register, 'household', { label: `3-1-${door}`, building: '3', unit: 1, door, ...more }, building);
	await home('101');
	await home('102');
	await home('201');
	await home('202', { tenure: 'vacant' });
	await write('met', page, 'visit', { outcome: 'met' }, ids['101']);
	await write('tried', page, 'visit', { outcome: 'no-answer' }, ids['102']);
	const problem = { category: 'safety', where: '楼道', severity: 'normal', handling: 'report' };
	await write('again', page, 'problem', { ...problem, again: '2026-11-01' }, ids['101']);
	await write('open', page, 'problem', {
		...problem,
		position: { lat: 39.12, lon: 117.18, accuracy: 9, moved: { lat: 39.13, lon: 117.17 } },
	});
	await write('solved', page, 'problem', { ...problem, handling: 'solved' }, ids['101']);
});
afterAll(() => server.close());

const ask = async (account: string, area = community) =>
	server.ask(await server.signIn(account), `/api/ground?area=${area}`);

it('[MP11] counts doors and problems as the map of a phone does', async () => {
	const { status, body } = await ask('super01');
	expect(status).toBe(200);
	expect(body.buildings).toEqual([
		{
			id: ids.building,
			desk: grid,
			name: '3号楼',
			at: [117.19, 39.11],
			doors: { alarm: 0, elder: 0, tried: 1, due: 1, visited: 1, vacant: 1 },
		},
	]);
	expect(body.problems.map(({ id, state, at }: Record<string, unknown>) => [id, state, at]).sort()).toEqual(
		[
			[ids.again, 'again', [117.19, 39.11]],
			[ids.open, 'open', [117.17, 39.13]],
		].sort(),
	);
});

it('[MP11] is for those who read there, and what it shows is on record', async () => {
	expect((await ask('super01', '120101004011')).status).toBe(403);
	expect((await ask('admin01')).status).toBe(403);
	const list = await server.ask(await server.signIn('admin01'), `/api/deliveries?area=${community}`);
	expect(JSON.stringify(list.body)).toContain('ground');
});
