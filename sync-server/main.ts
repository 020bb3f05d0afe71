/** The composition root: configuration, stores, accounts, rooms, HTTP; then it listens until it is told to stop. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { v7 } from 'uuid';
import { openAreas } from './areas/areas.ts';
import { openAuth } from './auth/auth.ts';
import { createCallers } from './auth/caller.ts';
import { openArrivals } from './blobs/arrivals-sqlite.ts';
import { createPhotos } from './blobs/photos.ts';
import { readConfig, type Config } from './config.ts';
import { openErasures } from './erasure/open.ts';
import { createFanOut } from './fan-out/in-process.ts';
import { isBuilt } from './http/static.ts';
import { renewRoll, settleProofs } from './proof/roll.ts';
import { openSigner } from './proof/signer.ts';
import { rollWords } from './proof/words.ts';
import { createRetention } from './retention/retention.ts';
import { openRunLog } from './retention/runs-sqlite.ts';
import { createSweeps } from './retention/sweeps.ts';
import { createIdentities } from './roster/identities.ts';
import { createDeliveries } from './deliveries/deliveries.ts';
import { openDeliveryFile } from './deliveries/deliveries-sqlite.ts';
import { createDrawings } from './drawing/drawings.ts';
import { openDrawingFile } from './drawing/drawings-sqlite.ts';
import { registeredBuildings } from './drawing/registered.ts';
import { packsFolder } from './maps/packs.ts';
import { openTrace } from './out/trace-sqlite.ts';
import { finishImport } from './roster/roster.ts';
import { demoPassword } from './seed/accounts.ts';
import { needsSeed, seedDemo, seedWasBegun } from './seed/seed.ts';
import { createServer } from './server.ts';
import { demonstration, folderTaken, greeting, notBuilt, startFault } from './startup.ts';
import { lockFolder } from './store/sqlite-lock.ts';
import { openSqliteIdentities } from './store/sqlite-identities.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { createRooms } from './sync/room.ts';
import { createClerk } from './transfers/clerk.ts';
import { handleUpgrades } from './sync/upgrade.ts';

/** How long closing waits for connections to end. */
const patienceMs = 5_000;
/** How often it is looked whether another process has changed accounts or grants. */
const noticeMs = 1000;
/** How often it is looked whether a page's time is over, and whether a day has begun on which nothing was removed yet. */
const sealMs = 60 * 60_000;
const buildDir = resolve(import.meta.dirname, '../build');

// The data folder holds people's names and health: nobody else on the machine reads what is made here.
process.umask(0o077);

const read = readConfig(process.env);
if (read.ok) await start(read.value).catch((error: unknown) => giveUp(startFault(error, read.value) ?? error));
else giveUp(read.error.join('\n'));

async function start(config: Config): Promise<void> {
	prepareFolder(config.dataDir);
	const lock = lockFolder(join(config.dataDir, 'lock.sqlite'));
	if (!lock.ok) return giveUp(folderTaken(config.dataDir));
	const parts = await open(config);
	await fill(parts, config);
	const { app, store, rooms, auth, identities, trace, deliveries, drawings, retention, runs, arrivals, clerk } = parts;
	const failed = (what: string) => (err: unknown) => app.log.error({ err }, `${what} failed`);
	clerk.start();
	// Accounts are also changed by the command, in a process of its own.
	const noticing = setInterval(() => auth.notice(), noticeMs);
	const signRoll = () => parts.signRoll().catch(failed('signing the roll'));
	const seal = () => void rooms.sealDue().then(signRoll, failed('sealing'));
	const remove = () => void retention.runDue().catch(failed('retention'));
	const sealing = setInterval(() => (seal(), remove()), sealMs);
	const origin = await app.listen({ host: config.host, port: config.port });
	seal();
	remove();
	// Only now: a start may be cut short anywhere, and the next one finishes what it began.
	closeOnSignal(async () => {
		// A phone that is gone never answers a close; by then all is committed.
		await Promise.race([app.close(), setTimeout(patienceMs)]);
		clearInterval(noticing);
		clearInterval(sealing);
		await clerk.stop();
		await signRoll();
		await store.close();
		auth.close();
		identities.close();
		trace.close();
		deliveries.close();
		arrivals.close();
		drawings.close();
		runs.close();
		lock.value();
	});
	const demo = auth.accounts.list().filter((account) => account.demo);
	const notes = [
		...(demo.length > 0 ? [demonstration(demo, demoPassword, config.publicUrl)] : []),
		...(isBuilt(buildDir) ? [] : [`  ${notBuilt}\n`]),
	];
	say([greeting(origin, config), ...notes].join('\n'));
}

