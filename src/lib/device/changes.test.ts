import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Choice } from '#lib/kinds/change/effects.ts';
import type { What } from '#lib/kinds/change/kind.ts';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { createEntries, createRandom, grid, idOf, shuffled } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { building } from './buildings.ts';
import { correctChange, recordChange, takeBack } from './changes.ts';
import { findHouseholds } from './find.ts';
import { household, type HouseholdView } from './households.ts';
import { ledgerRows } from './ledger-list.ts';
import { outboxCounts, rescueFile } from './outbox.ts';
import { logOf, project, projectionTables } from './project.ts';
import { amend, record } from './save.ts';
import { receive } from './sync/receipts.ts';

type Phone = ReturnType<typeof openTestSpace>;
const register = `${grid}/field/register`;
const month = `${grid}/field/2026-11`;
const day = '2026-11-22';

const seed = createEntries(9000);
const home = seed.make({
	kind: 'household',
	by: 'super01',
	body: { label: '3-2-501', building: '3', unit: 2, floor: 5, door: '501', tenure: 'owner' },
});
const people = ['张桂兰', '李强'].map((name) =>
	seed.make({ kind: 'resident', by: 'super01', about: home.id, body: { name } }),
);
const [zhang, li] = people as [Entry, Entry];
const before = [home, ...people];

let phones = 0;
async function open(): Promise<Phone> {
	const phone = openTestSpace(`changes${++phones}`);
	await take(phone, before);
	return phone;
}
/** Records of the month, and what was written about them, lie on its page; all else on the register's. */
const take = (phone: Phone, all: readonly Entry[]) =>
	phone.db.transaction('rw', projectionTables(phone.db), async () => {
		const isOfMonth = (entry: Entry) => entry.kind === 'change' || changes.has(entry.re ?? '');
		const { [month]: ofMonth = [], [register]: others = [] } = Object.groupBy(all, (entry) =>
			isOfMonth(entry) ? month : register,
		);
		await project(phone.db, register, others);
		await project(phone.db, month, ofMonth);
	});
const changes = new Set<string>();

const view = async (phone: Phone): Promise<HouseholdView> => (await household(phone, home.id))!;
const choice = (what: What, given: Partial<Choice> = {}): Choice => ({
	what,
	day,
	people: [],
	newcomers: [],
	...given,
});
async function change(phone: Phone, what: What, given: Partial<Choice> = {}): Promise<string> {
	phone.clock.ms += 1000;
	const saved = await recordChange(phone, await view(phone), choice(what, given));
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	changes.add(saved.value.id);
	return saved.value.id;
}
const bodies = async (phone: Phone) => {
	const { household: door, people: living, former } = await view(phone);
	const rows = [door, ...living, ...former].sort((a, b) => (a.id < b.id ? -1 : 1));
	return Object.fromEntries(rows.map((row) => [row.id, row.body]));
};
/** What a phone wrote, as the server would hand it on. */
const written = async (phone: Phone): Promise<Entry[]> =>
	(await phone.db.outbox.toArray()).map(({ text }) => JSON.parse(text) as Entry);

let phone: Phone;
beforeEach(async () => {
	phone = await open();
});

