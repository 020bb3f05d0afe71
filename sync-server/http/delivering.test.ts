import { DatabaseSync } from 'node:sqlite';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { askMessage, updateMessage } from '#lib/replica/messages.ts';
import { createAppender } from '#lib/replica/append.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';
import { fieldPage, grantsOf, openHall } from '#tests/support/rooms.ts';
import { delivering, keepTrack, showingNobody } from './delivering.ts';

let server: App;
let home: Entry;
let resident: Entry;
let elder: Entry;
let visit: Entry;
let other: Entry;
const tokens: Record<string, string> = {};
const register = `${grid}/field/register`;
beforeEach(async () => {
	server = await openApp();
	const { make } = createEntries();
	home = make({ kind: 'household', body: { label: '3-2-501', building: '3', unit: 2, door: '501' } });
	resident = make({ kind: 'resident', about: home.id, body: { name: '张桂兰' } });
	elder = make({
		kind: 'elder',
		about: resident.id,
		body: { household: home.id, tier: 'high', types: ['alone'], contacts: [] },
	});
	visit = make({ about: home.id });
	other = make({ kind: 'household', desk: otherGrid, body: { label: '9-101', building: '9', door: '101' } });
	await server.write(register, home, resident);
	await server.write(`${grid}/care/register`, elder);
	await server.write(fieldPage, visit);
	await server.write(`${otherGrid}/field/register`, other);
	for (const account of ['super01', 'grid01', 'street01', 'admin01']) tokens[account] = await server.signIn(account);
});
afterEach(() => server.close());

const ask = (url: string, account = 'super01') => server.ask(tokens[account]!, url);
const all = () =>
	server.deliveries
		.list({ area: '12', limit: 100 })
		.map((row) => ({ ...row, ids: server.deliveries.idsOf(row.number) }));
const sorted = (entries: readonly Entry[]) => entries.map(({ id }) => id).sort();

describe('[DL1] on record is', () => {
	it('a card, with all who are named on it', async () => {
		expect((await ask(`/api/records/${visit.id}`)).status).toBe(200);
		const [row] = all();
		expect(row).toMatchObject({
			at: morning,
			account: 'super01',
			device: null,
			address: '127.0.0.1',
			way: 'card',
			area: grid,
			what: { kind: 'visit' },
		});
		expect([...row!.ids].sort()).toEqual(sorted([home, resident, visit]));
	});

	it('a list or a search, with its conditions, and never a token', async () => {
		const { status } = await ask(`/api/records?area=${community}&kind=resident&limit=5&token=${tokens.super01}`);
		expect(status).toBe(200);
		expect(all()).toMatchObject([
			{ way: 'list', area: grid, what: { list: 'records', area: community, kind: 'resident' }, count: 2 },
		]);
		expect(JSON.stringify(all())).not.toContain(tokens.super01);
	});

	it('a page that a phone takes, with its epoch and how far', async () => {
		tokens.grid01 = await server.signIn('grid01', 'device-grid01');
		for (const page of [register, `${grid}/care/register`, `${grid}/field/2026-10`])
			expect(
				(
					await server.app.inject({
						url: `/api/pages/${page}/snapshot`,
						headers: { authorization: `Bearer ${tokens.grid01}` },
					})
				).statusCode,
			).toBe(200);
		// The third is empty.
		expect(all()).toMatchObject([
			{ way: 'page', page: `${grid}/care/register`, what: { epoch: 1, seq: 1 } },
			{ way: 'page', page: register, what: { epoch: 1 }, account: 'grid01', device: 'device-grid01', area: grid },
		]);
	});

	it('nothing that was refused, not found, or shows nobody', async () => {
		await ask(`/api/records/${elder.id}`, 'street01');
		await ask(`/api/records?area=${community}&kind=patrol`);
		await ask('/api/records', 'admin01');
		await ask('/api/progress');
		await server.app.inject(`/api/records/${home.id}`);
		expect(all()).toEqual([]);
	});

	it('what waits for a word, and doors that stand twice', async () => {
		await server.write(
			register,
			createEntries(50).make({ kind: 'household', body: { label: '3-2-501', building: '3', unit: 2, door: '501' } }),
		);
		expect((await ask(`/api/duplicates?area=${community}`)).body.pairs).toHaveLength(1);
		expect(all()).toMatchObject([{ way: 'list', what: { list: 'duplicates' }, count: 3 }]);
	});
});

it('[DL7] a list over several communities stands at each, with its own', async () => {
	const far = createEntries(90).make({
		kind: 'household',
		desk: '120101004011001',
		body: { label: '1-1', building: '1', door: '1' },
	});
	server.areas.put([
		{ ...server.areas.get(community)!, code: '120101004011', name: '别的社区' },
		{ ...server.areas.get(grid)!, code: '120101004011001', name: '别的网格' },
	]);
	const street = { role: 'supervisor', desk: '120101004', books: ['field'] } as const;
	const author = { account: 'super01', grants: [street], device: null, steward: true } as const;
	expect((await server.rooms.add('120101004011001/field/register', [far], author)).refused).toEqual([]);
	await ask('/api/records?kind=household', 'street01');
	expect(all().map(({ area, ids }) => [area, [...ids].sort()])).toEqual(
		expect.arrayContaining([
			[community, sorted([home, other])],
			['120101004011001', [far.id]],
		]),
	);
});

