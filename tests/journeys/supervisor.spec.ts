/** The supervisor's desk: what comes in is read, marked, sent back, all by itself, by keyboard, and without a network. */
import { expect, test, type Page } from '@playwright/test';
import { v7 as newId } from 'uuid';
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { periodOf } from '#lib/ledger/page.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { signIn } from '#tests/support/steps.ts';

const desk = '120101004010001';
const size = { width: 1280, height: 800 };

let server: Server;
let device: Device;
let page: Page;

test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.dispose());
test.beforeEach(async () => {
	device = await openDevice({ url: server.url, size });
	page = device.page();
});
test.afterEach(() => device.dispose());

/** A visit by grid01 that reaches the server by HTTP; gives its id. */
async function visit(body: Body): Promise<string> {
	const { token, get } = await signInByHttp(server.url, 'grid01');
	const { records } = await get<{ records: { id: string }[] }>('/api/records?kind=household&limit=1');
	const now = Date.now();
	const entry: Entry = {
		id: newId(),
		v: 1,
		kind: 'visit',
		desk,
		by: 'grid01',
		at: new Date(now).toISOString(),
		hlc: hlcOf(now),
		about: records[0]!.id,
		body,
	};
	const answer = await fetch(`${server.url}/api/pages/${desk}/field/${periodOf(now)}/entries`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify([entry]),
	});
	expect(await answer.json()).toEqual({ accepted: [entry.id], refused: [] });
	return entry.id;
}

const row = (id: string) => page.locator(`[data-record="${id}"]`);

test('a record appears by itself, above what is being read, without moving it', async () => {
	await signIn(page, 'super01', '/review');
	await page.locator('[data-record]').nth(5).getByRole('button').click();
	await expect(page.locator('#record-heading')).toBeVisible();
	await page.evaluate(() => scrollTo(0, 400));
	const topOf = () =>
		page
			.locator('[data-record]:has([aria-current])')
			.evaluate((element) => Math.round(element.getBoundingClientRect().top));
	const before = await topOf();
	const id = await visit({ outcome: 'met', note: '<b>不是标签</b>' });
	await expect(row(id)).toContainText('<b>不是标签</b>');
	await expect(row(id)).toContainText('新');
	expect(Math.abs((await topOf()) - before)).toBeLessThanOrEqual(1);
});

test('a record is sent back with a reason that a lost network does not lose', async () => {
	const id = await visit({ outcome: 'met', note: '太简单' });
	await signIn(page, 'super01', `/review?record=${id}`);
	await expect(page.locator('#record-heading')).toBeVisible();
	await page.keyboard.press('r');
	const reason = page.getByRole('textbox', { name: '打回原因' });
	await expect(reason).toBeFocused();
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('请写明原因')).toBeVisible();
	await reason.fill('请补充核对了什么');
	await device.context().setOffline(true);
	await page.keyboard.press('Control+Enter');
	await expect(page.getByText('没有送出：需要网络')).toBeVisible();
	await device.context().setOffline(false);
	await page.reload();
	// The form stands open again, with what was typed in it.
	await expect(page.locator('#record-heading')).toBeVisible();
	await expect(reason).toBeFocused();
	await expect(reason).toHaveValue('请补充核对了什么');
	await page.keyboard.press('Control+Enter');
	await expect(row(id)).toContainText('打回中');
	const { get } = await signInByHttp(server.url, 'grid01');
	const { record } = await get<{ record: { state: string; returned: { reason: string } } }>(`/api/records/${id}`);
	expect(record).toMatchObject({ state: 'returned', returned: { reason: '请补充核对了什么' } });
});

