import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failures } from './http/errors.ts';
import { openApp, type App } from '#tests/support/app.ts';

describe('what goes wrong', () => {
	let server: App;
	let logged: unknown[];
	beforeEach(async () => {
		logged = [];
		server = await openApp({ log: (line) => logged.push(JSON.parse(line)) });
		server.app.get('/broken', () => {
			throw new Error('secret of the server');
		});
	});
	afterEach(() => server.close());

	it('is logged with its stack, and says nothing of it outside', async () => {
		const answer = await server.app.inject('/broken?token=secret-token');
		expect(answer.statusCode).toBe(500);
		expect(answer.json()).toEqual({ code: 'internal', message: failures.internal.message });
		expect(logged).toMatchObject([
			{ level: 50, method: 'GET', path: '/broken', err: { message: 'secret of the server' } },
			{},
		]);
	});

	it.each([
		'/broken?token=secret-token',
		'/api/session?token=secret-token',
		'/api/nothing?token=secret-token',
		'/%zz?token=secret-token',
	])('never puts the query of %s into the log', async (url) => {
		await server.app.inject(url);
		await server.app.inject({ method: 'POST', url, payload: '{', headers: { 'content-type': 'application/json' } });
		await server.app.inject({ method: 'POST', url, payload: 'x', headers: { 'content-type': 'text/odd' } });
		expect(JSON.stringify(logged)).not.toContain('secret-token');
	});

	it('waits for nobody who never ends a request', () => {
		expect(server.app.server.requestTimeout).toBe(300_000);
		expect(server.app.server.headersTimeout).toBe(60_000);
	});

	it.each([
		['what is no JSON', { 'content-type': 'application/json' }, '{', 400, 'request'],
		['another content type', { 'content-type': 'text/odd' }, 'x', 415, 'media-type'],
	])('is told as code and message for %s', async (_, headers, payload, status, code) => {
		const answer = await server.app.inject({ method: 'POST', url: '/api/session', headers, payload });
		expect(answer.statusCode).toBe(status);
		expect(answer.json()).toEqual({ code, message: failures[code as 'request'].message });
	});
});
