import { describe, expect, it } from 'vitest';
import { createCallers, type RequestHead } from './caller.ts';
import type { Session } from './sessions.ts';

const token = 'A'.repeat(43);
const session: Session = {
	id: 'x',
	account: 'wang',
	name: '王芳',
	grants: [],
	device: null,
	demo: false,
	mustChange: false,
};
const head = (
	headers: RequestHead['headers'] = {},
	url = '/api/session',
	remoteAddress = '127.0.0.1',
): RequestHead => ({
	url,
	headers: { host: '127.0.0.1:3000', ...headers },
	socket: { remoteAddress },
});
const sessionOf = (found: Session) => (given: string) => (given === token ? found : null);

describe('who calls', () => {
	const callers = createCallers(sessionOf(session), null);

	it.each([
		['cookie', head({ cookie: `other=1; session=${token}` })],
		['bearer', head({ authorization: `Bearer ${token}` })],
		['query', head({}, `/sync/x?receipts=1&token=${token}`)],
	])('knows a caller by %s', (by, request) => {
		expect(callers.callerOf(request)).toEqual({ session, by });
	});

	it.each([
		['nothing', head()],
		['another token', head({ authorization: `Bearer ${'B'.repeat(43)}` })],
		['what is no token', head({ authorization: `Bearer ${token}x` })],
		['another cookie', head({ cookie: `xsession=${token}` })],
	])('knows nobody by %s', (_, request) => {
		expect(callers.callerOf(request)).toBeNull();
	});
});

describe('a demonstration account', () => {
	const demo = { ...session, demo: true };
	const callers = createCallers(sessionOf(demo), null);
	const authorization = `Bearer ${token}`;

	it.each(['127.0.0.1:3000', 'localhost', 'localhost:3000', '[::1]:3000'])('is honoured at %s', (host) => {
		expect(callers.callerOf(head({ authorization, host }))).not.toBeNull();
	});
	it.each(['::1', '::ffff:127.0.0.1'])('is honoured from %s', (address) => {
		expect(callers.callerOf(head({ authorization }, '/', address))).not.toBeNull();
	});
	it.each([
		['another address', head({ authorization }, '/', '192.168.1.7')],
		['another host', head({ authorization, host: 'linli.example' })],
		['a host that only begins like loopback', head({ authorization, host: '127.0.0.1.example' })],
		['a proxy (Forwarded)', head({ authorization, forwarded: 'for=192.0.2.1' })],
		['a proxy (X-Forwarded-For)', head({ authorization, 'x-forwarded-for': '127.0.0.1' })],
		['a proxy (X-Forwarded-Proto)', head({ authorization, 'x-forwarded-proto': 'https' })],
		['a proxy (X-Forwarded)', head({ authorization, 'x-forwarded': 'for=192.0.2.1' })],
		['a proxy (Via)', head({ authorization, via: '1.1 proxy' })],
		['a proxy (X-Real-IP)', head({ authorization, 'x-real-ip': '192.0.2.1' })],
		['an address of another host', head({ authorization }, 'http://linli.example/api/session')],
	])('is nobody through %s', (_, request) => {
		expect(callers.callerOf(request)).toBeNull();
	});
	it('is nobody once a public URL is configured', () => {
		const open = createCallers(sessionOf(demo), new URL('https://linli.example'));
		expect(open.callerOf(head({ authorization }))).toBeNull();
	});
});

describe('where a write comes from', () => {
	const callers = createCallers(sessionOf(session), new URL('https://linli.example'));

	it.each([
		['the public URL', { origin: 'https://linli.example', host: '127.0.0.1:3000' }],
		['the host itself', { origin: 'http://127.0.0.1:3000' }],
		['no browser', {}],
		['a browser that names the site instead', { 'sec-fetch-site': 'same-origin' }],
	])('takes %s', (_, headers) => {
		expect(callers.isOwnOrigin(head(headers))).toBe(true);
	});
	it.each([
		['another site', { origin: 'https://evil.example' }],
		['the public URL on another port', { origin: 'https://linli.example:8443' }],
		['another port of the host', { origin: 'http://127.0.0.1:3001' }],
		['a hidden origin', { origin: 'null' }],
		['another site that names no origin', { 'sec-fetch-site': 'cross-site' }],
	])('turns away %s', (_, headers) => {
		expect(callers.isOwnOrigin(head(headers))).toBe(false);
	});
});
