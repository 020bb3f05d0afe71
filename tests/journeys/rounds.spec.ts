/** 走访安排: the supervisor changes the round, and the phone's 今日 and the desk's 进度 follow, both with the same count. */
import { expect, test, type Locator } from '@playwright/test';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { begin, signIn } from '#tests/support/steps.ts';

const grid = '120101004010001';
let server: Server;
let phone: Device;
let desk: Device;

test.beforeAll(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url });
	desk = await openDevice({ url: server.url, size: { width: 1280, height: 800 } });
});
test.afterAll(async () => {
	await phone.dispose();
	await desk.dispose();
	await server.dispose();
});

interface GridCount {
	readonly households: { readonly total: number; readonly done: number };
	readonly elders: Readonly<Record<string, { readonly due: number }>>;
}

/** Households and elders of the grid that are due, as 进度 counts them. */
async function dueAtDesk(): Promise<{ homes: number; elders: number }> {
	const { get } = await signInByHttp(server.url, 'super01');
	const { grids } = await get<{ grids: GridCount[] }>(`/api/progress?area=${grid}`);
	const { households, elders } = grids[0]!;
	const due = Object.values(elders).reduce((sum, tier) => sum + tier.due, 0);
	return { homes: households.total - households.done, elders: due };
}

const homes = (period: string) => phone.page().getByRole('region', { name: `本轮还没走访 · ${period}` });
const countOf = async (pile: Locator) => Number(/\d+$/.exec(await pile.getByRole('heading').innerText())?.[0]);
const dueOnPhone = async (period: string) => ({
	homes: await countOf(homes(period)),
	elders: await countOf(phone.page().getByRole('region', { name: '该探访的老人' })),
});

test('the round changes from the quarter to the month, from today on', async () => {
	await begin(phone.page(), 'grid01');
	await expect(homes('本季度')).toBeVisible();
	expect(await dueOnPhone('本季度')).toEqual(await dueAtDesk());

	const page = desk.page();
	await signIn(page, 'super01', '/progress');
	await page.getByRole('link', { name: '走访安排' }).click();
	await expect(page.getByText('还没有设过，按默认走。')).toBeVisible();
	await page.getByRole('button', { name: '调整安排' }).click();
	await page.getByText('今天', { exact: true }).click();
	await page.getByRole('radiogroup', { name: '住户多久走一遍' }).getByText('每月').click();
	await page.getByRole('button', { name: /^从.+起这样走$/ }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('row', { name: /^住户/ })).toContainText('/');
	await dialog.getByRole('button', { name: '就这样定' }).click();
	await expect(page.getByText('张桂芬 定的')).toBeVisible();

	// By plain sync, and by what lies on the phone.
	await expect(homes('本月')).toBeVisible();
	const due = await dueAtDesk();
	await expect.poll(() => dueOnPhone('本月')).toEqual(due);
	await server.stop();
	await phone.reopen('/today');
	await expect(homes('本月')).toBeVisible();
	expect(await dueOnPhone('本月')).toEqual(due);
});
