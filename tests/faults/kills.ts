/** A real server that is killed between a socket and a receipt, and what must hold afterwards. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { dayOf, periodOf } from '#lib/ledger/page.ts';
import { createAppender, newClientId } from '#lib/replica/append.ts';
import { haveYouMessage, updateMessage } from '#lib/replica/messages.ts';
import { gridOf, openAreas } from '#server/areas/areas.ts';
import { openSigner } from '#server/proof/signer.ts';
import { verifyLedger } from '#server/proof/verify.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openClient, type Client } from '#tests/support/rooms.ts';
import { freePort, signInByHttp } from '#tests/support/server.ts';

const root = resolve(import.meta.dirname, '../..');
const page = `${grid}/field/${periodOf(Date.now())}`;
export const password = 'right-password';

/** A data folder with one worker and nothing in its ledger; copied for each run. */
export function createTemplate(): { readonly folder: string; readonly dispose: () => void } {
	const folder = mkdtempSync(join(tmpdir(), 'kill-template-'));
	openAreas(join(folder, 'areas.json')).put([gridOf(grid.slice(0, 12), 1, '第一网格')]);
	const given = ['--name', '王芳', '--role', 'worker', '--desk', grid, '--books', 'field,care', '--password', password];
	execFileSync(process.execPath, ['sync-server/account.ts', 'add', 'grid01', ...given], {
		cwd: root,
		env: { ...process.env, DATA_DIR: folder },
	});
	return { folder, dispose: () => rmSync(folder, { recursive: true }) };
}

/** A copy of the template, for a server of its own. */
export const fillFolder = (template: string, dataDir: string): void => cpSync(template, dataDir, { recursive: true });

export interface Kill {
	/** Step at which it is killed, from 1; 0 lets it live. */
	readonly step: number;
	readonly side: 'before' | 'after';
	readonly random32: () => number;
	/** What the power cut leaves behind the last whole write: bytes that are none. */
	readonly torn?: boolean;
}

export interface Outcome {
	/** Steps that a run without a kill took. */
	readonly steps: number;
	/** Entries that were receipted before the end. */
	readonly receipted: number;
	/** Entries on the disk afterwards. */
	readonly onDisk: number;
	/** What broke a promise; empty when all held. */
	readonly broken: readonly string[];
}

