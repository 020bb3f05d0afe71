/** Backups of a server that serves, restores, and the drill: phones that were ahead bring back what is missing. */
import 'fake-indexeddb/auto';
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { closeSpace } from '#lib/device/database.ts';
import { createRemote } from '#lib/device/remote.ts';
import { record } from '#lib/device/save.ts';
import { startEngine, type Engine } from '#lib/device/sync/engine.ts';

const desk = '120101004010001';
let server: Server;
let folder: string;
beforeEach(async () => {
	server = await startServer();
	folder = mkdtempSync(join(tmpdir(), 'backup-'));
});
afterEach(async () => {
	await server.dispose();
	rmSync(folder, { recursive: true });
	for (const name of readdirSync(tmpdir())) {
		const path = join(tmpdir(), name);
		if (path.startsWith(`${server.dataDir}.`)) rmSync(path, { recursive: true });
	}
});

interface Ran {
	readonly code?: number;
	readonly stdout: string;
	readonly stderr: string;
}
const run = (program: string, ...given: string[]): Promise<Ran> =>
	promisify(execFile)(process.execPath, [`sync-server/${program}.ts`, ...given], {
		env: { ...process.env, DATA_DIR: server.dataDir },
	}).catch((error: Ran) => error);
const backups = () => readdirSync(folder).map((name) => join(folder, name));
const until = (condition: () => unknown): Promise<void> =>
	vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 40_000, interval: 50 });

type TestSpace = ReturnType<typeof openTestSpace>;
interface Phone {
	readonly space: TestSpace;
	readonly engine: Engine;
	readonly visit: (note: string) => Promise<string>;
	readonly isReceived: (id: string) => Promise<boolean>;
	readonly stop: () => Promise<void>;
}

async function startPhone(): Promise<Phone> {
	const { token } = await signInByHttp(server.url, 'grid01');
	const space = openTestSpace('grid01', { device: crypto.randomUUID(), now: Date.now });
	const fetcher: typeof fetch = (input, init) =>
		fetch(input, { ...init, headers: { ...(init?.headers as object), authorization: `Bearer ${token}` } });
	const engine = startEngine(space, {
		remote: createRemote(fetcher, server.url),
		server: server.url.replace('http', 'ws'),
		params: { token },
		report: () => {},
		learn: () => {},
		onSignedOut: () => {},
		onRevoked: () => {},
		later: (ms, work) => {
			const timer = setTimeout(work, ms);
			return () => clearTimeout(timer);
		},
	});
	return {
		space,
		engine,
		visit: async (note) => {
			const saved = await record(space, { kind: 'visit', desk, body: { outcome: 'met', note } });
			if (!saved.ok) throw new Error(JSON.stringify(saved.error));
			return saved.value.id;
		},
		isReceived: async (id) => (await space.db.outbox.get(id))?.state === 'received',
		stop: async () => {
			await engine.stop();
			closeSpace(space);
			await space.db.delete();
		},
	};
}

it('[B1] [B6] the drill: backed up while serving, lost, put back; the phone that was ahead brings back what is missing, once', async () => {
	const phone = await startPhone();
	try {
		const before = await phone.visit('备份前');
		await until(() => phone.isReceived(before));
		expect((await run('backup', folder)).stdout).toMatch(/files, \d+ MB/);
		const after = await phone.visit('备份后');
		await until(() => phone.isReceived(after));

		await server.kill();
		rmSync(server.dataDir, { recursive: true });
		const [backup] = backups();
		const restored = await run('restore', backup!);
		expect(restored.stdout).toContain('Phones bring back what came after');
		expect((await run('verify', server.dataDir)).stdout).toContain('All holds');
		await server.start();
		const ids = () => {
			const db = new DatabaseSync(join(server.dataDir, 'ledger.sqlite'), { readOnly: true });
			const rows = db.prepare('SELECT id FROM entries WHERE id IN (?, ?)').all(before, after);
			db.close();
			return rows.map(({ id }) => id as string).sort();
		};
		phone.engine.wake(true);
		await until(() => ids().length === 2);
		expect(ids()).toEqual([before, after].sort());
		await until(() => phone.isReceived(after));
	} finally {
		await phone.stop();
	}
}, 180_000);

it('[B2] [B3] appears when it is whole, without what is only for a running process', async () => {
	const entries = server.dataDir;
	expect((await run('backup', folder)).code).toBeUndefined();
	const [backup] = backups();
	const names = readdirSync(backup!);
	expect(names).toContain('ledger.sqlite');
	expect(names).toContain('signing.key');
	expect(names.filter((name) => /lock|wal|shm|part/.test(name))).toEqual([]);
	// A folder that cannot be written.
	const file = join(folder, 'file');
	writeFileSync(file, '');
	expect((await run('backup', file)).stderr).toMatch(/cannot be used|could not be made/);
	expect(existsSync(entries)).toBe(true);
	expect(backups().filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('[B4] [B5] a damaged backup, none at all, and a running server are answered, and change nothing', async () => {
	await run('backup', folder);
	const [backup] = backups();
	expect((await run('restore', backup!)).stderr).toContain('already running');
	await server.stop();
	expect((await run('restore', folder)).stderr).toContain('There is no backup');
	appendFileSync(join(backup!, 'areas.json'), ' ');
	expect((await run('restore', backup!)).stderr).toContain('is damaged: areas.json');
	renameSync(join(backup!, 'accounts.sqlite'), join(folder, 'elsewhere'));
	expect((await run('restore', backup!)).stderr).toContain('is damaged');
	expect((await run('ledger', 'check')).stdout).toContain('0 differ');
});

it('[B5] what stood in the data folder is moved aside', async () => {
	await run('backup', folder);
	await server.stop();
	const { stdout } = await run('restore', backups()[0]!);
	const aside = /in (\S+): delete/.exec(stdout)![1]!;
	expect(existsSync(join(aside, 'ledger.sqlite'))).toBe(true);
	await server.start();
	expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
