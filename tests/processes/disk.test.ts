/** A disk that is really full, or really read-only: a small file system of its own. Needs the right to mount one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { periodOf } from '#lib/ledger/page.ts';
import { createAppender } from '#lib/replica/append.ts';
import { haveYouMessage, updateMessage } from '#lib/replica/messages.ts';
import { openSigner } from '#server/proof/signer.ts';
import { verifyLedger } from '#server/proof/verify.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { createTemplate, fillFolder, password } from '#tests/faults/kills.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openClient, type Client } from '#tests/support/rooms.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';

const page = `${grid}/field/${periodOf(Date.now())}`;
const mount = (...given: string[]) => spawnSync('mount', given).status === 0;
const canMount = (() => {
	const folder = mkdtempSync(join(tmpdir(), 'disk-probe-'));
	const can = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
	if (can) spawnSync('umount', [folder]);
	rmSync(folder, { recursive: true });
	return can;
})();

let template: ReturnType<typeof createTemplate>;
let dataDir: string;
let server: Server | null;
beforeEach(() => {
	template = createTemplate();
	dataDir = mkdtempSync(join(tmpdir(), 'disk-'));
	server = null;
});
afterEach(async () => {
	await server?.dispose();
	spawnSync('umount', [dataDir]);
	rmSync(dataDir, { recursive: true });
	template.dispose();
});

async function serve(megabytes: number): Promise<Server> {
	mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dataDir);
	fillFolder(template.folder, dataDir);
	server = await startServer({ dataDir, env: { DEMO: '0' } });
	return server;
}
async function open({ url }: Server): Promise<Client> {
	const { token } = await signInByHttp(url, 'grid01', password);
	const client = await openClient(`${url.replace('http', 'ws')}/sync/${page}?receipts=1&token=${token}`);
	await client.next('ask');
	return client;
}

const note = '这户的情况要记得很长。'.repeat(40);
const { make } = createEntries(1);
const entry = (): Entry => make({ ms: Date.now() - 60_000, body: { outcome: 'met', note } });

/** Sends one after the other until the server hangs up; what was receipted, and the close code. */
async function sendUntilClosed(client: Client, client32: number, entries: Entry[]): Promise<Set<string>> {
	const appender = createAppender(client32);
	const receipted = new Set<string>();
	try {
		for (let count = 0; count < 450; count++) {
			const next = entry();
			entries.push(next);
			client.send(updateMessage(appender.append([entryToText(next)])));
			for (const { id } of (await client.next('receipt')).receipts) receipted.add(id);
		}
	} catch {
		// Closed: the disk takes no more.
	}
	return receipted;
}

/** As a phone does that comes back. */
async function bringRest(client: Client, entries: readonly Entry[], known: Set<string>, client32: number) {
	const open = entries.filter(({ id }) => !known.has(id));
	client.send(haveYouMessage(open.map(({ id }) => id)));
	for (const { id } of (await client.next('receipt')).receipts) known.add(id);
	const missing = open.filter(({ id }) => !known.has(id));
	if (missing.length === 0) return;
	client.send(updateMessage(createAppender(client32).append(missing.map(entryToText))));
	while (known.size < entries.length) for (const { id } of (await client.next('receipt')).receipts) known.add(id);
}

async function holds(entries: readonly Entry[]): Promise<void> {
	await server!.stop();
	const store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	const key = openSigner(join(dataDir, 'signing.key'));
	const verified = await verifyLedger(store, key.publicKey, { timeZone: 'Asia/Shanghai' }, key.isSettled());
	await store.close();
	expect(verified).toMatchObject({ entries: entries.length, wrong: null });
}

describe.skipIf(!canMount)('the disk', () => {
	it('[S91] that is full receipts nothing, answers who reads, and takes everything once there is room', async () => {
		const running = await serve(12);
		const entries: Entry[] = [];
		const client = await open(running);
		const receipted = await sendUntilClosed(client, 5, entries);
		expect((await client.closed).code).toBe(1011);
		expect(receipted.size).toBeGreaterThan(0);
		expect(receipted.size).toBeLessThan(entries.length);
		expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
		mount('-o', 'remount,size=64m', dataDir);
		await bringRest(await open(running), entries, receipted, 6);
		await holds(entries);
	}, 120_000);

	it('[S91] that another program fills receipts nothing, and all is well when there is room again', async () => {
		const running = await serve(48);
		const entries = [entry()];
		const client = await open(running);
		client.send(updateMessage(createAppender(5).append(entries.map(entryToText))));
		const receipted = new Set((await client.next('receipt')).receipts.map(({ id }) => id));
		fill(dataDir);
		entries.push(entry());
		client.send(updateMessage(createAppender(6).append([entryToText(entries[1]!)])));
		expect((await client.closed).code).toBe(1011);
		rmSync(join(dataDir, 'filler'));
		await bringRest(await open(running), entries, receipted, 7);
		await holds(entries);
	}, 120_000);

	it('[S91] that is read-only at the start is named in words', async () => {
		mount('-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', dataDir);
		fillFolder(template.folder, dataDir);
		mount('-o', 'remount,ro', dataDir);
		await expect(startServer({ dataDir, env: { DEMO: '0' } })).rejects.toThrow(/on a disk that is read-only/);
	}, 60_000);
});

function fill(folder: string): void {
	for (let size = 16 * 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
		for (;;) {
			try {
				writeFileSync(join(folder, 'filler'), Buffer.alloc(size), { flag: 'a' });
			} catch {
				// Not so much room: half of it.
				break;
			}
		}
	}
}
