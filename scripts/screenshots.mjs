// Takes the screenshots of the manifest and of the guides from the running app, with the demonstration's invented people:
//   npm run build && node scripts/screenshots.mjs
// It starts a server of its own on a folder that it throws away. The names of the pictures say what they show.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_ARGS, findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const password = 'demo-2026';
const narrow = { width: 360, height: 800, scale: 2, isMobile: true };
const wide = { width: 1280, height: 800, scale: 1, isMobile: false };

const first = (page, region) => page.getByRole('region', { name: region }).getByRole('link').first().click();
const pictures = [
	{ file: 'static/screenshots/today.png', account: 'grid01', size: narrow, path: '/today' },
	{ file: 'static/screenshots/record.png', account: 'grid01', size: narrow, path: '/record' },
	{ file: 'static/screenshots/buildings.png', account: 'grid01', size: narrow, path: '/buildings' },
	{
		file: 'static/screenshots/review.png',
		account: 'super01',
		size: wide,
		path: '/review',
		act: (page) => page.locator('[data-record] button').nth(2).dispatchEvent('click'),
	},
	{ file: 'static/screenshots/progress.png', account: 'super01', size: wide, path: '/progress' },
	...[
		{ name: 'today', path: '/today' },
		{ name: 'household', path: '/today', act: (page) => first(page, /本轮还没走访/) },
		{ name: 'check-in', path: '/today', act: (page) => first(page, /该探访的老人/) },
		{ name: 'calls', path: '/today', act: (page) => first(page, /还没找到的老人/) },
		{ name: 'ledger', path: '/ledger' },
		{ name: 'me', path: '/me' },
	].map(({ name, ...shown }) => ({
		file: `docs/screenshots/${name}.zh.png`,
		account: 'grid01',
		size: narrow,
		...shown,
	})),
];

const dataDir = mkdtempSync(join(tmpdir(), 'linli-screenshots-'));
const url = `http://127.0.0.1:${await freePort()}`;
const server = spawn(process.execPath, ['sync-server/main.ts'], {
	cwd: root,
	stdio: 'ignore',
	env: { ...process.env, HOST: '127.0.0.1', PORT: new URL(url).port, DATA_DIR: dataDir },
});
try {
	await untilHealthy();
	for (const { file } of pictures) mkdirSync(dirname(join(root, file)), { recursive: true });
	const browser = await chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_ARGS });
	for (const account of new Set(pictures.map((picture) => picture.account))) await takeAll(browser, account);
	await browser.close();
} finally {
	server.kill();
	rmSync(dataDir, { recursive: true, force: true });
}

async function takeAll(browser, account) {
	const own = pictures.filter((picture) => picture.account === account);
	const { width, height, scale, isMobile } = own[0].size;
	const context = await browser.newContext({
		baseURL: url,
		viewport: { width, height },
		deviceScaleFactor: scale,
		isMobile,
		hasTouch: isMobile,
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	await page.goto('/sign-in');
	await page.locator('input[name=account]').fill(account);
	await page.locator('input[name=password]').fill(password);
	await page.locator('button[type=submit]').click();
	await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
	for (const { file, path, act } of own) {
		await page.goto(path);
		await settled(page);
		await act?.(page);
		await settled(page);
		await page.screenshot({ path: join(root, file) });
		console.log(`${file} ${width * scale}x${height * scale}`);
	}
	await context.close();
}

// A first visit still fetches the pages of the grid: the picture is taken once the screen has stopped changing.
async function settled(page) {
	for (let last = '', same = 0; same < 4;) {
		const text = await page.locator('#app').innerText();
		same = text === last ? same + 1 : 0;
		last = text;
		await delay(500);
	}
}

async function untilHealthy() {
	while (
		!(await fetch(`${url}/healthz`).then(
			(answer) => answer.ok,
			() => false,
		))
	) {
		if (server.exitCode !== null) throw new Error('The server ended at start; is the app built?');
		await delay(100);
	}
}

async function freePort() {
	const probe = createServer().listen(0, '127.0.0.1');
	await new Promise((done) => probe.once('listening', done));
	const { port } = probe.address();
	await new Promise((done) => probe.close(done));
	return port;
}
