/** The app's files, and its shell at every address that is not a file. */
import fastifyStatic from '@fastify/static';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fail, pathOf } from './errors.ts';
import { createHtmlPolicies } from './security.ts';

const shell = '200.html';
const notBuilt = 'The app is not built yet. Run: npm run build\n';

/** Whether there is an app to serve in this folder. */
export const isBuilt = (buildDir: string): boolean => existsSync(join(buildDir, shell));

/** The name of the build, as the phone compares it; null when nothing is built. */
export function versionOf(buildDir: string): string | null {
	const file = join(buildDir, '_app/version.json');
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : null;
}

export async function serveApp(app: FastifyInstance, buildDir: string): Promise<void> {
	const policyOf = createHtmlPolicies();
	if (isBuilt(buildDir)) {
		await app.register(fastifyStatic, {
			root: buildDir,
			cacheControl: false,
			extensions: ['html'],
			preCompressed: true,
			setHeaders: (reply, path) => {
				const file = path.replace(/\.(br|gz)$/, '');
				reply.header('cache-control', cachingOf(file));
				if (file.endsWith('.html')) reply.header('content-security-policy', policyOf(file));
			},
		});
	}
	app.setNotFoundHandler((request, reply) => {
		if (!isNavigation(request)) return fail(reply, 'not-found');
		return isBuilt(buildDir) ? sendShell(reply) : reply.code(503).type('text/plain').send(notBuilt);
	});
}

/** Only names that carry a hash may be kept; HTML and the service worker must be asked for, or updates would not come. */
const cachingOf = (path: string): string =>
	path.includes('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache';

const sendShell = (reply: FastifyReply) => reply.code(200).sendFile(shell);

const isNavigation = ({ method, url, headers }: FastifyRequest): boolean =>
	(method === 'GET' || method === 'HEAD') &&
	(headers.accept ?? '').includes('text/html') &&
	!/^\/(api|sync|_app)(\/|$)/.test(pathOf(url));
