/** A real server with pages of a size, a plain server for the floors, and a browser with the harness open. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import type { Entry } from '#lib/ledger/entry.ts';
import { defaultTimeZone } from '#lib/ledger/page.ts';
import { gridOf, openAreas } from '#server/areas/areas.ts';
import { openAuth } from '#server/auth/auth.ts';
import { createFanOut } from '#server/fan-out/in-process.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { createRooms } from '#server/sync/room.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { createPage, createWriter, demoScene, entriesToLines } from '#tests/bench/entries.ts';
import { createRegister } from '#tests/bench/register.ts';
import type { Bench } from './harness.ts';
import { createSigner } from '#server/proof/signer.ts';

export interface PageOfSize {
	readonly id: string;
	readonly size: number;
}

export interface Stage {
	readonly server: Server;
	readonly pages: readonly PageOfSize[];
	/** Address of the JSON lines of a page. */
	readonly linesOf: (page: PageOfSize) => string;
	readonly close: () => Promise<void>;
}

/** Whoever holds a grid of his own with so many records and no more. */
export const newcomer = { account: 'bench01', grid: gridOf('120101004010', 9, '第九网格') };

/**
 * @param sizes records of a month of the demonstration's first grid each, beside what the demonstration has there
 * @param records of the newcomer's grid
 */
