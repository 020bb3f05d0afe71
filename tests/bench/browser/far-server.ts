/** A server that is a round trip away: a TCP proxy in which opening a connection costs one round trip, and each way half. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Far {
	readonly url: string;
	/** Breaks all connections, and takes none until it is mended. */
	readonly cut: () => void;
	readonly mend: () => void;
	readonly close: () => Promise<void>;
}

export async function putFar(targetPort: number, roundTripMs: number): Promise<Far> {
	const sockets = new Set<Socket>();
	let isCut = false;
	const keep = (socket: Socket, other: () => Socket) => {
		socket.setNoDelay(true);
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => {
			sockets.delete(socket);
			// What it sent last is still on its way.
			setTimeout(() => other().destroy(), roundTripMs);
		});
	};
	const server = createServer((near) => {
		if (isCut) return void near.destroy();
		const openedAt = performance.now() + roundTripMs;
		const far = connect(targetPort, '127.0.0.1');
		keep(near, () => far);
		keep(far, () => near);
		near.on('data', (chunk) => later(Math.max(openedAt - performance.now(), 0) + roundTripMs / 2, far, chunk));
		far.on('data', (chunk) => later(roundTripMs / 2, near, chunk));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	const drop = () => {
		for (const socket of sockets) socket.destroy();
	};
	return {
		url: `http://127.0.0.1:${port}`,
		cut: () => {
			isCut = true;
			drop();
		},
		mend: () => {
			isCut = false;
		},
		close: async () => {
			drop();
			server.close();
			await once(server, 'close');
		},
	};
}

const later = (ms: number, to: Socket, chunk: Buffer): void =>
	void setTimeout(() => {
		if (to.writable) to.write(chunk);
	}, ms);
