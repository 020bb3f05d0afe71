import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type App } from '#tests/support/app.ts';

let server: App;
beforeAll(async () => {
	server = await openApp();
});
afterAll(() => server.close());
const ask = async (account: string, path: string) => server.ask(await server.signIn(account), path);

describe('areas', () => {
	it('lie below each other, grids included', async () => {
		const { body } = await ask('grid01', '/api/areas?under=120101004010');
		expect(body.areas).toEqual([
			{ code: '120101004010001', name: '第一网格', level: 'grid' },
			{ code: '120101004010002', name: '第二网格', level: 'grid' },
		]);
	});

	it('begin with those of the own grants', async () => {
		expect((await ask('super01', '/api/areas')).body.areas).toMatchObject([
			{ code: '120101004010', name: '朝阳里社区' },
		]);
	});

	it('say where they lie', async () => {
		const { body } = await ask('grid01', '/api/areas/120101004010001');
		expect(body).toMatchObject({ name: '第一网格', level: 'grid' });
		expect(body.path.map(({ name }: { name: string }) => name)).toEqual([
			'天津市',
			'和平区',
			'新兴街道',
			'朝阳里社区',
			'第一网格',
		]);
		expect((await ask('grid01', '/api/areas/999999')).status).toBe(404);
	});
});

describe('people of an area', () => {
	it('are told to those who administer it, with their seats there', async () => {
		const { body } = await ask('super01', '/api/people?area=120101004010');
		const accounts = body.people.map(({ account }: { account: string }) => account);
		expect(accounts).toEqual(['demo01', 'grid01', 'grid02', 'super01']);
		expect(body.people[1]).toEqual({
			account: 'grid01',
			name: '王芳',
			grants: [{ role: 'worker', desk: '120101004010001', books: ['field', 'care'] }],
		});
		expect((await ask('admin01', '/api/people?area=120101004010')).status).toBe(200);
	});

	it.each([
		['grid01', '120101004010001', 'role'],
		['street01', '120101004010', 'role'],
		['super01', '120101004', 'desk'],
	])('are not told to %s of %s', async (account, area, code) => {
		const answer = await ask(account, `/api/people?area=${area}`);
		expect([answer.status, answer.body.code]).toEqual([403, code]);
	});
});
