/** A front before a real server that can bring out a 'new version': the same app under another service worker. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { LaterBuild } from './later-build.ts';

export interface Front {
	readonly url: string;
	/** From now on browsers that look for a new version find one: this build, with the parts of the one before gone, or the same app. */
	readonly release: (build?: LaterBuild) => void;
	/** Refuses the sockets of sync from now on: what is recorded stays on the phone, all else works. */
	readonly holdSync: () => void;
	readonly letSync: () => void;
	/** Answers 404 at this path, or at those that fit, from now on. */
	readonly withhold: (path: string | RegExp) => void;
	/** Paths that were asked for, in order. */
	readonly asked: () => readonly string[];
	readonly close: () => Promise<void>;
}

const worker = '/service-worker.js';
const parts = '/_app/immutable/';

export async function startFront(targetPort: number): Promise<Front> {
	let releases = 0;
	let later: LaterBuild | null = null;
	let isHeld = false;
	let withheld: string | RegExp = '';
	const asked: string[] = [];
	const synced = new Set<Socket>();
	const sockets = new Set<Socket>();
	// The Host header stays as it came, as it would without a front: the server compares it with Origin.
	const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
		const { method, url: path, headers } = incoming;
		asked.push(path!);
		const isWithheld = typeof withheld === 'string' ? path === withheld : withheld.test(path!);
		if (isWithheld) return void outgoing.writeHead(404).end();
		const file = later && fileOf(later, incoming);
		if (file)
			return void outgoing.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-cache' }).end(file.body);
		if (later && path!.startsWith(parts)) return void outgoing.writeHead(404).end();
		const isWorker = path === worker;
		const forwarded = isWorker
			? { ...headers, 'accept-encoding': 'identity', 'if-none-match': undefined, 'if-modified-since': undefined }
			: headers;
		const onward = request(
			{ host: '127.0.0.1', port: targetPort, method, path, headers: clean(forwarded) },
			(answer) => {
				const { 'content-length': _length, etag: _etag, ...kept } = answer.headers;
				outgoing.writeHead(answer.statusCode ?? 502, isWorker ? kept : answer.headers);
				answer.pipe(outgoing, { end: !isWorker });
				if (isWorker) answer.on('end', () => outgoing.end(`\n// release ${releases}\n`));
			},
		);
		onward.on('error', () => outgoing.destroy());
		// A stream of events has no end of its own.
		outgoing.on('close', () => onward.destroy());
		incoming.pipe(onward);
	};
	const server = createServer(pass).listen(0, '127.0.0.1');
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('upgrade', (incoming, near: Socket, head: Buffer) => {
		if (isHeld) return void near.destroy();
		synced.add(near);
		const far = connect(targetPort, '127.0.0.1', () => {
			const lines = incoming.rawHeaders.flatMap((name, index, all) =>
				index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
			);
			far.write([`GET ${incoming.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
			far.write(head);
			near.pipe(far).pipe(near);
		});
		for (const socket of [near, far]) {
			socket.on('error', () => socket.destroy());
			socket.on('close', () => {
				near.destroy();
				far.destroy();
			});
		}
	});
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	return {
		url: `http://127.0.0.1:${port}`,
		release: (build) => {
			releases++;
			if (build) later = build;
		},
		withhold: (path) => void (withheld = path),
		asked: () => asked,
		holdSync: () => {
			isHeld = true;
			for (const socket of synced) socket.destroy();
		},
		letSync: () => void (isHeld = false),
		close: async () => {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

/** As the server does it: a file by its path, and the shell at every address that a person may open. */
function fileOf(build: LaterBuild, { url = '', headers }: IncomingMessage) {
	const path = url.split('?')[0]!;
	const isOpened = headers.accept?.includes('text/html') && !/^\/(api|sync|_app)(\/|$)/.test(path);
	return build.get(path) ?? (isOpened ? build.get('/200.html') : undefined);
}

const clean = (headers: Record<string, string | string[] | undefined>) =>
	Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
