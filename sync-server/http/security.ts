/** Headers that every answer carries, and the content security policy of the app's HTML. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

/**
 * No inline script runs but those that our own build wrote, named by hash. Styles: Svelte's transitions and `style:` go
 * through the CSSOM, which needs no exception; the one attribute allowed by hash is that of SvelteKit's hidden announcer
 * for screen readers. `connect-src 'self'` covers our WebSocket as well.
 */
function policyOf(scriptHashes: readonly string[]): string {
	return [
		`default-src 'self'`,
		['script-src', `'self'`, ...scriptHashes].join(' '),
		`style-src 'self'`,
		`style-src-attr 'unsafe-hashes' 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='`,
		`img-src 'self' data: blob:`,
		`media-src 'self' blob:`,
		`connect-src 'self'`,
		`worker-src 'self' blob:`,
		`object-src 'none'`,
		`base-uri 'none'`,
		`form-action 'self'`,
		`frame-ancestors 'none'`,
	].join('; ');
}

const halfYear = 180 * 24 * 60 * 60;

/** @param publicUrl when it is https, browsers are told to come by https only. */
export function secure(app: FastifyInstance, publicUrl: URL | null): void {
	const headers = {
		'content-security-policy': policyOf([]),
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'no-referrer',
		'permissions-policy': 'geolocation=(self), camera=(self), microphone=(self)',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		...(publicUrl?.protocol === 'https:' ? { 'strict-transport-security': `max-age=${halfYear}` } : {}),
	};
	app.addHook('onRequest', async (_, reply) => void reply.headers(headers));
}

/**
 * The policy for an HTML file. Read again when the file changed: a build beside a running server must not leave
 * everybody with a page whose script is refused.
 */
export function createHtmlPolicies(): (path: string) => string {
	const kept = new Map<string, { mtimeMs: number; policy: string }>();
	return (path) => {
		const { mtimeMs } = statSync(path);
		const known = kept.get(path);
		if (known?.mtimeMs === mtimeMs) return known.policy;
		const policy = policyOf(scriptHashesIn(readFileSync(path, 'utf8')));
		kept.set(path, { mtimeMs, policy });
		return policy;
	};
}

/** `'sha256-…'` of each inline script. */
export const scriptHashesIn = (html: string): string[] =>
	[...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
		([, script]) => `'sha256-${createHash('sha256').update(script!).digest('base64')}'`,
	);
