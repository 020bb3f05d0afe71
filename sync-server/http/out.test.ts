import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { columns } from '#server/roster/columns.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, otherGrid } from '#tests/support/entries.ts';
import { readBack } from '#tests/support/tables.ts';

const make = createEntries();
const building = make.make({ kind: 'place', body: { sort: 'building', name: '3号楼', lat: 39.1, lon: 117.2 } });
const shop = make.make({ kind: 'place', body: { sort: 'shop', name: '=顺发便利店', phone: '12900220009' } });
const home = make.make({
	kind: 'household',
	about: building.id,
	body: { label: '3-2-501', building: '3', unit: 2, door: '501', tenure: 'owner', note: '门口有鞋柜' },
});
const resident = make.make({
	kind: 'resident',
	about: home.id,
	body: { name: '张桂兰', sex: 'f', birth: '1942', relation: '户主' },
});
const gone = make.make({ kind: 'resident', about: home.id, body: { name: '张大山', presence: 'moved' } });
const elder = make.make({
	kind: 'elder',
	about: resident.id,
	body: { household: home.id, tier: 'high', types: ['alone'], health: '高血压', contacts: [] },
});
const double = make.make({
	kind: 'household',
	about: building.id,
	body: { label: '3-2-502', building: '3', unit: 2, door: '502', sameAs: home.id },
});
const other = make.make({
	kind: 'household',
	desk: otherGrid,
	body: { label: '9-101', building: '9', door: '101', tenure: 'vacant' },
});
const visit = make.make({ about: home.id, body: { outcome: 'met', note: '一切都好, "放心"' } });
const withdrawn = make.make({ about: home.id });
const unseen = make.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } });
const problem = make.make({
	kind: 'problem',
	desk: otherGrid,
	by: 'grid02',
	dev: 'device-grid02',
	body: { category: 'safety', where: '楼道', severity: 'urgent', handling: 'report' },
});

let server: App;
const tokens: Record<string, string> = {};
beforeAll(async () => {
	server = await openApp();
	const supervisor = { role: 'supervisor', desk: community } as const;
	const password = 'right-password';
	await server.auth.accounts.add({
		id: 'field01',
		name: '无关爱',
		password,
		grants: [{ ...supervisor, books: ['field'] }],
	});
	for (const account of ['super01', 'field01', 'grid01', 'street01', 'admin01'])
		tokens[account] = await server.signIn(account);
	await server.write(`${grid}/field/register`, building, shop, home, resident, gone, double);
	await server.write(`${grid}/care/register`, elder);
	await server.write(`${otherGrid}/field/register`, other);
	await server.write(`${grid}/field/2026-11`, visit, withdrawn, make.withdraw(withdrawn));
	await server.write(`${grid}/care/2026-11`, unseen);
	await server.write(`${otherGrid}/field/2026-11`, problem);
});
afterAll(() => server.close());

const out = (list: string, query = '', account = 'super01') =>
	server.app.inject({
		url: `/api/out/${list}?area=${community}${query}`,
		headers: { authorization: `Bearer ${tokens[account]}` },
	});
async function rowsOf(list: string, query = '', account = 'super01'): Promise<Record<string, string>[]> {
	const answer = await out(list, `&format=csv${query}`, account);
	const [head = [], ...rows] = await readBack(answer.rawPayload, 'a.csv');
	expect(answer.headers['linli-rows']).toBe(String(rows.length));
	return rows.map((row) => Object.fromEntries(head.map((title, index) => [title, row[index] ?? ''])));
}
const traced = () => server.trace.list({ area: '12', limit: 1000 });

