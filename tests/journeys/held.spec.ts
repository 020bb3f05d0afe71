/** What was written after the desk had ended, and what was not taken: told to the worker, decided at the desk, nothing lost. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { startProxy, type Proxy } from '#tests/support/proxy.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

const grid = '120101004010003';
let server: Server;
let proxy: Proxy;
let phone: Device;
let desk: Device;

test.beforeAll(async () => {
	server = await startServer();
	proxy = await startProxy(server.port);
	phone = await openDevice({ url: proxy.url });
	desk = await openDevice({ url: server.url, size: deskSize });
});
test.afterAll(async () => {
	await phone.dispose();
	await desk.dispose();
	await proxy.close();
	await server.dispose();
});

const account = async (...args: string[]) => {
	const env = { ...process.env, DATA_DIR: server.dataDir };
	return (await promisify(execFile)(process.execPath, ['sync-server/account.ts', ...args], { env })).stdout;
};
const dayBefore = (days: number) => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);

/** The seat is given an end that lies behind it, while its phone is out of reach. */
async function endSeat(): Promise<void> {
	const lines = (await account('list')).split('\n');
	const from = lines.findIndex((line) => line.startsWith('grid03'));
	const seat = lines.slice(from + 1).find((line) => line.includes(grid))!;
	await account('take-back', 'grid03', /\d+/.exec(seat)![0]);
	await account('grant', 'grid03', '--role', 'worker', '--desk', grid, '--books', 'field,care', '--to', dayBefore(2));
}

async function passesAxe(page: Page): Promise<void> {
	expect(await violationsOf(page)).toEqual([]);
	const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	expect(overflow).toBeLessThanOrEqual(0);
}

test('what a worker wrote after the desk had ended is held, told, and let in or declined with a reason', async () => {
	test.setTimeout(240_000);
	const worker = phone.page();
	const supervisor = desk.page();
	await begin(worker, 'grid03');
	proxy.cut();
	await endSeat();
	await recordVisit(worker, '到期后记的一');
	await recordVisit(worker, '到期后记的二');

	await test.step('the worker is told in words, and nothing counts as unsent', async () => {
		proxy.mend();
		await goTo(worker, '今日');
		await expect(worker.getByText('2 条是结束以后记的，已交给书记，等他放行')).toBeVisible({ timeout: 60_000 });
		await passesAxe(worker);
		await expect(await inLedger(worker, '到期后记的一')).toContainText('待放行');
		await goTo(worker, '我的');
		await expect(worker.getByText('2 条待放行。')).toBeVisible();
		await passesAxe(worker);
	});

	await test.step('the supervisor sees both, lets one in and declines the other', async () => {
		await signIn(supervisor, 'super01', '/review');
		await expect(supervisor.getByText('2 条岗位结束后记的，等你放行')).toBeVisible();
		await supervisor.getByRole('link', { name: '去看' }).click();
		const one = supervisor.locator('main > ul > li', { hasText: '到期后记的一' });
		const two = supervisor.locator('main > ul > li', { hasText: '到期后记的二' });
		await expect(one).toContainText('岗位到');
		await expect(one).toContainText(/\d+-\d+/);
		await passesAxe(supervisor);
		await one.getByRole('button', { name: '放行', exact: true }).click();
		await expect(one).toHaveCount(0);
		await two.getByRole('button', { name: '不放行' }).click();
		const dialog = supervisor.getByRole('dialog');
		await dialog.getByRole('button', { name: '不放行' }).click();
		await expect(dialog.getByRole('alert')).toContainText('请写一句原因');
		await passesAxe(supervisor);
		await dialog.getByLabel('原因').fill('那天你已经调走了');
		await dialog.getByRole('button', { name: '不放行' }).click();
		await expect(supervisor.getByText('没有待放行的记录')).toBeVisible();
		await supervisor.getByText(/^已处理 2/).click();
		const decided = supervisor.locator('details li');
		await expect(decided.filter({ hasText: '到期后记的一' })).toContainText('张桂芬');
		await expect(decided.filter({ hasText: '那天你已经调走了' })).toContainText('没有放行');
		await passesAxe(supervisor);
		await supervisor.goto('/review');
		await expect(supervisor.locator('[data-record]', { hasText: '到期后记的一' })).toBeVisible();
	});

	await test.step('the phone shows one as sent, the other as not taken with the reason, to be carried out as text', async () => {
		await worker.reload();
		await goTo(worker, '我的');
		await worker.getByRole('link', { name: /书记没有放行/ }).click({ timeout: 60_000 });
		await expect(worker.getByText('“那天你已经调走了”', { exact: false }).first()).toBeVisible();
		await expect(worker.getByText('记录人：')).toContainText('情况：到期后记的二');
		await passesAxe(worker);
		const download = worker.waitForEvent('download');
		await worker.getByRole('button', { name: '存成文件' }).click();
		expect((await download).suggestedFilename()).toMatch(/^linli-.*\.txt$/);
		await worker.goto('/ledger');
		await expect(worker.locator('main li', { hasText: '到期后记的一' })).toContainText('已上传');
	});
});

test('quarantine is listed, read, and released or discarded with a reason', async () => {
	const supervisor = desk.page();
	const { token } = (await (
		await fetch(`${server.url}/api/session`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ account: 'grid01', password: 'demo-2026' }),
		})
	).json()) as { token: string };
	const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
	const now = Date.now();
	const entryOf = (id: string, note: string) => ({
		id,
		v: 1,
		kind: 'visit',
		desk: '120101004010001',
		by: 'grid01',
		at: new Date(now).toISOString(),
		hlc: `${String(now - 450 * 86_400_000).padStart(15, '0')}-0000`,
		body: { outcome: 'met', note },
	});
	const send = (id: string, note: string) =>
		fetch(`${server.url}/api/pages/120101004010001/field/${month}/entries`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body: JSON.stringify([entryOf(id, note)]),
		});
	await send('019ab000-0000-7000-8000-00000000abcd', '时间错了');
	await signIn(supervisor, 'super01', '/people');
	await supervisor.getByRole('link', { name: '隔离' }).click();
	const card = supervisor.locator('main li', { hasText: 'grid01' });
	await expect(card).toContainText('手机时间不对');
	await passesAxe(supervisor);
	await card.getByRole('button', { name: '打开' }).click();
	await expect(card).toContainText('时间错了');
	await card.getByRole('button', { name: '放行…' }).click();
	const dialog = supervisor.getByRole('dialog');
	await expect(dialog.getByLabel('手机时间不对')).toBeChecked();
	await passesAxe(supervisor);
	await dialog.getByLabel('日期对不上').check({ force: true });
	await dialog.getByLabel('原因').fill('手机换电池后时间乱了');
	await dialog.getByRole('button', { name: '放行' }).click();
	await expect(supervisor.getByText('没有隔离的数据')).toBeVisible();
	await supervisor.getByText(/^已处理 1/).click();
	await expect(supervisor.getByText(/手机换电池后时间乱了/)).toBeVisible();

	await send('019ab000-0000-7000-8000-00000000abce', '乱写的');
	await supervisor.reload();
	await card.first().getByRole('button', { name: '打开' }).click();
	await card.first().getByRole('button', { name: '丢弃…' }).click();
	await expect(dialog).toContainText('内容从服务器删去');
	await dialog.getByLabel('原因').fill('试手机时乱按的');
	await dialog.getByRole('button', { name: '丢弃' }).click();
	await expect(supervisor.getByText('没有隔离的数据')).toBeVisible();
	await supervisor.getByText(/^已处理 2/).click();
	await expect(supervisor.getByText(/试手机时乱按的/)).toBeVisible();
});
