/** What an operator does to a ledger at rest: check it, and tell it that it came from a backup. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDeliveryFile } from '#server/deliveries/deliveries-sqlite.ts';
import { startServer, type Server } from '#tests/support/server.ts';

let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.dispose());

const run = (...command: string[]) =>
	promisify(execFile)(process.execPath, ['sync-server/ledger.ts', ...command], {
		env: { ...process.env, DATA_DIR: server.dataDir },
	}).catch((error: { code: number; stdout: string; stderr: string }) => error);

const generation = async () =>
	((await (await fetch(`${server.url}/healthz`)).json()) as { generation: string }).generation;

it('leaves the ledger of a running server alone', async () => {
	const { stderr } = await run('restored');
	expect(stderr).toContain('already running');
});

it('[DL10] has it on record when it writes a page into a file', async () => {
	await server.stop();
	const page = '120101004010001/field/register';
	const target = join(server.dataDir, 'page.json');
	expect((await run('export', page, target)).stdout).toContain(`entries in ${target}`);
	const file = openDeliveryFile(join(server.dataDir, 'deliveries.sqlite'));
	const [row] = file.list({ area: '120101004010001', limit: 1 });
	expect(row).toMatchObject({
		account: 'system',
		address: '',
		way: 'exported',
		page,
		what: { list: 'page', epoch: 1 },
	});
	const resident = (JSON.parse(readFileSync(target, 'utf8')) as { entries: string[] }).entries
		.map((text) => JSON.parse(text) as { id: string; kind: string })
		.find(({ kind }) => kind === 'resident');
	expect(file.idsOf(row!.number)).toContain(resident!.id);
	file.close();
	await server.start();
});

it('finds no difference between lists and entries, and gives a restored ledger another generation', async () => {
	const before = await generation();
	await server.stop();
	expect((await run('check')).stdout).toMatch(/^\d{4,} records, 0 differ/);
	expect((await run('restored')).stdout).toContain('generation');
	await server.start();
	expect(await generation()).not.toBe(before);
});
