import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { askMessage } from '#lib/replica/messages.ts';
import { cookieName } from '#server/auth/caller.ts';
import { fieldPage, openClient, openHall, type Hall } from '#tests/support/rooms.ts';

let hall: Hall;
beforeEach(async () => {
	hall = await openHall();
});
afterEach(() => hall.close());

const closeOf = async (path: string, account?: string) => {
	const token = account ? `?token=${hall.signIn(account)}` : '';
	return (
		await (
			await openClient(`${hall.url}/${path.replace('?', token ? `${token}&` : '?')}${path.includes('?') ? '' : token}`)
		).closed
	).code;
};

it('[S30] closes with the reason, and opens a page that nobody has written to', async () => {
	expect(await closeOf(fieldPage)).toBe(4401);
	expect(await closeOf(fieldPage, 'grid03')).toBe(4403);
	expect(await closeOf(fieldPage.replace('field', 'care'), 'field01')).toBe(4403);
	expect(await closeOf('12010/field/2026-11', 'grid01')).toBe(4404);
	expect(await closeOf(fieldPage.replace('field', 'fields'), 'grid01')).toBe(4404);
	expect(await closeOf(fieldPage.replace('2026-11', '2026-13'), 'grid01')).toBe(4404);
	expect(await closeOf(`${fieldPage}?epoch=2`, 'grid01')).toBe(4409);
	expect(await closeOf(`${fieldPage}%`, 'grid01')).toBe(4404);
	const client = await hall.open(fieldPage, { query: '&epoch=1' });
	expect((await client.next('ask')).clocks.size).toBe(0);
});

it('[S97] believes no session for longer because the clock was set back', async () => {
	const client = await hall.open(fieldPage);
	await client.next('ask');
	hall.clock.now -= 24 * 3_600_000;
	hall.sessions.clear();
	client.send(askMessage(new Map()));
	expect((await client.closed).code).toBe(4401);
});

it('[S30] lets a supervisor of an area above read', async () => {
	const client = await hall.open(fieldPage, { account: 'super01' });
	await client.next('ask');
});

it('[S31] takes a cookie from our own page alone', async () => {
	const cookie = `${cookieName}=${hall.signIn('grid01')}`;
	const host = new URL(hall.url).host;
	const own = await openClient(`${hall.url}/${fieldPage}`, { cookie, origin: `http://${host}` });
	await own.next('ask');
	const status = async (path: string, headers: Record<string, string>) => {
		const socket = new WebSocket(`${hall.url}${path}`, { headers });
		socket.on('error', () => {});
		const [, response] = await once(socket, 'unexpected-response');
		response.destroy();
		return response.statusCode;
	};
	expect(await status(`/${fieldPage}`, { cookie, origin: 'http://elsewhere.example' })).toBe(403);
	expect(await status(`/../other`, { cookie, origin: `http://${host}` })).toBe(404);
});
