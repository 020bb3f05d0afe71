/**
 * The API is for programs. An address of it that is typed, or followed as a link, would show the data that the session's
 * cookie opens on a bare page, around the app and its PIN: it gets a page that says so instead. Rule DL8.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { showingNobody } from './delivering.ts';

/** What a person opens as a link: the empty template, and the description of the API. */
const openAsLinks: readonly (keyof typeof showingNobody)[] = ['GET /api/import/template', 'GET /api/openapi.json'];

export function refuseAddressBar(app: FastifyInstance): void {
	app.addHook('onRequest', async (request, reply) => {
		const { method, url = '' } = request.routeOptions;
		if (!url.startsWith('/api/') || openAsLinks.includes(`${String(method)} ${url}`)) return;
		// Whoever shows a token of his own is a program, also when it is a browser.
		if (request.caller?.by === 'cookie' && isNavigation(request)) return showPage(reply);
	});
}

/** Browsers say so themselves; of one that does not, what it wants to see tells. */
function isNavigation({ headers }: FastifyRequest): boolean {
	const mode = headers['sec-fetch-mode'];
	if (mode !== undefined) return mode === 'navigate' || headers['sec-fetch-dest'] === 'document';
	return (headers.accept ?? '').includes('text/html');
}

const page = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>邻里</title>
<h1>这里不显示资料</h1>
<p>这个地址是给程序用的。居民的资料请在邻里里看。</p>
<p><a href="/">打开邻里</a></p>
<p lang="en">This address is for programs. Open the app to see the records.</p>
</html>
`;

const showPage = (reply: FastifyReply): FastifyReply => reply.code(403).type('text/html; charset=utf-8').send(page);
