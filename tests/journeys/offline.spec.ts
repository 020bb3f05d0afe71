/** The main job: recorded without signal, sent by itself, read at the desk, and back. */
import { expect, test } from '@playwright/test';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { atDesk, begin, goTo, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

let server: Server;
let phone: Device;
let desk: Device;

test.beforeEach(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url });
	desk = await openDevice({ url: server.url, size: deskSize });
});
test.afterEach(async () => {
	await phone.dispose();
	await desk.dispose();
	await server.dispose();
});

test('a visit without signal survives closing the browser, sends itself, is read and sent back', async () => {
	test.setTimeout(120_000);
	await begin(phone.page(), 'grid01');
	await signIn(desk.page(), 'super01', '/review');
	await expect(desk.page().locator('[data-record]').first()).toBeVisible();

	// No server, no network, and the browser closed in between.
	await server.kill();
	await phone.context().setOffline(true);
	const first = await recordVisit(phone.page(), '地下室记的');
	await expect(await inLedger(phone.page(), '地下室记的')).toContainText('待上传');
	await phone.closeBrowser();
	const page = await phone.reopen('/household/nowhere');
	await page.goto('/today');
	await expect(page.getByRole('region', { name: /本轮还没走访/ })).toBeVisible();
	await goTo(page, '记一笔');
	await page.getByRole('searchbox').fill(first);
	await expect(page.locator('main li', { hasText: first }).first()).toBeVisible();
	await recordVisit(page, '重新打开后记的', '没人应门');
	await expect(await inLedger(page, '重新打开后记的')).toContainText('待上传');
	await expect(await inLedger(page, '地下室记的')).toContainText('待上传');

	// The server comes back; nobody presses anything.
	await server.start();
	await expect(await inLedger(page, '地下室记的')).toContainText('已上传', { timeout: 30_000 });
	await expect(await inLedger(page, '重新打开后记的')).toContainText('已上传');

	// The supervisor's screen was never reloaded.
	await expect(atDesk(desk.page(), '地下室记的')).toBeVisible({ timeout: 30_000 });
	await atDesk(desk.page(), '重新打开后记的').getByRole('button').first().click();
	await expect(desk.page().locator('#record-heading')).toBeVisible();
	await desk.page().keyboard.press('a');
	await atDesk(desk.page(), '地下室记的').getByRole('button').first().click();
	await desk.page().keyboard.press('r');
	await desk.page().getByRole('textbox', { name: '打回原因' }).fill('请补充地下室是谁家');
	await desk.page().keyboard.press('Control+Enter');
	await expect(atDesk(desk.page(), '地下室记的')).toContainText('打回中');

	// Back at the phone: seen, and the one that came back stands first.
	await expect(await inLedger(page, '重新打开后记的')).toContainText('已阅', { timeout: 30_000 });
	await goTo(page, '今日');
	const returned = page.getByRole('region', { name: /打回的记录/ });
	await expect(returned).toContainText('请补充地下室是谁家');

	// Answered, it lies open before the supervisor again.
	await returned.getByRole('link', { name: /请补充地下室是谁家/ }).click();
	await page.getByRole('link', { name: '改好再交' }).click();
	await page.getByLabel('情况').fill('地下室记的，核对了电话和人口');
	await page.getByRole('button', { name: '保存' }).click();
	await goTo(page, '今日');
	await expect(returned.filter({ hasText: '请补充地下室是谁家' })).toHaveCount(0);
	await expect(atDesk(desk.page(), '核对了电话和人口')).toBeVisible({ timeout: 30_000 });
});

test('the app opens at any address with network and server gone', async () => {
	await begin(phone.page(), 'grid01');
	await server.kill();
	await phone.context().setOffline(true);
	for (const [path, text] of [
		['/today', '本轮还没走访'],
		['/buildings', '户待走访'],
		['/record/visit', '找住户'],
		['/ledger', '走访'],
		['/me', '上次连上服务器'],
	] as const) {
		const page = await phone.reopen(path);
		await phone.context().setOffline(true);
		await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible();
	}
});
