/** Installing to the home screen, opening without a network at any address, and updating on the person's word. */
import { expect, test, type Page } from '@playwright/test';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isLater } from '#lib/map/later.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { startFront, type Front } from '#tests/support/release.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

const root = resolve(import.meta.dirname, '../..');
const updateOffer = /有新版本/;

let server: Server;
let front: Front;
let device: Device;

test.beforeEach(async () => {
	server = await startServer();
	front = await startFront(server.port);
	device = await openDevice({ url: front.url });
});
test.afterEach(async () => {
	await device.dispose();
	await front.close();
	await server.dispose();
});

/** The worker holds the page and has everything of this version. */
const isKept = (page: Page) =>
	page.evaluate(async () => {
		const { active } = await navigator.serviceWorker.ready;
		if (active?.state !== 'activated')
			await new Promise((done) => active?.addEventListener('statechange', done, { once: true }));
		if (!navigator.serviceWorker.controller)
			await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
	});

const keptPaths = (page: Page): Promise<string[]> =>
	page.evaluate(async () => {
		const urls: string[] = [];
		for (const name of await caches.keys())
			for (const { url } of await (await caches.open(name)).keys()) urls.push(new URL(url).pathname);
		return urls;
	});

test('Chromium finds nothing that keeps it from being installed', async () => {
	const page = device.page();
	await page.goto('/sign-in');
	await isKept(page);
	const cdp = await device.context().newCDPSession(page);
	const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
	expect(installabilityErrors).toEqual([]);
	const { errors } = await cdp.send('Page.getAppManifest');
	expect(errors).toEqual([]);
});

test('the manifest names icons, shortcuts and screenshots that exist in the size they promise', async () => {
	interface Image {
		src: string;
		sizes: string;
		type: string;
		purpose?: string;
		form_factor?: string;
	}
	const manifest = JSON.parse(readFileSync(join(root, 'static/manifest.webmanifest'), 'utf8')) as {
		id: string;
		icons: Image[];
		shortcuts: { name: string; url: string; icons: Image[] }[];
		screenshots: Image[];
	};
	expect(manifest.id).toBe('/');
	expect(manifest.icons.filter(({ purpose }) => purpose === 'maskable').map(({ sizes }) => sizes)).toEqual([
		'192x192',
		'512x512',
	]);
	expect(manifest.shortcuts.map(({ name, url }) => [name, url])).toEqual([
		['记走访', '/record/visit'],
		['探访', '/record/check-in'],
		['今日', '/today'],
	]);
	expect(new Set(manifest.screenshots.map(({ form_factor }) => form_factor))).toEqual(new Set(['narrow', 'wide']));
	const images = [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons), ...manifest.screenshots];
	for (const { src, sizes, type } of images.filter(({ type }) => type === 'image/png')) {
		const path = join(root, 'static', src);
		expect(existsSync(path), src).toBe(true);
		const bytes = readFileSync(path);
		expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, src).toBe(sizes);
		expect(type).toBe('image/png');
	}
});

test('any address opens with the server gone, and nothing of the API is kept', async () => {
	const page = device.page();
	await signIn(page, 'grid01');
	await isKept(page);
	await server.kill();
	for (const path of ['/today', '/record/visit', '/ledger', '/review', '/nowhere/at/all?x=1']) {
		const response = await page.goto(path);
		expect(response?.status(), path).toBe(200);
		await expect(page.locator('#app')).not.toBeEmpty();
	}
	const kept = await keptPaths(page);
	expect(kept).toContain('/200.html');
	expect(kept.filter((path) => /^\/(api|sync|healthz|screenshots)/.test(path))).toEqual([]);
});

for (const given of ['given', 'withheld'] as const) {
	test(`a first install keeps every script and style; the pack of them is ${given}`, async () => {
		if (given === 'withheld') front.withhold('/_app/pack.json');
		const page = device.page();
		await page.goto('/sign-in');
		await isKept(page);
		const immutable = (path: string) => path.startsWith('/_app/immutable/');
		const built = readdirSync(join(root, 'build/_app/immutable'), { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.(js|css)$/.test(file))
			.map((file) => `/_app/immutable/${file}`)
			// The map comes later, when all else is here.
			.filter((path) => !isLater(path));
		const kept = await keptPaths(page);
		expect(kept.filter(immutable).sort()).toEqual(built.sort());
		const asked = new Set(front.asked().filter(immutable)).size;
		if (given === 'given')
			expect(asked, 'of the files only those that the page itself needs').toBeLessThan(built.length / 2);
		else expect(asked).toBe(built.length);
	});
}

test('a new version says so, waits for the person, and then loads in every tab, with unsent work intact', async () => {
	test.slow();
	const first = device.page();
	await begin(first, 'grid01');
	await isKept(first);
	front.holdSync();
	const note = '更新前记的';
	await recordVisit(first, note);
	const second = await device.context().newPage();
	await second.goto('/ledger');
	const loads = { first: 0, second: 0 };
	first.on('load', () => loads.first++);
	second.on('load', () => loads.second++);

	front.release();
	await first.goto('/today');
	await first.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
	await expect(first.getByText(updateOffer)).toBeVisible();
	await expect(second.getByText(updateOffer)).toBeVisible();
	// It waits: nothing reloads by itself, and a plain reload keeps the old version with its offer.
	await first.reload();
	await expect(first.getByText(updateOffer)).toBeVisible();
	expect(loads.second).toBe(0);

	const loaded = [first.waitForEvent('load'), second.waitForEvent('load')];
	await first.getByRole('button', { name: '现在更新' }).click();
	await Promise.all(loaded);
	await expect(first.getByText(updateOffer)).toHaveCount(0);
	await expect(second.getByText(updateOffer)).toHaveCount(0);
	expect(loads.second).toBe(1);
	await expect(await inLedger(first, note)).toContainText('待上传');
});

test('[D177] a part that does not come: the app loads itself anew once, to where the person was going, and then says so', async () => {
	const page = device.page();
	await begin(page, 'grid01');
	await page.goto('/record/visit');
	await isKept(page);
	await page.goto('/household/nowhere');
	// As after an update by another tab: what this one has not fetched yet is gone, here and on the server.
	await page.evaluate(async () => {
		const used = new Set(performance.getEntriesByType('resource').map(({ name }) => name));
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const { url } of await cache.keys())
				if (/immutable\/nodes\//.test(url) && !used.has(url)) await cache.delete(url);
		}
	});
	front.withhold(/immutable\/nodes\//);
	let loads = 0;
	page.on('load', () => loads++);
	await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '台账' }).click();
	await page.waitForURL('**/ledger');
	await expect(page.getByText('这一页没有取到')).toBeVisible({ timeout: 20_000 });
	expect(loads).toBe(1);
	front.withhold('');
	await page.getByRole('button', { name: '重新打开' }).click();
	await expect(page.getByRole('heading', { level: 1, name: '台账' })).toBeVisible();
});
