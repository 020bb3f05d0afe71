/** Two workers at one record, and who may see what. */
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { choosePin } from '#tests/support/locked.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

let server: Server;
const devices: Device[] = [];

test.beforeEach(async () => {
	server = await startServer();
});
test.afterEach(async () => {
	for (const device of devices.splice(0)) await device.dispose();
	await server.dispose();
});

async function open(): Promise<Device> {
	const device = await openDevice({ url: server.url });
	devices.push(device);
	return device;
}

test('two workers amend one record offline: both stay, fields merge, the same field shows both', async () => {
	test.setTimeout(120_000);
	const first = await open();
	const second = await open();
	await begin(first.page(), 'grid01');
	await begin(second.page(), 'grid02');
	const label = await recordVisit(first.page(), '两人同改');
	await expect(await inLedger(first.page(), '两人同改')).toContainText('已上传', { timeout: 30_000 });
	await (await inLedger(first.page(), '两人同改')).getByRole('link').click();
	await first.page().waitForURL(/\/entry\//);
	const address = new URL(first.page().url()).pathname;
	await second.page().goto(address);
	await expect(second.page().getByText('两人同改')).toBeVisible({ timeout: 30_000 });

	for (const { context } of [first, second]) await context().setOffline(true);
	await first.page().getByRole('link', { name: '更正' }).click();
	await first.page().getByLabel('情况').fill('甲写的');
	await first.page().getByText('政策宣传').click();
	await first.page().getByRole('button', { name: '保存' }).click();
	await expect(first.page().getByText('甲写的').first()).toBeVisible();

	await second.page().getByRole('link', { name: '更正' }).click();
	await second.page().getByLabel('情况').fill('乙写的');
	await second.page().getByText('电话联系上').click();
	await second.page().getByRole('button', { name: '保存' }).click();
	await expect(second.page().getByText('乙写的').first()).toBeVisible();

	for (const { context } of [first, second]) await context().setOffline(false);
	for (const { page } of [first, second]) {
		const main = page().locator('main');
		await expect(main).toContainText('甲写的', { timeout: 60_000 });
		await expect(main).toContainText('乙写的', { timeout: 60_000 });
		await expect(main).toContainText('两个人改了同一项');
		// Fields that only one of them touched are merged.
		await expect(main).toContainText('政策宣传');
		await expect(main).toContainText('电话联系上');
	}
	// A person chooses.
	await first.page().getByRole('button', { name: '用这个' }).first().click();
	await expect(first.page().locator('main')).not.toContainText('两个人改了同一项');
	await expect(second.page().locator('main')).not.toContainText('两个人改了同一项', { timeout: 30_000 });
	expect(label).toBeTruthy();
});

test('a worker who covers sees both grids marked', async () => {
	const phone = await open();
	await begin(phone.page(), 'grid02');
	await goTo(phone.page(), '我的');
	await expect(phone.page().getByRole('region', { name: '我的岗位' }).getByRole('listitem')).toHaveCount(2);
	await goTo(phone.page(), '今日');
	await expect(phone.page().locator('main')).toContainText('1 号网格');
});

test('a grant without the care book sees no elders, no health, no hardship', async () => {
	execFileSync(
		process.execPath,
		[
			'sync-server/account.ts',
			'add',
			'plain01',
			'--name',
			'李平',
			'--role',
			'worker',
			'--desk',
			'120101004010001',
			'--books',
			'field',
			'--password',
			'demo-2026',
		],
		{ env: { ...process.env, DATA_DIR: server.dataDir } },
	);
	const phone = await open();
	const page = phone.page();
	const asked: string[] = [];
	page.on('request', (request) => asked.push(request.url()));
	page.on('websocket', (socket) => asked.push(socket.url()));
	await signIn(page, 'plain01', '/today');
	await choosePin(page, '290417');
	await expect(page.getByRole('region', { name: /本轮还没走访/ })).toBeVisible({ timeout: 30_000 });
	await expect(page.getByRole('region', { name: /老人/ })).toHaveCount(0);
	expect(asked.filter((url) => url.includes('/care/'))).toEqual([]);
	const books = await page.evaluate(async () => {
		const open = indexedDB.open('linli-plain01');
		const db = await new Promise<IDBDatabase>((done) => (open.onsuccess = () => done(open.result)));
		const asked = db.transaction('records').objectStore('records').getAll();
		const rows = await new Promise<{ page: string }[]>((done) => (asked.onsuccess = () => done(asked.result)));
		return [...new Set(rows.map(({ page }) => page.split('/')[1]))];
	});
	expect(books).toEqual(['field']);
});
