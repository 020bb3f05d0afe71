import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid } from '#tests/support/entries.ts';

let server: App;
let token: string;
const home = createEntries().make({ kind: 'household', body: { label: '3-2-501', building: '3', door: '501' } });
beforeAll(async () => {
	server = await openApp();
	await server.write(`${grid}/field/register`, home);
	token = await server.signIn('super01');
});
afterAll(() => server.close());

const typed = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' };
const ask = (url: string, headers: Record<string, string>) => server.app.inject({ url, headers });
const cookie = () => ({ cookie: `session=${token}` });
const addresses = [
	`/api/records/${home.id}`,
	'/api/records?kind=household',
	`/api/pages/${grid}/field/register/snapshot`,
	`/api/out/roster?area=${community}&format=csv`,
	'/api/session',
	'/api/events',
];

describe('[DL8] typed into the address bar', () => {
	it.each(addresses)('%s shows a page in Chinese, and nothing else', async (url) => {
		for (const headers of [typed, { ...typed, 'sec-fetch-dest': 'iframe' }, { accept: 'text/html,*/*' }]) {
			const answer = await ask(url, { ...cookie(), ...headers });
			expect([answer.statusCode, answer.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
			expect(answer.body).toContain('这里不显示资料');
			expect(answer.body).not.toContain('501');
		}
		expect(server.deliveries.list({ area: '12', limit: 9 })).toEqual([]);
		expect(server.trace.list({ area: '12', limit: 9 })).toEqual([]);
	});

	it('what shows nobody and is a link in the app still opens', async () => {
		for (const url of ['/api/import/template?format=csv', '/api/openapi.json'])
			expect((await ask(url, { ...cookie(), ...typed })).statusCode).toBe(200);
		expect((await ask('/', { ...cookie(), ...typed, accept: 'text/html' })).statusCode).toBe(200);
	});
});

it('[DL8] the app itself, and a program with its own token, are answered', async () => {
	const own = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
	const url = `/api/records/${home.id}`;
	expect((await ask(url, { ...cookie(), ...own })).json()).toMatchObject({ record: { id: home.id } });
	expect((await ask(url, { authorization: `Bearer ${token}`, ...typed })).statusCode).toBe(200);
	expect((await ask(`${url}?token=${token}`, typed)).statusCode).toBe(200);
	const out = await ask(addresses[3]!, { ...cookie(), ...own });
	expect([out.statusCode, out.headers['linli-rows']]).toEqual([200, '1']);
});
