/** Installing to the home screen, opening without a network at any address, and updating on the person's word. */
import { expect, test, type Page } from '@playwright/test';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isLater } from '#lib/map/later.ts';
import { violationsOf } from '#tests/support/axe.ts';
import { buildLater } from '#tests/support/later-build.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { startFront, type Front } from '#tests/support/release.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
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

/** As the browser does now and then by itself. */
const look = (page: Page) =>
	page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));

/** Of another household than the first that is due, which `recordVisit` takes. */
async function beginForm(page: Page, note: string): Promise<void> {
	await page.goto('/today');
	await page
		.getByRole('region', { name: /本轮还没走访/ })
		.getByRole('link')
		.nth(3)
		.click();
	await page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }).click();
	await page.getByLabel('情况').fill(note);
}

/** How often the server has a visit with this note. */
async function atServer(note: string): Promise<number> {
	const { get } = await signInByHttp(server.url, 'super01');
	const { records } = await get<{ records: { body: { note?: string } }[] }>(
		'/api/records?area=120101004010001&kind=visit&limit=50',
	);
	return records.filter(({ body }) => body.note === note).length;
}

/** The version of the database on this phone. */
const schemaOf = (page: Page): Promise<number> =>
	page.evaluate(async () => (await indexedDB.databases()).find(({ name }) => name === 'linli-grid01')?.version ?? 0);

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

test('[D184] what 今日 needs to stand lies in a few files, without the synchronisation', () => {
	const read = (path: string) => readFileSync(join(root, path), 'utf8');
	const manifest = JSON.parse(read('.svelte-kit/output/client/.vite/manifest.json')) as Record<
		string,
		{ file: string; imports?: string[] }
	>;
	const generated = '.svelte-kit/generated/client-optimized';
	const screens = ['routes/+layout.svelte', '(worker)/+layout.svelte', '(worker)/today/+page.svelte'];
	const nodes = readdirSync(join(root, generated, 'nodes')).map((node) => `${generated}/nodes/${node}`);
	const shown = nodes.filter((node) => screens.some((screen) => read(node).includes(screen)));
	expect(shown).toHaveLength(screens.length);
	const needed = new Set([
		`${generated}/app.js`,
		...Object.keys(manifest).filter((id) => id.endsWith('client/entry.js')),
		...shown,
	]);
	for (const id of needed) for (const imported of manifest[id]!.imports ?? []) needed.add(imported);
	const scripts = [...needed].map((id) => readFileSync(join(root, 'build', manifest[id]!.file)));
	expect(scripts.length).toBeLessThanOrEqual(12);
	expect(Buffer.concat(scripts).includes('/sync/'), 'the address of the synchronisation').toBe(false);
	// More than the budget of 120: what it is, so that nothing is added unseen.
	const zipped = scripts.reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0);
	expect(zipped).toBeLessThanOrEqual(172_000);
});

test('[D176, D177] a new version waits for the person; then in every tab unsent work is sent and half-filled forms are there', async () => {
	test.setTimeout(180_000);
	const first = device.page();
	await begin(first, 'grid01');
	await isKept(first);
	front.holdSync();
	const note = '更新前记的';
	await recordVisit(first, note);
	const second = await device.context().newPage();
	await beginForm(second, '另一页填到一半');
	const loads = { first: 0, second: 0 };
	first.on('load', () => loads.first++);
	second.on('load', () => loads.second++);

	await test.step('it is offered in every tab, and nothing reloads by itself', async () => {
		front.release();
		await first.goto('/today');
		await look(first);
		await expect(first.getByText(updateOffer)).toBeVisible();
		expect(await violationsOf(first)).toEqual([]);
		await expect(second.getByText(updateOffer)).toBeVisible();
		// A plain reload keeps the old version with its offer.
		await first.reload();
		await expect(first.getByText(updateOffer)).toBeVisible();
		expect(loads.second).toBe(0);
	});

	await test.step('on one word every tab loads it, with the form as it was, and what was unsent is sent', async () => {
		const loaded = [first.waitForEvent('load'), second.waitForEvent('load')];
		await first.getByRole('button', { name: '现在更新' }).click();
		await Promise.all(loaded);
		await expect(first.getByText(updateOffer)).toHaveCount(0);
		await expect(second.getByText(updateOffer)).toHaveCount(0);
		expect(loads.second).toBe(1);
		await expect(second.getByLabel('情况')).toHaveValue('另一页填到一半');
		await expect(await inLedger(first, note)).toContainText('待上传');
		front.letSync();
		await expect(await inLedger(first, note)).toContainText('已上传', { timeout: 60_000 });
		expect(await atServer(note)).toBe(1);
	});

	await test.step('a tab that no worker reaches stays with the old version, lets go, and says so', async () => {
		// Loaded with the shift key held, a page goes round the service worker and is not told when another takes over.
		const cdp = await device.context().newCDPSession(second);
		await Promise.all([second.waitForEvent('load'), cdp.send('Page.reload', { ignoreCache: true })]);
		await expect(second.getByLabel('情况')).toHaveValue('另一页填到一半');
		expect(await second.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
		await second.getByLabel('情况').fill('旧版本里填的');
		const schema = await schemaOf(first);
		front.release(buildLater(join(root, 'build')));
		loads.second = 0;
		await look(first);
		await expect(first.getByText(updateOffer)).toBeVisible({ timeout: 30_000 });
		await Promise.all([first.waitForEvent('load'), first.getByRole('button', { name: '现在更新' }).click()]);
		await expect(second.getByText('别的标签页已换成新版本').first()).toBeVisible({ timeout: 30_000 });
		expect(loads.second).toBe(0);
		await expect(second.getByLabel('情况')).toHaveValue('旧版本里填的');
		await second.getByRole('button', { name: '保存' }).click();
		await expect(second.getByText('这里没有保存')).toBeVisible();
		expect(await schemaOf(first)).toBe(schema + 10);
	});

	await test.step('the new one records, and the old one loaded anew goes on where it was; all of it arrives once', async () => {
		await recordVisit(first, '新版本里记的');
		await second.getByRole('button', { name: '重新打开' }).first().click();
		await expect(second.getByLabel('情况')).toHaveValue('旧版本里填的', { timeout: 30_000 });
		await second.getByRole('button', { name: '保存' }).click();
		await expect(second.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
		for (const kept of ['新版本里记的', '旧版本里填的', note]) {
			await expect(await inLedger(second, kept)).toContainText('已上传', { timeout: 60_000 });
			expect(await atServer(kept), kept).toBe(1);
		}
	});
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
