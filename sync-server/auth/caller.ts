/**
 * Who is behind a request, for HTTP and for upgrades alike: by cookie (the app), `Authorization: Bearer` or `?token=`
 * (other clients). Pure over the request's head and `sessionOf`.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { HandOver, Session } from './sessions.ts';

/** As much of a request as is needed here; `http.IncomingMessage` fits. */
export interface RequestHead {
	readonly url?: string | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly socket: { readonly remoteAddress?: string | undefined };
}

export interface Caller {
	readonly session: Session;
	/** A cookie travels by itself, so what it bears must show its origin. */
	readonly by: 'cookie' | 'bearer' | 'query';
}

export interface Callers {
	/** Null when nobody is signed in, or a demonstration account calls from elsewhere. */
	callerOf(head: RequestHead): Caller | null;
	/** Whether a revoked device calls, which may hand over and no more; null otherwise. */
	handOverOf(head: RequestHead): HandOver | null;
	/** Whether it was made on this machine, by a browser that was pointed at this machine, through no proxy. */
	isLocal(head: RequestHead): boolean;
	/** Whether the page that sent it is ours. Asked for upgrades and for writes that a cookie bears. */
	isOwnOrigin(head: RequestHead): boolean;
}

export const cookieName = 'session';
/** Headers that only a proxy writes; a proxy that writes none of them cannot be told from the machine itself. */
const proxyMark = /^(forwarded|via|x-real-ip|x-forwarded.*)$/;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** @param publicUrl the address that people use, when one is configured: it switches demonstration accounts off. */
export function createCallers(
	sessionOf: (token: string) => Session | null,
	publicUrl: URL | null,
	handOverOf: (token: string) => HandOver | null = () => null,
): Callers {
	const isLocal = (head: RequestHead) =>
		publicUrl === null &&
		isLoopback(head.socket.remoteAddress) &&
		isLoopbackHost(head.headers.host) &&
		// A whole address instead of a path names another host than the header does, and is how one speaks to a proxy.
		(head.url ?? '/').startsWith('/') &&
		!Object.keys(head.headers).some((name) => proxyMark.test(name));
	return {
		isLocal,
		callerOf: (head) => {
			const credentials = credentialsOf(head);
			const session = credentials && tokenPattern.test(credentials.token) ? sessionOf(credentials.token) : null;
			if (!session || (session.demo && !isLocal(head))) return null;
			return { session, by: credentials!.by };
		},
		handOverOf: (head) => {
			const token = credentialsOf(head)?.token ?? '';
			return tokenPattern.test(token) ? handOverOf(token) : null;
		},
		isOwnOrigin: ({ headers }) => {
			// Only a browser sends cookies by itself, and browsers name the origin of every write from another site.
			if (headers.origin === undefined) return ['same-origin', undefined].includes(headers['sec-fetch-site'] as string);
			if (!URL.canParse(headers.origin)) return false;
			const { origin, host } = new URL(headers.origin);
			return origin === publicUrl?.origin || host === headers.host?.toLowerCase();
		},
	};
}

function credentialsOf({ url = '', headers }: RequestHead): { token: string; by: Caller['by'] } | null {
	const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
	if (bearer !== undefined) return { token: bearer, by: 'bearer' };
	const query = url.includes('?') ? new URLSearchParams(url.slice(url.indexOf('?'))).get('token') : null;
	if (query !== null) return { token: query, by: 'query' };
	const cookie = cookieOf(headers.cookie ?? '');
	return cookie === null ? null : { token: cookie, by: 'cookie' };
}

function cookieOf(header: string): string | null {
	const pairs = header.split(';').map((pair) => pair.trim());
	return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? null;
}

/**
 * Network address that a request came from, as Fastify tells it for routes: behind a proxy on this machine, what the
 * proxy says, which appends the address that it saw.
 */
export function addressBehind({ headers, socket }: RequestHead, isBehindProxy: boolean): string {
	const said = isBehindProxy ? [headers['x-forwarded-for'] ?? []].flat().join(',').split(',') : [];
	const hops = [...said.map((part) => part.trim()).filter((part) => part !== ''), socket.remoteAddress ?? ''];
	return hops.findLast((address) => !isBehindProxy || !isLoopback(address)) ?? hops[0]!;
}

const isLoopback = (address = ''): boolean => /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address) || address === '::1';

const isLoopbackHost = (host = ''): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
