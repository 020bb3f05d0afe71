import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';
import { community, openApp, type App } from '#tests/support/app.ts';

const dayMs = 86_400_000;
/** The test community's clock stands on this day. */
const today = '2026-11-23';
let server: App;
const tokens = new Map<string, string>();
/** Number of the first cover of this test. */
let first = 1;
beforeAll(async () => {
	server = await openApp();
	await server.auth.accounts.add({
		id: 'far01',
		name: '别处的人',
		password: 'right-password',
		grants: [{ role: 'worker', desk: '120101004011001', books: ['field'] }],
	});
	const accounts = ['grid01', 'grid02', 'super01', 'street01', 'admin01'];
	for (const account of accounts) tokens.set(account, await server.signIn(account));
});
afterEach(() => {
	server.clock.ms = morning;
	for (const { id, grants } of server.auth.accounts.list())
		for (const { number, cover } of grants) if (cover) server.auth.accounts.takeBack(id, number);
	first = (server.auth.covers.within('')[0]?.number ?? 0) + 1;
});
afterAll(() => server.close());

const wish = { account: 'grid02', desk: grid, books: ['field', 'care'], to: '2026-11-29' };
async function ask(account: string, url: string, method: 'GET' | 'POST' | 'DELETE' = 'GET', payload?: object) {
	return server.ask(tokens.get(account)!, { url, method, ...(payload ? { payload } : {}) });
}
const set = (part: object = {}, by = 'super01') => ask(by, '/api/cover', 'POST', { ...wish, ...part });
const end = (by = 'super01', number = first) => ask(by, `/api/cover/${number}`, 'DELETE');
const list = async (by = 'super01') => {
	const { body } = await ask(by, `/api/cover?area=${community}`);
	return body.covers.filter(({ number }: { number: number }) => number >= first);
};
const pagesOf = async (account: string) => (await ask(account, '/api/pages')).body;
const desksOf = async (account: string) => {
	const { pages } = await pagesOf(account);
	return [...new Set(pages.map(({ id }: { id: string }) => id.split('/').slice(0, 2).join('/')))].sort();
};

describe('setting a cover', () => {
	it('seats the other at once, and says who did what, where and when', async () => {
		const { status, body } = await set();
		expect([status, body.cover]).toEqual([
			200,
			{
				number: first,
				account: 'grid02',
				name: '李国强',
				desk: grid,
				deskName: '第一网格',
				books: ['field', 'care'],
				from: today,
				to: '2026-11-29',
				by: 'super01',
				byName: '张桂芬',
				made: server.clock.ms,
			},
		]);
		expect(await list()).toEqual([body.cover]);
		expect(await desksOf('grid02')).toEqual([`${grid}/care`, `${grid}/field`, `${otherGrid}/field`]);
		const { grants } = await pagesOf('grid02');
		const given = { role: 'worker', desk: grid, books: ['field', 'care'], from: today, to: '2026-11-29', cover: true };
		expect(grants[1]).toEqual(given);
		expect((await ask('grid02', '/api/session')).body.grants[1]).toEqual(given);
	});

	it('changes nothing when the same is asked for again, and takes the place of other days', async () => {
		await set();
		expect((await set()).body.cover.number).toBe(first);
		expect((await set({ books: ['care', 'field', 'care'] })).body.cover.number).toBe(first);
		expect(await list()).toHaveLength(1);
		const longer = await set({ to: '2026-12-06' });
		expect(longer.body.cover).toMatchObject({ number: first + 1, to: '2026-12-06' });
		expect(await list()).toMatchObject([
			{ number: first + 1 },
			{ number: first, ended: { by: 'super01', day: today } },
		]);
		const { grants } = await pagesOf('grid02');
		expect(grants.filter(({ ended }: { ended?: string }) => !ended)).toHaveLength(2);
	});

	it.each([
		['a worker', 'grid01', {}, 403, 'role'],
		['a viewer', 'street01', {}, 403, 'role'],
		['an administrator', 'admin01', {}, 403, 'role'],
		['a grid elsewhere', 'super01', { desk: '120101004011001' }, 403, 'desk'],
		['the community itself', 'super01', { desk: community }, 422, 'cover-grid'],
		['no book of the field', 'super01', { books: ['care'] }, 403, 'book'],
		['no such book', 'super01', { books: ['field', 'secret'] }, 400, 'request'],
		['an unknown account', 'super01', { account: 'nobody' }, 422, 'cover-seat'],
		['an account from elsewhere', 'super01', { account: 'far01' }, 422, 'cover-seat'],
		['the grid of the other', 'super01', { desk: otherGrid }, 422, 'cover-own-grid'],
		['yesterday', 'super01', { from: '2026-11-22' }, 422, 'cover-days'],
		['an end before the beginning', 'super01', { from: '2026-11-29', to: '2026-11-28' }, 422, 'cover-days'],
		['no day', 'super01', { to: '2026-11-31' }, 422, 'cover-days'],
		['no date', 'super01', { to: 'soon' }, 400, 'request'],
		['93 days', 'super01', { to: '2027-02-23' }, 422, 'cover-days'],
		['another role', 'super01', { role: 'supervisor' }, 200, undefined],
	])('answers %s by %s', async (_, by, part, status, code) => {
		const answer = await set(part, by);
		expect([answer.status, answer.body.code]).toEqual([status, code]);
		const role = server.auth.accounts.get('grid02')!.grants.at(-1)!.role;
		expect(role).toBe('worker');
		expect(await list()).toHaveLength(status === 200 ? 1 : 0);
	});

	it('is open to accounts of the demonstration', async () => {
		const answer = await set({ account: 'demo01', desk: otherGrid });
		expect([answer.status, answer.body.cover?.name]).toEqual([200, '演示']);
	});

	it('opens nothing before its first day nor after its last', async () => {
		await set({ from: '2026-11-24', to: '2026-11-25' });
		const desks: number[] = [];
		for (let day = 0; day < 4; day++) {
			desks.push((await desksOf('grid02')).length);
			server.clock.ms += dayMs;
		}
		expect(desks).toEqual([1, 3, 3, 1]);
	});
});

