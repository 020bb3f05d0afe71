/** The server's HTTP side over real stores in a folder of its own, with a clock that the test turns. */
import type { FastifyInstance, InjectOptions } from 'fastify';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { v7 } from 'uuid';
import type { Grant } from '#lib/access/policy.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { gridOf, openAreas, type Areas } from '#server/areas/areas.ts';
import { openAuth, type Auth } from '#server/auth/auth.ts';
import { createCallers } from '#server/auth/caller.ts';
import { openArrivals } from '#server/blobs/arrivals-sqlite.ts';
import { createPhotos, type Photos, type PhotosDeps } from '#server/blobs/photos.ts';
import { openErasures } from '#server/erasure/open.ts';
import type { Erasures } from '#server/erasure/erasures.ts';
import { createFanOut } from '#server/fan-out/in-process.ts';
import { createDeliveries, type Deliveries } from '#server/deliveries/deliveries.ts';
import { openDeliveryFile } from '#server/deliveries/deliveries-sqlite.ts';
import { createDrawings, type Drawings } from '#server/drawing/drawings.ts';
import { openDrawingFile } from '#server/drawing/drawings-sqlite.ts';
import { registeredBuildings } from '#server/drawing/registered.ts';
import type { RasterConfig } from '#server/maps/raster.ts';
import { packsFolder } from '#server/maps/packs.ts';
import { openTrace } from '#server/out/trace-sqlite.ts';
import type { Trace } from '#server/out/trace.ts';
import { retainedByDefault } from '#server/retention/periods.ts';
import { createRetention, type Retention } from '#server/retention/retention.ts';
import { openRunLog } from '#server/retention/runs-sqlite.ts';
import { createSweeps } from '#server/retention/sweeps.ts';
import { createServer } from '#server/server.ts';
import { createIdentities, type Identities } from '#server/roster/identities.ts';
import { openSqliteIdentities } from '#server/store/sqlite-identities.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import type { Store } from '#server/store/store.ts';
import { createRooms } from '#server/sync/room.ts';
import type { Rooms } from '#server/sync/rooms.ts';
import { createClerk, type Clerk } from '#server/transfers/clerk.ts';
import { grid, morning, otherGrid } from './entries.ts';
import { createSigner, type Signer } from '#server/proof/signer.ts';

export const community = '120101004010';
export const password = 'right-password';

export interface App {
	readonly app: FastifyInstance;
	readonly auth: Auth;
	readonly store: Store;
	readonly signer: Signer;
	readonly rooms: Rooms;
	readonly areas: Areas;
	readonly identities: Identities;
	/** Folder of the data. */
	readonly dataDir: string;
	readonly trace: Trace;
	readonly deliveries: Deliveries;
	readonly photos: Photos;
	readonly drawings: Drawings;
	readonly erasures: Erasures;
	readonly retention: Retention;
	readonly clerk: Clerk;
	readonly clock: { ms: number };
	/** What failed behind the answers; `close` throws when there is anything. A test that makes it fail empties it. */
	readonly failed: unknown[];
	/** The token of a new session. */
	readonly signIn: (account: string, device?: string) => Promise<string>;
	/** An injected request with a token, answered as JSON. */
	readonly ask: (token: string, options: InjectOptions | string) => Promise<{ status: number; body: any }>; // eslint-disable-line @typescript-eslint/no-explicit-any -- what a test looks into
	/** Writes entries as the server's own seed does. */
	readonly write: (page: string, ...entries: readonly Entry[]) => Promise<void>;
	readonly close: () => Promise<void>;
}

const books = ['field', 'care'] as const;
const grants: Record<string, readonly Grant[]> = {
	grid01: [{ role: 'worker', desk: grid, books }],
	grid02: [{ role: 'worker', desk: otherGrid, books: ['field'] }],
	super01: [{ role: 'supervisor', desk: community, books }],
	street01: [{ role: 'viewer', desk: '120101004', books: ['field'] }],
	admin01: [{ role: 'admin', desk: '120101', books: [] }],
};
const names: Record<string, string> = {
	grid01: '王芳',
	grid02: '李国强',
	super01: '张桂芬',
	street01: '马建平',
	admin01: '韩晓东',
};

/** Small stand-ins for what the build writes. */
const builtFiles = {
	'200.html': '<!doctype html><title>邻里</title><script>start()</script><script src="/_app/immutable/a.js"></script>',
	'service-worker.js': 'self.x = 1',
	'manifest.webmanifest': '{}',
	'_app/version.json': '{"version":"test-1"}',
	'_app/immutable/a.js': 'export {}',
};

export interface AppOptions {
	readonly publicUrl?: URL | null;
	readonly isBuilt?: boolean;
	readonly raster?: RasterConfig | null;
	/** Takes each line of the log, of every level; otherwise there is none. */
	readonly log?: (line: string) => void;
	/** A disk that fails. */
	readonly disk?: Pick<PhotosDeps, 'freeBytes' | 'write' | 'append'>;
}

let accounts: Promise<string> | undefined;

