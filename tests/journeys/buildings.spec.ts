/** 楼栋: a tower of nearly 400 doors, a yard of six and a house of odd numbers, by thumb, keyboard and screen reader. */
import { expect, test, type Page } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { block, putBuildings, tower } from '#tests/support/buildings.ts';
import { grid } from '#tests/support/entries.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, uncover } from '#tests/support/steps.ts';

let server: Server;
let phone: Device;
let page: Page;
let ids: string[];

test.beforeAll(async () => {
	server = await startServer();
	ids = await putBuildings(server.url, grid, 'grid01', [
		tower('高层', 33, 12),
		block('小院', ['1', '2', '3', '4', '5', '6']),
		block('老楼', ['B01', '101', '102', '甲1', '301', '303', '底商']),
	]);
	phone = await openDevice({ url: server.url });
	page = phone.page();
	await begin(page, 'grid01');
});
test.afterAll(async () => {
	await phone.dispose();
	await server.dispose();
});

const open = async (index: number) => {
	await page.goto(`/buildings/${ids[index]}`);
	await expect(page.getByRole('table')).toBeVisible();
};
const door = (name: string | RegExp) => page.getByRole('table').getByRole('link', { name });
const expectFit = async () => {
	expect(await violationsOf(page)).toEqual([]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
};

test('[D64, D65] 33 floors of 12 doors are a table that scrolls in itself and goes by arrows', async () => {
	await open(0);
	await expect(page.getByRole('table', { name: /高层/ })).toBeVisible();
	await expect(page.getByRole('rowheader')).toHaveCount(33);
	await expect(page.getByRole('columnheader', { name: /^\d\d$/ })).toHaveCount(12);
	await expect(page.getByRole('table').getByRole('link')).toHaveCount(396);
	await expectFit();

	const first = door(/^3301 自有 本轮还没走访/);
	await page.getByRole('radio', { name: '全部' }).focus();
	await page.keyboard.press('Tab');
	await expect(first).toBeFocused();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('End');
	await expect(door(/^3212 /)).toBeFocused();
	await page.keyboard.press('Control+End');
	await expect(door(/^112 /)).toBeInViewport();
	// The heads of the door that has the focus are still in sight.
	await expect(page.getByRole('columnheader', { name: '12' })).toBeInViewport();
	await expect(page.getByRole('rowheader', { name: '1 层', exact: true })).toBeInViewport();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: '高层-112' })).toBeVisible();
});

test('[D64, D66] a yard and odd numbers have their places, and a choice moves no door', async () => {
	await open(1);
	await expect(door(/./)).toHaveCount(6);
	await expectFit();
	await open(2);
	for (const name of ['B01', '甲1', '底商']) await expect(door(new RegExp(`^${name} `))).toBeVisible();
	await expect(page.getByRole('rowheader')).toHaveText(['3 层', '1 层', '其他']);
	await expectFit();

	const place = await door(/^301 /).boundingBox();
	await page.getByText('今晚补敲 0').click();
	await expect(page.getByRole('status').filter({ hasText: '没有这样的门' })).toBeVisible();
	await page.getByText('只看没走访 7').click();
	expect((await door(/^301 /).boundingBox())?.x).toBe(place?.x);
});

test('[T11] offline, a door that belongs to another building goes over to it, and back when that is undone', async () => {
	test.setTimeout(60_000);
	await open(1);
	await phone.context().setOffline(true);
	await door(/^6 /).click();
	await page.getByRole('link', { name: '情况有变', exact: true }).click();
	await page.getByRole('button', { name: '门号有误' }).click();
	await page.getByLabel('楼栋').fill('没有的楼');
	await expect(page.locator('main')).toContainText('还没有这栋楼');
	await page.getByLabel('楼栋').fill('老楼');
	await expect(page.locator('main')).toContainText('存好后归到 老楼');
	await expectFit();
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
	await open(2);
	await expect(door(/^6 /)).toBeVisible();
	await expect(page.getByText('只看没走访 8')).toBeVisible();
	await expectFit();
	await open(1);
	await expect(door(/./)).toHaveCount(5);

	await phone.context().setOffline(false);
	await expect(page.locator('[data-sync]')).toContainText('都已上传', { timeout: 30_000 });
	await open(2);
	await door(/^6 /).click();
	await uncover(page);
	await page
		.getByRole('region', { name: /以前的记录/ })
		.getByRole('link', { name: /门号有误/ })
		.click();
	await page.getByRole('button', { name: /撤回/ }).click();
	await page.getByRole('dialog').locator('label.chip').first().click();
	await page.getByRole('dialog').getByRole('button', { name: /撤回/ }).click();
	await expect(page.getByText('已撤回').first()).toBeVisible();
	await open(1);
	await expect(door(/./)).toHaveCount(6);
});