it('is a grant until sixty days after its end, and told in the list for ever', async () => {
	await set({ to: today });
	const isGrant = () => server.auth.accounts.get('grid02')!.grants.some(({ cover }) => cover);
	server.clock.ms += 60 * dayMs;
	expect(isGrant()).toBe(true);
	server.clock.ms += dayMs;
	expect(isGrant()).toBe(false);
	expect(server.auth.covers.get(first)).toMatchObject({ account: 'grid02', to: today });
});

describe('ending a cover', () => {
	it('closes the grid at once, keeps what was done, takes what was written before, and holds what came after', async () => {
		await set();
		const own = { by: 'grid02', dev: undefined, desk: grid };
		const [before, after] = [createEntries(1).make(own), createEntries(90_000).make(own)];
		const answer = await end();
		expect([answer.status, answer.body.cover.ended]).toEqual([
			200,
			{ by: 'super01', byName: '张桂芬', at: server.clock.ms, day: today },
		]);
		expect(await desksOf('grid02')).toEqual([`${otherGrid}/field`]);
		const url = `/api/pages/${grid}/field/2026-11`;
		expect((await ask('grid02', `${url}/snapshot`)).status).toBe(403);
		server.clock.ms += 2 * dayMs;
		const handed = await ask('grid02', `${url}/entries`, 'POST', [before, after]);
		expect(handed.body).toEqual({ accepted: [before.id], refused: [], held: [after.id] });
	});

	it('changes nothing a second time, nor when it is over, and is not told what is not there', async () => {
		await set();
		await end();
		server.clock.ms += dayMs;
		expect((await end()).body.cover.ended.day).toBe(today);
		await set({ from: '2026-11-24', to: '2026-11-24' });
		server.clock.ms += dayMs;
		expect((await end('super01', first + 1)).body.cover).not.toHaveProperty('ended');
		expect((await end('super01', first + 2)).status).toBe(404);
		expect((await ask('super01', '/api/cover/x', 'DELETE')).status).toBe(400);
	});

	it('is for those who administer the grid', async () => {
		await set();
		for (const account of ['grid01', 'grid02', 'street01']) {
			expect((await end(account)).status).toBe(403);
			expect((await ask(account, `/api/cover?area=${grid}`)).status).toBe(403);
		}
		expect(await list('admin01')).toHaveLength(1);
		expect((await end('admin01')).body.cover.ended.by).toBe('admin01');
	});

	it('is told when the operator takes the seat away', async () => {
		await set();
		const number = server.auth.accounts.get('grid02')!.grants.at(-1)!.number;
		server.auth.accounts.takeBack('grid02', number);
		expect((await list())[0].ended).toEqual({ by: 'system', byName: '', at: server.clock.ms, day: today });
	});
});

describe('the worker whose grid is covered', () => {
	const covers = async (account = 'grid01') => (await pagesOf(account)).covers;
	/** Away from the covers of the tests before. */
	const begin = () => void (server.clock.ms = morning + 20 * dayMs);
	const cover = { desk: grid, account: 'grid02', name: '李国强', from: '2026-12-13', to: '2026-12-14', over: false };

	it('is told who covers it, until a week after', async () => {
		begin();
		await set({ to: '2026-12-14' });
		expect(await covers()).toEqual([cover]);
		expect(await covers('grid02')).toEqual([]);
		server.clock.ms += 8 * dayMs;
		expect(await covers()).toEqual([{ ...cover, over: true }]);
		server.clock.ms += dayMs;
		expect(await covers()).toEqual([]);
	});

	it('is told once of one that was prolonged and ended early, and nothing of one that never began', async () => {
		begin();
		await set({ to: '2026-12-13' });
		await set({ to: '2026-12-20' });
		await set({ account: 'demo01', desk: otherGrid, from: '2026-12-15', to: '2026-12-16' });
		server.clock.ms += dayMs;
		await end('super01', first + 1);
		await end('super01', first + 2);
		expect(await covers()).toEqual([{ ...cover, over: true }]);
		expect(await covers('grid02')).toEqual([]);
	});
});
