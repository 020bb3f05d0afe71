/** Proving a whole ledger: the demonstration's, untouched, exported, and with one byte changed. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type Server } from '#tests/support/server.ts';

const page = '120101004010001/field/register';
let server: Server;
let folder: string;
beforeAll(async () => {
	server = await startServer();
	await server.stop();
	folder = mkdtempSync(join(tmpdir(), 'verify-'));
});
afterAll(async () => {
	await server.dispose();
	rmSync(folder, { recursive: true });
});

const run = (program: string, ...given: string[]) =>
	promisify(execFile)(process.execPath, [`sync-server/${program}.ts`, ...given], {
		env: { ...process.env, DATA_DIR: server.dataDir },
	}).catch((error: { code: number; stdout: string; stderr: string }) => error);

it('[P4] [P7] the demonstration holds, page by page and list by list', async () => {
	expect((await run('verify', server.dataDir)).stdout).toMatch(
		/^All holds: \d+ photos, \d+ pages, \d{4,} entries, \d+ receipts/,
	);
});

it('[P5] an exported page holds by itself; with another key, or a changed text, it does not', async () => {
	const file = join(folder, 'page.json');
	expect((await run('ledger', 'export', page, file)).stdout).toMatch(/^\d{3,} entries/);
	expect((await run('verify', file)).stdout).toMatch(/^All holds: \d{3,} entries/);
	const foreign = await run('verify', file, '--key', 'MCowBQYDK2VwAyEA11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
	expect(foreign.stderr).toContain("is not signed by the server's key");
	writeFileSync(file, readFileSync(file, 'utf8').replace('张', '章'));
	expect((await run('verify', file)).stderr).toMatch(/WRONG .*is not what was receipted/);
	writeFileSync(file, '{"format":"linli-page"}');
	expect((await run('verify', file)).stderr).toContain('is no exported page');
	expect((await run('verify', join(folder, 'nothing'))).stderr).toContain('There is nothing at');
});

it('[P5] one changed letter in the whole ledger is named with its page', async () => {
	const db = new DatabaseSync(join(server.dataDir, 'ledger.sqlite'));
	const { text, id } = db.prepare(`SELECT text, id FROM entries WHERE text LIKE '%"outcome":"met"%' LIMIT 1`).get()!;
	db.prepare('UPDATE entries SET text = ? WHERE id = ?').run(String(text).replace('"met"', '"mat"'), id as string);
	db.close();
	const { stderr } = await run('verify', server.dataDir);
	expect(stderr).toMatch(/^WRONG {2}Page \d{15}\//);
	expect(stderr).toContain(id as string);
});
