/** A real server process on a data folder of its own, that a test may kill and start again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');

export interface Server {
	readonly url: string;
	readonly port: number;
	readonly dataDir: string;
	/** Of the process that runs now. */
	readonly pid: () => number;
	/** SIGKILL: as when the power goes. */
	readonly kill: () => Promise<void>;
	/** SIGTERM, and the exit code. */
	readonly stop: () => Promise<number | null>;
	/** Starts again on the same port and data folder. */
	readonly start: () => Promise<void>;
	/** All that it printed so far. */
	readonly output: () => string;
	/** Stops and removes the data folder. */
	readonly dispose: () => Promise<void>;
}

/** A seeded data folder, made once for the whole run and copied for each server. */
export const seededFolder = (): string => process.env.LINLI_SEEDED ?? '';

/**
 * @param options.env more environment for the process
 * @param options.dataDir a folder to serve; otherwise a fresh copy of the seeded one
 */
export async function startServer(options: { env?: Record<string, string>; dataDir?: string } = {}): Promise<Server> {
	const port = await freePort();
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'linli-data-'));
	if (!options.dataDir && existsSync(seededFolder())) cpSync(seededFolder(), dataDir, { recursive: true });
	let child: ChildProcess | null = null;
	let output = '';
	const url = `http://127.0.0.1:${port}`;

	const start = async () => {
		const running = spawn(process.execPath, ['sync-server/main.ts'], {
			cwd: root,
			env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, LOG: 'warn', ...options.env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		child = running;
		running.stdout.on('data', (chunk) => (output += String(chunk)));
		running.stderr.on('data', (chunk) => (output += String(chunk)));
		await untilHealthy(
			url,
			() => running.exitCode === null,
			() => output,
		);
	};
	const end = async (signal: NodeJS.Signals) => {
		if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
		const gone = once(child, 'exit');
		child.kill(signal);
		await gone;
		return child.exitCode;
	};

	await start();
	return {
		url,
		port,
		dataDir,
		pid: () => child!.pid!,
		start,
		kill: async () => void (await end('SIGKILL')),
		stop: () => end('SIGTERM'),
		output: () => output,
		dispose: async () => {
			await end('SIGKILL');
			if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

async function untilHealthy(url: string, isAlive: () => boolean, output: () => string): Promise<void> {
	for (;;) {
		if (!isAlive()) throw new Error(`the server ended at start:\n${output()}`);
		const healthy = await fetch(`${url}/healthz`).then(
			(response) => response.ok,
			() => false,
		);
		if (healthy) return;
		await delay(50);
	}
}

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, 'close');
	return port;
}

/** Signs in by HTTP and gives a fetch that carries the token. */
export async function signInByHttp(url: string, account: string, password = 'demo-2026') {
	const response = await fetch(`${url}/api/session`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ account, password }),
	});
	if (!response.ok) throw new Error(`sign-in of ${account}: ${response.status} ${await response.text()}`);
	const { token } = (await response.json()) as { token: string };
	const get = async <Answer>(path: string): Promise<Answer> => {
		const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
		if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
		return (await answer.json()) as Answer;
	};
	return { token, get };
}
