import { afterAll, beforeAll, expect, it } from 'vitest';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';

let server: App;
let token: string;
const { make } = createEntries();
const home = make({ kind: 'household', body: { label: '3-2-501', building: '3', unit: 2, door: '501' } });
const other = make({ kind: 'household', desk: otherGrid, body: { label: '9-101', building: '9', door: '101' } });
beforeAll(async () => {
	server = await openApp();
	await server.write(`${grid}/field/register`, home);
	await server.write(`${otherGrid}/field/register`, other);
	token = await server.signIn('grid01', 'device-grid01');
});
afterAll(() => server.close());

const line = (number: number, part: object = {}) => ({
	id: idOf(number),
	act: 'card',
	subject: home.id,
	at: morning - 5000,
	...part,
});
const send = (reads: readonly object[], by = token) =>
	server.ask(by, { method: 'POST', url: '/api/reads', payload: { reads } });
const opened = () => server.deliveries.list({ area: community, ways: ['opened'], limit: 9000 });

it('[D123] takes what a phone says it showed, each line once, with its own word on when', async () => {
	const lines = [line(901), line(902, { act: 'call' }), line(903, { at: morning + 86_400_000 })];
	expect((await send(lines)).status).toBe(204);
	expect((await send([...lines, line(904, { at: 0 })])).status).toBe(204);
	expect(opened().map(({ what, account, device, at }) => [what.act, what.at, account, device, at])).toEqual([
		['card', morning - 400 * 86_400_000, 'grid01', 'device-grid01', morning],
		['card', morning, 'grid01', 'device-grid01', morning],
		['call', morning - 5000, 'grid01', 'device-grid01', morning],
		['card', morning - 5000, 'grid01', 'device-grid01', morning],
	]);
	expect(server.deliveries.seen({ ids: [home.id], onPages: [], limit: 9 })).toHaveLength(4);
});

it('[D123] lets go of lines about what the account never held, and about nothing', async () => {
	const before = opened().length;
	expect((await send([line(911, { subject: other.id }), line(912, { subject: idOf(999) })])).status).toBe(204);
	expect(opened()).toHaveLength(before);
});

it('[D123] is for phones, takes no more than it says, and only what has its form', async () => {
	expect((await send([line(921)], await server.signIn('grid01'))).status).toBe(409);
	expect((await send(Array.from({ length: 201 }, (_, n) => line(2000 + n)))).status).toBe(400);
	for (const bad of [{ act: 'shout' }, { subject: 'x' }, { id: '../' }, { at: -1 }])
		expect((await send([line(922, bad)])).status).toBe(400);
	expect((await server.app.inject({ method: 'POST', url: '/api/reads', payload: { reads: [] } })).statusCode).toBe(401);
	let status = 204;
	for (let turn = 0; turn < 30 && status === 204; turn++)
		status = (await send(Array.from({ length: 200 }, (_, n) => line(5000 + turn * 200 + n, { subject: other.id }))))
			.status;
	expect(status).toBe(429);
});
