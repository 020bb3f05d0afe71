import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type App } from '#tests/support/app.ts';
import { scriptHashesIn } from './security.ts';

let server: App;
beforeAll(async () => {
	server = await openApp();
});
afterAll(() => server.close());

const navigate = (url: string) => server.app.inject({ url, headers: { accept: 'text/html,*/*' } });

describe('the app', () => {
	it.each(['/', '/record/visit', '/household/019ab000?x=1', '/200.html'])('answers %s with its shell', async (url) => {
		const answer = await navigate(url);
		expect(answer.statusCode).toBe(200);
		expect(answer.headers['content-type']).toMatch(/^text\/html/);
		expect(answer.headers['cache-control']).toBe('no-cache');
		expect(answer.body).toContain('<title>邻里</title>');
	});

	it('lets run the inline script of the build and no other', async () => {
		const policy = String((await navigate('/')).headers['content-security-policy']);
		const hash = createHash('sha256').update('start()').digest('base64');
		expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
		expect(policy).not.toMatch(/script-src[^;]*unsafe/);
		for (const directive of [
			`default-src 'self'`,
			`object-src 'none'`,
			`base-uri 'none'`,
			`frame-ancestors 'none'`,
			`form-action 'self'`,
		]) {
			expect(policy).toContain(directive);
		}
	});

	it('says how long each file may be kept', async () => {
		const caching = async (url: string) => (await server.app.inject(url)).headers['cache-control'];
		expect(await caching('/_app/immutable/a.js')).toBe('public, max-age=31536000, immutable');
		expect(await caching('/service-worker.js')).toBe('no-cache');
		expect(await caching('/manifest.webmanifest')).toBe('no-cache');
		expect(await caching('/_app/version.json')).toBe('no-cache');
	});

	it.each([
		['an unknown API address', '/api/nothing', { accept: 'text/html' }],
		['a file that is gone', '/_app/immutable/gone.js', { accept: 'text/html' }],
		['what is no navigation', '/record/visit', { accept: '*/*' }],
		['a way out of the folder', '/..%2f..%2fetc%2fpasswd', { accept: '*/*' }],
	])('knows nothing of %s', async (_, url, headers) => {
		const answer = await server.app.inject({ url, headers });
		expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found']);
	});

	it('takes only reading as a navigation', async () => {
		const answer = await server.app.inject({ method: 'POST', url: '/record/visit', headers: { accept: 'text/html' } });
		expect(answer.statusCode).toBe(404);
	});

	it('says so when it is not built, and still is healthy', async () => {
		const bare = await openApp({ isBuilt: false });
		const answer = await bare.app.inject({ url: '/', headers: { accept: 'text/html' } });
		expect([answer.statusCode, answer.body]).toEqual([503, 'The app is not built yet. Run: npm run build\n']);
		expect((await bare.app.inject('/healthz')).json()).toEqual({ status: 'ok', generation: bare.store.generation });
		await bare.close();
	});
});

describe('every answer', () => {
	it.each(['/', '/healthz', '/api/session', '/api/nothing', '/_app/immutable/a.js'])(
		'of %s carries the security headers',
		async (url) => {
			const { headers } = await server.app.inject(url);
			expect(headers).toMatchObject({
				'x-content-type-options': 'nosniff',
				'referrer-policy': 'no-referrer',
				'permissions-policy': 'geolocation=(self), camera=(self), microphone=(self)',
			});
			expect(headers['content-security-policy']).toContain(`script-src 'self'`);
			expect(headers['strict-transport-security']).toBeUndefined();
		},
	);
});

describe('the hashes of inline scripts', () => {
	it('take each inline script as it stands, and none that is a file', () => {
		const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
		expect(
			scriptHashesIn('<script src="/a.js"></script><script>\n\ta()\n</script><script type="module">b()</script>'),
		).toEqual([hash('\n\ta()\n'), hash('b()')]);
	});
});

describe('the description', () => {
	it('lists every address of the API, with what it answers', async () => {
		const { openapi, paths } = (await server.app.inject('/api/openapi.json')).json();
		expect(openapi).toBe('3.1.0');
		expect(Object.keys(paths)).toEqual(
			expect.arrayContaining([
				'/healthz',
				'/api/session',
				'/api/pages',
				'/api/pages/{desk}/{book}/{period}/snapshot',
				'/api/pages/{desk}/{book}/{period}/entries',
				'/api/records',
				'/api/records/{id}',
				'/api/progress',
				'/api/events',
				'/api/areas',
				'/api/areas/{code}',
				'/api/people',
			]),
		);
		for (const methods of Object.values(paths) as Record<string, { summary?: string; responses: object }>[]) {
			for (const { summary, responses } of Object.values(methods)) {
				expect(summary).toBeTruthy();
				expect(Object.keys(responses).length).toBeGreaterThan(0);
			}
		}
	});
});
