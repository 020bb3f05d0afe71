/** Erasure on a real server: killed in the middle, and a backup from before it put back, with a phone that is ahead of it. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { periodOf } from '#lib/ledger/page.ts';
import { createEntries, grid, idOf } from '#tests/support/entries.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';

const crashAt = pathToFileURL(resolve(import.meta.dirname, '../faults/crash-at.ts')).href;
let server: Server;
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'erasure-'));
});
afterEach(async () => {
	await server.dispose();
	for (const made of [folder, server.dataDir]) rmSync(made, { recursive: true, force: true });
	for (const name of readdirSync(tmpdir()))
		if (join(tmpdir(), name).startsWith(`${server.dataDir}.`)) rmSync(join(tmpdir(), name), { recursive: true });
});

interface Ran {
	readonly stdout: string;
	readonly stderr: string;
}
const run = (program: string, ...given: string[]): Promise<Ran> =>
	promisify(execFile)(process.execPath, [`sync-server/${program}.ts`, ...given], {
		env: { ...process.env, DATA_DIR: server.dataDir },
	}).catch((error: Ran) => error);

const asJson = (token: string, body: object): RequestInit => ({
	method: 'POST',
	headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
	body: JSON.stringify(body),
});

async function hand(
	page: string,
	...entries: readonly Entry[]
): Promise<{ refused: { code: string }[]; accepted: string[] }> {
	const { token } = await signInByHttp(server.url, 'grid01');
	const answer = await fetch(`${server.url}/api/pages/${page}/entries`, asJson(token, entries));
	return (await answer.json()) as { refused: { code: string }[]; accepted: string[] };
}

const nameOf = (number: number): string => `欧阳秀${'甲乙丙丁戊己'[number]!}`;
const textBy = (entries: ReturnType<typeof createEntries>) => {
	const part = { by: 'grid01', dev: undefined, ms: Date.now() };
	return (more: object): Entry => entries.make({ ...part, ...more });
};

/** A household, a resident behind its door, an elder and a check-in: all written by HTTP. */
async function person(number: number) {
	const make = textBy(createEntries(0x10000 * (number + 1)));
	const name = nameOf(number);
	const home = make({ kind: 'household', body: { label: `9-1-${number}01`, building: '9', door: `${number}01` } });
	const resident = make({ kind: 'resident', about: home.id, body: { name, phone: `1380000000${number}` } });
	const elder = make({
		kind: 'elder',
		about: resident.id,
		body: { household: home.id, tier: 'high', types: [], contacts: [] },
	});
	const checkIn = make({ kind: 'check-in', about: elder.id, body: { outcome: 'met', note: `${name}血压高` } });
	const months = periodOf(Date.now());
	expect((await hand(`${grid}/field/register`, home, resident)).refused).toEqual([]);
	expect((await hand(`${grid}/care/register`, elder)).refused).toEqual([]);
	expect((await hand(`${grid}/care/${months}`, checkIn)).refused).toEqual([]);
	const late = make({ kind: 'check-in', about: elder.id, body: { outcome: 'phone', note: `又给${name}打电话` } });
	return { number, name, home, resident, elder, checkIn, late, care: `${grid}/care/${months}` };
}
type Someone = Awaited<ReturnType<typeof person>>;

async function erase({ number, resident, name }: Someone): Promise<Response> {
	const { token } = await signInByHttp(server.url, 'admin01');
	const order = { id: idOf(0xe000 + number), person: resident.id, ground: 'consent', name, choices: [] };
	return fetch(`${server.url}/api/erasures`, asJson(token, order));
}

const filesWith = (word: string): string[] =>
	readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
		.filter((file) => file.isFile())
		.map((file) => join(file.parentPath, file.name))
		.filter((file) => readFileSync(file).includes(word));

async function isGone({ resident, name }: Someone): Promise<void> {
	const { token } = await signInByHttp(server.url, 'super01');
	const answer = await fetch(`${server.url}/api/records/${resident.id}`, {
		headers: { authorization: `Bearer ${token}` },
	});
	expect(answer.status).toBe(404);
	expect(filesWith(name)).toEqual([]);
}

