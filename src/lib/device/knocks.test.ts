import { beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { createEntries, grid, morning } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { household } from './households.ts';
import { knockAgain, nextDoorFrom, tonight, triedLately } from './knocks.ts';
import { project, projectionTables } from './project.ts';
import { record } from './save.ts';
import { communityName, slipContact, writeNames, writeSlipContact } from './slip-contact.ts';

const day = 24 * 60 * 60 * 1000;
let space: ReturnType<typeof openTestSpace>;
let homes: Record<string, Entry>;

beforeEach(async () => {
	space = openTestSpace();
	const entries = createEntries();
	const block = entries.make({ kind: 'place', body: { sort: 'building', name: '3号楼' } });
	homes = Object.fromEntries(
		['1-101', '2-201', '2-301', '2-901', '2-1001'].map((label) => {
			const [unit, door] = label.split('-') as [string, string];
			const body = { label: `3-${label}`, building: '3', unit: Number(unit), door };
			return [label, entries.make({ kind: 'household', about: block.id, body })];
		}),
	);
	await space.db.transaction('rw', projectionTables(space.db), async () =>
		project(space.db, `${grid}/field/register`, [block, ...Object.values(homes)]),
	);
});

async function visit(door: string, outcome: string, ms = space.clock.ms + 60_000): Promise<void> {
	space.clock.ms = ms;
	const saved = await record(space, { kind: 'visit', desk: grid, about: homes[door]!.id, body: { outcome } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
}
const next = async (from: string) => {
	const found = await nextDoorFrom(space, homes[from]!.id);
	return found && [found.stop.label, found.isOtherStaircase, found.left];
};

describe('the next door', () => {
	it('[D157] is the next in this staircase that was not tried today, then the next staircase, then none', async () => {
		expect(await next('2-201')).toEqual(['3-2-301', false, 3]);
		await visit('2-201', 'met');
		await visit('2-301', 'no-answer');
		expect(await next('2-201')).toEqual(['3-2-901', false, 2]);
		await visit('2-901', 'met');
		await visit('2-1001', 'phone');
		expect(await next('2-1001')).toEqual(['3-1-101', true, 1]);
		await visit('1-101', 'no-answer');
		expect(await next('1-101')).toBeNull();
		space.clock.ms += day;
		expect(await next('1-101')).toEqual(['3-2-301', true, 1]);
	});

	it('[D157] is none where no building is known', async () => {
		const entries = createEntries(500);
		const alone = entries.make({ kind: 'household', body: { label: '9-901', building: '9', door: '901' } });
		await space.db.transaction('rw', projectionTables(space.db), async () =>
			project(space.db, `${grid}/field/register`, [alone]),
		);
		expect(await nextDoorFrom(space, alone.id)).toBeNull();
		expect(await nextDoorFrom(space, 'nowhere')).toBeNull();
	});
});

describe('knocking again', () => {
	it('[D155] goes by when that door was opened', async () => {
		const evening = morning + 9 * 60 * 60 * 1000 + 10 * 60_000;
		await visit('2-301', 'declined', evening - 7 * day);
		await visit('2-301', 'no-answer', morning - day);
		space.clock.ms = morning;
		const view = (await household(space, homes['2-301']!.id))!;
		expect(await knockAgain(space, view.household, view.timeline)).toMatchObject({
			day: '2026-11-23',
			hour: 19,
			why: { type: 'opened' },
		});
	});

	it('[D156] goes from building to building by their numbers', async () => {
		const entries = createEntries(700);
		for (const number of ['12', '2']) {
			const block = entries.make({ kind: 'place', body: { sort: 'building', name: `${number}号楼` } });
			const body = { label: `${number}-1-101`, building: number, unit: 1, door: '101' };
			const home = entries.make({ kind: 'household', about: block.id, body });
			homes[`${number}号楼`] = home;
			await space.db.transaction('rw', projectionTables(space.db), async () =>
				project(space.db, `${grid}/field/register`, [block, home]),
			);
		}
		for (const door of ['12号楼', '1-101', '2号楼']) await visit(door, 'no-answer');
		expect((await tonight(space)).map(({ building }) => building)).toEqual(['2号楼', '3号楼', '12号楼']);
	});

	it('[D156] holds the doors that were tried in vain and are still to be visited, in the order of walking', async () => {
		for (const door of ['2-1001', '2-901', '1-101', '2-201']) await visit(door, 'no-answer');
		await visit('2-901', 'met');
		const found = await tonight(space);
		expect(found.map(({ building, unit, doors }) => [building, unit, doors.map(({ door }) => door)])).toEqual([
			['3号楼', 1, ['101']],
			['3号楼', 2, ['201', '1001']],
		]);
		expect(found[0]!.doors[0]!.again).toMatchObject({ why: { type: 'vain', times: 1, parts: ['morning'] } });
		expect(found[0]!.doors[0]!.again).toMatchObject({ day: '2026-11-23', hour: 18 });
		expect(await triedLately(space)).toBe(3);
		space.clock.ms += 20 * day;
		expect(await triedLately(space)).toBe(0);
	});
});

it('[D158] what is typed for the notes stays on the phone, and the community is called as the server says', async () => {
	expect(await slipContact(space)).toBeNull();
	expect(await communityName(space, grid)).toBeNull();
	const contact = { community: '', signature: '姓王', phone: '02227330000' };
	await writeSlipContact(space, contact);
	await writeNames(space, { '120101004010': '朝阳里社区' });
	expect(await slipContact(space)).toEqual(contact);
	expect(await communityName(space, grid)).toBe('朝阳里社区');
	expect(await communityName(space, null)).toBeNull();
	expect(await space.db.outbox.count()).toBe(0);
});
