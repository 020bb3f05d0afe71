/** A TCP proxy that can really drop a connection; a browser's offline switch only stalls sockets that are open. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
	readonly url: string;
	/** Destroys all connections and refuses new ones. */
	readonly cut: () => void;
	/** Destroys all connections once; new ones are taken. */
	readonly drop: () => void;
	/** Lets through what goes to the server, and nothing of what comes back: an answer lost on the way. */
	readonly muteAnswers: () => void;
	/** Cuts the line once so many bytes more have gone to the server, and counts those; refuses from then on. */
	readonly cutAfter: (bytes: number) => void;
	/** Bytes that went to the server so far. */
	readonly toServer: () => number;
	/** Takes connections again and lets everything through. */
	readonly mend: () => void;
	/** Connections refused so far. */
	readonly refused: () => number;
	/** Delays each chunk in both directions by this many ms; order is kept. */
	readonly delay: (ms: number) => void;
	readonly close: () => Promise<void>;
}

export async function startProxy(targetPort: number): Promise<Proxy> {
	const sockets = new Set<Socket>();
	let isCut = false;
	let isMuted = false;
	let delayMs = 0;
	let refused = 0;
	let toServer = 0;
	/** Bytes that may still go to the server. */
	let left = Infinity;

	const pass = (chunk: Buffer, to: Socket) => {
		if (delayMs === 0) return void to.write(chunk);
		setTimeout(() => to.writable && to.write(chunk), delayMs);
	};
	const server = createServer((near) => {
		if (isCut) {
			refused++;
			return void near.destroy();
		}
		const far = connect(targetPort, '127.0.0.1');
		for (const socket of [near, far]) {
			socket.setNoDelay(true);
			sockets.add(socket);
			socket.on('error', () => socket.destroy());
			socket.on('close', () => {
				sockets.delete(socket);
				near.destroy();
				far.destroy();
			});
		}
		near.on('data', (chunk: Buffer) => {
			const part = chunk.subarray(0, left);
			toServer += part.length;
			left -= part.length;
			if (left > 0) return pass(part, far);
			isCut = true;
			// What was let through arrives; then the line is dead.
			far.end(part);
			near.destroy();
		});
		far.on('data', (chunk) => {
			if (!isMuted) pass(chunk, near);
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	const drop = () => {
		for (const socket of sockets) socket.destroy();
	};
	return {
		url: `http://127.0.0.1:${port}`,
		drop,
		cut: () => {
			isCut = true;
			drop();
		},
		muteAnswers: () => {
			isMuted = true;
		},
		mend: () => {
			isCut = false;
			isMuted = false;
			left = Infinity;
		},
		cutAfter: (bytes) => {
			left = bytes;
		},
		toServer: () => toServer,
		refused: () => refused,
		delay: (ms) => {
			delayMs = ms;
		},
		close: async () => {
			drop();
			server.close();
			await once(server, 'close');
		},
	};
}
