/** 清除个人信息: asked for at the door, ordered by the administrator, gone from the server and from a phone that was out of reach. */
import { expect, test, type Page } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { everythingOn } from '#tests/support/locked.ts';
import { somebody } from '#tests/support/somebody.ts';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { startProxy, type Proxy } from '#tests/support/proxy.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

let server: Server;
let proxy: Proxy;
let phone: Device;
let desk: Device;
let office: Device;

test.beforeAll(async () => {
	server = await startServer();
	proxy = await startProxy(server.port);
	phone = await openDevice({ url: proxy.url });
	desk = await openDevice({ url: server.url, size: deskSize });
	office = await openDevice({ url: server.url, size: deskSize });
});
test.afterAll(async () => {
	for (const device of [phone, desk, office]) await device.dispose();
	await proxy.close();
	await server.dispose();
});

async function passesAxe(page: Page): Promise<void> {
	expect(await violationsOf(page)).toEqual([]);
	const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	expect(overflow).toBeLessThanOrEqual(0);
}

test('[D102] a resident is erased at the desk, and at its next contact from a phone that loses nothing else', async () => {
	test.setTimeout(240_000);
	const { id, home, name } = await somebody(server.url);
	const worker = phone.page();
	await begin(worker, 'grid01');
	await expect.poll(() => everythingOn(worker)).toContain(name);
	proxy.cut();
	await recordVisit(worker, '断网时记的走访');

	const supervisor = desk.page();
	await signIn(supervisor, 'super01', `/households/${home}`);
	const card = supervisor.getByRole('listitem').filter({ hasText: name });
	await card.getByText('每一项从哪来').click();
	await card.getByRole('link', { name: '清除个人信息' }).click();
	await expect(supervisor.getByText('清除由管理员办理')).toBeVisible();
	await passesAxe(supervisor);

	const admin = office.page();
	await signIn(admin, 'admin01', `/erasures/${id}`);
	await expect(admin.getByText(name, { exact: true })).toBeVisible();
	await passesAxe(admin);
	const button = admin.getByRole('button', { name: '清除个人信息' });
	const typed = admin.getByLabel('请输入这个人的姓名');
	await typed.fill('别人');
	await button.click();
	await expect(admin.getByText('请先选为什么清除')).toBeVisible();
	await admin.getByText('本人撤回同意').click();
	await button.click();
	await expect(admin.getByText('和登记的姓名不一样')).toBeVisible();
	await typed.fill(name);
	await button.click();
	await expect(admin.getByRole('heading', { level: 1, name: '清除记录' })).toBeVisible({ timeout: 30_000 });
	const made = admin.getByRole('listitem').filter({ hasText: '本人撤回同意' });
	await expect(made).toContainText('韩晓东');
	await made.getByText('部手机还没联网清掉').click();
	await expect(made).toContainText('王芳');
	await passesAxe(admin);
	expect(await admin.locator('main').innerText()).not.toContain(name);
	await supervisor.goto(`/households/${home}`);
	await expect(supervisor.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(supervisor.getByText(name)).toHaveCount(0);

	proxy.mend();
	await goTo(worker, '今日');
	await expect(worker.getByText('1 位居民的个人信息已按要求清除')).toBeVisible({ timeout: 60_000 });
	await passesAxe(worker);
	await worker.getByRole('button', { name: '知道了' }).click();
	await expect(worker.getByText('位居民的个人信息')).toHaveCount(0);
	await expect.poll(() => everythingOn(worker), { timeout: 60_000 }).not.toContain(name);
	await expect((await inLedger(worker, '断网时记的走访')).first()).toContainText('已上传', { timeout: 60_000 });
});
