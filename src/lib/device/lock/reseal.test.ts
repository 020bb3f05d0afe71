import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { entryToText } from '#lib/ledger/entry.ts';
import { Ledger } from '#lib/device/database.ts';
import { amend } from '#lib/device/save.ts';
import { takeCopy } from '#lib/device/sync/copies.ts';
import { createAppender } from '#lib/replica/append.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openTestSpace, testCiphers } from '#tests/support/space.ts';
import { sealWhatLiesOpen } from './reseal.ts';
import { sealings } from './sealing.ts';
import { readLock } from './vault.ts';

const page = `${grid}/field/2026-11`;

/** A space without a PIN, with rows in every table. */
async function fillOpen(account: string) {
	const space = openTestSpace(account, { ciphers: null });
	const { make } = createEntries();
	const entries = Array.from({ length: 450 }, () => make({ by: 'grid09', body: { outcome: 'met', note: '家里有人' } }));
	const bytes = createAppender(7).append(entries.map(entryToText));
	await takeCopy(space, page, { bytes, epoch: 1, generation: 'g' });
	await amend(space, entries[0]!.id, { set: { note: '改过的话' } });
	await space.db.refused.add({ id: 'r', page, record: 'r', text: '未收的话', code: 'schema', at: 1 });
	await space.db.orphans.add({ id: 'o', target: 't', entry: make({ re: 't' }) });
	await space.db.kept.add({ ...(await space.db.records.get(entries[1]!.id))!, id: 'k' });
	await space.db.meta.put({ key: 'covers', value: [{ name: '李国强' }] });
	await space.db.meta.put({ key: 'device', value: space.device });
	const before = await contents(space.db);
	space.db.close();
	space.downloads.close();
	return { before, count: Object.values(before).flat().length };
}

const contents = async (db: Ledger): Promise<Record<string, unknown[]>> =>
	Object.fromEntries(
		await Promise.all(Object.keys(sealings).map(async (name) => [name, await db.table(name).toArray()] as const)),
	);

describe('sealing what lay open', () => {
	it('[K8] seals every row of every table and changes none', async () => {
		const { before, count } = await fillOpen('reseal01');
		const space = openTestSpace('reseal01', { ciphers: testCiphers() });
		const lyingOpen = 1 + before.meta!.filter((row) => (row as { key: string }).key === 'clock').length;
		expect(await sealWhatLiesOpen(space)).toBe(count - lyingOpen);
		expect(await contents(space.db)).toEqual(before);
		const raw = new Ledger('reseal01', 'strict', 'raw');
		const text = (_key: string, value: unknown) =>
			value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
		const lying = JSON.stringify(await contents(raw), text);
		for (const word of ['家里有人', '改过的话', '未收的话', '李国强']) expect(lying).not.toContain(word);
	});

	it('[K8] is begun again where it was broken off, and ends with a pass that finds nothing', async () => {
		const { before } = await fillOpen('reseal02');
		const half = openTestSpace('reseal02', { ciphers: testCiphers() });
		const some = await half.db.records.limit(100).toArray();
		await half.db.records.bulkPut(some);
		expect(await sealWhatLiesOpen(half)).toBeGreaterThan(0);
		expect(await readLock(half.db, 'allSealed')).toBeUndefined();
		expect(await sealWhatLiesOpen(half)).toBe(0);
		expect(await readLock(half.db, 'allSealed')).toBe(true);
		expect(await contents(half.db)).toEqual(before);
	});

	it('[K8] takes a row as it is at that moment, whatever another tab writes meanwhile', async () => {
		await fillOpen('reseal03');
		const space = openTestSpace('reseal03', { ciphers: testCiphers() });
		const [row] = await space.db.records.toCollection().primaryKeys();
		const sealing = sealWhatLiesOpen(space);
		await amend(space, row!, { set: { note: '同时写的' } });
		await sealing;
		expect((await space.db.records.get(row!))!.body.note).toBe('同时写的');
	});
});
