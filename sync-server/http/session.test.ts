import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, password, type App } from '#tests/support/app.ts';

const phone = '0d4f9a52-6f5b-4a8e-9f5c-3d0b8f4f9a11';
const local = { host: '127.0.0.1:3000' };

let server: App;
beforeAll(async () => {
	server = await openApp();
});
afterAll(() => server.close());

const post = (payload: object, more: InjectOptions = {}) =>
	server.app.inject({ method: 'POST', url: '/api/session', payload, ...more });

describe('signing in', () => {
	it('answers with token, grants and a cookie that scripts cannot read', async () => {
		const answer = await post({ account: 'grid01', password, device: phone });
		expect(answer.statusCode).toBe(200);
		expect(answer.json()).toMatchObject({
			account: 'grid01',
			name: '王芳',
			grants: [{ role: 'worker', desk: '120101004010001', books: ['field', 'care'] }],
			demo: false,
			device: phone,
		});
		expect(answer.json().token).toMatch(/^[\w-]{43}$/);
		const cookie = String(answer.headers['set-cookie']);
		expect(cookie).toContain(`session=${answer.json().token}`);
		expect(cookie).toMatch(/HttpOnly/);
		expect(cookie).toMatch(/SameSite=Strict/);
		expect(cookie).toMatch(/Path=\//);
		expect(cookie).not.toMatch(/Secure/);
		expect(answer.headers['cache-control']).toBe('no-store');
	});

	it.each([
		['a wrong password', { account: 'grid01', password: 'wrong' }, 401, 'sign-in'],
		['an unknown account', { account: 'nobody', password: 'nobody' }, 401, 'sign-in'],
		['a device of another account', { account: 'super01', password, device: phone }, 409, 'device'],
		['no password', { account: 'grid01' }, 400, 'request'],
		['no device id', { account: 'grid01', password, device: 'x' }, 400, 'request'],
		['a password that is none', { account: 'grid01', password: 'x'.repeat(201) }, 400, 'request'],
		['too much', { account: 'grid01', password, more: 'x'.repeat(5000) }, 413, 'too-large'],
	])('refuses %s', async (_, payload, status, code) => {
		const answer = await post(payload);
		expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
		expect(answer.json().message).toBeTruthy();
	});

	it('says how long to wait after many failures', async () => {
		for (let count = 0; count < 5; count++) await post({ account: 'street01', password: 'guess' });
		const answer = await post({ account: 'street01', password });
		expect(answer.statusCode).toBe(429);
		expect(answer.json()).toMatchObject({ code: 'slow-down', retryAfterSeconds: 1 });
		expect(answer.headers['retry-after']).toBe('1');
	});

	it('does not sign in from another site', async () => {
		const answer = await post({ account: 'grid01', password }, { headers: { origin: 'https://evil.example' } });
		expect([answer.statusCode, answer.json().code]).toEqual([403, 'origin']);
	});
});

describe('a session', () => {
	it('is told by header, cookie or query', async () => {
		const token = await server.signIn('grid01');
		for (const request of [
			{ headers: { authorization: `Bearer ${token}` } },
			{ headers: { cookie: `session=${token}` } },
			{ query: { token } },
		]) {
			const answer = await server.app.inject({ url: '/api/session', ...request });
			expect(answer.json()).toMatchObject({ account: 'grid01', serverTime: server.clock.ms, version: 'test-1' });
			expect(answer.json().generation).toBe(server.store.generation);
			expect(answer.json().token).toBeUndefined();
		}
		expect((await server.app.inject('/api/session')).json().code).toBe('signed-out');
	});

	it('ends at sign-out', async () => {
		const token = await server.signIn('grid01');
		expect((await server.ask(token, { method: 'DELETE', url: '/api/session' })).status).toBe(204);
		expect((await server.ask(token, '/api/session')).status).toBe(401);
	});

	it('writes by cookie from our own page only', async () => {
		const token = await server.signIn('grid01');
		const signOut = (headers: Record<string, string>) =>
			server.app.inject({ method: 'DELETE', url: '/api/session', headers: { ...local, ...headers } });
		const cookie = `session=${token}`;
		expect((await signOut({ cookie, origin: 'https://evil.example' })).json().code).toBe('origin');
		expect((await signOut({ cookie, 'sec-fetch-site': 'cross-site' })).json().code).toBe('origin');
		expect((await server.ask(token, '/api/session')).status).toBe(200);
		expect((await signOut({ cookie, origin: 'http://127.0.0.1:3000' })).statusCode).toBe(204);
	});
});

describe('a demonstration account', () => {
	const signIn = (more: InjectOptions = {}) => post({ account: 'demo01', password }, { headers: local, ...more });

	it('signs in on the machine itself, and its session counts there only', async () => {
		const answer = await signIn();
		expect(answer.json()).toMatchObject({ account: 'demo01', demo: true });
		const authorization = `Bearer ${answer.json().token}`;
		const look = (more: InjectOptions) => server.app.inject({ url: '/api/session', ...more });
		expect((await look({ headers: { authorization, ...local } })).statusCode).toBe(200);
		expect((await look({ headers: { authorization, host: 'linli.example' } })).statusCode).toBe(401);
		expect((await look({ headers: { authorization, ...local, forwarded: 'for=1.2.3.4' } })).statusCode).toBe(401);
		expect((await look({ headers: { authorization, ...local }, remoteAddress: '10.0.0.9' })).statusCode).toBe(401);
	});

	it.each([
		['another host', { headers: { host: 'linli.example' } }],
		['a proxy', { headers: { ...local, 'x-forwarded-for': '127.0.0.1' } }],
		['another address', { headers: local, remoteAddress: '192.168.1.7' }],
	])('does not sign in through %s', async (_, more) => {
		const answer = await signIn(more);
		expect([answer.statusCode, answer.json().code]).toEqual([403, 'demo-loopback']);
	});

	it('does not sign in once a public address is configured; its cookies are then secure', async () => {
		const open = await openApp({ publicUrl: new URL('https://linli.example') });
		const refused = await open.app.inject({
			method: 'POST',
			url: '/api/session',
			payload: { account: 'demo01', password },
			headers: local,
		});
		expect(refused.json().code).toBe('demo-loopback');
		const signed = await open.app.inject({
			method: 'POST',
			url: '/api/session',
			payload: { account: 'grid01', password },
		});
		expect(String(signed.headers['set-cookie'])).toMatch(/; Secure/);
		expect(signed.headers['strict-transport-security']).toMatch(/max-age=/);
		await open.close();
	});
});

describe('[K6] the key of a locked space', () => {
	const id = '0d4f9a52-6f5b-4a8e-9f5c-3d0b8f4f9a77';
	const key = `${'k'.repeat(43)}=`;
	const put = (token: string, payload: object, space = id) =>
		server.ask(token, { method: 'PUT', url: `/api/session/space-keys/${space}`, payload });

	it('comes back for the password of its account and for nothing else', async () => {
		const token = await server.signIn('grid02');
		expect((await put(token, { key })).status).toBe(204);
		expect((await put(token, { key })).status).toBe(204);
		const signed = await post({ account: 'grid02', password, space: id });
		expect(signed.json().spaceKey).toBe(key);
		expect((await post({ account: 'grid02', password })).json()).not.toHaveProperty('spaceKey');
		expect((await post({ account: 'grid01', password, space: id })).json()).not.toHaveProperty('spaceKey');
		expect((await post({ account: 'grid02', password: 'wrong', space: id })).json()).not.toHaveProperty('spaceKey');
		expect(JSON.stringify((await server.ask(token, '/api/session')).body)).not.toContain(key);
		expect((await server.ask(token, `/api/session/space-keys/${id}`)).status).toBe(404);
	});

	it('is not replaced by another, and is refused when it is none', async () => {
		const token = await server.signIn('grid02');
		expect((await put(token, { key: `${'x'.repeat(43)}=` })).body.code).toBe('space-key');
		expect((await put(token, { key: 'short' })).status).toBe(400);
		expect((await put(token, { key }, 'no-id')).status).toBe(400);
		expect(
			(await server.app.inject({ method: 'PUT', url: `/api/session/space-keys/${id}`, payload: { key } })).statusCode,
		).not.toBe(204);
	});
});