it('[E8] killed anywhere in the middle, it is carried on at the next start, and nothing of the person is left', async () => {
	server = await startServer({ env: { NODE_OPTIONS: `--import=${crashAt}`, CRASH_AT: '0 before' } });
	const people: Someone[] = [];
	for (let number = 0; number < 3; number++) people.push(await person(number));
	// Before the ledger's transaction, within it, and behind it.
	const kills = ['12 after', '105 after', '140 after'];
	let killed = 0;
	for (const [index, someone] of people.entries()) {
		await server.stop();
		const dying = await startServer({
			dataDir: server.dataDir,
			env: { NODE_OPTIONS: `--import=${crashAt}`, CRASH_AT: kills[index]! },
		});
		process.kill(dying.pid(), 'SIGUSR2');
		const { dataDir } = server;
		server = { ...dying, dataDir };
		const answer = await erase(someone).catch(() => null);
		if (answer === null) killed += 1;
		await dying.kill();
		server = { ...(await startServer({ dataDir })), dataDir };
		// Who was not written down before the end was not erased, and is now.
		if (
			!existsSync(join(dataDir, 'erasures.jsonl')) ||
			!filesWith(someone.resident.id).some((file) => file.endsWith('erasures.jsonl'))
		)
			expect((await erase(someone)).status).toBe(200);
		await isGone(someone);
	}
	expect(killed).toBeGreaterThan(1);
	await server.stop();
	expect((await run('verify', server.dataDir)).stdout).toContain('All holds');
	expect((await run('ledger', 'check')).stdout).toContain('0 differ');
}, 400_000);

it('[E11, B8] a backup from before it, put back after the folder was lost, brings nothing back, and neither does a phone that is ahead', async () => {
	server = await startServer();
	const someone = await person(0);
	const [word] = [someone.name];
	expect((await run('backup', folder)).stdout).toMatch(/files/);
	// After the backup, so that the restored ledger has never heard of it.
	expect((await hand(someone.care, someone.late)).accepted).toEqual([someone.late.id]);
	const made = await erase(someone);
	expect(made.status).toBe(200);
	const { backups } = (await made.json()) as { backups: { folder: string; until: number }[] };
	expect(backups.map((backup) => backup.folder)).toEqual([
		join(
			folder,
			readdirSync(folder).find((name) => name.startsWith('linli-'))!,
		),
	]);
	await isGone(someone);
	await server.kill();
	rmSync(server.dataDir, { recursive: true });
	expect((await run('restore', backups[0]!.folder)).stdout).toContain('Start the server');
	expect(filesWith(word)).not.toEqual([]);
	await server.start();
	await isGone(someone);
	for (const [page, entry] of [
		[someone.care, someone.late],
		[someone.care, someone.checkIn],
		[`${grid}/field/register`, someone.resident],
	] as const)
		expect((await hand(page, entry)).refused.map(({ code }) => code)).toEqual(['erased']);
	await isGone(someone);
	await server.stop();
	expect((await run('verify', server.dataDir)).stdout).toContain('All holds');
}, 180_000);

it('[E11, B7] a folder that was replaced hands on what was erased there, and is named as one that still holds it', async () => {
	server = await startServer();
	const someone = await person(1);
	await run('backup', folder);
	expect((await erase(someone)).status).toBe(200);
	rmSync(join(folder, 'erasures.jsonl'));
	await server.stop();
	const [backup] = readdirSync(folder).map((name) => join(folder, name));
	await run('restore', backup!);
	await server.start();
	await isGone(someone);
	const { token } = await signInByHttp(server.url, 'admin01');
	const answer = await fetch(`${server.url}/api/erasures?area=120101`, {
		headers: { authorization: `Bearer ${token}` },
	});
	const { erasures } = (await answer.json()) as { erasures: { done: boolean; backups: { sort: string }[] }[] };
	expect(erasures).toMatchObject([{ done: true, backups: [{ sort: 'backup' }] }]);
}, 180_000);
