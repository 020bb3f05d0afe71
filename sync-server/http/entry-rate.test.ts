import { afterEach, beforeEach, expect, it } from 'vitest';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid } from '#tests/support/entries.ts';

const page = `${grid}/field/2026-11`;
let server: App;
const { make } = createEntries();
beforeEach(async () => {
	server = await openApp();
});
afterEach(() => server.close());

it('[S39] takes 3,000 entries of an account at once and 100 in each second after, on all doors together', async () => {
	const worker = await server.signIn('grid01', 'device-grid01');
	const other = await server.signIn('super01');
	const hand = async (token: string, payload: object[]) => {
		const url = `/api/pages/${page}/entries`;
		const headers = { authorization: `Bearer ${token}` };
		const answer = await server.app.inject({ method: 'POST', url, payload, headers });
		return { status: answer.statusCode, wait: answer.headers['retry-after'], body: answer.json() };
	};
	const formless = Array.from({ length: 1000 }, (_, at) => ({ id: `none ${at}` }));
	for (let count = 0; count < 3; count++) expect((await hand(worker, formless)).status).toBe(200);
	const visit = make({ dev: 'device-grid01' });
	expect(await hand(worker, [visit])).toEqual({
		status: 429,
		wait: '1',
		body: { code: 'entry-rate', message: expect.stringContaining('keep them'), retryAfterSeconds: 1 },
	});
	expect(await hand(worker, [...formless.slice(0, 250), visit])).toMatchObject({ status: 429, wait: '3' });
	const seal = { key: '0'.repeat(32), envelope: 'AAAA', entries: [] };
	const sealed = () => server.ask(worker, { method: 'POST', url: '/api/sealed-entries', payload: seal });
	expect(await sealed()).toMatchObject({ status: 429, body: { code: 'entry-rate' } });
	// Of others nobody waits.
	expect((await hand(other, [])).status).toBe(200);
	expect((await server.store.reads.rows([visit.id])).size).toBe(0);

	server.clock.ms += 1000;
	expect(await hand(worker, [visit])).toMatchObject({ status: 200, body: { accepted: [visit.id], refused: [] } });
	expect((await hand(worker, formless.slice(0, 99))).status).toBe(200);
	expect(await hand(worker, [])).toMatchObject({ status: 429, wait: '1' });
	server.auth.devices.revoke('device-grid01', { account: 'admin01', address: '' });
	const handOver = () =>
		server.ask(worker, { method: 'POST', url: `/api/hand-over/${page}/entries`, payload: [visit] as object });
	expect(await handOver()).toMatchObject({ status: 429, body: { code: 'entry-rate' } });
	server.clock.ms += 1000;
	expect(await handOver()).toMatchObject({ status: 200, body: { accepted: [visit.id] } });
});