describe('a change at the door', () => {
	it('[D34, D35] is written whole: the change in its month, people and door on the register, each later than the last', async () => {
		const id = await change(phone, 'moved-out', { people: [zhang.id, li.id], note: '搬去女儿家' });
		const entries = (await written(phone)).sort((a, b) => (a.hlc < b.hlc ? -1 : 1));
		expect(entries.map(({ kind, re }) => [kind, re])).toEqual([
			['change', undefined],
			['amend', home.id],
			['amend', zhang.id],
			['amend', li.id],
		]);
		expect(new Set(entries.map(({ hlc }) => hlc)).size).toBe(4);
		const [root, ...parts] = entries as [Entry, ...Entry[]];
		expect(root.body).toEqual({
			what: 'moved-out',
			day,
			people: [zhang.id, li.id],
			note: '搬去女儿家',
			did: parts.map((part) => part.id),
		});
		expect(await phone.db.records.get(id)).toMatchObject({ about: home.id, page: month, mark: 'phone' });
		expect((await phone.db.outbox.toArray()).map(({ page }) => page).sort()).toEqual(
			[month, register, register, register].sort(),
		);
		expect(await bodies(phone)).toMatchObject({
			[home.id]: { tenure: 'vacant' },
			[zhang.id]: { presence: 'moved', since: day },
			[li.id]: { presence: 'moved', since: day },
		});
	});

	it('[D68] is one unsent thing until the last of its entries has arrived; a file holds all of them', async () => {
		await change(phone, 'moved-out', { people: [zhang.id, li.id] });
		await change(phone, 'back', { people: [zhang.id] });
		const waiting = async () => (await outboxCounts(phone.db)).waiting;
		expect(await waiting()).toBe(2);
		const { waiting: carried } = JSON.parse(await (await rescueFile(phone)).text()) as { waiting: object[] };
		const rows = (await phone.db.outbox.toArray()).sort((a, b) => (a.id < b.id ? -1 : 1));
		expect(carried).toHaveLength(rows.length);
		expect(rows.length).toBeGreaterThan(4);
		const seen: number[] = [];
		for (const { id } of rows) {
			await receive(phone.db, [id]);
			seen.push(await waiting());
		}
		expect(seen.slice(0, 3)).toEqual([2, 2, 2]);
		expect(seen.at(-1)).toBe(0);
	});

	it('[D34] is written not at all when one of its entries cannot be', async () => {
		const newcomers = [{ name: '新来的' }, { name: '长'.repeat(41) }];
		expect(await recordChange(phone, await view(phone), choice('moved-in', { newcomers }))).toMatchObject({
			error: { code: 'schema' },
		});
		const gone = choice('died', { people: [zhang.id, idOf(77)] });
		expect(await recordChange(phone, await view(phone), gone)).toEqual({ ok: false, error: 'unknown-record' });
		const full = (_key: unknown, row: { kind: string }) => {
			if (row.kind === 'resident') throw new DOMException('no room', 'QuotaExceededError');
		};
		phone.db.records.hook('creating', full);
		const given = choice('moved-in', { newcomers: [{ name: '新来的' }] });
		expect(await recordChange(phone, await view(phone), given)).toEqual({ ok: false, error: 'full' });
		phone.db.records.hook('creating').unsubscribe(full);
		expect(await written(phone)).toEqual([]);
		expect(await phone.db.updates.count()).toBe(0);
		expect((await view(phone)).timeline).toEqual([]);
	});

	it('[D34] builds on what the screen showed, not on what came since', async () => {
		const seen = await view(phone);
		const saved = await amend(phone, zhang.id, { set: { presence: 'hospital' } });
		phone.clock.ms += 1000;
		await recordChange(phone, seen, choice('died', { people: [zhang.id] }));
		const row = (await phone.db.records.get(zhang.id))!;
		expect(row.body.presence).toBe('died');
		expect(row.rivals.presence).toMatchObject([{ value: 'hospital', entry: saved.ok && saved.value.id }]);
	});

	it('[D35] keeps names, phones and addresses out of what is not a register', async () => {
		await change(phone, 'moved-in', { newcomers: [{ name: '新来的', phone: '13800000000' }] });
		await change(phone, 'phone', { people: [li.id], phone: '13900000000' });
		await change(phone, 'wrong-door', { door: { building: '4', door: '101' } });
		const said = (await written(phone)).filter(({ kind }) => kind === 'change').map(entryToText);
		expect(said).toHaveLength(3);
		for (const text of said) expect(text).not.toMatch(/新来的|13800000000|13900000000|4-101/);
		expect(await bodies(phone)).toMatchObject({ [home.id]: { label: '4-101' }, [li.id]: { phone: '13900000000' } });
	});
});