/** The accounts of all tests of a process: each costs the hash of a password, so they are made once and copied. */
const accountsFile = (): Promise<string> => (accounts ??= makeAccounts());

async function makeAccounts(): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
	process.once('exit', () => rmSync(folder, { recursive: true }));
	const file = join(folder, 'accounts.sqlite');
	const auth = await openAuth(file, () => morning);
	for (const id of Object.keys(grants))
		await auth.accounts.add({ id, name: names[id]!, password, grants: grants[id]! });
	await auth.accounts.add({ id: 'demo01', name: '演示', password, demo: true, grants: grants.grid01! });
	auth.close();
	return file;
}

export async function openApp({
	publicUrl = null,
	isBuilt = true,
	raster = null,
	log,
	disk,
}: AppOptions = {}): Promise<App> {
	const folder = mkdtempSync(join(tmpdir(), 'app-'));
	const buildDir = join(folder, 'build');
	if (isBuilt) for (const [path, text] of Object.entries(builtFiles)) writeInto(join(buildDir, path), text);
	mkdirSync(packsFolder(folder));
	const clock = { ms: morning };
	const failed: unknown[] = [];
	const now = () => clock.ms;
	copyFileSync(await accountsFile(), join(folder, 'accounts.sqlite'));
	const auth = await openAuth(join(folder, 'accounts.sqlite'), now);
	const areas = openAreas(join(folder, 'areas.json'));
	areas.put([gridOf(community, 1, '第一网格'), gridOf(community, 2, '第二网格')]);
	const store = openSqliteStore(join(folder, 'ledger.sqlite'));
	const identities = createIdentities(
		openSqliteIdentities(join(folder, 'identities.sqlite')),
		join(folder, 'identity.key'),
	);
	const fanOut = createFanOut();
	const trace = openTrace(join(folder, 'exports.sqlite'));
	const deliveries = createDeliveries({
		file: openDeliveryFile(join(folder, 'deliveries.sqlite')),
		now,
		onError: (error) => failed.push(error),
	});
	const drawings = createDrawings({
		file: openDrawingFile(join(folder, 'drawings.sqlite')),
		registered: (code) => registeredBuildings(store.reads, code),
		now,
		newId: v7,
	});
	const timeZone = 'Asia/Shanghai';
	const signer = createSigner();
	const rooms = createRooms({ store, signer, fanOut, timeZone, now, onError: (error) => failed.push(error) });
	const clerk = createClerk({ store, rooms, fanOut, onError: (error) => failed.push(error) });
	const arrivals = openArrivals(join(folder, 'photos.sqlite'));
	const photos = createPhotos({ dataDir: folder, arrivals, reads: store.reads, timeZone, now, ...disk });
	const erasures = openErasures({ dataDir: folder, store, rooms, identities, trace, photos, timeZone, now });
	clerk.start();
	const callers = createCallers(auth.sessionOf, publicUrl, auth.handOverOf);
	const runs = openRunLog(join(folder, 'retention.sqlite'));
	const retention = createRetention({
		retained: retainedByDefault,
		sweeps: createSweeps({ auth, deliveries, trace, store, photos, now }),
		log: runs,
		timeZone,
		now,
		onError: (error) => failed.push(error),
	});
	const deps = {
		store,
		signer,
		rooms,
		fanOut,
		auth,
		callers,
		areas,
		identities,
		trace,
		deliveries,
		photos,
		drawings,
		erasures,
		retention,
		clerk,
		raster,
		buildDir,
		dataDir: folder,
		publicUrl,
		timeZone,
		backupDays: 90,
		now,
	};
	const app = await createServer(deps, log ? { level: 'debug', write: log } : { level: 'silent' });

	const ask: App['ask'] = async (token, options) => {
		const given = typeof options === 'string' ? { url: options } : options;
		const answer = await app.inject({ ...given, headers: { authorization: `Bearer ${token}`, ...given.headers } });
		return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() };
	};
	return {
		app,
		auth,
		store,
		signer,
		rooms,
		areas,
		identities,
		dataDir: folder,
		trace,
		deliveries,
		photos,
		drawings,
		erasures,
		retention,
		clerk,
		clock,
		failed,
		ask,
		signIn: async (account, device) => {
			const payload = { account, password, ...(device ? { device } : {}) };
			const answer = await app.inject({ method: 'POST', url: '/api/session', payload });
			return (answer.json() as { token: string }).token;
		},
		write: async (page, ...entries) => {
			const author = { account: 'super01', grants: grants.super01!, device: null, steward: true } as const;
			const { refused } = await rooms.add(page, entries, author);
			if (refused.length > 0) throw new Error(JSON.stringify(refused));
		},
		close: async () => {
			await app.close();
			await rooms.close();
			await clerk.stop();
			await store.close();
			auth.close();
			identities.close();
			trace.close();
			deliveries.close();
			arrivals.close();
			drawings.close();
			runs.close();
			rmSync(folder, { recursive: true });
			if (failed.length > 0) throw new AggregateError(failed, 'the rooms failed');
		},
	};
}

function writeInto(path: string, text: string): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}
