/** `npm run import -- …`: a roster into the data folder, by way of the server when one runs on it. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { openAreas } from './areas/areas.ts';
import { openAuth } from './auth/auth.ts';
import { readConfig, type Config } from './config.ts';
import { createFanOut } from './fan-out/in-process.ts';
import { outcomeToText, readOrder, type Order, type Outcome } from './roster/command.ts';
import { handOver, handOverWords } from './roster/hand-over.ts';
import { createIdentities } from './roster/identities.ts';
import { fileLimit } from './roster/limits.ts';
import { finishImport, importRoster } from './roster/roster.ts';
import { rosterTemplate } from './roster/template.ts';
import { lockFolder } from './store/sqlite-lock.ts';
import { openSqliteIdentities } from './store/sqlite-identities.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { createRooms } from './sync/room.ts';
import { openSigner } from './proof/signer.ts';

// npm runs scripts in the folder of the project; the file is meant from where the command was typed.
const typedIn = process.env.INIT_CWD ?? process.cwd();
const config = readConfig(process.env);
const order = readOrder(process.argv.slice(2));

if (!config.ok) giveUp(config.error.join('\n'));
else if (!order.ok) giveUp(order.error);
else if ('template' in order.value) await writeTemplate(resolve(typedIn, order.value.template));
else await runImport(config.value, order.value);

async function writeTemplate(file: string): Promise<void> {
	const { bytes } = await rosterTemplate(file.toLowerCase().endsWith('.csv') ? 'csv' : 'xlsx');
	try {
		writeFileSync(file, bytes, { flag: 'wx' });
		console.log(file);
	} catch (error) {
		giveUp(`The template cannot be written: ${(error as Error).message}`);
	}
}

async function runImport(config: Config, order: Order): Promise<void> {
	const bytes = readRoster(resolve(typedIn, order.file));
	if (!bytes) return giveUp(`There is no file ${order.file}, or it is larger than 20 MB.`);
	mkdirSync(config.dataDir, { recursive: true });
	const lock = lockFolder(join(config.dataDir, 'lock.sqlite'));
	if (!lock.ok) return throughServer(config, order, bytes);
	try {
		await intoFolder(config, order, bytes);
	} finally {
		lock.value();
	}
}

function readRoster(file: string): Uint8Array<ArrayBuffer> | null {
	const size = statSync(file, { throwIfNoEntry: false })?.size;
	return size === undefined || size > fileLimit ? null : new Uint8Array(readFileSync(file));
}

async function throughServer(
	{ dataDir, host, port }: Config,
	order: Order,
	bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
	const store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	const { generation } = store;
	await store.close();
	const origin = `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}`;
	const handed = await handOver({ origin, generation, password: () => askPassword(order.account) }, order, bytes);
	return handed.ok ? tell(handed.value, order) : giveUp(handOverWords[handed.error]);
}

async function intoFolder({ dataDir, timeZone }: Config, order: Order, bytes: Uint8Array): Promise<void> {
	const areas = openAreas(join(dataDir, 'areas.json'));
	const auth = await openAuth(join(dataDir, 'accounts.sqlite'));
	const store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	const identities = createIdentities(
		openSqliteIdentities(join(dataDir, 'identities.sqlite')),
		join(dataDir, 'identity.key'),
	);
	const now = Date.now;
	const rooms = createRooms({
		store,
		signer: openSigner(join(dataDir, 'signing.key')),
		fanOut: createFanOut(),
		timeZone,
		now,
		onError: (error) => giveUp(String(error)),
	});
	try {
		await finishImport({ rooms, areas, identities, dataDir });
		const account = auth.accounts.get(order.account);
		if (!account) return giveUp(`There is no account ${order.account}. Make one: npm run account -- --help`);
		const author = { account: account.id, grants: account.grants, device: null };
		const deps = { rooms, areas, identities, store, reads: store.reads, dataDir, timeZone, now };
		tell(await importRoster(deps, { ...order, bytes, author }), order);
	} finally {
		await rooms.close();
		await store.close();
		identities.close();
		auth.close();
	}
}

/** From the keyboard without showing it, or the first line of what is piped in. */
function askPassword(account: string): Promise<string> {
	process.stderr.write(`Password of ${account}: `);
	const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
	const lines = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY });
	return new Promise((settle) => {
		lines.once('line', (line) => {
			process.stderr.write('\n');
			settle(line);
			lines.close();
		});
		lines.once('close', () => settle(''));
	});
}

function tell(outcome: Outcome, order: Order): void {
	if (outcome.ok) console.log(outcomeToText(outcome, order));
	else giveUp(outcomeToText(outcome, order));
}

function giveUp(text: string): void {
	console.error(text);
	process.exitCode = 1;
}