describe('taking it back', () => {
	const acts: readonly [What, Partial<Choice>][] = [
		['moved-out', { people: [zhang.id] }],
		['moved-out', { people: [zhang.id, li.id] }],
		['moved-in', { newcomers: [{ name: '新来的' }] }],
		['new-lease', { newcomers: [{ name: '新来的' }] }],
		['lease-ended', { people: [zhang.id, li.id] }],
		['absent', { people: [zhang.id, li.id], how: 'away', until: '2026-12-01' }],
		['absent', { people: [li.id], how: 'hospital' }],
		['back', { people: [li.id] }],
		['phone', { phone: '02227330000' }],
		['phone', { people: [li.id], phone: '13900000000' }],
		['born', { newcomers: [{ name: '宝宝' }] }],
		['died', { people: [zhang.id] }],
		['vacant', { how: 'moved' }],
		['registered-only', { people: [zhang.id] }],
		['wrong-door', { door: { building: '3', unit: 1, door: '601' } }],
	];

	it('[D36] gives every field back what it held, whatever was changed before', async () => {
		const act = fc.constantFrom(...acts);
		await fc.assert(
			fc.asyncProperty(fc.array(act, { maxLength: 2 }), act, async (earlier, last) => {
				const own = await open();
				for (const [what, given] of earlier) await change(own, what, given);
				const held = await bodies(own);
				const id = await change(own, ...last);
				expect(await takeBack(own, id, 'undo')).toMatchObject({ ok: true });
				expect(await bodies(own)).toEqual(held);
				expect(await own.db.records.get(id)).toMatchObject({ state: 'withdrawn' });
				own.db.close();
			}),
			{ numRuns: 25 },
		);
	});

	it('[D36] leaves alone what somebody changed since, and people about whom somebody wrote', async () => {
		const id = await change(phone, 'absent', { people: [zhang.id, li.id], how: 'away' });
		await amend(phone, li.id, { set: { presence: 'hospital', since: day, until: null } });
		await amend(phone, home.id, { set: { note: '钥匙在居委会' } });
		await takeBack(phone, id, '记错了');
		const held = await bodies(phone);
		expect(held[zhang.id]).toEqual({ name: '张桂兰' });
		expect(held[li.id]).toEqual({ name: '李强', presence: 'hospital', since: day });
		expect(held[home.id]).toEqual({ ...home.body, note: '钥匙在居委会' });
		const born = await change(phone, 'born', { newcomers: [{ name: '宝宝' }, { name: '二宝' }] });
		const baby = (await view(phone)).people.find((row) => row.body.name === '宝宝')!;
		await amend(phone, baby.id, { set: { sex: 'f' } });
		await takeBack(phone, born, '记错了');
		expect((await view(phone)).people.map((row) => row.body.name).sort()).toEqual(['宝宝', '张桂兰', '李强'].sort());
	});

	it('[D36] leaves what another wrote at the same time standing', async () => {
		const other = await open();
		const id = await change(phone, 'died', { people: [zhang.id] });
		await change(other, 'absent', { people: [zhang.id], how: 'hospital' });
		await take(phone, await written(other));
		await takeBack(phone, id, '记错了');
		const row = (await phone.db.records.get(zhang.id))!;
		expect(row.body).toMatchObject({ presence: 'hospital' });
		expect(row.rivals).toEqual({});
	});

	it('[D36] moves the days with the day of the change, and back again with all of it', async () => {
		const held = await bodies(phone);
		const id = await change(phone, 'absent', { people: [zhang.id, li.id], how: 'away' });
		expect(await correctChange(phone, id, { set: { day: '2026-11-01' }, note: '日子记错了' })).toMatchObject({
			ok: true,
		});
		expect(await bodies(phone)).toMatchObject({
			[zhang.id]: { presence: 'away', since: '2026-11-01' },
			[home.id]: { away: { from: '2026-11-01' } },
		});
		await takeBack(phone, id, '记错了');
		expect(await bodies(phone)).toEqual(held);
	});

	it('[D36] of any other record is a withdrawal', async () => {
		const saved = await record(phone, { kind: 'visit', desk: grid, about: home.id, body: { outcome: 'met' } });
		const id = saved.ok ? saved.value.id : '';
		await takeBack(phone, id, 'undo');
		expect(await phone.db.records.get(id)).toMatchObject({ state: 'withdrawn' });
		expect(await takeBack(phone, idOf(77), 'undo')).toEqual({ ok: false, error: 'unknown-record' });
	});
});

describe('the parts of an act', () => {
	it('[D37] fold in any order and in any batches', async () => {
		await change(phone, 'moved-out', { people: [zhang.id] });
		await change(phone, 'moved-in', { newcomers: [{ name: '新来的' }] });
		const undone = await change(phone, 'died', { people: [li.id] });
		await takeBack(phone, undone, 'undo');
		const all = await written(phone);
		const held = await bodies(phone);
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 4 }), async (turn, size) => {
				const other = openTestSpace(`changes${++phones}`);
				const order = shuffled([...before, ...all, ...all.slice(0, 2)], createRandom(turn));
				for (let from = 0; from < order.length; from += size) await take(other, order.slice(from, from + size));
				expect(await bodies(other)).toEqual(held);
				expect((await view(other)).timeline.map(({ id, state }) => [id, state])).toEqual(
					(await view(phone)).timeline.map(({ id, state }) => [id, state]),
				);
				other.db.close();
			}),
			{ numRuns: 12 },
		);
	});
});

