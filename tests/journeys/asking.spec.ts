/** What the app asks of the browser: to keep its data, and to be woken. And what it does where it cannot be. */
import { expect, test, type Page } from '@playwright/test';
import { wakeTag } from '#lib/device/wake-words.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, recordVisit } from '#tests/support/steps.ts';

let server: Server;
let phone: Device;

test.beforeEach(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url });
});
test.afterEach(async () => {
	await phone.dispose();
	await server.dispose();
});

/** How the synchronisation stands. */
const is = (page: Page, state: 'live' | 'offline') =>
	expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', state, { timeout: 30_000 });

/** As when another app comes before it, until it is shown. */
const hide = (page: Page) =>
	page.evaluate(() => {
		Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
	});
const show = (page: Page) =>
	page.evaluate(() => {
		Reflect.deleteProperty(document, 'visibilityState');
		document.dispatchEvent(new Event('visibilitychange'));
	});

test('[D180] the system is asked to keep the data once there is something to lose, and not again for a week when it said no', async () => {
	const page = phone.page();
	await page.addInitScript(() => {
		const asked = { times: 0 };
		Object.assign(globalThis, { asked });
		StorageManager.prototype.persisted = async () => false;
		StorageManager.prototype.persist = async () => (asked.times++, false);
	});
	const asked = () => page.evaluate(() => (globalThis as unknown as { asked: { times: number } }).asked.times);
	await begin(page, 'grid01');
	await is(page, 'live');
	await goTo(page, '我的');
	await goTo(page, '今日');
	expect(await asked()).toBe(0);

	await server.kill();
	await is(page, 'offline');
	await recordVisit(page, '有东西可丢了');
	await expect.poll(asked).toBe(1);
	await recordVisit(page, '又记一笔');
	expect(await asked()).toBe(1);

	await expect(await inLedger(page, '又记一笔')).toContainText('待上传');
	await page.goto('/today');
	await recordVisit(page, '重新打开以后记的');
	expect(await asked()).toBe(0);

	await expect(await inLedger(page, '重新打开以后记的')).toContainText('待上传');
	await page.clock.setSystemTime(Date.now() + 8 * 86_400_000);
	await page.goto('/today');
	await expect.poll(asked).toBe(1);
});

test('[D183] the browser is asked to wake the app while something is unsent, and not otherwise', async () => {
	const page = phone.page();
	await phone.context().grantPermissions(['background-sync']);
	await page.addInitScript(() => {
		const tags: string[] = [];
		Object.assign(globalThis, { tags });
		interface Waking {
			register: (tag: string) => Promise<void>;
		}
		const { prototype } = (globalThis as unknown as { SyncManager: { prototype: Waking } }).SyncManager;
		const { register } = prototype;
		prototype.register = async function (tag) {
			await register.call(this, tag);
			tags.push(tag);
		};
	});
	/** Which the browser took. */
	const tags = () =>
		page.evaluate(async () => {
			// The app puts the same question first: its answer has come when this one comes.
			await navigator.serviceWorker.getRegistration();
			return (globalThis as unknown as { tags: string[] }).tags;
		});
	await begin(page, 'grid01');
	await is(page, 'live');
	await hide(page);
	await show(page);
	expect(await tags()).toEqual([]);

	await server.kill();
	await is(page, 'offline');
	await recordVisit(page, '等信号再传');
	await expect.poll(tags).toEqual([wakeTag]);
	await expect(await inLedger(page, '等信号再传')).toContainText('待上传');
	await hide(page);
	await expect.poll(tags).toEqual([wakeTag, wakeTag]);
});

test('[D183] where the browser wakes nobody, what is unsent goes out as soon as the app is looked at again', async () => {
	const page = phone.page();
	await page.addInitScript(() => Reflect.deleteProperty(ServiceWorkerRegistration.prototype, 'sync'));
	await page.clock.install();
	await begin(page, 'grid01');
	await is(page, 'live');
	const { get } = await signInByHttp(server.url, 'super01');
	const notes = async () => {
		const { records } = await get<{ records: { body: { note?: string } }[] }>(
			'/api/records?area=120101004010001&kind=visit&limit=50',
		);
		return records.map(({ body }) => body.note);
	};

	// The server goes, the network stays: no event tells of it, nor of its return.
	await server.kill();
	await recordVisit(page, '切到别的应用时还没传');
	await is(page, 'offline');
	await hide(page);
	// Out of sight, timers hardly run.
	await page.clock.pauseAt(Date.now() + 60_000);
	await server.start();
	expect(await notes()).not.toContain('切到别的应用时还没传');
	await show(page);
	await expect.poll(notes).toContain('切到别的应用时还没传');
});
