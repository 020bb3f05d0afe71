/** Who may open a socket, and on which page. The address is never logged: other clients put their token into its query. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { denialOf } from '#lib/access/policy.ts';
import { dayOf, pageToId, textToPage, type Page } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Auth, Session } from '#server/auth/auth.ts';
import { addressBehind, type Callers } from '#server/auth/caller.ts';
import type { Deliveries, Delivery } from '#server/deliveries/deliveries.ts';
import { idsOfTexts } from '#server/deliveries/subjects.ts';
import { createConnections, type Connections } from '#server/auth/connections.ts';
import { WebSocketServer, type WebSocket } from 'ws';
import { closes, type Close } from './closes.ts';
import type { Author, Recorder, Rooms, Sent } from './rooms.ts';

export interface UpgradeDeps {
	readonly rooms: Rooms;
	readonly callers: Pick<Callers, 'callerOf' | 'isOwnOrigin'>;
	readonly auth: Pick<Auth, 'current' | 'whenEnded' | 'whenChanged'>;
	readonly areas: Pick<Areas, 'get'>;
	readonly deliveries: Pick<Deliveries, 'write' | 'note'>;
	/** As `server.ts` has it: behind a proxy on this machine, its word on the address counts. */
	readonly publicUrl: URL | null;
	readonly timeZone: string;
	readonly now: () => number;
}

/** Hard limits of a message, in bytes; the room closes politely (4413) well below. A stranger is only told to sign in. */
const messageLimits = { caller: 2 * 1024 * 1024, stranger: 1024 } as const;
/** Sockets of one account: a phone holds one for each page that it keeps. */
const socketLimit = 300;
/** How old the knowledge may be that a session still stands, in ms; asking costs a look into a file. */
const sessionAgeMs = 1000;

/** Takes over every upgrade of `server`: there are no other sockets than those of pages. */
export function handleUpgrades(server: Server, deps: UpgradeDeps): { readonly close: () => void } {
	// Compression of messages costs 22 times the memory of an idle socket.
	const serverFor = (maxPayload: number) =>
		new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
	const [callers, strangers] = [serverFor(messageLimits.caller), serverFor(messageLimits.stranger)];
	const seat = createSeating(deps);
	server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
		stream.on('error', () => stream.destroy());
		const url = addressOf(request);
		if (!url?.pathname.startsWith('/sync/')) return refuse(stream, '404 Not Found');
		const caller = deps.callers.callerOf(request);
		// Another site's page must not even learn that somebody is signed in here.
		if (caller?.by === 'cookie' && !deps.callers.isOwnOrigin(request)) return refuse(stream, '403 Forbidden');
		const sockets = caller ? callers : strangers;
		sockets.handleUpgrade(request, stream, head, (socket) => {
			const address = addressBehind(request, deps.publicUrl !== null);
			void seat(socket, { url, address }, caller?.session ?? null);
		});
	});
	return {
		close: () => {
			callers.close();
			strangers.close();
		},
	};
}

function addressOf({ url = '' }: IncomingMessage): URL | null {
	return URL.canParse(url, 'http://host') ? new URL(url, 'http://host') : null;
}

function refuse(stream: Duplex, status: string): void {
	stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Puts a socket into the room of the page that its address names, or closes it with the reason why not. */
export function createSeating(
	deps: SeatingDeps,
): (socket: WebSocket, from: Visitor, session: Session | null) => Promise<void> {
	const connections = createConnections(socketLimit);
	return (socket, from, session) => seat(socket, from, session, { ...deps, connections });
}

export interface Visitor {
	readonly url: URL;
	/** Where it comes from, for the record of deliveries. */
	readonly address: string;
}
export type SeatingDeps = Omit<UpgradeDeps, 'callers' | 'publicUrl'>;
type SeatDeps = SeatingDeps & { readonly connections: Connections };

async function seat(
	socket: WebSocket,
	{ url, address }: Visitor,
	session: Session | null,
	deps: SeatDeps,
): Promise<void> {
	// What the client says meanwhile stays unread until the room listens.
	socket.pause();
	const page = await placeOf(url, session, deps).catch(() => err(closes.failed));
	socket.resume();
	if (!page.ok) {
		socket.on('error', () => undefined);
		return socket.close(page.error.code, page.error.reason);
	}
	const leave = deps.connections(session!.account);
	if (!leave) return socket.close(closes.overload.code, closes.overload.reason);
	socket.once('close', leave);
	const author = authorOf(session!, deps);
	const stopWatching = deps.auth.whenEnded(session!.id, () => socket.close(closes.session.code, closes.session.reason));
	socket.once('close', stopWatching);
	deps.rooms.connect(socket, pageToId(page.value), {
		receipts: url.searchParams.get('receipts') === '1',
		recorder: recorderOf(session!, address, page.value, deps.deliveries),
		author: author.now,
		watch: (listener) =>
			deps.auth.whenChanged(session!.account, () => {
				author.forget();
				listener();
			}),
	});
}

async function placeOf(
	url: URL,
	session: Session | null,
	{ rooms, areas, timeZone, now }: SeatingDeps,
): Promise<Result<Page, Close>> {
	if (!session || session.mustChange) return err(closes.session);
	const page = textToPage(decoded(url.pathname.slice('/sync/'.length)));
	if (!page.ok || !areas.get(page.value.desk)) return err(closes.absent);
	const { desk, book } = page.value;
	if (denialOf(session.grants, 'read', desk, book, dayOf(now(), timeZone))) return err(closes.denied);
	const epoch = Number(url.searchParams.get('epoch') ?? 1);
	return epoch === (await rooms.epochOf(pageToId(page.value))) ? ok(page.value) : err(closes.epoch);
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		// No page id has a stray percent sign.
		return '';
	}
}

function recorderOf(
	{ account, device }: Session,
	address: string,
	page: Page,
	deliveries: Pick<Deliveries, 'write' | 'note'>,
): Recorder {
	const of = { account, device, address, area: page.desk, page: pageToId(page) };
	const toDelivery = (sent: Sent): Delivery =>
		sent.way === 'page'
			? { ...of, way: 'page', what: { epoch: sent.epoch, seq: sent.seq }, ids: [] }
			: { ...of, way: 'part', what: {}, ids: idsOfTexts(sent.texts) };
	return { write: (sent) => deliveries.write(toDelivery(sent)), note: (sent) => deliveries.note(toDelivery(sent)) };
}

/** The author as the session is now; what was known of it is forgotten when something has changed. */
function authorOf(session: Session, { auth, now }: SeatingDeps): { now: () => Author | null; forget: () => void } {
	let current: Session | null = session;
	let asked = now();
	return {
		now: () => {
			// A clock that was set back makes no knowledge younger.
			if (Math.abs(now() - asked) > sessionAgeMs) {
				current = auth.current(session.id);
				asked = now();
			}
			if (!current || current.mustChange) return null;
			return { account: current.account, grants: current.grants, device: current.device };
		},
		forget: () => {
			asked = -Infinity;
		},
	};
}