export async function openStage(sizes: readonly number[], records = 0): Promise<Stage> {
	const dataDir = mkdtempSync(join(tmpdir(), 'linli-bench-'));
	const server = await startServer({ dataDir });
	await server.stop();
	if (records > 0) await addNewcomer(dataDir);
	const pages = await fill(join(dataDir, 'ledger.sqlite'), sizes, records);
	await server.start();
	const files = await serveFiles(new Map(pages.map(({ page, lines }) => [`/${page.size}.jsonl`, gzipSync(lines)])));
	return {
		server,
		pages: pages.map(({ page }) => page),
		linesOf: ({ size }) => `${files.url}/${size}.jsonl`,
		close: async () => {
			await server.stop();
			await files.close();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

async function addNewcomer(dataDir: string): Promise<void> {
	openAreas(join(dataDir, 'areas.json')).put([newcomer.grid]);
	const auth = await openAuth(join(dataDir, 'accounts.sqlite'));
	const grants = [{ role: 'worker' as const, desk: newcomer.grid.code, books: ['field' as const] }];
	await auth.accounts.add({ id: newcomer.account, name: '新来', password: 'demo-2026', demo: true, grants });
	auth.close();
}

/** Three fifths of them doors and people, the rest visits there; each is a record. */
function newcomersRecords(records: number): { readonly register: readonly Entry[]; readonly visits: readonly Entry[] } {
	const desk = newcomer.grid.code;
	const register = createRegister(desk, records).entries.slice(0, Math.round(records * 0.6));
	const homes = register.filter(({ kind }) => kind === 'household');
	const { entry, visit } = createWriter(records, desk);
	const visits = Array.from({ length: records - register.length }, (_, index) =>
		entry(Date.UTC(2025, 0, 5, 4) + index * 3_600_000, {
			by: 'bench',
			about: homes[index % homes.length]!.id,
			body: visit(),
		}),
	);
	return { register, visits };
}

/** Adds a page of each size, each in a month of its own, by the door that every entry goes through. */
async function fill(file: string, sizes: readonly number[], records: number) {
	const store = openSqliteStore(file);
	const rooms = createRooms({
		store,
		signer: createSigner(),
		fanOut: createFanOut(),
		timeZone: defaultTimeZone,
		now: Date.now,
		onError: (error) => {
			throw error;
		},
	});
	async function add(desk: string, period: string, entries: readonly Entry[]): Promise<string> {
		const id = `${desk}/field/${period}`;
		const grants = [{ role: 'worker' as const, desk, books: ['field' as const] }];
		const { refused } = await rooms.add(id, entries, { account: 'bench', grants, device: null, steward: true });
		if (refused.length > 0)
			throw new Error(`the gate refused ${refused.length} entries: ${refused[0]!.code} ${refused[0]!.detail}`);
		return id;
	}
	const filled = [];
	for (const [month, size] of sizes.entries()) {
		const { entries } = createPage(size, { ...demoScene, from: Date.UTC(2025, month, 1, 4), seed: size });
		const id = await add(demoScene.desk, `2025-${String(month + 1).padStart(2, '0')}`, entries);
		filled.push({ page: { id, size }, lines: entriesToLines(entries) });
	}
	if (records > 0) {
		const { register, visits } = newcomersRecords(records);
		await add(newcomer.grid.code, 'register', register);
		await add(newcomer.grid.code, '2025-01', visits);
	}
	await rooms.close();
	await store.close();
	return filled;
}

async function serveFiles(files: ReadonlyMap<string, Buffer>) {
	const server = createServer((request, response) => {
		const file = files.get(request.url ?? '');
		if (!file) return void response.writeHead(404).end();
		response.writeHead(200, {
			'content-encoding': 'gzip',
			'content-type': 'text/plain; charset=utf-8',
			'content-length': file.length,
			'cache-control': 'no-store',
			'access-control-allow-origin': '*',
		});
		response.end(file);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	return {
		url: `http://127.0.0.1:${port}`,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

// The harness's page comes from no address that Chromium knows, so it would not let it ask the floor's server.
const args = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-dev-shm-usage',
	'--disable-features=LocalNetworkAccessChecks',
];

export async function openBrowser(folder: string, url: string): Promise<BrowserContext> {
	return chromium.launchPersistentContext(folder, {
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args,
		baseURL: url,
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		viewport: { width: 360, height: 800 },
		hasTouch: true,
		isMobile: true,
	});
}

/** A page of the server's origin that holds the harness and nothing of the app; its address is one that the worker leaves alone. */
export async function openHarness(context: BrowserContext): Promise<Page> {
	const script = await buildHarness();
	const page = await context.newPage();
	await page.route('**/api/bench.html', (route) =>
		route.fulfill({
			contentType: 'text/html',
			body: '<!doctype html><script type="module" src="/api/bench.js"></script>',
		}),
	);
	await page.route('**/api/bench.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
	await page.goto('/api/bench.html');
	await page.waitForFunction(() => 'bench' in globalThis);
	return page;
}

/** Signs in without the app; where the app has signed in, that must stay as it is, since the session is tied to its device. */
export const signInByHarness = (page: Page, account: string): Promise<void> =>
	page.evaluate(async (name) => {
		const body = JSON.stringify({ account: name, password: 'demo-2026', device: crypto.randomUUID() });
		const headers = { 'content-type': 'application/json' };
		const answer = await fetch('/api/session', { method: 'POST', headers, body });
		if (!answer.ok) throw new Error(await answer.text());
	}, account);

/** Calls a function of the harness. */
export const call = <Name extends keyof Bench>(page: Page, name: Name, ...args: Parameters<Bench[Name]>) =>
	page.evaluate(
		([name, args]) =>
			(globalThis as never as { bench: Record<string, (...args: unknown[]) => unknown> }).bench[name]!(...args),
		[name, args] as [string, unknown[]],
	) as Promise<Awaited<ReturnType<Bench[Name]>>>;

async function buildHarness(): Promise<string> {
	const outDir = mkdtempSync(join(tmpdir(), 'linli-harness-'));
	await build({
		configFile: false,
		root: join(import.meta.dirname, '../../..'),
		publicDir: false,
		logLevel: 'error',
		define: { 'process.env.NODE_ENV': '"production"' },
		build: {
			outDir,
			emptyOutDir: true,
			// One file, the dictionary of pinyin in it: the page that holds the harness serves no other.
			rolldownOptions: { output: { codeSplitting: false } },
			lib: { entry: join(import.meta.dirname, 'harness.ts'), formats: ['es'], fileName: 'harness' },
		},
	});
	const script = readFileSync(join(outDir, 'harness.js'), 'utf8');
	rmSync(outDir, { recursive: true });
	return script;
}
