/** The app as it is built: opened cold without a network, sending what was recorded offline, and the script it needs to show. */
import type { Page } from '@playwright/test';
import { once } from 'node:events';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byTurns } from '#tests/bench/rounds.ts';
import type { Row } from '#tests/bench/table.ts';
import { putFar } from './far-server.ts';
import { script } from './script.ts';
import { firstScreens, markWhenShown, signIn } from './shown.ts';
import { call, newcomer, openBrowser, openHarness, openStage, type Stage } from './stage.ts';

const account = 'grid01';
const slowdown = 4;
const roundTripMs = 50;
const offlineEntries = 50;
const fewRecords = 500;

export async function app(sizes: readonly number[]): Promise<Row[]> {
	const rows: Row[] = [];
	const most = Math.max(...sizes);
	const stage = await openStage([most], fewRecords);
	try {
		rows.push(...(await script(stage)), ...(await sending(stage)));
		rows.push(...(await coldStart(stage, newcomer.account, fewRecords)));
		rows.push(...(await coldStart(stage, account, most * 0.85)));
	} finally {
		await stage.close();
	}
	return rows;
}

// ── cold start ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** A phone full of records, and the same app on one that holds none; both opened without a server, the processor slowed. */
async function coldStart(stage: Stage, who: string, expected: number): Promise<Row[]> {
	const full = await preparePhone(stage, who, expected);
	const empty = await preparePhone(stage, who, 0);
	await stage.server.stop();
	const rows: Row[] = [];
	try {
		for (const { name, path, list } of firstScreens) {
			const { ours, floor } = await byTurns(
				{
					ours: () => openCold(full.folder, stage.server.url, path, list),
					floor: () => openCold(empty.folder, stage.server.url, path, list),
				},
				7,
			);
			const what = `opened cold and offline, ${name}, processor slowed ${slowdown} times`;
			rows.push({ what, size: full.records, unit: 'ms', ours, floor, budget: 1.5 });
		}
	} finally {
		for (const { folder } of [full, empty]) rmSync(folder, { recursive: true, force: true });
		await stage.server.start();
	}
	return rows;
}

/** @param expected records at least; none: the phone stays empty */
async function preparePhone(stage: Stage, who: string, expected: number): Promise<{ folder: string; records: number }> {
	const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
	const context = await openBrowser(folder, stage.server.url);
	const page = context.pages()[0] ?? (await context.newPage());
	// The empty phone never hears which pages there are.
	if (expected === 0) await context.route('**/api/pages', (route) => route.abort());
	await signIn(page, who);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	const records = expected > 0 ? await untilRecords(page, who, expected) : 0;
	// Loaded once more under the worker, so that nothing is missing from its cache.
	await page.reload();
	await page.waitForSelector(firstScreens[0].list);
	await context.close();
	return { folder, records };
}

/** Waits until at least so many records stand on the phone and no more come. */
async function untilRecords(page: Page, who: string, atLeast: number): Promise<number> {
	let last = -1;
	for (;;) {
		const count = await countIn(page, who, 'records');
		if (count >= atLeast && count === last) return count;
		last = count;
		await page.waitForTimeout(1000);
	}
}

const countIn = (page: Page, who: string, table: string): Promise<number> =>
	page.evaluate(
		([name, table]) =>
			new Promise<number>((resolve, reject) => {
				const opening = indexedDB.open(name!);
				opening.onerror = () => reject(opening.error);
				opening.onsuccess = () => {
					const db = opening.result;
					const counting = db.transaction(table!).objectStore(table!).count();
					counting.onsuccess = () => {
						db.close();
						resolve(counting.result);
					};
				};
			}),
		[`linli-${who}`, table],
	);

async function openCold(folder: string, url: string, path: string, list: string): Promise<number> {
	const context = await openBrowser(folder, url);
	try {
		const page = context.pages()[0] ?? (await context.newPage());
		await page.addInitScript(markWhenShown, list);
		const devtools = await context.newCDPSession(page);
		await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
		await page.goto(path, { waitUntil: 'commit' });
		const shown = await page.waitForFunction(() => (globalThis as never as { shownAt?: number }).shownAt);
		return (await shown.jsonValue()) as number;
	} finally {
		await context.close();
	}
}

// ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** 50 entries recorded without signal, from the moment it is back to the last receipt; the floor uploads the same bytes. */
async function sending(stage: Stage): Promise<Row[]> {
	const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
	const far = await putFar(stage.server.port, roundTripMs);
	const uploads = await takeUploads();
	const farUploads = await putFar(uploads.port, roundTripMs);
	const context = await openBrowser(folder, far.url);
	try {
		const page = context.pages()[0] ?? (await context.newPage());
		await signIn(page, account);
		await untilRecords(page, account, stage.pages[0]!.size * 0.85);
		const harness = await openHarness(context);
		await call(harness, 'openSpaceOf', account);
		await page.bringToFront();
		let bytes = 0;
		const { ours, floor } = await byTurns(
			{
				ours: async (round) => {
					far.cut();
					bytes = await call(harness, 'recordOffline', offlineEntries, round);
					far.mend();
					const took = await comeBack(page);
					await call(harness, 'expectReceived', (round + 1) * offlineEntries);
					return took;
				},
				floor: () => call(harness, 'upload', farUploads.url, bytes || 15_000),
			},
			7,
		);
		const what = `${offlineEntries} offline entries to receipts, ${roundTripMs} ms away`;
		return [
			{ what, size: offlineEntries, unit: 'ms', ours, floor, budget: 2, note: `${bytes.toLocaleString('en')} bytes` },
		];
	} finally {
		await context.close();
		await Promise.all([far.close(), farUploads.close(), uploads.close()]);
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Tells the app that the network is back, and waits until nothing is without receipt. */
const comeBack = (page: Page): Promise<number> =>
	page.evaluate(
		(name) =>
			new Promise<number>((resolve, reject) => {
				const opening = indexedDB.open(name);
				opening.onerror = () => reject(opening.error);
				opening.onsuccess = () => {
					const db = opening.result;
					const begun = performance.now();
					dispatchEvent(new Event('online'));
					const look = () => {
						const counting = db.transaction('outbox').objectStore('outbox').index('state').count('waiting');
						counting.onsuccess = () => {
							if (counting.result > 0) return void setTimeout(look, 5);
							db.close();
							resolve(performance.now() - begun);
						};
					};
					look();
				};
			}),
		`linli-${account}`,
	);

/** Takes an upload, writes and syncs it, and says so. */
async function takeUploads() {
	const folder = mkdtempSync(join(tmpdir(), 'linli-uploads-'));
	const file = openSync(join(folder, 'uploads'), 'a');
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			writeSync(file, Buffer.concat(chunks));
			fsyncSync(file);
			// Each upload opens its own connection, as who comes back to the network must.
			response.writeHead(200, { 'access-control-allow-origin': '*', connection: 'close' }).end('taken');
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as { port: number }).port,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
			closeSync(file);
			rmSync(folder, { recursive: true });
		},
	};
}