describe('two who change one household at once', () => {
	it('[D38] both stay on both phones: fields merge, the same field shows the later with the other beside it', async () => {
		const other = await open();
		other.clock.ms += 60_000;
		const away = await change(phone, 'absent', { people: [zhang.id], how: 'hospital', until: '2026-12-01' });
		const called = await change(phone, 'phone', { phone: '02227330000' });
		const moved = await change(other, 'moved-out', { people: [zhang.id] });
		const born = await change(other, 'born', { newcomers: [{ name: '宝宝' }] });
		const [mine, theirs] = [await written(phone), await written(other)];
		await take(phone, theirs);
		await take(other, mine);
		for (const one of [phone, other]) {
			const { household: door, people: living, former, timeline } = await view(one);
			expect(timeline.map(({ id }) => id).sort()).toEqual([away, called, moved, born].sort());
			expect(door.body).toMatchObject({ phone: '02227330000', tenure: 'owner' });
			expect(living.map(({ body }) => body.name).sort()).toEqual(['宝宝', '李强'].sort());
			expect(former[0]!.body).toEqual({ name: '张桂兰', presence: 'moved', since: day });
			expect(former[0]!.rivals).toMatchObject({
				presence: [{ value: 'hospital', by: phone.account }],
				until: [{ value: '2026-12-01', by: phone.account }],
			});
		}
		expect(await bodies(phone)).toEqual(await bodies(other));
	});

	it('[D38] comes to the same whatever they do and in whatever order it is heard of', async () => {
		const whats: readonly What[] = ['moved-out', 'died', 'absent', 'registered-only', 'vacant', 'phone', 'back'];
		const acts = fc.array(fc.tuple(fc.constantFrom(...whats), fc.constantFrom(zhang.id, li.id)), {
			minLength: 1,
			maxLength: 3,
		});
		await fc.assert(
			fc.asyncProperty(acts, acts, fc.integer(), async (mine, theirs, turn) => {
				const [a, b] = [await open(), await open()];
				const act = (own: Phone, [what, who]: readonly [What, string]) =>
					change(own, what, { people: [who], phone: '02227330000', how: what === 'absent' ? 'away' : undefined });
				for (const one of mine) await act(a, one);
				for (const one of theirs) await act(b, one);
				const [wroteA, wroteB] = [await written(a), await written(b)];
				for (const entry of shuffled(wroteB, createRandom(turn))) await take(a, [entry]);
				await take(b, shuffled(wroteA, createRandom(turn + 1)));
				expect(await bodies(a)).toEqual(await bodies(b));
				expect((await view(a)).timeline).toHaveLength(mine.length + theirs.length);
				// Nothing that either wrote is gone.
				const kept = new Set((await a.db.records.toArray()).flatMap((row) => logOf(row).map(({ id }) => id)));
				expect([...wroteA, ...wroteB].filter(({ id }) => !kept.has(id))).toEqual([]);
				a.db.close();
				b.db.close();
			}),
			{ numRuns: 15 },
		);
	});
});

describe('who lived there once', () => {
	it('[D39] stands apart, with the day, and their visits stay in the timeline', async () => {
		const elder = seed.make({
			kind: 'elder',
			about: zhang.id,
			body: { household: home.id, tier: 'high', types: [], contacts: [] },
		});
		const seen = seed.make({ kind: 'check-in', about: elder.id, body: { outcome: 'met' } });
		await phone.db.transaction('rw', projectionTables(phone.db), async () => {
			await project(phone.db, `${grid}/care/register`, [elder]);
			await project(phone.db, `${grid}/care/2026-11`, [seen]);
		});
		expect((await view(phone)).elders.map(({ id }) => id)).toEqual([elder.id]);
		await change(phone, 'died', { people: [zhang.id] });
		const { people: living, former, elders, timeline } = await view(phone);
		expect(living.map(({ body }) => body.name)).toEqual(['李强']);
		expect(former.map(({ body }) => [body.name, body.presence, body.since])).toEqual([['张桂兰', 'died', day]]);
		expect(elders).toEqual([]);
		expect(timeline.map(({ kind }) => kind).sort()).toEqual(['change', 'check-in']);
		const found = await ledgerRows(phone, { text: '张桂兰', limit: 10 });
		expect(found.map(({ row }) => row.kind)).toEqual(['change']);
	});
});

describe('a household entered at its door', () => {
	it('[D1, D32] is found by its door, and stands in its building, at once', async () => {
		const block = seed.make({ kind: 'place', body: { sort: 'building', name: '9号楼' } });
		await take(phone, [block]);
		const body = { label: '9-2-301', building: '9', unit: 2, floor: 3, door: '301' };
		const saved = await record(phone, { kind: 'household', desk: grid, about: block.id, body });
		const id = saved.ok && saved.value.id;
		expect((await findHouseholds(phone, '92301', 5)).map((found) => found.id)).toEqual([id]);
		const matrix = (await building(phone, block.id))!;
		expect(matrix.floors).toMatchObject([{ floor: 3, cells: [[{ id, label: '9-2-301' }]] }]);
	});
});
