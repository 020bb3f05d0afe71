/** What befalls a cheap phone: data that does not open or cannot be read, tabs of two versions, and the words for it. */
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, recordVisit } from '#tests/support/steps.ts';

let server: Server;
let phone: Device;

test.beforeEach(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url });
	await begin(phone.page(), 'grid01');
});
test.afterEach(async () => {
	await phone.dispose();
	await server.dispose();
});

const due = (page: Page) => page.getByRole('region', { name: /本轮还没走访/ });

/** From the next load on, opening the data fails so often, as a browser in trouble lets it. */
const failOpening = (page: Page, name: string, times: number) =>
	page.addInitScript(
		({ name, times }) => {
			const open = IDBFactory.prototype.open;
			let left = times;
			IDBFactory.prototype.open = function (...given) {
				if (given[0] !== 'linli-grid01' || given[1] === undefined || left-- <= 0) return open.apply(this, given);
				const asked = open.call(this, `none-${left}`);
				const fail = (event: Event) => {
					event.stopImmediatePropagation();
					Object.defineProperty(asked, 'error', { value: new DOMException('injected', name) });
					asked.dispatchEvent(new Event('error'));
				};
				asked.addEventListener('success', fail, { once: true });
				asked.addEventListener('upgradeneeded', (event) => event.stopImmediatePropagation(), { once: true });
				return asked;
			};
		},
		{ name, times },
	);

test('[D170, D171, D173, D174] data that does not open: words, the file with what is unsent, and starting afresh', async () => {
	test.setTimeout(180_000);
	await server.kill();
	await phone.context().setOffline(true);
	await recordVisit(phone.page(), '没传就打不开了');
	await phone.page().close();

	await test.step('no room to open it', async () => {
		const page = await phone.context().newPage();
		await failOpening(page, 'QuotaExceededError', 50);
		await page.goto('/today');
		await expect(page.getByText('手机存储满了，数据打不开')).toBeVisible();
		await expect(page.getByRole('button', { name: '再试一次' })).toBeVisible();
		await page.close();
	});
	await test.step('a phone in trouble for a moment notices nothing', async () => {
		const page = await phone.context().newPage();
		await failOpening(page, 'UnknownError', 2);
		await page.goto('/today');
		await expect(due(page)).toBeVisible();
		await page.close();
	});

	const page = await phone.context().newPage();
	await failOpening(page, 'UnknownError', 50);
	await page.goto('/today');
	await expect(page.getByText('手机上的数据打不开')).toBeVisible();
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: '把未上传的存成文件' }).click(),
	]);
	const path = test.info().outputPath('rescue.json');
	await download.saveAs(path);
	expect(readFileSync(path, 'utf8')).toContain('没传就打不开了');
	await expect(page.getByText(/未上传的有\s*1\s*条/)).toBeVisible();

	await page.getByRole('button', { name: '清空，重新开始' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('1条');
	await dialog.getByRole('button', { name: '取消' }).click();
	await page.getByRole('button', { name: '清空，重新开始' }).click();
	await server.start();
	await phone.context().setOffline(false);
	await dialog.getByRole('button', { name: '清空并重新开始' }).click();
	await page.close();
	const fresh = await phone.context().newPage();
	await fresh.goto('/today');
	await expect(due(fresh)).toBeVisible({ timeout: 30_000 });
});

test('[D172, D175, D176] rows that cannot be read, data that the system cleared, a tab of a later version', async () => {
	test.setTimeout(180_000);
	const page = phone.page();
	await server.kill();
	await phone.context().setOffline(true);
	await recordVisit(page, '修复以后还在');

	await test.step('broken rows are said and repaired', async () => {
		await page.evaluate(async () => {
			const opening = indexedDB.open('linli-grid01');
			const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
			const store = db.transaction('records', 'readwrite').objectStore('records');
			const asking = store.getAll();
			const rows = await new Promise<object[]>((done) => (asking.onsuccess = () => done(asking.result as object[])));
			for (const row of rows) store.put({ ...row, body: null });
			await new Promise((done) => (store.transaction.oncomplete = done));
			db.close();
		});
		await page.reload();
		await expect(page.getByText('有的列表读不出来')).toBeVisible();
		await page.getByRole('button', { name: '修复' }).click();
		await expect(page.getByText('有的列表读不出来')).toHaveCount(0, { timeout: 30_000 });
		await goTo(page, '今日');
		await expect(due(page)).toBeVisible();
		await expect(await inLedger(page, '修复以后还在')).toContainText('待上传');
	});

	await test.step('a later version in another tab: the older one says so, and the form comes back', async () => {
		await goTo(page, '今日');
		await due(page).getByRole('link').first().click();
		await page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }).click();
		await page.getByLabel('情况').fill('填到一半');
		// As the later version does: it asks for a higher number, and gets it once this tab lets go.
		await page.evaluate(
			() =>
				new Promise<void>((done, fail) => {
					const asked = indexedDB.open('linli-grid01', 9990);
					asked.onsuccess = () => {
						asked.result.close();
						done();
					};
					asked.onerror = () => fail(asked.error!);
				}),
		);
		await expect(page.getByText('别的标签页已换成新版本').first()).toBeVisible();
		await page.getByRole('button', { name: '保存' }).click();
		await expect(page.getByText('这里没有保存')).toBeVisible();
		await page.getByRole('button', { name: '重新打开' }).click();
		await expect(page.getByText('这部手机上的数据是新版本写的')).toBeVisible();
		expect(await page.evaluate(() => Object.values({ ...localStorage }).join())).toContain('填到一半');
	});

	await test.step('the system clears everything: how much was unsent is told until it was read', async () => {
		await page.evaluate(
			() =>
				new Promise((done) => {
					const asked = indexedDB.deleteDatabase('linli-grid01');
					asked.onsuccess = asked.onerror = done;
				}),
		);
		await server.start();
		await phone.context().setOffline(false);
		await page.goto('/today');
		await expect(page.getByText(/清掉前有\s*1\s*条还没上传/)).toBeVisible();
		await page.reload();
		await page.getByRole('button', { name: '知道了' }).click();
		await page.reload();
		await expect(due(page)).toBeVisible({ timeout: 30_000 });
		await expect(page.getByText(/清掉前有/)).toHaveCount(0);
	});
});
