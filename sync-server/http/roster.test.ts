import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { community, openApp, type App } from '#tests/support/app.ts';

let server: App;
beforeEach(async () => {
	server = await openApp();
});
afterEach(() => server.close());

const template = async (format: string) => {
	const authorization = `Bearer ${await server.signIn('super01')}`;
	return server.app.inject({ url: `/api/import/template?format=${format}`, headers: { authorization } });
};
const hand = async (account: string, query: string, payload: Buffer | string, type = 'application/octet-stream') =>
	server.ask(await server.signIn(account), {
		method: 'POST',
		url: `/api/import?community=${community}&${query}`,
		payload,
		headers: { 'content-type': type },
	});
const households = async () =>
	(await server.ask(await server.signIn('super01'), '/api/records?kind=household')).body.total;

describe('the template', () => {
	it.each([
		['xlsx', /spreadsheetml/],
		['csv', /^text\/csv/],
	])('comes as %s with a name', async (format, type) => {
		const answer = await template(format);
		expect(answer.headers['content-type']).toMatch(type);
		expect(answer.headers['content-disposition']).toMatch(
			new RegExp(`filename="roster.${format}"; filename\\*=UTF-8''%E5%90%8D%E5%86%8C.*\\.${format}`),
		);
		expect(answer.rawPayload.length).toBeGreaterThan(100);
	});
});

describe('an import', () => {
	it('looks first, then writes, then knows what is there', async () => {
		const file = (await template('csv')).body.replace('示例：', '');
		const looked = await hand('super01', `dry=1&name=${encodeURIComponent('名册.csv')}`, file);
		expect(looked).toMatchObject({ status: 200, body: { ok: true, counts: { households: 1, residents: 1 } } });
		expect(await households()).toBe(0);
		const wrote = await hand('super01', 'name=roster.csv', file, 'text/csv');
		expect(wrote.body).toEqual(looked.body);
		expect(await households()).toBe(1);
		const again = await hand('super01', 'name=roster.csv', file);
		expect(again).toMatchObject({ status: 422, body: { ok: false, errors: [{ row: 2 }] } });
		expect(again.body.errors[0].message.zh).toBeTruthy();
	});

	it('reads a workbook, and sees the example that was left in it', async () => {
		const answer = await hand('super01', 'dry=1&name=roster.xlsx', (await template('xlsx')).rawPayload);
		expect(answer).toMatchObject({ status: 422, body: { errors: [{ sheet: '名册', row: 2 }] } });
	});

	it.each([
		['a worker', 'grid01', 'name=a.csv', 'x', 403],
		['another kind of file', 'super01', 'name=a.pdf', 'x', 422],
		['an empty file', 'super01', 'name=a.csv', '', 422],
		['two communities at once', 'super01', 'community=120101004011&name=a.csv', 'x', 400],
		['too much', 'super01', 'name=a.csv', 'x'.repeat(20 * 1024 * 1024 + 1), 413],
	])('refuses %s', async (_, account, query, payload, status) => {
		expect((await hand(account, query, payload)).status).toBe(status);
	});
});