it('[DL5] no name stands in it', async () => {
	await ask(`/api/records/${visit.id}`);
	await ask(`/api/records?kind=resident,household`);
	const text = JSON.stringify(all());
	for (const name of ['张', '3-2-501', '王芳']) expect(text).not.toContain(name);
});

describe('[DL2] the table of routes', () => {
	const routes = () => {
		const paths = (server.app.swagger() as { paths: Record<string, object> }).paths;
		const named = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');
		return Object.entries(paths).flatMap(([path, verbs]) =>
			Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${named(path)}`),
		);
	};

	it('names every route of the API once, with what it shows or why nobody', () => {
		const known = [...Object.keys(delivering), ...Object.keys(showingNobody)];
		expect(new Set(known).size).toBe(known.length);
		expect(routes().filter((route) => !known.includes(route))).toEqual([]);
		// One that is hidden from the document, and the document itself.
		expect(known.filter((route) => !routes().includes(route))).toEqual([
			'GET /api/openapi.json',
			'GET /api/maps/packs/*',
		]);
	});

	it('lets no answer out that was not put on record', async () => {
		const app = Fastify();
		keepTrack(app);
		app.get<{ Querystring: { written?: string } }>('/api/records', async (request) => {
			request.isOnRecord = request.query.written === '1';
			return { records: ['3-2-501'] };
		});
		app.get('/api/progress', async () => ({ done: 3 }));
		const status = async (url: string) => (await app.inject(url)).statusCode;
		expect([await status('/api/records?written=1'), await status('/api/progress')]).toEqual([200, 200]);
		const answer = await app.inject('/api/records');
		expect(answer.statusCode).toBe(500);
		expect(answer.body).not.toContain('3-2-501');
		await app.close();
	});
});

it('[DL3] answers nothing while it cannot be put on record', async () => {
	// As a full disk does: the file takes nothing.
	const file = new DatabaseSync(`${server.dataDir}/deliveries.sqlite`);
	file.exec("CREATE TRIGGER full BEFORE INSERT ON delivery BEGIN SELECT RAISE(ABORT, 'disk full'); END");
	for (const url of [`/api/records/${visit.id}`, `/api/records?kind=visit`]) {
		const { status, body } = await ask(url);
		expect([status, body.code]).toEqual([500, 'internal']);
	}
	expect((await ask('/api/progress')).status).toBe(200);
	file.exec('DROP TRIGGER full');
	file.close();
	expect((await ask(`/api/records/${visit.id}`)).status).toBe(200);
	server.failed.length = 0;
});

it('[DL4] who listens to the stream of changes, and from where to where', async () => {
	const address = await server.app.listen({ host: '127.0.0.1', port: 0 });
	const stop = new AbortController();
	const answer = await fetch(`${address}/api/events`, {
		headers: { authorization: `Bearer ${tokens.super01}` },
		signal: stop.signal,
	});
	const reader = answer.body!.getReader();
	await reader.read();
	const from = await server.store.reads.lastEvent();
	expect(all()).toMatchObject([{ way: 'watch', area: community, what: { from }, count: 0 }]);
	await server.write(fieldPage, createEntries(70).make({ about: home.id }));
	for (let text = ''; !text.includes('event: records');) text += Buffer.from((await reader.read()).value!).toString();
	stop.abort();
	await expect.poll(all).toHaveLength(2);
	expect(all()[0]).toMatchObject({ way: 'watch', what: { from, to: from + 1 } });
});

describe('[DL1] on a socket, on record is', () => {
	it('the whole page, the part that was lacked, and what others write, before it goes out', async () => {
		const hall = await openHall();
		const { make } = createEntries();
		const rows = () =>
			hall.deliveries
				.list({ area: '12', limit: 100 })
				.map(({ way, page, account, device, count, what }) => ({ way, page, account, device, count, what }));
		const author = { account: 'grid02', grants: grantsOf.grid02!, device: null };
		const first = make({ by: 'grid02', dev: undefined });
		expect((await hall.rooms.add(fieldPage, [first], author)).refused).toEqual([]);
		const phone = await hall.open(fieldPage);
		phone.send(askMessage(new Map()));
		await phone.next('update');
		const page = { page: fieldPage, account: 'grid01', device: 'device-grid01' };
		expect(rows()).toEqual([{ ...page, way: 'page', count: 0, what: { epoch: 1, seq: 1 } }]);
		await hall.rooms.add(fieldPage, [make({ by: 'grid02', dev: undefined })], author);
		await phone.next('update');
		expect(rows()[0]).toEqual({ ...page, way: 'part', count: 1, what: {} });
		// Its own come back to nobody, and an empty answer shows nobody.
		phone.send(updateMessage(createAppender(9).append([entryToText(make())])));
		await phone.next('receipt');
		const clocks = new Map([[9, 1]]);
		for (const [client, clock] of (await hall.store.openPages([fieldPage])).get(fieldPage)!.clients)
			clocks.set(client, clock.clock);
		phone.send(askMessage(clocks));
		await phone.next('update');
		expect(rows()).toHaveLength(2);
		const [[client]] = [...clocks].filter(([id]) => id !== 9) as [[number, number]];
		clocks.delete(client);
		phone.send(askMessage(clocks));
		await phone.next('update');
		expect(rows()[0]).toMatchObject({ way: 'part' });
		await phone.close();
		await hall.close();
	});
});
