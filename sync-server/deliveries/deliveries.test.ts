import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { idOf, morning } from '#tests/support/entries.ts';
import { createDeliveries, type Deliveries, type Delivery, type DeliveryFile } from './deliveries.ts';
import { openDeliveryFile } from './deliveries-sqlite.ts';

const grid = '120101004010001';
const page = `${grid}/field/register`;
const card = (part: Partial<Delivery> = {}): Delivery => ({
	account: 'super01',
	device: null,
	address: '10.0.0.7',
	way: 'card',
	area: grid,
	what: {},
	ids: [idOf(1)],
	...part,
});

let folder: string;
let path: string;
let file: DeliveryFile;
let deliveries: Deliveries;
let isDiskFull: boolean;
let errors: unknown[];
let now: number;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'deliveries-'));
	path = join(folder, 'deliveries.sqlite');
	isDiskFull = false;
	errors = [];
	now = morning;
	const real = openDeliveryFile(path);
	file = {
		...real,
		write: (rows) => {
			if (isDiskFull) throw new Error('disk full');
			real.write(rows);
		},
	};
	deliveries = createDeliveries({ file, now: () => now, onError: (error) => errors.push(error) });
});
afterEach(() => {
	vi.useRealTimers();
	deliveries.close();
	rmSync(folder, { recursive: true });
});

const all = () => deliveries.list({ area: '12', limit: 1000 });
/** What another program sees in the file: what is committed. */
const committed = () => {
	const other = new DatabaseSync(path, { readOnly: true });
	const { rows } = other.prepare('SELECT count(*) AS rows FROM delivery').get() as { rows: number };
	other.close();
	return rows;
};

describe('[DL3] when it is on the disk', () => {
	it('a card when it is told so, together with what arrives in the same turn', async () => {
		const write = vi.spyOn(file, 'write');
		await Promise.all([deliveries.write(card()), deliveries.write(card({ account: 'street01' }))]);
		expect([committed(), write.mock.calls.length]).toEqual([2, 1]);
	});

	it('a list with the next group, a full group at once', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout'] });
		expect(deliveries.note(card({ way: 'list' }))).toBe(true);
		expect(committed()).toBe(0);
		vi.advanceTimersByTime(200);
		expect(committed()).toBe(1);
		for (let count = 0; count < 500; count++) deliveries.note(card({ way: 'list' }));
		await new Promise((resolve) => setImmediate(resolve));
		expect(committed()).toBe(501);
	});

	it('or nothing goes out while the disk is full; what had gone out is written afterwards', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout'] });
		deliveries.note(card({ way: 'list', ids: [idOf(7)] }));
		isDiskFull = true;
		await expect(deliveries.write(card())).rejects.toThrow('disk full');
		expect([deliveries.note(card({ way: 'list' })), deliveries.note(card({ way: 'list' }))]).toEqual([false, false]);
		expect(errors).toHaveLength(1);
		isDiskFull = false;
		vi.advanceTimersByTime(200);
		expect(committed()).toBe(1);
		expect(deliveries.note(card({ way: 'list', ids: [idOf(8)] }))).toBe(true);
		expect(all().map(({ number }) => deliveries.idsOf(number))).toEqual([[idOf(8)], [idOf(7)]]);
	});

	it('and what waits is written at the end', () => {
		deliveries.note(card({ way: 'list' }));
		deliveries.close();
		expect(committed()).toBe(1);
		deliveries = createDeliveries({ file: openDeliveryFile(path), now: () => now, onError: () => {} });
	});
});

it('[DL1] joins the parts of a page that one reader was sent in a row, each record once', () => {
	const part = (ids: readonly string[], account = 'grid01') =>
		deliveries.note(card({ way: 'part', page, account, device: 'device-grid01', ids }));
	part([idOf(1), idOf(2)]);
	part([idOf(2), idOf(3)]);
	part([idOf(3)], 'grid02');
	expect(all()).toMatchObject([
		{ account: 'grid02', page, count: 1 },
		{ account: 'grid01', device: 'device-grid01', count: 3 },
	]);
});

