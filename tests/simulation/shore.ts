/** The server of a world: the real rooms, gate, store, accounts and routes on files of its own, that may crash and come back. */
import { hash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import type { WebSocket } from 'ws';
import type { Grant } from '#lib/access/policy.ts';
import type { Area } from '#lib/access/areas/area-tree.ts';
import { gridOf, openAreas, type Areas } from '#server/areas/areas.ts';
import { openAuth, type Auth } from '#server/auth/auth.ts';
import { sessionMs } from '#server/auth/sessions.ts';
import { createCallers } from '#server/auth/caller.ts';
import { createDeliveries, type Deliveries } from '#server/deliveries/deliveries.ts';
import { openDeliveryFile } from '#server/deliveries/deliveries-sqlite.ts';
import type { Erasures } from '#server/erasure/erasures.ts';
import { openArrivals } from '#server/blobs/arrivals-sqlite.ts';
import { createPhotos } from '#server/blobs/photos.ts';
import { openErasures } from '#server/erasure/open.ts';
import { createFanOut } from '#server/fan-out/in-process.ts';
import type { Deps } from '#server/http/deps.ts';
import { onError } from '#server/http/errors.ts';
import { guard } from '#server/http/guard.ts';
import { heldRoutes } from '#server/http/held.ts';
import { pageRoutes } from '#server/http/pages.ts';
import { createSigner } from '#server/proof/signer.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import type { Store } from '#server/store/store.ts';
import { createRooms } from '#server/sync/room.ts';
import type { Rooms } from '#server/sync/rooms.ts';
import { createSeating } from '#server/sync/upgrade.ts';
import { grid, morning } from '#tests/support/entries.ts';
import type { Time } from './time.ts';
import type { Answer, Question } from './wire.ts';

export const timeZone = 'Asia/Shanghai';
const community = grid.slice(0, 12);
export const workers = ['grid01', 'grid02'] as const;
export const supervisor = 'super01';
export const workerGrant: Grant = { role: 'worker', desk: grid, books: ['field'] };
const grantsOf: Readonly<Record<string, Grant>> = {
	grid01: workerGrant,
	grid02: workerGrant,
	[supervisor]: { role: 'supervisor', desk: community, books: ['field', 'care'] },
};
export interface Shore {
	readonly auth: Auth;
	/** The clock of its machine, unix ms; and how far that is off. */
	readonly now: () => number;
	readonly clock: { offset: number };
	readonly store: () => Store;
	readonly rooms: () => Rooms;
	readonly erasures: () => Erasures;
	/** A second connection to the ledger's file: what it sees is committed. */
	readonly file: DatabaseSync;
	readonly publicKey: string;
	readonly isUp: () => boolean;
	readonly accept: (socket: WebSocket, url: URL) => boolean;
	readonly answer: (question: Question) => Promise<Answer> | null;
	/** Goes down at once, with whatever is in its memory. */
	readonly crash: () => void;
	readonly rise: () => void;
	/** The token of a new session, as after the right password. */
	readonly signIn: (account: string, device: string | null) => string;
	/** A question of the supervisor's, from a desk where the network never fails. */
	readonly ask: (method: 'GET' | 'POST', url: string, body?: unknown) => Promise<unknown>;
	readonly errors: unknown[];
	readonly close: () => Promise<void>;
}

/** What all worlds of a process have in common: the accounts' file, the routes, the server's hand. */
interface Yard {
	readonly folder: string;
	readonly app: FastifyInstance;
}
let yard: Promise<Yard> | undefined;
let current: { auth: Auth; store: Store; rooms: Rooms; deliveries: Deliveries; now: () => number } | null = null;
const signer = createSigner();

export async function openYard(): Promise<Yard> {
	return (yard ??= makeYard());
}

async function makeYard(): Promise<Yard> {
	// In memory where there is such a place: what a power cut does is tested with real processes.
	const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'worlds-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	const areas = openAreas(join(folder, 'areas.json'));
	areas.put([gridOf(community, 1, '第一网格')]);
	await makeAccounts(join(folder, 'accounts.sqlite'));
	return { folder, app: await openRoutes(areas, folder) };
}

async function makeAccounts(file: string): Promise<void> {
	const auth = await openAuth(file, () => morning);
	for (const [id, grant] of Object.entries(grantsOf))
		await auth.accounts.add({ id, name: id, password: 'right-password', grants: [grant] });
	auth.close();
}

/** The routes that phones and this supervisor use, made once; they work with whichever world is being played. */
async function openRoutes(areas: Areas, dataDir: string): Promise<FastifyInstance> {
	const callers = createCallers((token) => current!.auth.sessionOf(token), null);
	const parts = {
		auth: lent(() => current!.auth),
		store: lent(() => current!.store),
		rooms: lent(() => current!.rooms),
	};
	const deps = {
		...parts,
		deliveries: lent(() => current!.deliveries),
		drawings: { numberOf: () => 0 },
		signer,
		areas,
		callers,
		timeZone,
		dataDir,
		publicUrl: null,
		now: () => current!.now(),
	} as unknown as Deps;
	const app = Fastify({ logger: false });
	app.setErrorHandler(onError);
	app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
	guard(app, callers);
	pageRoutes(app, deps);
	heldRoutes(app, deps);
	await app.ready();
	return app;
}

const lent = <Part extends object>(part: () => Part): Part =>
	new Proxy({} as Part, { get: (_, name) => (part() as Record<string | symbol, unknown>)[name] });

/** There are no identities and no exports in these worlds. */
const beside = { identities: { erase: () => undefined }, trace: { erase: () => undefined } } as never as Pick<
	Parameters<typeof openErasures>[0],
	'identities' | 'trace'
>;

let worlds = 0;

export async function openShore(time: Time, random32: () => number): Promise<Shore> {
	const { folder, app } = await openYard();
	const path = join(folder, `ledger-${++worlds}.sqlite`);
	const accounts = join(folder, `accounts-${worlds}.sqlite`);
	copyFileSync(join(folder, 'accounts.sqlite'), accounts);
	const dataDir = join(folder, `world-${worlds}`);
	mkdirSync(dataDir);
	const clock = { offset: 0 };
	const now = () => time.now() + clock.offset;
	const auth = await time.during(openAuth(accounts, now));
	const areas = { get: (code: string) => (code.startsWith(community) ? ({ code } as Area) : null) };
	const errors: unknown[] = [];
	const deliveries = createDeliveries({
		file: openDeliveryFile(':memory:'),
		now,
		onError: (error) => errors.push(error),
	});
	let ticks: (() => void)[] = [];
	let up: ReturnType<typeof open> | null = null;
	const every: Time['every'] = (ms, call) => {
		const stop = time.every(ms, call);
		ticks.push(stop);
		return stop;
	};
	const open = () => {
		const store = openSqliteStore(path);
		let isUp = true;
		const onFailure = (error: unknown) => void (isUp && errors.push(error));
		const fanOut = createFanOut();
		const rooms = createRooms({ store, signer, fanOut, timeZone, now, onError: onFailure, every, random32 });
		const seat = createSeating({ rooms, auth, areas, deliveries, timeZone, now });
		current = { auth, store, rooms, deliveries, now };
		const arrivals = openArrivals(':memory:');
		const photos = createPhotos({ dataDir, arrivals, reads: store.reads, timeZone, now });
		const erasures = openErasures({ dataDir, store, rooms, ...beside, photos, timeZone, now });
		return { store, rooms, erasures, seat, end: () => void (isUp = false) };
	};
	up = open();
	const file = new DatabaseSync(path, { readOnly: true });
	const signIn = createSignIn(accounts, now, random32);
	return {
		auth,
		now,
		clock,
		store: () => up!.store,
		rooms: () => up!.rooms,
		erasures: () => up!.erasures,
		file,
		publicKey: signer.publicKey,
		isUp: () => up !== null,
		accept: (socket, url) => {
			if (!up) return false;
			void up.seat(socket, { url, address: '' }, auth.sessionOf(url.searchParams.get('token') ?? ''));
			return true;
		},
		answer: (question) => (up ? inject(app, question) : null),
		crash: () => {
			up?.end();
			for (const stop of ticks) stop();
			ticks = [];
			void up?.store.close();
			up = null;
		},
		rise: () => {
			up ??= open();
		},
		signIn: signIn.make,
		ask: async (method, url, body) => {
			const headers = { authorization: `Bearer ${signIn.make(supervisor, null)}`, 'content-type': 'application/json' };
			const { status, body: said } = await time.during(
				inject(app, { method, url, headers, body: body === undefined ? undefined : JSON.stringify(body) }),
			);
			const text = new TextDecoder().decode(said);
			if (status !== 200) throw new Error(`${method} ${url}: ${status} ${text}`);
			return JSON.parse(text) as unknown;
		},
		errors,
		close: async () => {
			await up?.rooms.close();
			await up?.store.close();
			file.close();
			signIn.close();
			auth.close();
			deliveries.close();
			for (const name of [path, accounts]) for (const end of ['', '-wal', '-shm']) rmSync(name + end, { force: true });
			rmSync(dataDir, { recursive: true });
		},
	};
}

/** A session without the password, whose hash costs more than a whole world. */
function createSignIn(path: string, now: () => number, random32: () => number) {
	const file = new DatabaseSync(path, { timeout: 5000 });
	const device = file.prepare(
		'INSERT INTO device (id, account, made, seen) VALUES (?1, ?2, ?3, ?3) ON CONFLICT DO NOTHING',
	);
	const session = file.prepare(
		'INSERT INTO session (hash, account, device, made, seen, expires) VALUES (?1, ?2, ?3, ?4, ?4, ?5)',
	);
	return {
		close: () => file.close(),
		make: (account: string, of: string | null): string => {
			const token = Buffer.from(Uint32Array.from({ length: 8 }, random32).buffer).toString('base64url');
			if (of !== null) device.run(of, account, now());
			session.run(hash('sha256', token, 'hex'), account, of, now(), now() + sessionMs);
			return token;
		},
	};
}

async function inject(app: FastifyInstance, { method, url, headers, body }: Question): Promise<Answer> {
	const options = { method, url, headers, ...(body === undefined ? {} : { payload: body }) } as InjectOptions;
	const { statusCode, headers: said, rawPayload } = await app.inject(options);
	return { status: statusCode, headers: said, body: rawPayload };
}
