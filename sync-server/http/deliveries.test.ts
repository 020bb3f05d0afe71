import { afterAll, beforeAll, expect, it } from 'vitest';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';

let server: App;
const tokens: Record<string, string> = {};
const { make } = createEntries();
const home = make({ kind: 'household', body: { label: '3-2-501', building: '3', unit: 2, door: '501' } });
const resident = make({ kind: 'resident', about: home.id, body: { name: '张桂兰' } });
const elder = make({
	kind: 'elder',
	about: resident.id,
	body: { household: home.id, tier: 'high', types: ['alone'], contacts: [] },
});
const other = make({ kind: 'household', desk: otherGrid, body: { label: '9-101', building: '9', door: '101' } });
const dayMs = 86_400_000;

beforeAll(async () => {
	server = await openApp();
	await server.write(`${grid}/field/register`, home, resident);
	await server.write(`${grid}/care/register`, elder);
	await server.write(`${otherGrid}/field/register`, other);
	for (const account of ['super01', 'street01', 'admin01', 'grid02']) tokens[account] = await server.signIn(account);
	tokens.grid01 = await server.signIn('grid01', 'device-grid01');
	// A phone takes the page, the street looks at the door; the day after, the supervisor at the list and the elder.
	await snapshot(`${grid}/field/register`);
	await ask(`/api/records/${home.id}`, 'street01');
	await ask(`/api/records/${other.id}`, 'street01');
	server.clock.ms += dayMs;
	await ask(`/api/records?kind=resident`);
	await ask(`/api/records/${elder.id}`);
});
afterAll(() => server.close());

const ask = (url: string, account = 'super01') => server.ask(tokens[account]!, url);
const snapshot = (page: string) =>
	server.app.inject({
		url: `/api/pages/${page}/snapshot`,
		headers: { authorization: `Bearer ${tokens.grid01}` },
	});
const lines = async (url: string, account?: string) => {
	const { status, body } = await ask(url, account);
	expect(status).toBe(200);
	return (body.deliveries as { account: string; way: string }[]).map(({ account: by, way }) => `${by} ${way}`);
};

it('[DL9] shows who was shown an area, latest first, by reader, way and day, page by page', async () => {
	const all = ['super01 card', 'super01 list', 'street01 card', 'street01 card', 'grid01 page'];
	expect(await lines(`/api/deliveries?area=${community}`, 'admin01')).toEqual(all);
	expect(await lines(`/api/deliveries?area=${grid}&account=street01`, 'admin01')).toEqual(['street01 card']);
	expect(await lines(`/api/deliveries?area=${community}&way=list,page`, 'admin01')).toEqual([
		'super01 list',
		'grid01 page',
	]);
	expect(await lines(`/api/deliveries?area=${community}&from=2026-11-23&to=2026-11-23`, 'admin01')).toEqual(
		all.slice(2),
	);
	expect(await lines(`/api/deliveries?area=${community}&from=2026-11-24`, 'admin01')).toEqual(all.slice(0, 2));
	const { body } = await ask(`/api/deliveries?area=${community}&limit=2`, 'admin01');
	expect(await lines(`/api/deliveries?area=${community}&limit=2&cursor=${body.cursor}`, 'admin01')).toEqual(
		all.slice(2, 4),
	);
});

it('[DL9] names whom a card showed only to those who may read it, and puts that on record', async () => {
	const first = async (account: string) =>
		(await ask(`/api/deliveries?area=${community}&way=card`, account)).body.deliveries[0];
	expect(await first('admin01')).toMatchObject({
		byName: '张桂芬',
		areaName: '第一网格',
		address: '127.0.0.1',
		what: { kind: 'elder' },
		subjects: [],
	});
	const before = server.deliveries.list({ area: '12', account: 'super01', limit: 100 }).length;
	const shown = await first('super01');
	expect(shown.subjects.map(({ label }: { label: string }) => label)).toContain('张桂兰 3-2-501');
	expect(server.deliveries.list({ area: '12', account: 'super01', limit: 100 })[0]).toMatchObject({
		way: 'list',
		what: { list: 'deliveries' },
	});
	expect(server.deliveries.list({ area: '12', account: 'super01', limit: 100 }).length).toBeGreaterThan(before);
});

it('[DL9] shows who was shown one person: by card, list, and with the page', async () => {
	const seen = async (id: string) =>
		(await lines(`/api/records/${id}/deliveries`)).filter((line) => !line.startsWith('super01 list'));
	expect(await seen(resident.id)).toEqual(['super01 card', 'street01 card', 'grid01 page']);
	expect(await seen(elder.id)).toEqual(['super01 card', 'street01 card', 'grid01 page']);
	expect(await seen(other.id)).toEqual(['street01 card']);
	const { body } = await ask(`/api/records/${home.id}/deliveries`);
	expect(body.deliveries.at(-1)).toMatchObject({
		device: 'device-grid01',
		page: `${grid}/field/register`,
		at: morning,
	});
});

it('[DL9] is refused to those who do not administer, and says nothing of what they cannot read', async () => {
	const status = async (url: string, account: string) => (await ask(url, account)).status;
	expect(await status(`/api/deliveries?area=${grid}`, 'grid01')).toBe(403);
	expect(await status(`/api/deliveries?area=${community}`, 'street01')).toBe(403);
	expect(await status('/api/deliveries?area=120101004', 'super01')).toBe(403);
	expect(await status(`/api/records/${home.id}/deliveries`, 'grid01')).toBe(403);
	expect(await status(`/api/records/${home.id}/deliveries`, 'street01')).toBe(403);
	expect(await status(`/api/records/${home.id}/deliveries`, 'grid02')).toBe(404);
	// An administrator opens no book, so no card either.
	expect(await status(`/api/records/${home.id}/deliveries`, 'admin01')).toBe(404);
	expect((await server.app.inject('/api/deliveries?area=12')).statusCode).toBe(401);
});