export async function killOnce(template: string, { step, side, random32, torn = false }: Kill): Promise<Outcome> {
	const dataDir = mkdtempSync(join(tmpdir(), 'kill-'));
	try {
		fillFolder(template, dataDir);
		const server = await serve(dataDir, step === 0 ? {} : { CRASH_AT: `${step} ${side}` });
		const sent = createWork(random32);
		const receipts = await sendAll(server, sent, random32);
		const steps = await end(server);
		if (torn) tear(dataDir, random32);
		const first = await held(dataDir, sent, receipts);
		// The phone comes back: it asks for what it has no receipt for, and sends again what the server does not know.
		const again = await serve(dataDir, {});
		const later = await sendMissing(again, sent, receipts, random32);
		await end(again);
		const second = await held(dataDir, sent, new Map([...receipts, ...later]));
		const broken = [...first.broken, ...second.broken];
		if (second.onDisk !== sent.length) broken.push(`${second.onDisk} of ${sent.length} on the disk in the end`);
		return { steps, receipted: receipts.size, onDisk: first.onDisk, broken };
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
}

/** Two to five updates of some entries each, corrections of earlier ones among them. */
function createWork(random32: () => number): Entry[] {
	const { make, amend } = createEntries(1 + (random32() % 1e9));
	const now = Date.now() - 60_000;
	const entries: Entry[] = [];
	for (let index = 0; index < 4 + (random32() % 9); index++) {
		const target = entries.find(({ kind }) => kind === 'visit');
		const part = { ms: now + index };
		entries.push(target && random32() % 4 === 0 ? amend(target, [], { note: `改 ${index}` }, part) : make(part));
	}
	return entries;
}

interface Serving {
	readonly child: ChildProcess;
	readonly url: string;
	readonly said: () => string;
	readonly client: Client;
}

async function serve(dataDir: string, env: Record<string, string>): Promise<Serving> {
	const port = await freePort();
	const child = spawn(process.execPath, ['--import', './tests/faults/crash-at.ts', 'sync-server/main.ts'], {
		cwd: root,
		env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, DEMO: '0', LOG: 'warn', ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	child.stdout.on('data', (chunk) => (said += String(chunk)));
	child.stderr.on('data', (chunk) => (said += String(chunk)));
	const url = `http://127.0.0.1:${port}`;
	await heard(child, () => said.includes(url));
	const { token } = await signInByHttp(url, 'grid01', password);
	const client = await openClient(`${url.replace('http', 'ws')}/sync/${page}?receipts=1&token=${token}`);
	await client.next('ask');
	child.kill('SIGUSR2');
	await heard(child, () => said.includes('counting'));
	return { child, url, said: () => said, client };
}

/** Waits for words of the server, or for its end. */
async function heard(child: ChildProcess, condition: () => boolean): Promise<void> {
	while (!condition()) {
		if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended early');
		await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data'), once(child, 'exit')]);
	}
}

/** Sends it in parts under one client id; what is receipted before the server ends, by id. */
async function sendAll(
	{ client }: Serving,
	entries: readonly Entry[],
	random32: () => number,
): Promise<Map<string, string>> {
	const appender = createAppender(newClientId(random32));
	for (let next = 0; next < entries.length;) {
		const part = entries.slice(next, next + 1 + (random32() % 3));
		client.send(updateMessage(appender.append(part.map(entryToText))));
		next += part.length;
	}
	return receiptsUntil(client, entries.length);
}

async function receiptsUntil(client: Client, count: number): Promise<Map<string, string>> {
	const receipts = new Map<string, string>();
	try {
		while (receipts.size < count)
			for (const { id, sha256 } of (await client.next('receipt')).receipts) receipts.set(id, sha256);
	} catch {
		// The server is gone: what was receipted is all there is.
	}
	return receipts;
}

async function sendMissing(
	{ client }: Serving,
	entries: readonly Entry[],
	receipts: ReadonlyMap<string, string>,
	random32: () => number,
): Promise<Map<string, string>> {
	const open = entries.filter(({ id }) => !receipts.has(id));
	client.send(haveYouMessage(open.map(({ id }) => id)));
	const known = new Map((await client.next('receipt')).receipts.map(({ id, sha256 }) => [id, sha256]));
	const missing = open.filter(({ id }) => !known.has(id));
	if (missing.length === 0) return known;
	client.send(updateMessage(createAppender(newClientId(random32)).append(missing.map(entryToText))));
	return new Map([...known, ...(await receiptsUntil(client, missing.length))]);
}

/** @returns the steps that it counted, when it lived to tell. */
async function end({ child, client, said }: Serving): Promise<number> {
	if (child.exitCode === null && child.signalCode === null) {
		const gone = once(child, 'exit');
		child.kill('SIGTERM');
		await gone;
	}
	await client.closed;
	return Number(/steps (\d+)/.exec(said())?.[1] ?? 0);
}

/** A frame of the log that was begun and never finished: of bytes that mean nothing, or the first of a real one. */
function tear(dataDir: string, random32: () => number): void {
	const wal = join(dataDir, 'ledger.sqlite-wal');
	if (!existsSync(wal)) return;
	const length = 24 + (random32() % 4000);
	const kept = readFileSync(wal);
	const isReal = random32() % 2 === 0 && kept.length > walHeader + walFrame;
	// The salts of this log and a page's first bytes, as a disk leaves them that lost power in the middle.
	const torn = isReal
		? kept.subarray(-walFrame).subarray(0, length)
		: Buffer.from(Array.from({ length }, () => random32() % 256));
	appendFileSync(wal, torn);
}

/** Of SQLite's log: its header, and one page of 4,096 bytes with what stands before it. */
const walHeader = 32;
const walFrame = 24 + 4096;

/** The promises: no receipt without the entry on the disk, none doubled, and everything proves itself. */
async function held(
	dataDir: string,
	sent: readonly Entry[],
	receipts: ReadonlyMap<string, string>,
): Promise<{ onDisk: number; broken: string[] }> {
	const broken: string[] = [];
	const store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	try {
		const ids = sent.map(({ id }) => id);
		const day = dayOf(Date.now());
		const { entries } = await store.known({ ids, records: [], devices: [], accounts: [], day });
		for (const [id, sha256] of receipts)
			if (entries.get(id)?.sha256 !== sha256) broken.push(`receipted and not on the disk: ${id}`);
		for (const entry of sent) {
			const kept = entries.get(entry.id);
			if (kept && kept.sha256 !== hash('sha256', entryToText(entry), 'hex')) broken.push(`another text: ${entry.id}`);
		}
		const key = openSigner(join(dataDir, 'signing.key'));
		const { wrong } = await verifyLedger(store, key.publicKey, { timeZone: 'Asia/Shanghai' }, key.isSettled());
		if (wrong) broken.push(`does not verify: ${JSON.stringify(wrong)}`);
		broken.push(...doubled(dataDir));
		return { onDisk: entries.size, broken };
	} finally {
		await store.close();
	}
}

/** Texts that lie on the page twice. */
function doubled(dataDir: string): string[] {
	const db = new DatabaseSync(join(dataDir, 'ledger.sqlite'), { readOnly: true });
	const [{ carried, entries }] = db
		.prepare(
			'SELECT (SELECT coalesce(sum(clock_to - clock_from), 0) FROM ranges) AS carried, (SELECT count(*) FROM entries) AS entries',
		)
		.all() as unknown as [{ carried: number; entries: number }];
	db.close();
	return carried === entries ? [] : [`${carried} texts on the page for ${entries} entries`];
}
