/** Who looked: a phone without network, a desk, and what an address of the API shows when it is typed. */
import { expect, test } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { deskSize, openDevice } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, signIn } from '#tests/support/steps.ts';

let server: Server;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.dispose());

test('[D120] what a phone showed without network stands at the desk, as its own word', async () => {
	const phone = await openDevice({ url: server.url });
	const desk = await openDevice({ url: server.url, size: deskSize });
	try {
		const worker = phone.page();
		await begin(worker, 'grid01');
		await worker.goto('/buildings');
		await expect(worker.locator('a[href*="/household/"]').first()).toBeVisible();
		await phone.context().setOffline(true);
		await worker.locator('a[href*="/household/"]').first().click();
		await expect(worker).toHaveURL(/\/household\//);
		const household = worker.url().split('/').at(-1)!;
		await phone.context().setOffline(false);

		const page = desk.page();
		await signIn(page, 'super01', '/reports/deliveries');
		await page.getByLabel('怎么看的').selectOption({ label: '在手机上打开' });
		await expect(async () => {
			await page.reload();
			await page.getByLabel('怎么看的').selectOption({ label: '在手机上打开' });
			await expect(page.getByRole('listitem').filter({ hasText: '手机自报' }).first()).toBeVisible({ timeout: 3000 });
		}).toPass({ timeout: 60_000 });
		expect(await violationsOf(page)).toEqual([]);

		await page.goto(`/households/${household}`);
		await page.getByText('谁看过').first().click();
		const seen = page.getByRole('listitem').filter({ hasText: '在手机上打开' }).first();
		await expect(seen).toContainText('grid01');
		expect(await violationsOf(page)).toEqual([]);

		await page.goto('/reports/retention');
		await expect(page.getByRole('listitem').filter({ hasText: '查看记录' })).toContainText('3 年');
		expect(await violationsOf(page)).toEqual([]);
	} finally {
		await Promise.all([phone.dispose(), desk.dispose()]);
	}
});

test('[DL8] an address of the API that is typed shows no data, and the app goes on', async () => {
	const device = await openDevice({ url: server.url, size: deskSize });
	try {
		const page = device.page();
		await signIn(page, 'super01', '/households');
		for (const path of ['/api/records?kind=household', '/api/session']) {
			const answer = await page.goto(path);
			expect(answer!.status()).toBe(403);
			await expect(page.getByRole('heading', { name: '这里不显示资料' })).toBeVisible();
			await expect(page.locator('body')).not.toContainText('super01');
		}
		await page.getByRole('link', { name: '打开邻里' }).click();
		await expect(page.getByRole('navigation').getByText('住户')).toBeVisible();
		await page.goto('/import');
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('link', { name: 'CSV' }).first().click(),
		]);
		expect(download.suggestedFilename()).toMatch(/\.csv$/);
		expect(await download.failure()).toBeNull();
	} finally {
		await device.dispose();
	}
});