test('the keyboard alone reads, marks and goes on', async () => {
	await visit({ outcome: 'no-answer' });
	await signIn(page, 'super01', '/review?kind=visit');
	await expect(page.locator('[data-record]').first()).toBeVisible();
	await page.keyboard.press('j');
	await expect(page.locator('#record-heading')).toBeVisible();
	const first = (await page.locator('[data-record]:has([aria-current])').getAttribute('data-record'))!;
	await expect(page.getByRole('button', { name: '已阅', exact: true })).toBeEnabled();
	await page.keyboard.press('a');
	await expect(row(first)).toContainText('已阅');
	await expect(page.locator('[data-record]:has([aria-current])')).not.toHaveAttribute('data-record', first);
	await expect(page.locator('[data-record]:has([aria-current]) button')).toBeFocused();
	await page.keyboard.press('?');
	await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('routine records are marked together, and what wants a decision is left and counted', async () => {
	await signIn(page, 'super01', '/review?kind=check-in');
	await page.getByRole('button', { name: /^常规 \d+ 条全部已阅$/ }).click();
	const dialog = page.getByRole('dialog', { name: '常规记录全部已阅' });
	await expect(dialog).toContainText('没见到人');
	const count = Number(await dialog.locator('strong').first().innerText());
	expect(count).toBeGreaterThan(0);
	await dialog.getByRole('button', { name: `已阅 ${count}` }).click();
	await expect(dialog).toBeHidden();
	await expect(page.getByRole('button', { name: /全部已阅/ })).toHaveCount(0);
	const { get } = await signInByHttp(server.url, 'super01');
	const { total } = await get<{ total: number }>('/api/records?kind=check-in&state=open&routine=1');
	expect(total).toBe(0);
	const left = await get<{ total: number }>('/api/records?kind=check-in&alarm=1');
	expect(left.total).toBeGreaterThan(0);
});

test('an elder who was not seen stands first, with whom to call, until someone says how she was found', async () => {
	await signIn(page, 'super01', '/review');
	const alarms = page.getByRole('region', { name: '没见到，还没找到' });
	const cards = alarms.locator('button[aria-expanded]');
	await expect(cards.first()).toBeVisible();
	const before = await cards.count();
	await cards.first().click();
	await expect(alarms.getByRole('link', { name: /急救 120/ })).toHaveAttribute('href', 'tel:120');
	await alarms.getByText('家属确认平安').click();
	await alarms.getByRole('button', { name: '记下' }).click();
	await expect(cards).toHaveCount(before - 1);
});

test('without the care book no elder is seen, and without the role nothing can be judged', async () => {
	await signIn(page, 'street01', '/review');
	await page.locator('[data-record]').first().getByRole('button').click();
	await expect(page.getByText('只读：你可以看，不能审阅。')).toBeVisible();
	await expect(page.getByRole('button', { name: '打回' })).toHaveCount(0);
	await expect(page.locator('[data-record]', { hasText: '探访' })).toHaveCount(0);
	await expect(page.getByRole('region', { name: '没见到，还没找到' })).toHaveCount(0);
	await page.goto('/people');
	await expect(page.getByText('你的岗位不能看这里。')).toBeVisible();
});

test('a roster is checked first, refused by row, and then imported whole', async () => {
	const { token } = await signInByHttp(server.url, 'super01');
	const template = await fetch(`${server.url}/api/import/template?format=csv`, {
		headers: { authorization: `Bearer ${token}` },
	});
	const [head = ''] = (await template.text()).split(/\r?\n/);
	const columns = head.replace('\uFEFF', '').split(',');
	const rowOf = (cells: Record<string, string>) => columns.map((column) => cells[column] ?? '').join(',');
	const fileOf = (...rows: string[]) => ({
		name: '名册.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from([head, ...rows, ''].join('\r\n')),
	});
	const good = rowOf({ 网格: '第一网格', 楼栋: '99', 门: '1', 门号: '101', 姓名: '试导入', 性别: '女' });

	await signIn(page, 'super01', '/import');
	const file = page.locator('input[type=file]');
	await file.setInputFiles(
		fileOf(good, rowOf({ 网格: '第一网格', 楼栋: '99', 门: '1', 门号: '102', 姓名: '某人', 性别: '甲' })),
	);
	await page.getByRole('button', { name: '看看会怎样' }).click();
	await expect(page.getByRole('tabpanel', { name: /错误/ })).toContainText('性别');
	await expect(page.getByRole('button', { name: '开始导入' })).toHaveCount(0);
	await page.getByRole('button', { name: '换个文件' }).click();
	await file.setInputFiles(fileOf(good));
	await page.getByRole('button', { name: '看看会怎样' }).click();
	await expect(page.getByText('还没有写入。')).toBeVisible();
	await page.getByRole('button', { name: '开始导入' }).click();
	await expect(page.getByText('导入完成')).toBeVisible();
	await page.getByRole('link', { name: '看住户' }).click();
	await page.getByRole('searchbox').fill('试导入');
	await expect(page.getByRole('link', { name: /99-1-101/ })).toBeVisible();
});
