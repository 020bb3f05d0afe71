import { expect, it } from 'vitest';
import { answering } from '#lib/kinds/answers.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { household } from './households.ts';
import { ledgerRows } from './ledger-list.ts';
import { project, projectionTables } from './project.ts';
import { amend, record, type NewRecord } from './save.ts';
import { today } from './today.ts';

it('[D151] [D152] promises stand in 今日 with their day until they are answered, those overdue first', async () => {
	const space = openTestSpace();
	const entries = createEntries();
	const homes = ['101', '501'].map((door) =>
		entries.make({ kind: 'household', body: { label: `3-1-${door}`, building: '3', unit: 1, door } }),
	);
	await space.db.transaction('rw', projectionTables(space.db), async () =>
		project(space.db, `${grid}/field/register`, homes),
	);
	const write = async (given: Pick<NewRecord, 'kind' | 'body'>, home: number) => {
		space.clock.ms += 1000;
		const saved = await record(space, { desk: grid, about: homes[home]!.id, ...given });
		if (!saved.ok) throw new Error(JSON.stringify(saved.error));
		return saved.value.id;
	};
	const promised = async () => (await today(space)).promises.rows.map(({ row, called }) => [row.due, called?.label]);

	const promise = { text: '送表格', due: '2026-12-01' };
	const visit = await write({ kind: 'visit', body: { outcome: 'met', promise } }, 1);
	await write({ kind: 'visit', body: { outcome: 'no-answer' } }, 0);
	const errand = await write({ kind: 'errand', body: { text: '办老年卡', due: '2026-11-20' } }, 0);
	expect(await promised()).toEqual([
		['2026-11-20', '3-1-101'],
		['2026-12-01', '3-1-501'],
	]);
	expect((await household(space, homes[0]!.id))!.open.map(({ id }) => id)).toEqual([errand]);

	await amend(space, visit, { set: answering('visit', { day: '2026-11-23', answer: 'passed-on' }) });
	expect(await promised()).toEqual([['2026-11-20', '3-1-101']]);
	await amend(space, errand, { set: answering('errand', { day: '2026-11-23', answer: 'could-not' }) });
	expect(await promised()).toEqual([]);
	// The answer is an entry, and stands in 台账.
	const [item] = await ledgerRows(space, { kind: 'errand', limit: 5 });
	expect(item?.row).toMatchObject({ body: { answer: 'could-not' }, log: [{}, { kind: 'amend' }] });

	await amend(space, errand, { set: answering('errand', null) });
	expect(await promised()).toEqual([['2026-11-20', '3-1-101']]);
});
