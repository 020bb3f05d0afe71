import { beforeEach, describe, expect, it } from 'vitest';
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { createEntries, createRandom, grid, morning, shuffled } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { findHouseholds } from './find.ts';
import { project, projectionTables, removeRows } from './project.ts';
import { amend, record } from './save.ts';
import { createReader, createRest } from './slices.ts';
import { spellResidents } from './spelling.ts';

let space: ReturnType<typeof openTestSpace>;
let entries: ReturnType<typeof createEntries>;
let count = 0;
const page = `${grid}/field/register`;
const take = (all: readonly Entry[]) =>
	space.db.transaction('rw', projectionTables(space.db), async () => project(space.db, page, all));
const household = (door: string, part: Body = {}) =>
	entries.make({ kind: 'household', body: { label: `3-1-${door}`, building: '3', unit: 1, door, ...part } });
const resident = (home: Entry, name: string, part: Body = {}) =>
	entries.make({ kind: 'resident', about: home.id, body: { name, ...part } });
const labels = async (text: string, limit = 10) => (await findHouseholds(space, text, limit)).map(({ label }) => label);
const saved = async (answer: Promise<{ ok: boolean }>) => expect((await answer).ok).toBe(true);

beforeEach(() => {
	space = openTestSpace(`directory${++count}`);
	entries = createEntries();
});

describe('the directory of a phone', () => {
	it('[D62] is made when asked for; until then looking at all rows answers', async () => {
		await take([household('501')]);
		expect(space.directory.search('501', 5)).toBeNull();
		expect(await labels('501')).toEqual(['3-1-501']);
		space.directory.warm();
		expect(await labels('501')).toEqual(['3-1-501']);
		await space.directory.settled();
		expect(space.directory.search('501', 5)).toHaveLength(1);
	});

	it('[D62] follows what any tab writes, few rows or many at once', async () => {
		const home = household('501');
		const wang = resident(home, '王芳');
		await take([home, wang]);
		space.directory.warm();
		await space.directory.settled();
		const other = openTestSpace(space.account);
		await saved(amend(other, wang.id, { set: { name: '李芳' } }));
		await saved(
			record(other, { kind: 'resident', desk: grid, about: home.id, body: { name: '赵敏', phone: '13912345678' } }),
		);
		await space.directory.settled();
		for (const [text, found] of [
			['王', 0],
			['李芳', 1],
			['5678', 1],
		] as const)
			expect(space.directory.search(text, 5), text).toHaveLength(found);
		await take(Array.from({ length: 60 }, (_, index) => household(String(600 + index))));
		expect(await labels('659')).toEqual(['3-1-659']);
		await space.directory.settled();
		expect(space.directory.search('659', 5)).toHaveLength(1);
		await saved(record(space, { kind: 'visit', desk: grid, about: home.id, body: { outcome: 'met' } }));
		await space.directory.settled();
		expect(space.directory.search('501', 1)).toMatchObject([{ home: { last: expect.any(Number) } }]);
	});

	it.each([1, 2, 3])('[D62] gives what looking at all rows gives after many changes (seed %i)', async (seed) => {
		const random = createRandom(seed);
		const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
		const homes = Array.from({ length: 40 }, (_, index) => household(`${1 + (index >> 2)}0${1 + (index & 3)}`));
		const names = ['王芳', '王国强', '张芳', '张伟', '曾敏'];
		const people = Array.from({ length: 90 }, () => resident(pick(homes), pick(names)));
		await take(shuffled([...homes, ...people], random));
		space.directory.warm();
		const changes: (() => Promise<unknown>)[] = [
			() => amend(space, pick(people).id, { set: { name: pick(names), presence: pick(['died', 'away']) } }),
			() => amend(space, pick(homes).id, { set: { door: pick(['901', 'B01', '101']), label: '3-1-901' } }),
			() => amend(space, pick(homes).id, { set: { sameAs: pick(homes).id } }),
			() => record(space, { kind: 'resident', desk: grid, about: pick(homes).id, body: { name: pick(names) } }),
			async () => removeRows(space.db, [(await space.db.records.get(pick(people).id))!].filter(Boolean)),
			() => space.directory.settled(),
		];
		for (let turn = 0; turn < 25; turn++) {
			space.clock.ms += 1000;
			await pick(changes)();
		}
		await space.directory.settled();
		for (const text of ['1', '101', '3-1-9', 'b01', '王', '芳', '张 3-1', '张芳 901']) {
			const made = space.directory.search(text, 12)!.map(({ home, person }) => [home.id, person?.id]);
			const plain = openTestSpace(space.account);
			expect(
				(await findHouseholds(plain, text, 12)).map(({ id, resident }) => [id, resident]),
				text,
			).toEqual(made);
		}
	});

	it('[D61] leaves out what is the same as another or was handed on, and finds its people behind the door that was kept', async () => {
		const [kept, gone] = [household('501'), household('502')];
		const double = household('501', { sameAs: kept.id });
		const moved = { desk: '120101004010002', id: gone.id, day: '2026-11-20' };
		const people = [
			resident(double, '王芳'),
			resident(kept, '李娜', { sameAs: gone.id }),
			resident(kept, '张伟', { movedTo: moved }),
		];
		await take([kept, double, household('503', { movedTo: moved }), gone, ...people]);
		const check = async () => {
			expect(await labels('501')).toEqual(['3-1-501']);
			expect(await findHouseholds(space, '王芳', 5)).toMatchObject([{ id: kept.id, people: [{ name: '王芳' }] }]);
			for (const text of ['503', '李娜', '张伟']) expect(await labels(text), text).toEqual([]);
		};
		await check();
		space.directory.warm();
		await space.directory.settled();
		await check();
		await saved(amend(space, kept.id, { set: { phone: '022-12345678' } }));
		await space.directory.settled();
		expect(space.directory.search('5678', 5)).toHaveLength(1);
		await check();
	});
});

describe('long work', () => {
	it('[D63] goes through all rows in slices, each once, however many share a clock', async () => {
		const hlc = hlcOf(morning);
		const homes = Array.from({ length: 470 }, (_, index) => ({
			...household(String(index)),
			hlc: index % 3 ? hlc : hlcOf(morning + (index % 7)),
		}));
		await take(homes);
		const read = createReader(space.db.records, 'household');
		const slices = [];
		for (let rows = await read(); rows; rows = await read()) slices.push(rows);
		const ids = slices.flat().map(({ id }) => id);
		expect(ids.toSorted()).toEqual(homes.map(({ id }) => id).toSorted());
		expect(Math.max(...slices.map((rows) => rows.length))).toBeLessThanOrEqual(100);
	});

	it('[D63] spells names a few at a time and gives way in between', async () => {
		const home = household('501');
		await take([home, ...Array.from({ length: 130 }, () => resident(home, '王芳'))]);
		expect(await spellResidents(space)).toBe(130);
		expect(await spellResidents(space)).toBe(0);
		const rest = createRest();
		for (const end = performance.now() + 8; performance.now() < end;);
		expect(rest()).toBeInstanceOf(Promise);
		expect(createRest()()).toBeUndefined();
	});
});
