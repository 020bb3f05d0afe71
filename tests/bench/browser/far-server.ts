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
		const [there, back] = [inOrder(far), inOrder(near)];
		near.on('data', (chunk) => there(chunk, Math.max(openedAt, performance.now()) + roundTripMs / 2));
		far.on('data', (chunk) => back(chunk, performance.now() + roundTripMs / 2));
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

/** Writes each chunk when it is due, and none before the one that came before it: timers that end in the same ms need not. */
function inOrder(to: Socket): (chunk: Buffer, dueAt: number) => void {
	const waiting: { readonly chunk: Buffer; readonly dueAt: number }[] = [];
	const write = () => {
		while (waiting[0] && waiting[0].dueAt <= performance.now()) {
			const { chunk } = waiting.shift()!;
			if (to.writable) to.write(chunk);
		}
		if (waiting[0]) setTimeout(write, Math.max(0, waiting[0].dueAt - performance.now()));
	};
	return (chunk, dueAt) => {
		waiting.push({ chunk, dueAt: Math.max(dueAt, waiting.at(-1)?.dueAt ?? 0) });
		if (waiting.length === 1) setTimeout(write, dueAt - performance.now());
	};
}
