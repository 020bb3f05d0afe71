/** What goes wrong on the way: links that drop, answers that get lost, servers that die, tabs that compete. */
import { expect, test } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { spoilVisit } from '#tests/support/misfit.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { startProxy, type Proxy } from '#tests/support/proxy.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, recordVisit } from '#tests/support/steps.ts';

let server: Server;
let proxy: Proxy;
let phone: Device;

test.beforeEach(async () => {
	server = await startServer();
	proxy = await startProxy(server.port);
	phone = await openDevice({ url: proxy.url });
	await begin(phone.page(), 'grid01');
});
test.afterEach(async () => {
	await phone.dispose();
	await proxy.close();
	await server.dispose();
});

/** How many records with this note the server holds. */
async function onServer(note: string): Promise<number> {
	const { get } = await signInByHttp(server.url, 'super01');
	const { records } = await get<{ records: { body: { note?: string } }[] }>(
		'/api/records?area=120101004010001&kind=visit&limit=50',
	);
	return records.filter(({ body }) => body.note === note).length;
}

test('a dropped link: the record stays, and goes when the link is back', async () => {
	proxy.cut();
	await recordVisit(phone.page(), '断线时记的');
	await expect(await inLedger(phone.page(), '断线时记的')).toContainText('待上传');
	expect(await onServer('断线时记的')).toBe(0);
	proxy.mend();
	await expect(await inLedger(phone.page(), '断线时记的')).toContainText('已上传', { timeout: 30_000 });
	expect(await onServer('断线时记的')).toBe(1);
});

test('a receipt lost on the way: the phone asks, and the record is there once', async () => {
	proxy.muteAnswers();
	await recordVisit(phone.page(), '回执丢了');
	await expect.poll(() => onServer('回执丢了'), { timeout: 30_000 }).toBe(1);
	await expect(await inLedger(phone.page(), '回执丢了')).toContainText('待上传');
	proxy.cut();
	proxy.mend();
	await expect(await inLedger(phone.page(), '回执丢了')).toContainText('已上传', { timeout: 60_000 });
	expect(await onServer('回执丢了')).toBe(1);
});

test('a server that is killed and started again takes what was made meanwhile', async () => {
	await recordVisit(phone.page(), '停机前');
	await expect(await inLedger(phone.page(), '停机前')).toContainText('已上传', { timeout: 30_000 });
	await server.kill();
	await recordVisit(phone.page(), '停机时');
	await expect(await inLedger(phone.page(), '停机时')).toContainText('待上传');
	await server.start();
	await expect(await inLedger(phone.page(), '停机时')).toContainText('已上传', { timeout: 30_000 });
	expect(await onServer('停机前')).toBe(1);
	expect(await onServer('停机时')).toBe(1);
});

test('two tabs: both record, one sends, both see the marks', async () => {
	const first = phone.page();
	const second = await phone.context().newPage();
	await second.goto('/today');
	await expect(second.getByRole('region', { name: /本轮还没走访/ })).toBeVisible();
	proxy.cut();
	await recordVisit(first, '第一个标签');
	await recordVisit(second, '第二个标签');
	proxy.mend();
	for (const tab of [first, second]) {
		await expect(await inLedger(tab, '第一个标签')).toContainText('已上传', { timeout: 30_000 });
		await expect(await inLedger(tab, '第二个标签')).toContainText('已上传', { timeout: 30_000 });
	}
	// The tab that sent is closed; the other takes over.
	await first.close();
	await recordVisit(second, '换人发送');
	await expect(await inLedger(second, '换人发送')).toContainText('已上传', { timeout: 30_000 });
	expect(await onServer('换人发送')).toBe(1);
});

test('an entry that the server does not take waits in 未收下 with its reason, and blocks nothing', async () => {
	const page = phone.page();
	proxy.cut();
	await recordVisit(page, '会被退');
	await recordVisit(page, '好的那条');
	await spoilVisit(page, '会被退');
	await page.reload();
	proxy.mend();
	await expect(await inLedger(page, '好的那条')).toContainText('已上传', { timeout: 30_000 });
	await goTo(page, '今日');
	const refused = page.getByRole('region', { name: /未收下/ });
	await expect(refused).toContainText('有一项填得不对', { timeout: 30_000 });
	expect(await violationsOf(page)).toEqual([]);
	await refused.getByRole('link').first().click();
	await page.waitForURL(/\/refused\//);
	await expect(page.locator('main')).toContainText('有一项填得不对');
	expect(await violationsOf(page)).toEqual([]);
	expect(await onServer('好的那条')).toBe(1);
	expect(await onServer('会被退')).toBe(0);

	// Corrected, it is sent as a new one, and nothing is left to see to.
	await page.locator('main label').filter({ hasText: '见到人' }).first().click();
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByRole('status').filter({ hasText: '已改好，会自动上传' })).toBeVisible();
	await expect(await inLedger(page, '会被退')).toContainText('已上传', { timeout: 30_000 });
	expect(await onServer('会被退')).toBe(1);
	await goTo(page, '今日');
	await expect(refused).toHaveCount(0);
});
