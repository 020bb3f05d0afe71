/** Rooms on a real SQLite file and real sockets, with a clock and ticks that the test drives. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WebSocket } from 'ws';
import type { Grant } from '#lib/access/policy.ts';
import { areaLevel } from '#lib/access/areas/area-tree.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { bytesToMessage, type Message } from '#lib/replica/messages.ts';
import type { Area } from '#lib/access/areas/area-tree.ts';
import type { Session } from '#server/auth/auth.ts';
import { createCallers } from '#server/auth/caller.ts';
import { createFanOut } from '#server/fan-out/in-process.ts';
import { createDeliveries, type Deliveries } from '#server/deliveries/deliveries.ts';
import { openDeliveryFile } from '#server/deliveries/deliveries-sqlite.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import type { Store } from '#server/store/store.ts';
import { createRooms, type RoomsDeps } from '#server/sync/room.ts';
import { handleUpgrades } from '#server/sync/upgrade.ts';
import { grid, morning } from './entries.ts';
import { createSigner } from '#server/proof/signer.ts';

export const fieldPage: PageId = `${grid}/field/2026-11`;
export const carePage: PageId = `${grid}/care/2026-11`;

const grant = (role: Grant['role'], desk: string, books: Grant['books'] = ['field', 'care']): Grant => ({
	role,
	desk,
	books,
});
/** Grants by account; `super01` supervises the community of the grid. */
export const grantsOf: Readonly<Record<string, readonly Grant[]>> = {
	grid01: [grant('worker', grid)],
	grid02: [grant('worker', grid)],
	grid03: [grant('worker', `${grid.slice(0, -1)}3`)],
	field01: [grant('worker', grid, ['field'])],
	super01: [grant('supervisor', grid.slice(0, 12))],
	street01: [grant('viewer', grid.slice(0, 9))],
};

export interface Hall {
	readonly store: Store;
	readonly rooms: ReturnType<typeof createRooms>;
	readonly deliveries: Deliveries;
	readonly fanOut: ReturnType<typeof createFanOut>;
	readonly url: string;
	readonly clock: { now: number };
	/** Sessions by token; a test may change or end them. */
	readonly sessions: Map<string, Session>;
	readonly errors: unknown[];
	/** Five seconds pass for every socket. */
	readonly tick: () => void;
	/** A second connection to the same file. */
	readonly file: DatabaseSync;
	/** Signs in and tells the token. */
	readonly signIn: (account: string, device?: string | null) => string;
	readonly open: (page: PageId, options?: OpenOptions) => Promise<Client>;
	readonly close: () => Promise<void>;
}

export interface OpenOptions {
	readonly account?: string;
	readonly device?: string | null;
	readonly receipts?: boolean;
	readonly query?: string;
	readonly headers?: Record<string, string>;
}

export async function openHall(options: Partial<RoomsDeps> = {}): Promise<Hall> {
	const folder = mkdtempSync(join(tmpdir(), 'linli-rooms-'));
	const path = join(folder, 'ledger.sqlite');
	const store = openSqliteStore(path);
	const fanOut = createFanOut();
	const clock = { now: morning + 3_600_000 };
	const errors: unknown[] = [];
	const sessions = new Map<string, Session>();
	let tick = () => {};
	const deps: RoomsDeps = {
		store,
		signer: createSigner(),
		fanOut,
		timeZone: 'Asia/Shanghai',
		now: () => clock.now,
		onError: (error) => errors.push(error),
		every: (_ms, call) => {
			tick = call;
			return () => {};
		},
		...options,
	};
	const rooms = createRooms(deps);
	const onError = (error: unknown) => errors.push(error);
	const now = () => clock.now;
	const deliveries = createDeliveries({ file: openDeliveryFile(join(folder, 'deliveries.sqlite')), now, onError });
	const server = createServer();
	handleUpgrades(server, {
		rooms,
		callers: createCallers((token) => sessions.get(token) ?? null, null),
		auth: {
			current: (id) => [...sessions.values()].find((session) => session.id === id) ?? null,
			whenEnded: () => () => {},
			whenChanged: () => () => {},
		},
		areas: { get: (code) => (areaLevel(code) ? ({ code } as Area) : null) },
		deliveries,
		publicUrl: null,
		timeZone: 'Asia/Shanghai',
		now: () => clock.now,
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`;
	const file = new DatabaseSync(path, { timeout: 5000 });

	const signIn = (account: string, device: string | null = null) => {
		const token = `${account}-${device ?? ''}`.padEnd(43, '_').slice(0, 43);
		const grants = grantsOf[account] ?? [];
		const session = { id: token, account, name: account, grants, device, demo: false, mustChange: false };
		sessions.set(token, session);
		return token;
	};
	return {
		store,
		rooms,
		deliveries,
		fanOut,
		url,
		clock,
		sessions,
		errors,
		tick: () => tick(),
		file,
		signIn,
		open: (page, { account = 'grid01', device = 'device-grid01', receipts = true, query = '', headers } = {}) => {
			const token = signIn(account, device);
			return openClient(`${url}/${page}?token=${token}${receipts ? '&receipts=1' : ''}${query}`, headers);
		},
		close: async () => {
			await rooms.close();
			server.close();
			server.closeAllConnections();
			file.close();
			await store.close();
			deliveries.close();
			rmSync(folder, { recursive: true });
		},
	};
}

export interface Client {
	readonly socket: WebSocket;
	readonly send: (message: Uint8Array) => void;
	/** The next message of this type that was not asked for yet. */
	readonly next: <Type extends Message['type']>(type: Type) => Promise<Extract<Message, { type: Type }>>;
	/** Messages that came and were not asked for. */
	readonly unread: () => readonly Message['type'][];
	readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
	readonly close: () => Promise<void>;
}

export async function openClient(url: string, headers: Record<string, string> = {}): Promise<Client> {
	const socket = new WebSocket(url, { headers });
	const messages: Message[] = [];
	let wake: (() => void)[] = [];
	const wakeAll = () => {
		const woken = wake;
		wake = [];
		for (const call of woken) call();
	};
	const closed = new Promise<{ code: number; reason: string }>((resolve) => {
		socket.on('close', (code, reason) => {
			resolve({ code, reason: String(reason) });
			wakeAll();
		});
	});
	socket.on('message', (data: Buffer) => {
		messages.push(bytesToMessage(data)!);
		wakeAll();
	});
	await once(socket, 'open');
	return {
		socket,
		send: (message) => socket.send(message),
		next: async (type) => {
			for (;;) {
				const index = messages.findIndex((message) => message.type === type);
				if (index >= 0) return messages.splice(index, 1)[0] as never;
				if (socket.readyState === socket.CLOSED) throw new Error(`closed while waiting for ${type}`);
				await new Promise<void>((resolve) => wake.push(resolve));
			}
		},
		unread: () => messages.map(({ type }) => type),
		closed,
		close: async () => {
			socket.close();
			await closed;
		},
	};
}
