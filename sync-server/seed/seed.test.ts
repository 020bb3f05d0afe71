import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { denialOf } from '#lib/access/policy.ts';
import { dayOf, textToPage } from '#lib/ledger/page.ts';
import { openAreas } from '#server/areas/areas.ts';
import type { NewAccount } from '#server/auth/accounts.ts';
import type { Author } from '#server/sync/rooms.ts';
import type { NewCover } from '#server/auth/covers.ts';
import { createDrawings } from '#server/drawing/drawings.ts';
import { openDrawingFile } from '#server/drawing/drawings-sqlite.ts';
import { demoAccounts, demoCover } from './accounts.ts';
import { needsSeed, seedDemo } from './seed.ts';

const now = Date.parse('2026-11-23T15:30:00+08:00');

const plain = { home: null, closed: null, passwordUntil: null };

function newFolder() {
	const dataDir = mkdtempSync(join(tmpdir(), 'seed-'));
	const made: NewAccount[] = [];
	const taken = new Map<string, string>();
	const accounts = {
		add: async (account: NewAccount) => ({ ok: true as const, value: void made.push(account) }),
		list: () => made.map((account) => ({ ...account, ...plain, demo: true, grants: [] })),
	};
	const covers = { set: (cover: NewCover) => ({ made: now, ...cover, number: 1 }) };
	const areas = openAreas(join(dataDir, 'areas.json'));
	const add = (limit: number) => async (page: string, entries: readonly { id: string }[], author: Author) => {
		if (taken.size > limit) throw new Error('disk full');
		const { desk, book } = (textToPage(page) as { value: { desk: string; book: 'field' | 'care' } }).value;
		expect(denialOf(author.grants, 'review', desk, book, dayOf(now))).toBeNull();
		for (const { id } of entries) taken.set(id, page);
		return { accepted: entries.map(({ id }) => id), refused: [], held: [] };
	};
	const file = openDrawingFile(':memory:');
	const drawings = createDrawings({ file, registered: async () => [], now: () => now, newId: () => 'id' });
	return { dataDir, made, taken, areas, accounts, covers, drawings, add };
}

it('finishes at the next start what was cut short, with the same entries', async () => {
	const folder = newFolder();
	const deps = { ...folder, now: () => now };
	expect(needsSeed(folder)).toBe(true);
	await expect(seedDemo({ ...deps, rooms: { add: folder.add(5000) } })).rejects.toThrow('disk full');
	expect(folder.made).toEqual([]);
	await seedDemo({ ...deps, now: () => now + 86_400_000, rooms: { add: folder.add(Number.POSITIVE_INFINITY) } });
	const whole = newFolder();
	await seedDemo({ ...whole, now: () => now, rooms: { add: whole.add(Number.POSITIVE_INFINITY) } });
	expect(folder.taken).toEqual(whole.taken);
	expect(needsSeed(folder)).toBe(false);
	expect(folder.areas.children('120101004010').map((area) => area.name)).toContain('第六网格');
});

it('leaves a folder that has accounts alone, unless its seeding was cut short', () => {
	const { dataDir } = newFolder();
	const accounts = {
		add: newFolder().accounts.add,
		list: () => [{ id: 'a', name: 'a', demo: false, grants: [], ...plain }],
	};
	expect(needsSeed({ dataDir, accounts })).toBe(false);
	writeFileSync(join(dataDir, 'seeding.json'), '{"begun":1}');
	expect(needsSeed({ dataDir, accounts })).toBe(true);
});

it('seats the demonstration as the contract with the outside says', () => {
	const accounts = demoAccounts();
	expect(accounts.map(({ id }) => id)).toEqual([
		'grid01',
		'grid02',
		'grid03',
		'grid04',
		'grid05',
		'grid06',
		'super01',
		'street01',
		'district01',
		'city01',
		'admin01',
	]);
	expect(accounts.every(({ demo, password }) => demo && password === 'demo-2026')).toBe(true);
	expect(demoCover('2026-11-23')).toEqual({
		account: 'grid02',
		desk: '120101004010001',
		books: ['field', 'care'],
		from: '2026-11-20',
		to: '2026-12-07',
		by: 'super01',
		day: '2026-11-20',
		made: Date.parse('2026-11-20T08:30:00+08:00'),
	});
});