it('[DL1] finds who was shown a record: by name in a list, or with the whole page after it was there', async () => {
	deliveries.note(card({ way: 'list', ids: [idOf(1), idOf(2)] }));
	deliveries.note(card({ way: 'page', page, what: { epoch: 1, seq: 3 }, ids: [], account: 'grid01' }));
	now += 1000;
	deliveries.note(card({ way: 'page', page, what: { epoch: 1, seq: 4 }, ids: [], account: 'grid02' }));
	deliveries.note(card({ way: 'card', ids: [idOf(2)], account: 'street01' }));
	const seen = (ids: string[], since: number, before?: number) =>
		deliveries.seen({ ids, onPages: [{ page, since }], before, limit: 10 }).map(({ account }) => account);
	expect(seen([idOf(1)], morning)).toEqual(['grid02', 'grid01', 'super01']);
	expect(seen([idOf(2)], morning + 1)).toEqual(['street01', 'grid02', 'super01']);
	expect(seen([idOf(9)], morning + 5000)).toEqual([]);
	expect(seen([idOf(1)], morning, 3)).toEqual(['grid01', 'super01']);
});

it('lists by area, reader, way and time, page by page', () => {
	const days = [0, 1, 2].map((day) => morning + day * 86_400_000);
	for (const at of days) {
		now = at;
		deliveries.note(card({ account: 'grid01', area: '120101004011001' }));
		deliveries.note(card({ way: 'list' }));
	}
	const numbers = (query: Partial<Parameters<Deliveries['list']>[0]>) =>
		deliveries.list({ area: '12', limit: 100, ...query }).map(({ number }) => number);
	expect(numbers({})).toEqual([6, 5, 4, 3, 2, 1]);
	expect(numbers({ area: '120101004010' })).toEqual([6, 4, 2]);
	expect(numbers({ account: 'grid01' })).toEqual([5, 3, 1]);
	expect(numbers({ ways: ['list', 'page'] })).toEqual([6, 4, 2]);
	expect(numbers({ from: days[1], until: days[2] })).toEqual([4, 3]);
	expect(numbers({ before: 4, limit: 2 })).toEqual([3, 2]);
});

describe('[DL6] the file', () => {
	const statements = [
		'DELETE FROM delivery',
		'DELETE FROM seen',
		'DELETE FROM subject',
		'DELETE FROM reader',
		'UPDATE delivery SET at = 1',
		`UPDATE reader SET account = 'x'`,
		'UPDATE seen SET subject = 2',
		`UPDATE subject SET id = x'00'`,
	];
	it.each(statements)('refuses %s of another program', async (sql) => {
		await deliveries.write(card());
		const other = new DatabaseSync(path, { timeout: 5000 });
		expect(() => other.exec(sql)).toThrow(/deliveries only grow|no such function/);
		other.close();
		expect(all()).toHaveLength(1);
	});

	it('lets go of what is older than retention says, and of what nobody was shown otherwise', async () => {
		await deliveries.write(card({ ids: [idOf(1), idOf(2)] }));
		now += 1000;
		await deliveries.write(card({ ids: [idOf(2)] }));
		expect([deliveries.removeBefore(morning), all().length]).toEqual([0, 2]);
		expect([deliveries.removeBefore(morning + 1000), all().length]).toEqual([1, 1]);
		const other = new DatabaseSync(path);
		const count = (table: string) => other.prepare(`SELECT count(*) AS rows FROM ${table}`).get()!.rows;
		expect([count('seen'), count('subject')]).toEqual([1, 1]);
		other.close();
		expect(deliveries.seen({ ids: [idOf(1), idOf(2)], onPages: [], limit: 9 })).toHaveLength(1);
	});

	it('is not opened by an older program', () => {
		const other = new DatabaseSync(path);
		other.exec('PRAGMA user_version = 9');
		other.close();
		expect(() => openDeliveryFile(path)).toThrow(/of version 9/);
		new DatabaseSync(path).exec('PRAGMA user_version = 1');
	});
});
