import { describe, expect, it } from 'vitest';
import { project, projectionTables } from '#lib/device/project.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { findElders } from './elders.ts';

describe('elders', () => {
	it('[D32] are found by door or name, who was named first', async () => {
		const space = openTestSpace('elders');
		const { make } = createEntries();
		const home = make({ kind: 'household', body: { label: '3-1-501', building: '3', unit: 1, door: '501' } });
		const people = ['张伟', '单桂兰', '张敏'].map((name) => make({ kind: 'resident', about: home.id, body: { name } }));
		const elder = { household: home.id, tier: 'high', types: [], contacts: [] };
		const elders = people.slice(0, 2).map((one) => make({ kind: 'elder', about: one.id, body: elder }));
		const take = (page: string, all: readonly Entry[]) =>
			space.db.transaction('rw', projectionTables(space.db), async () => project(space.db, `${grid}/${page}`, all));
		await take('field/register', [home, ...people]);
		await take('care/register', elders);
		const names = async (text: string, limit = 5) =>
			(await findElders(space, text, limit)).map(({ called }) => called?.name);
		expect(await names('501')).toEqual(['张伟', '单桂兰']);
		expect(await names('单 3-1')).toEqual(['单桂兰', '张伟']);
		expect(await names('501', 1)).toEqual(['张伟']);
		expect(await names('王')).toEqual([]);
	});
});