describe('lists', () => {
	it('[O1] gives the roster in the columns of the template', async () => {
		const rows = await rowsOf('roster', `&find=${encodeURIComponent('桂兰')}`);
		expect(Object.keys(rows[0]!)).toEqual(columns.map(({ zh }) => zh));
		expect(rows).toMatchObject([
			{ 网格: '第一网格', 楼栋: '3', 门: '2', 门号: '501', 居住情况: '自有', 姓名: '', 备注: '门口有鞋柜' },
			{ 姓名: '张桂兰', 性别: '女', 出生: '1942', 与户主关系: '户主', 老人等级: '高风险', 老人类别: '独居' },
		]);
	});

	it('[O10] leaves out of the roster who has moved and what is a double, and says so on the second sheet', async () => {
		const doors = (await rowsOf('roster')).map((row) => `${row['楼栋']}-${row['门号']} ${row['姓名']}`);
		expect(doors).toEqual(['3-501 ', '3-501 张桂兰', '9-101 ']);
		const { readSheet } = await import('read-excel-file/node');
		const about = await readSheet((await out('roster')).rawPayload, '说明');
		expect(about.map((line) => line.join(' '))).toContain('未列出 搬走或去世的居民不在名册里（1）');
	});

	it('[O6] narrows records as the screen does', async () => {
		expect(await rowsOf('records', '&kind=visit')).toMatchObject([
			{
				类型: '走访',
				网格: '第一网格',
				门号: '3-2-501',
				姓名: '张桂兰',
				情况: '见到人 · 一切都好, "放心"',
				记录人: '王芳',
				状态: '未阅',
			},
		]);
		expect(await rowsOf('records', '&by=grid02')).toMatchObject([{ 类型: '上报', 地点: '楼道' }]);
		expect(await rowsOf('records', '&from=2026-11-24')).toEqual([]);
		expect(await rowsOf('records', '&state=withdrawn')).toHaveLength(1);
		expect(await rowsOf('roster', '&missing=1')).toHaveLength(0);
		expect((await rowsOf('roster', '&missing=0')).length).toBeGreaterThan(0);
	});

	it('lists the elders to be seen, the open reports, the figures and the people', async () => {
		expect(await rowsOf('elders-due')).toMatchObject([{ 门号: '3-2-501', 姓名: '张桂兰', 状态: '没见到' }]);
		expect(await rowsOf('open-problems')).toMatchObject([{ 网格: '第二网格', 地点: '楼道', 已过天数: '0' }]);
		expect(await rowsOf('progress')).toMatchObject([
			{ 网格: '第一网格', 没见到: '1', 今天走访: '1' },
			{ 网格: '第二网格', 未解决的上报: '1', 今天走访: '0' },
		]);
		expect((await rowsOf('people')).map((row) => row['账号'])).toEqual([
			'demo01',
			'field01',
			'grid01',
			'grid02',
			'super01',
		]);
	});

	it('[O12] counts in 报表 every record once, and what was taken back not at all', async () => {
		expect(await rowsOf('report', '&from=2026-11-23&to=2026-11-23')).toMatchObject([
			{ 日期: '2026-11-23', 账号: 'grid01', 走访: '1', 探访: '1', 合计: '2' },
			{ 账号: 'grid02', 上报: '1', 合计: '1' },
		]);
	});

	it('[O9] gives places as GeoJSON, and counts those without a position', async () => {
		const answer = await out('places', '&format=geojson');
		expect(answer.headers['content-type']).toMatch(/^application\/geo\+json/);
		expect(answer.json()).toEqual({
			type: 'FeatureCollection',
			unplaced: 1,
			features: [
				{
					type: 'Feature',
					id: building.id,
					geometry: { type: 'Point', coordinates: [117.2, 39.1] },
					properties: { 网格: '第一网格', 类型: '楼栋', 名称: '3号楼' },
				},
			],
		});
		expect((await out('roster', '&format=geojson')).statusCode).toBe(400);
	});

	it('[O3] lets no name of a shop run', async () => {
		expect((await out('places', '&format=csv')).body).toContain(",'=顺发便利店,");
		expect((await rowsOf('places')).map((row) => row['名称'])).toContain('=顺发便利店');
	});

	it('names the file after area, list and day', async () => {
		const { headers } = await out('roster');
		expect(headers['content-disposition']).toBe(
			`attachment; filename="roster.xlsx"; filename*=UTF-8''${encodeURIComponent('朝阳里社区-名册-2026-11-23.xlsx')}`,
		);
	});
});

describe('who may', () => {
	it.each([
		['a worker', 'grid01', 'records', 403],
		['who only looks on', 'street01', 'roster', 403],
		['an administrator, who opens no book,', 'admin01', 'people', 403],
		['without the care book', 'field01', 'elders-due', 403],
	])('[O5, O7] refuses %s, and has nothing on record of it', async (_, account, list, status) => {
		const before = traced().length;
		expect((await out(list, '', account)).statusCode).toBe(status);
		expect(traced()).toHaveLength(before);
	});

	it('[O5] keeps what belongs to the care book in it', async () => {
		const roster = await rowsOf('roster', '', 'field01');
		expect(Object.keys(roster[0]!)).not.toEqual(expect.arrayContaining(['健康']));
		expect(roster.map((row) => row['姓名'])).toContain('张桂兰');
		expect((await rowsOf('records', '', 'field01')).map((row) => row['类型']).sort()).toEqual(['上报', '走访']);
		expect(await rowsOf('records', '&kind=check-in', 'field01')).toEqual([]);
		expect(Object.keys((await rowsOf('progress', '', 'field01'))[0]!).join()).not.toMatch(/没见到|探访|风险/);
	});

	it('[O5] lets nothing out of an area above, nor of one that is not there', async () => {
		const ask = (area: string) => server.ask(tokens.super01!, `/api/out/roster?area=${area}`);
		expect(await ask('120101004')).toMatchObject({ status: 403, body: { code: 'desk' } });
		expect(await ask('120101004999')).toMatchObject({ status: 404 });
		expect((await server.app.inject(`/api/out/roster?area=${community}`)).statusCode).toBe(401);
	});
});

