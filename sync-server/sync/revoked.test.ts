import { afterEach, beforeEach, expect, it } from 'vitest';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { createCallers } from '#server/auth/caller.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { grid } from '#tests/support/entries.ts';
import { openClient } from '#tests/support/rooms.ts';
import { handleUpgrades } from './upgrade.ts';

let app: App;
beforeEach(async () => {
	app = await openApp();
	const { rooms, auth, areas, deliveries, clock } = app;
	const callers = createCallers(auth.sessionOf, null);
	handleUpgrades(app.app.server, {
		rooms,
		callers,
		auth,
		areas,
		deliveries,
		publicUrl: null,
		timeZone: 'Asia/Shanghai',
		now: () => clock.ms,
	});
	app.app.addHook('preClose', () => rooms.close());
	await app.app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => app.close());

const open = (token: string, page = `${grid}/field/2026-11`) => {
	const { port } = app.app.server.address() as { port: number };
	return openClient(`ws://127.0.0.1:${port}/sync/${page}?token=${token}&receipts=1`);
};

it('[S23] closes the sockets of a grant with the answer to the request that ended it, and those of no other', async () => {
	const supervisor = await app.signIn('super01');
	const worker = await app.signIn('grid02');
	const set = await app.ask(supervisor, {
		method: 'POST',
		url: '/api/cover',
		payload: { account: 'grid02', desk: grid, books: ['field'], from: '2026-11-23', to: '2026-11-25' },
	});
	const [covered, other] = [await open(worker), await open(await app.signIn('grid01'))];
	await Promise.all([covered.next('ask'), other.next('ask')]);
	await app.ask(supervisor, { method: 'DELETE', url: `/api/cover/${set.body.cover.number}` });
	expect(await covered.closed).toMatchObject({ code: 4403 });
	expect(other.socket.readyState).toBe(other.socket.OPEN);
	await other.close();
});

it('[S23] closes by itself what another process has revoked: a grant, a session, a device', async () => {
	const [byGrant, bySession] = [await open(await app.signIn('grid01')), await open(await app.signIn('super01'))];
	await Promise.all([byGrant.next('ask'), bySession.next('ask')]);
	const file = new DatabaseSync(join(app.dataDir, 'accounts.sqlite'), { timeout: 5000 });
	file.exec(`DELETE FROM seat WHERE account = 'grid01'`);
	app.auth.notice();
	expect(await byGrant.closed).toMatchObject({ code: 4403 });
	expect(bySession.socket.readyState).toBe(bySession.socket.OPEN);
	file.exec(`DELETE FROM session WHERE account = 'super01'`);
	file.close();
	app.auth.notice();
	expect(await bySession.closed).toMatchObject({ code: 4401 });
});

it('[S23] asks nobody again for what this process itself has written', async () => {
	let told = 0;
	const stop = app.auth.whenChanged('grid01', () => told++);
	app.auth.accounts.grant('grid01', { role: 'worker', desk: grid, books: ['field'] });
	app.auth.notice();
	expect(told).toBe(0);
	const file = new DatabaseSync(join(app.dataDir, 'accounts.sqlite'), { timeout: 5000 });
	file.exec(`UPDATE account SET name = '王芳芳' WHERE id = 'grid01'`);
	file.close();
	app.auth.notice();
	app.auth.notice();
	expect(told).toBe(1);
	stop();
});