type Parts = Awaited<ReturnType<typeof open>>;

async function open({ dataDir, timeZone, publicUrl, sealDays, backupDays, retained, raster, log }: Config) {
	const now = Date.now;
	mkdirSync(packsFolder(dataDir), { recursive: true });
	const auth = await openAuth(join(dataDir, 'accounts.sqlite'));
	const areas = openAreas(join(dataDir, 'areas.json'));
	const trace = openTrace(join(dataDir, 'exports.sqlite'));
	const deliveries = createDeliveries({
		file: openDeliveryFile(join(dataDir, 'deliveries.sqlite')),
		now,
		onError: (err) => app.log.error({ err }, 'deliveries cannot be put on record'),
	});
	const store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	const identities = createIdentities(
		openSqliteIdentities(join(dataDir, 'identities.sqlite')),
		join(dataDir, 'identity.key'),
	);
	const drawings = createDrawings({
		file: openDrawingFile(join(dataDir, 'drawings.sqlite')),
		registered: (community) => registeredBuildings(store.reads, community),
		now,
		newId: v7,
	});
	const fanOut = createFanOut();
	const onError = (err: unknown) => app.log.error({ err }, 'sync failed');
	const signer = openSigner(join(dataDir, 'signing.key'));
	await settleProofs(store.proofs, signer, now);
	const signRoll = async () => {
		const fault = await renewRoll(store.proofs, signer, now());
		if (fault) app.log.error({ fault }, rollWords(fault));
	};
	const rooms = createRooms({ store, signer, fanOut, timeZone, now, onError, rules: { lateDays: sealDays } });
	const clerk = createClerk({ store, rooms, fanOut, onError });
	const arrivals = openArrivals(join(dataDir, 'photos.sqlite'));
	const photos = createPhotos({ dataDir, arrivals, reads: store.reads, timeZone, now });
	const erasures = openErasures({ dataDir, store, rooms, identities, trace, photos, timeZone, now });
	const callers = createCallers(auth.sessionOf, publicUrl, auth.handOverOf);
	const runs = openRunLog(join(dataDir, 'retention.sqlite'));
	const sweeps = createSweeps({ auth, deliveries, trace, store, photos, now });
	const retention = createRetention({ retained, sweeps, log: runs, timeZone, now, onError });
	const own = { buildDir, dataDir, raster, publicUrl, timeZone, backupDays, now };
	const kept = { trace, deliveries, drawings, photos, erasures, retention };
	const deps = { store, signer, rooms, fanOut, auth, callers, areas, identities, ...kept, clerk, ...own };
	const app = await createServer(deps, { level: log });
	handleUpgrades(app.server, deps);
	// Sockets hold the port open, so they go first.
	app.addHook('preClose', () => rooms.close());
	return { auth, areas, identities, ...kept, runs, arrivals, store, signRoll, rooms, clerk, app, now };
}

/** What the data folder must hold before anybody comes: an import that was cut short, or the demonstration. */
async function fill(parts: Parts, { dataDir, demo }: Config): Promise<void> {
	const { auth, areas, identities, erasures, drawings, store, rooms, now } = parts;
	// Before anybody reads: what an erasure that was cut short, or a backup that was put back, left standing.
	await erasures.resume();
	await finishImport({ rooms, areas, identities, dataDir });
	// A ledger whose accounts were lost must not be filled with invented people.
	const isSeedable = (await store.reads.lastEvent()) === 0 || seedWasBegun(dataDir);
	if (!demo || !isSeedable || !needsSeed({ accounts: auth.accounts, dataDir })) return;
	say('\n  Making the demonstration community; this takes a moment …');
	await seedDemo({ rooms, accounts: auth.accounts, covers: auth.covers, areas, drawings, dataDir, now });
}

/** @throws when the folder cannot be made or written. */
function prepareFolder(dataDir: string): void {
	mkdirSync(dataDir, { recursive: true });
	const probe = join(dataDir, '.writable');
	writeFileSync(probe, '');
	rmSync(probe);
}

function closeOnSignal(close: () => Promise<void>): void {
	let isClosing = false;
	const onSignal = () => {
		if (isClosing) process.exit(1);
		isClosing = true;
		close().then(() => process.exit(0), giveUp);
	};
	process.on('SIGTERM', onSignal);
	process.on('SIGINT', onSignal);
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

/** A string is for a person; anything else is a bug, with its stack. */
function giveUp(reason: unknown): void {
	process.stderr.write(
		`${typeof reason === 'string' ? reason : reason instanceof Error ? reason.stack : String(reason)}\n`,
	);
	process.exit(1);
}
