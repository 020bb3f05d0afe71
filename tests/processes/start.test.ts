/** How the server starts and stops: what it says to the person who runs it, and that it ends in order. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { freePort, signInByHttp, startServer, type Server } from '#tests/support/server.ts';

const root = resolve(import.meta.dirname, '../..');

/** A start that is expected to fail, in a folder of its own unless told otherwise. */
async function failedStart(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
	const folder = mkdtempSync(join(tmpdir(), 'start-'));
	const child = execFile(process.execPath, ['sync-server/main.ts'], {
		cwd: root,
		env: { ...process.env, HOST: '127.0.0.1', PORT: String(await freePort()), DATA_DIR: folder, DEMO: '0', ...env },
	});
	let said = '';
	child.stderr!.on('data', (chunk) => (said += String(chunk)));
	const [code] = (await once(child, 'close')) as [number | null];
	rmSync(folder, { recursive: true });
	return { code, said };
}

let server: Server;
beforeAll(async () => {
	server = await startServer();
}, 120_000);
afterAll(() => server.dispose());

describe('a start', () => {
	it('says where it is, that it is a demonstration, and who can sign in', () => {
		expect(server.output()).toContain(server.url);
		expect(server.output()).toContain('This is a demonstration');
		expect(server.output()).toMatch(/Accounts, password demo-2026/);
		expect(server.output()).toContain('grid01');
	});

	it('keeps what it makes for its owner alone', () => {
		for (const name of ['accounts.sqlite', 'ledger.sqlite']) {
			expect(statSync(join(server.dataDir, name)).mode & 0o077).toBe(0);
		}
		expect(readdirSync(server.dataDir)).not.toContain('.writable');
	});

	it('says in words when the port is taken', async () => {
		const { code, said } = await failedStart({ PORT: String(server.port) });
		expect(code).toBe(1);
		expect(said).toBe(
			`Port ${server.port} is taken: by another program, or by a server still running. Choose another: PORT=${server.port + 1} npm start\n`,
		);
	});

	it('leaves a data folder alone that another server holds', async () => {
		const { code, said } = await failedStart({ DATA_DIR: server.dataDir });
		expect(code).toBe(1);
		expect(said).toMatch(/^Another server is already running on the data folder .*\n$/);
	});

	it('says in words what is wrong with the data folder and the environment', async () => {
		const file = join(mkdtempSync(join(tmpdir(), 'start-')), 'file');
		writeFileSync(file, '');
		expect((await failedStart({ DATA_DIR: file })).said).toMatch(
			/^The data folder .* cannot be used: it is not a folder\./,
		);
		expect((await failedStart({ PUBLIC_URL: 'linli' })).said).toMatch(/^PUBLIC_URL is 'linli'; it must be/);
		expect((await failedStart({ HOST: '192.0.2.1' })).said).toMatch(/^HOST is '192\.0\.2\.1', which is no address/);
	});
});

describe('a stop', () => {
	it('closes sockets with 1001, ends streams, and leaves with 0; the next start goes on', async () => {
		const { token } = await signInByHttp(server.url, 'grid01');
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}/sync/120101004010001/field/register?token=${token}`);
		await once(socket, 'open');
		const closed = once(socket, 'close');
		const stream = await fetch(`${server.url}/api/events`, { headers: { authorization: `Bearer ${token}` } });
		const ended = stream.text();
		expect(await server.stop()).toBe(0);
		expect((await closed)[0]).toBe(1001);
		expect(await ended).toContain('event: hello');
		await server.start();
		const session = await fetch(`${server.url}/api/session`, { headers: { authorization: `Bearer ${token}` } });
		expect(session.status).toBe(200);
	});

	it('by the power going leaves a folder that opens again', async () => {
		await server.kill();
		await server.start();
		expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
	});
});
