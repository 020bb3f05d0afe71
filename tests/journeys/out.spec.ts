/** What goes out: a list as a file, which is on record; and the worker's own summary of the day, made without a network. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { openDevice } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, recordVisit, signIn } from '#tests/support/steps.ts';
import { readBack } from '#tests/support/tables.ts';

let server: Server;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.dispose());

async function expectAccessible(page: Page): Promise<void> {
	expect(await violationsOf(page)).toEqual([]);
}

test('a supervisor exports households as XLSX and finds it in 导出记录', async () => {
	const device = await openDevice({ url: server.url, size: { width: 1280, height: 800 } });
	try {
		const page = device.page();
		await signIn(page, 'super01', '/households');
		await page.getByLabel('门号、姓名或电话').fill('3-1-501');
		const out = page.getByRole('button', { name: '导出' });
		await expect(out).toBeVisible();
		const doors = await page.getByRole('main').getByRole('listitem').locator('strong').allInnerTexts();
		expect(doors).toContain('3-1-501');
		await out.click();
		const dialog = page.getByRole('dialog', { name: '导出' });
		await expect(dialog).toContainText('朝阳里社区 · 3-1-501');
		await expectAccessible(page);
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			dialog.getByRole('button', { name: '导出' }).click(),
		]);
		expect(download.suggestedFilename()).toMatch(/^朝阳里社区-名册-\d{4}-\d\d-\d\d\.xlsx$/);
		const [head, ...rows] = await readBack(await readFile(await download.path()), download.suggestedFilename());
		expect(head?.slice(0, 4)).toEqual(['网格', '楼栋', '门', '门号']);
		expect(new Set(rows.map((row) => row.slice(1, 4).join('-')))).toEqual(new Set(doors));
		await expect(page.getByRole('status').filter({ hasText: `已导出 ${rows.length} 行` })).toBeVisible();

		await page.goto('/reports');
		await page.getByRole('link', { name: '导出记录' }).click();
		const made = page.getByRole('main').getByRole('listitem').first();
		await expect(made).toContainText(`名册 ${rows.length} 行 · XLSX`);
		await expect(made).toContainText('查找 “…”');
		await expectAccessible(page);
	} finally {
		await device.dispose();
	}
});

test('a worker reads the summary of the day without a network, as text and as a picture', async () => {
	const phone = await openDevice({ url: server.url });
	try {
		const page = phone.page();
		await begin(page, 'grid01');
		await phone.context().setOffline(true);
		const label = await recordVisit(page, '问了养老助餐');
		await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '我的' }).click();
		await page.getByRole('link', { name: '看小结，发出去' }).click();
		const preview = page.getByRole('region', { name: '发出去就是这样' });
		await expect(preview).toContainText('1 条还没上传');
		await page.getByLabel('说明').fill('下午在街道开会');
		await expect(preview).toContainText('说明：下午在街道开会');
		const text = await preview.locator('.as-written').innerText();
		expect(text).toMatch(/^今日小结 /);
		expect(text).not.toContain(label);
		await expectAccessible(page);

		await page.getByText('图片', { exact: true }).click();
		const picture = preview.getByRole('img');
		await expect(picture).toBeVisible();
		await expect(picture).toHaveAttribute('alt', text);
		expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(
			720,
		);
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			preview.getByRole('button', { name: '存图片' }).click(),
		]);
		expect((await readFile(await download.path())).subarray(1, 4).toString()).toBe('PNG');
		await expectAccessible(page);
	} finally {
		await phone.dispose();
	}
});
