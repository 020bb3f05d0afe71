import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, createRandom, grid, idOf, otherGrid } from '#tests/support/entries.ts';

const field = (desk: string) => `${desk}/field/register`;
let server: App;
let token: string;
let entries: ReturnType<typeof createEntries>;
let homes: Entry[];

const home = (label: string, desk = grid) =>
	entries.make({ kind: 'household', desk, body: { label, building: '3', door: '501' } });

beforeEach(async () => {
	server = await openApp();
	token = await server.signIn('super01');
	entries = createEntries();
	homes = [home('3-501'), home('3号楼501'), home('3栋501室')];
	await server.write(field(grid), ...homes);
	server.clock.ms += 3_600_000;
});
afterEach(() => server.close());

const list = async (area = community) => (await server.ask(token, `/api/duplicates?area=${area}`)).body;
const idsOf = async () => (await list()).pairs.map(({ records }: any) => records.map(({ id }: { id: string }) => id)); // eslint-disable-line @typescript-eslint/no-explicit-any -- what a test looks into
const say = async (as: string, keep: Entry | string, other: Entry | string, by = token) => {
	const [first, second] = [keep, other].map((one) => (typeof one === 'string' ? one : one.id));
	const payload = { keep: first, other: second, as };
	const { status } = await server.ask(by, { method: 'POST', url: '/api/duplicates', payload });
	server.clock.ms += 1000;
	await server.clerk.idle();
	return status;
};
const row = async (one: Entry | string) => {
	const id = typeof one === 'string' ? one : one.id;
	return (await server.store.reads.rows([id])).get(id)!;
};
const pair = (a: Entry, b: Entry) => [a.id, b.id];

describe('two that look alike', () => {
	it('[U1, U3, U4] are merged and separated again, and contacts go with them', async () => {
		const [kept, other, third] = homes as [Entry, Entry, Entry];
		expect(await idsOf()).toEqual([pair(kept, other), pair(kept, third), pair(other, third)]);
		const visit = entries.make({ about: other.id });
		await server.write(`${grid}/field/2026-11`, visit);
		expect(await say('same', kept, other)).toBe(200);
		expect((await row(kept)).standing).toMatchObject({ last: hlcToMs(visit.hlc) });
		expect((await row(kept)).projection.body.carried).toMatchObject({ same: [other.id] });
		expect((await row(other)).standing).not.toHaveProperty('due');
		expect(await idsOf()).toEqual([pair(kept, third)]);
		expect((await list()).merged.map((both: { id: string }[]) => both.map(({ id }) => id))).toEqual([
			pair(kept, other),
		]);

		expect(await say('apart', kept, other)).toBe(200);
		expect((await row(kept)).standing).toMatchObject({ last: null, due: null });
		expect((await row(kept)).projection.body).not.toHaveProperty('carried');
		expect((await row(other)).standing).toMatchObject({ last: hlcToMs(visit.hlc) });
		expect(await idsOf()).toHaveLength(3);
	});

	it('[U2] said not to be the same are not shown again', async () => {
		const [a, b, c] = homes as [Entry, Entry, Entry];
		expect(await say('other', b, a)).toBe(200);
		expect(await say('other', a, b)).toBe(200);
		expect(await say('other', a, c)).toBe(200);
		expect(await idsOf()).toEqual([pair(b, c)]);
		expect((await row(a)).projection.body.notSame).toEqual([b.id, c.id]);
	});

	it('[U5] merged in opposite directions by two who did not know: the smaller id stands', async () => {
		const [a, b] = homes as [Entry, Entry];
		const fold = (which: Entry, into: Entry) =>
			entries.amend(which, [], { sameAs: into.id }, { by: 'super01', dev: undefined });
		await server.write(field(grid), fold(a, b), fold(b, a));
		await server.clerk.idle();
		expect((await row(a)).projection.body).not.toHaveProperty('sameAs');
		expect((await row(b)).projection.body.sameAs).toBe(a.id);
		expect(await say('apart', a, b)).toBe(200);
		expect(await idsOf()).toHaveLength(3);
	});

	it('[U5] whatever was merged and separated in whatever order, all separated is as in the beginning', async () => {
		const random = createRandom(20261123);
		await server.write(`${grid}/field/2026-11`, ...homes.map(({ id }) => entries.make({ about: id })));
		const looks = async () =>
			(await Promise.all(homes.map(row))).map(({ projection, standing }) => [projection.body, standing]);
		const before = await looks();
		const pick = () => homes[Math.floor(random() * homes.length)]!;
		for (let step = 0; step < 25; step++) await say(random() < 0.6 ? 'same' : 'apart', pick(), pick());
		for (const { projection } of await Promise.all(homes.map(row)))
			if (projection.body.sameAs) await say('apart', projection.body.sameAs as string, projection.id);
		expect(await looks()).toEqual(before);
		expect(await idsOf()).toHaveLength(3);
	});

	it('is refused to who does not administer, and for what is no pair', async () => {
		const [a, b] = homes as [Entry, Entry];
		const person = entries.make({ kind: 'resident', about: a.id, body: { name: '王芳' } });
		await server.write(field(grid), person);
		expect(await say('same', a, b, await server.signIn('grid01'))).toBe(403);
		expect(await say('same', a, person)).toBe(400);
		expect(await say('same', a, a)).toBe(409);
		expect(await say('same', a, idOf(999))).toBe(409);
		expect(await say('apart', a, b)).toBe(409);
		await say('same', a, b);
		expect(await say('same', homes[2]!, b)).toBe(409);
		expect((await server.ask(await server.signIn('grid01'), `/api/duplicates?area=${community}`)).status).toBe(403);
		expect((await server.ask(token, '/api/duplicates?area=1201')).status).toBe(400);
	});
});

