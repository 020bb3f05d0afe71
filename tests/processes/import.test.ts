/** `npm run import` as an operator runs it: into a folder at rest, and while the server runs on it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, signInByHttp, startServer, type Server } from '#tests/support/server.ts';

const community = '120101004010';
let server: Server;
let folder: string;
let file: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'linli-roster-'));
	file = join(folder, 'roster.csv');
	writeFileSync(file, '网格,楼栋,门,门号,姓名\n第一网格,77,1,101,王小明\n');
	server = await startServer();
}, 120_000);
afterAll(async () => {
	await server.dispose();
	rmSync(folder, { recursive: true });
});

async function runImport(args: readonly string[], { port = server.port, password = '' } = {}) {
	const env = { ...process.env, DATA_DIR: server.dataDir, PORT: String(port), HOST: '127.0.0.1', INIT_CWD: folder };
	const running = spawn(process.execPath, ['sync-server/import.ts', ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
	let said = '';
	running.stdout.on('data', (chunk) => (said += String(chunk)));
	running.stderr.on('data', (chunk) => (said += String(chunk)));
	running.stdin.end(`${password}\n`);
	const [code] = (await once(running, 'close')) as [number];
	return { code, said };
}
const order = ['roster.csv', '--community', community, '--account', 'super01'];

it('hands the file to the server that runs on the folder, for who knows the password', async () => {
	expect(await runImport(order, { password: 'wrong' })).toMatchObject({
		code: 1,
		said: expect.stringContaining('password is wrong'),
	});
	const elsewhere = await runImport(order, { port: await freePort(), password: 'demo-2026' });
	expect(elsewhere).toMatchObject({ code: 1, said: expect.stringContaining('not where HOST and PORT say') });
	const dry = await runImport([...order, '--dry'], { password: 'demo-2026' });
	expect(dry).toMatchObject({ code: 0, said: expect.stringContaining('可以导入：1 个网格，新楼栋 1，住户 1，居民 1') });
	expect(await runImport(order, { password: 'demo-2026' })).toMatchObject({
		code: 0,
		said: expect.stringContaining('已导入'),
	});
	const { get } = await signInByHttp(server.url, 'super01');
	const { records } = await get<{ records: { body: { label: string } }[] }>(
		`/api/records?area=${community}&kind=household&limit=1`,
	);
	expect(records[0]!.body.label).toBe('77-1-101');
});

it('writes into a folder at rest by itself, and finds there what the server wrote', async () => {
	await server.stop();
	expect(await runImport(order)).toMatchObject({ code: 0, said: expect.stringContaining('和台账一样') });
	writeFileSync(file, '网格,楼栋,门,门号,姓名\n第一网格,77,1,102,李小红\n');
	expect(await runImport(order)).toMatchObject({ code: 0, said: expect.stringContaining('新楼栋 0，住户 1') });
	expect(await runImport(['none.csv', ...order.slice(1)])).toMatchObject({
		code: 1,
		said: expect.stringContaining('There is no file'),
	});
	await server.start();
});

it('writes the template where it is asked to, never over a file', async () => {
	expect((await runImport(['--template', 'new.csv'])).code).toBe(0);
	expect(readFileSync(join(folder, 'new.csv'), 'utf8')).toContain('与户主关系');
	expect((await runImport(['--template', 'new.csv'])).code).not.toBe(0);
});