describe('the record of exports', () => {
	it('[O7] says who, when, what, where, how much, how and whereto', async () => {
		await out('records', '&format=csv&kind=visit&token=secret');
		expect(traced()[0]).toEqual({
			number: expect.any(Number),
			at: server.clock.ms,
			account: 'super01',
			name: '张桂芬',
			list: 'records',
			area: community,
			filters: { kind: 'visit' },
			rows: 1,
			format: 'csv',
			address: '127.0.0.1',
		});
	});

	it('[O7, DL1] says whom the file shows, where each belongs, before the file leaves', async () => {
		const shown = async (list: string, query: string, account = 'super01') => {
			const before = new Set(server.deliveries.list({ area: '12', limit: 1000 }).map(({ number }) => number));
			expect((await out(list, query, account)).statusCode).toBe(200);
			const rows = server.deliveries.list({ area: '12', limit: 1000 }).filter(({ number }) => !before.has(number));
			return rows.map(({ number, ...row }) => ({ ...row, ids: [...server.deliveries.idsOf(number)].sort() }));
		};
		const ids = (...entries: { readonly id: string }[]) => entries.map(({ id }) => id).sort();
		expect(await shown('roster', '&format=csv')).toMatchObject([
			{
				at: server.clock.ms,
				account: 'super01',
				address: '127.0.0.1',
				way: 'exported',
				area: community,
				what: { list: 'roster', format: 'csv', rows: 3 },
				ids: ids(building, home, resident, elder, other),
			},
		]);
		expect(await shown('roster', `&format=xlsx&find=${encodeURIComponent('桂兰')}`, 'field01')).toMatchObject([
			{ account: 'field01', area: grid, ids: ids(building, home, resident) },
		]);
		// Of the household that was visited, the row names a person.
		expect(await shown('records', '&format=csv&kind=visit')).toMatchObject([
			{ ids: expect.arrayContaining(ids(visit, home, resident)) },
		]);
		expect(await shown('elders-due', '&format=csv')).toMatchObject([{ ids: ids(building, home, resident, elder) }]);
		expect(await shown('places', '&format=geojson')).toMatchObject([{ ids: ids(building) }]);
		for (const list of ['progress', 'report', 'people']) expect(await shown(list, '&format=csv')).toEqual([]);
		const seen = await server.ask(tokens.super01!, `/api/records/${resident.id}/deliveries?limit=200`);
		expect(seen.body.deliveries).toContainEqual(
			expect.objectContaining({
				way: 'exported',
				account: 'field01',
				what: { list: 'roster', format: 'xlsx', rows: 2 },
			}),
		);
	});

	it('[O7] lets nothing out while whom it shows cannot be written', async () => {
		const write = vi.spyOn(server.deliveries, 'write').mockRejectedValue(new Error('disk full'));
		const before = traced().length;
		const answer = await out('roster', '&format=csv');
		expect([answer.statusCode, traced().length]).toEqual([500, before]);
		expect(answer.body).not.toContain('张桂兰');
		write.mockRestore();
	});

	it('[O7] lets nothing out when it cannot be written', async () => {
		const { write } = server.trace;
		Object.assign(server.trace, {
			write: () => {
				throw new Error('disk full');
			},
		});
		try {
			const answer = await out('roster', '&format=csv');
			expect(answer.statusCode).toBe(500);
			expect(answer.body).not.toContain('张桂兰');
		} finally {
			Object.assign(server.trace, { write });
		}
	});

	it('[O8] is shown to those who administer the area, page by page', async () => {
		await out('places');
		await out('people');
		const list = async (account: string, query = '') =>
			server.ask(tokens[account]!, `/api/out/trace?area=${community}${query}`);
		const first = await list('super01', '&limit=1');
		await out('roster', `&format=csv&find=${encodeURIComponent('桂兰')}`);
		const searched = await list('admin01', '&limit=1');
		expect(searched.body.exports).toMatchObject([{ list: 'roster', filters: { find: '…' } }]);
		expect(first.body.exports).toMatchObject([
			{ list: 'people', title: '人员', areaName: '朝阳里社区', byName: '张桂芬' },
		]);
		const next = await list('super01', `&limit=1&cursor=${first.body.cursor}`);
		expect(next.body.exports).toMatchObject([{ list: 'places' }]);
		expect((await list('admin01')).status).toBe(200);
		expect((await list('grid01')).status).toBe(403);
		expect((await list('street01')).status).toBe(403);
	});
});