describe('a door that stands in two grids', () => {
	it('[U3, U5] goes to the grid that keeps it, and back when they are separated', async () => {
		const [kept] = homes as [Entry];
		const other = home('3-501', otherGrid);
		const person = entries.make({ kind: 'resident', desk: otherGrid, about: other.id, body: { name: '王芳' } });
		await server.write(field(otherGrid), other, person);
		expect((await list(otherGrid)).pairs).toHaveLength(3);
		expect(await say('same', kept, other)).toBe(200);
		const moved = (await row(other)).projection.body.movedTo as { desk: string; id: string };
		expect(moved.desk).toBe(grid);
		expect((await row(moved.id)).projection.body.sameAs).toBe(kept.id);
		const [, folded] = (await list()).merged[0];
		expect(folded).toMatchObject({ id: moved.id, people: ['王芳'] });
		expect(await say('apart', kept, moved.id)).toBe(200);
		const { body } = await server.ask(token, `/api/records?area=${otherGrid}&kind=household,resident`);
		const current = body.records.filter((record: { body: object }) => !('movedTo' in record.body));
		expect(current.map((record: { kind: string }) => record.kind).sort()).toEqual(['household', 'resident']);
		expect((await list(otherGrid)).pairs).toHaveLength(3);
	});
});

describe('a person who stands twice', () => {
	it('[U3, U4] has one elder card, which knows of both', async () => {
		const people = [homes[0]!, homes[1]!].map((one) =>
			entries.make({ kind: 'resident', about: one.id, body: { name: '王芳', birth: '1940-01-02' } }),
		);
		const elders = people.map((person, index) =>
			entries.make({
				kind: 'elder',
				about: person.id,
				body: { household: homes[index]!.id, tier: 'high', types: [], contacts: [] },
			}),
		);
		const met = entries.make({ kind: 'check-in', about: elders[1]!.id, body: { outcome: 'met' } });
		await server.write(field(grid), ...people);
		await server.write(`${grid}/care/register`, ...elders);
		await server.write(`${grid}/care/2026-11`, met);
		expect(await idsOf()).toContainEqual(pair(people[0]!, people[1]!));
		await say('same', people[0]!, people[1]!);
		expect((await row(elders[1]!)).projection.body.sameAs).toBe(elders[0]!.id);
		expect((await row(elders[0]!)).standing).toMatchObject({ last: hlcToMs(met.hlc) });
		await say('apart', people[0]!, people[1]!);
		expect((await row(elders[1]!)).projection.body).not.toHaveProperty('sameAs');
		expect((await row(elders[0]!)).standing).toMatchObject({ last: null });
	});
});

describe('who was folded away', () => {
	const people = (at: Entry) =>
		server.ask(token, `/api/records/${at.id}`).then(({ body }) => body.people as { id: string; also: string[] }[]);

	it('[S47] lives behind the door that stands for his own, through any number of steps', async () => {
		const [last, between, first] = homes as [Entry, Entry, Entry];
		const person = entries.make({ kind: 'resident', about: first.id, body: { name: '王芳' } });
		await server.write(field(grid), person);
		await say('same', between, first);
		await say('same', last, between);
		expect((await people(last)).map(({ id }) => id)).toEqual([person.id]);
		const order = { id: idOf(810), from: grid, to: otherGrid, households: [last.id], day: '2026-11-23', dry: false };
		expect((await server.ask(token, { method: 'POST', url: '/api/transfers', payload: order })).body).toMatchObject({
			doors: 3,
			people: 1,
		});
		await server.clerk.idle();
		const there = (await row(last)).projection.body.movedTo as { id: string };
		const { body } = await server.ask(token, `/api/records/${there.id}`);
		expect(body.people.map(({ body: { name } }: { body: { name: string } }) => name)).toEqual(['王芳']);
	});

	it('[U6] is named with every id under which a card of hers may hang', async () => {
		const persons = homes.map((one) => entries.make({ kind: 'resident', about: one.id, body: { name: '王芳' } }));
		const body = { household: homes[2]!.id, tier: 'high', types: [], contacts: [] };
		const elder = entries.make({ kind: 'elder', about: persons[2]!.id, body });
		await server.write(field(grid), ...persons);
		await server.write(`${grid}/care/register`, elder);
		await say('same', persons[1]!, persons[2]!);
		await say('same', persons[0]!, persons[1]!);
		expect(await people(homes[0]!)).toMatchObject([{ id: persons[0]!.id, also: [persons[1]!.id, persons[2]!.id] }]);
		expect(await people(homes[2]!)).toEqual([]);
		const { records } = (await server.ask(token, `/api/records?kind=elder&about=${persons[2]!.id}`)).body;
		expect(records.map(({ id }: { id: string }) => id)).toEqual([elder.id]);
	});
});
