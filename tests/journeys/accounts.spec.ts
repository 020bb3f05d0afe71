/**
 * Accounts and phones: an administrator makes an account, a new phone is enrolled and practises, a password is reset, and
 * a lost phone hands over what is unsent and wipes itself.
 */
import { expect, test, type Page } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { everythingOn, tapPin } from '#tests/support/locked.ts';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { begin, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';
import { startCounting } from '#tests/support/taps.ts';

let server: Server;
let office: Device;
let admin: Page;

test.beforeAll(async () => {
	server = await startServer();
	office = await openDevice({ url: server.url, size: deskSize });
	admin = office.page();
	await signIn(admin, 'admin01');
});
test.afterAll(async () => {
	await office.dispose();
	await server.dispose();
});

const phones: Device[] = [];
const openPhone = async (): Promise<Device> => {
	const phone = await openDevice({ url: server.url });
	phones.push(phone);
	return phone;
};
test.afterEach(async () => {
	for (const phone of phones.splice(0)) await phone.dispose();
});

const openAccount = async (account: string): Promise<void> => {
	await admin.goto(`/accounts/${account}`);
	await expect(admin.getByRole('heading', { level: 2, name: '岗位' })).toBeVisible();
};
/** The address in the picture of the code, and the characters beside it. */
async function makeCode(account: string): Promise<{ link: string; typed: string }> {
	await openAccount(account);
	await admin.getByRole('button', { name: '新手机码' }).click();
	const picture = admin.getByRole('img', { name: /二维码/ });
	await expect(picture).toBeVisible();
	const link = (await picture.getAttribute('data-link'))!;
	const typed = await admin.locator('.code').innerText();
	await admin.getByRole('button', { name: '好了' }).click();
	return { link, typed };
}

test('[AD1, AD2] an administrator who reads nothing begins at the accounts, makes one, and the trace shows it', async () => {
	await expect(admin).toHaveURL(/\/accounts$/);
	await expect(admin.getByRole('link', { name: /王芳/ })).toBeVisible();
	await expect(admin.getByRole('navigation').getByRole('link', { name: '待看' })).toHaveCount(0);
	await admin.getByRole('link', { name: '新建账号' }).click();
	// The list has a field for names, too.
	await expect(admin.getByRole('heading', { level: 1, name: '新建账号' })).toBeVisible();
	await admin.getByLabel('姓名').fill('周小雨');
	await admin.getByLabel('账号（登录用）').fill('Zhou Xiaoyu');
	for (const area of [/新兴街道/, /朝阳里社区/, /第一网格/]) await admin.getByRole('button', { name: area }).click();
	await admin.getByRole('button', { name: '建好' }).click();
	await expect(admin.getByRole('heading', { level: 1, name: '周小雨' })).toBeVisible();
	await expect(admin.getByText('zhouxiaoyu', { exact: true })).toBeVisible();
	await admin.getByRole('button', { name: '改名' }).click();
	await admin.getByRole('dialog').getByLabel('姓名').fill('周晓雨');
	await admin.getByRole('dialog').getByRole('button', { name: '保存' }).click();
	await expect(admin.getByRole('heading', { level: 1, name: '周晓雨' })).toBeVisible();
	await admin.getByRole('link', { name: '这个账号的管理记录' }).click();
	const lines = admin.getByRole('main').getByRole('listitem');
	await expect(lines).toHaveCount(3);
	await expect(lines.first()).toContainText('周小雨 → 周晓雨');
	await expect(lines.last()).toContainText('由 韩晓东');
	await expect(lines.last()).toContainText('127.0.0.1');
});

test('[AD5, AD7, K20] a new phone: scanned, a password, a PIN, the registers, a practice visit, and the first real one, within five minutes', async () => {
	const { link, typed } = await makeCode('grid03');
	expect(link).toBe(`${server.url}/enrol#${typed.replace('-', '')}`);
	const before = await countOf('visit');
	const phone = await openPhone();
	const page = phone.page();
	await page.goto(link);
	// From the moment on which the camera has opened the address; the code is not left in the history.
	const thumb = await startCounting(page);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('你好，赵敏');
	expect(new URL(page.url()).hash).toBe('');
	await thumb.tap(page.getByLabel('新密码'));
	await thumb.type(page.getByLabel('新密码'), 'zhaomin-2026');
	await thumb.tap(page.getByLabel('再输一遍'));
	await thumb.type(page.getByLabel('再输一遍'), 'zhaomin-2026');
	await thumb.tap(page.getByRole('button', { name: '定好密码' }));
	await expect(page.getByRole('heading', { level: 1, name: '设一个锁屏密码' })).toBeVisible();
	const pin = '290417';
	for (const asked of ['六位数字', '再输一遍']) {
		await expect(page.getByText(asked, { exact: true }).last()).toBeVisible();
		for (const digit of pin) await thumb.tap(page.getByRole('button', { name: digit, exact: true }));
	}
	await expect(page.getByRole('progressbar')).toBeVisible();
	await thumb.tap(page.getByRole('button', { name: '练习一次走访' }));
	await expect(page.getByText('怎么填都不会进台账')).toBeVisible();
	await thumb.tap(page.getByText('见到人'));
	await thumb.tap(page.getByRole('button', { name: '保存' }));
	await expect(page.getByText('没有存下来，也没有上传')).toBeVisible();
	await thumb.tap(page.getByRole('button', { name: '开始第一户' }));
	await thumb.tap(
		page
			.getByRole('region', { name: /本轮还没走访/ })
			.getByRole('link')
			.first(),
	);
	await thumb.tap(page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '没人应门' }));
	await thumb.tap(page.getByRole('button', { name: '保存' }));
	await expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
	const count = await thumb.read();
	test.info().annotations.push({ type: 'enrolment', description: JSON.stringify(count) });
	// Twelve of them are the PIN, twice.
	expect(count.taps).toBeLessThanOrEqual(26);
	// A person's time, as estimated; what the machine takes beside it is told by the test's own duration.
	expect(count.estimatedSeconds).toBeLessThan(300);
	// One visit reached the ledger: the real one.
	await expect.poll(() => countOf('visit')).toBe(before + 1);

	// All of it came into a locked space: no name lies there in the clear, and the phone asks for the PIN when it is opened.
	const all = await everythingOn(page);
	expect(all).toContain('sealed');
	for (const word of ['"label"', '"phone":"1']) expect(all).not.toContain(word);
	await phone.reopen('/today');
	await expect(phone.page().getByRole('heading', { level: 1, name: '输入锁屏密码' })).toBeVisible();
	await tapPin(phone.page(), pin);
	await expect(phone.page().getByRole('region', { name: /本轮还没走访/ })).toBeVisible();

	const second = (await openPhone()).page();
	await second.goto(link);
	await expect(second.getByText('这个码不对、用过了')).toBeVisible();
});

async function countOf(kind: string): Promise<number> {
	const { get } = await signInByHttp(server.url, 'super01');
	return (await get<{ total: number }>(`/api/records?kind=${kind}&limit=1`)).total;
}

test('[AD5] the code is typed as well as scanned, and a wrong one says what to do', async () => {
	const { typed } = await makeCode('grid04');
	const page = (await openPhone()).page();
	await page.goto('/sign-in');
	await page.getByRole('link', { name: /新手机/ }).click();
	await page.getByLabel('手机码').fill('AAAAA-AAAAA');
	await page.getByRole('button', { name: '下一步' }).click();
	await expect(page.getByText('请找管理员再要一个')).toBeVisible();
	await page.getByLabel('手机码').fill(typed.toLowerCase());
	await page.getByRole('button', { name: '下一步' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('你好，刘洋');
	await page.getByRole('button', { name: '不是我' }).click();
	await expect(page.getByText('请告诉管理员码给错了人')).toBeVisible();
});

test('[AD3] a password for one sign-in is changed before anything opens', async () => {
	await openAccount('grid05');
	await admin.getByRole('button', { name: '重设密码' }).click();
	await admin.getByRole('dialog').getByRole('button', { name: '重设密码' }).click();
	const password = await admin.locator('.secret').innerText();
	await admin.getByRole('button', { name: '好了' }).click();
	await expect(admin.getByText('一次性密码还没换')).toBeVisible();
	const page = (await openPhone()).page();
	await page.goto('/sign-in');
	await page.locator('input[name=account]').fill('grid05');
	await page.locator('input[name=password]').fill(password);
	await page.locator('button[type=submit]').click();
	await expect(page.getByRole('heading', { level: 1, name: '换成自己的密码' })).toBeVisible();
	expect(await violationsOf(page)).toEqual([]);
	await page.goto('/today');
	await expect(page).toHaveURL(/\/password$/);
	await page.getByText('显示密码').click();
	await page.getByLabel('新密码').fill('sunli-2026');
	await page.getByRole('button', { name: '保存密码' }).click();
	await expect(page.getByRole('region', { name: /本轮还没走访/ })).toBeVisible({ timeout: 30_000 });
});

test('[AD8, AD9, AD10] a lost phone hands over what is unsent, then it is empty, and the trace says when', async () => {
	const phone = await openPhone();
	const page = phone.page();
	await begin(page, 'grid01');
	await phone.context().setOffline(true);
	const note = '停用前写的，还没上传';
	await recordVisit(page, note);
	const written = await page.evaluate(() => indexedDB.databases().then((all) => all.map(({ name }) => name)));
	expect(written).toContain('linli-grid01');

	await openAccount('grid01');
	await admin.getByRole('button', { name: '停用这部手机' }).first().click();
	await admin.getByRole('dialog').getByRole('button', { name: '停用这部手机' }).click();
	await expect(admin.getByText('已停用，等它连上')).toBeVisible();

	// The server is heard, and then gone again: everything stays until it has been handed over.
	const handOver = '**/api/hand-over/**';
	await phone.context().route(handOver, (route) => route.abort());
	await phone.context().setOffline(false);
	await expect(page.getByText('没上传的记录都在')).toBeVisible({ timeout: 60_000 });
	await expect(page.getByRole('button', { name: '撤销' })).toHaveCount(0);
	expect(await violationsOf(page)).toEqual([]);
	expect(await page.evaluate(() => indexedDB.databases().then((all) => all.length))).toBe(1);
	await phone.context().unroute(handOver);
	await expect(page.getByText('手机里的资料已全部删除')).toBeVisible({ timeout: 60_000 });
	await expect(page.getByText('服务器已知道这部手机清空了')).toBeVisible();
	await expect(page.locator('dd').first()).toHaveText('1');

	// What was unsent is on the server.
	const { get } = await signInByHttp(server.url, 'super01');
	const { records } = await get<{ records: { by: string; body: { note?: string } }[] }>(
		'/api/records?kind=visit&limit=20',
	);
	expect(records.filter(({ body }) => body.note === note)).toHaveLength(1);

	// Nothing is left: no database, no cache but the app's own files, nobody signed in, no name anywhere.
	const left = await page.evaluate(async () => ({
		databases: (await indexedDB.databases()).map(({ name }) => name),
		caches: await caches.keys(),
		local: JSON.stringify(localStorage),
		session: sessionStorage.length,
	}));
	expect(left.databases).toEqual([]);
	expect(left.caches.filter((name) => !name.includes('-precache-'))).toEqual([]);
	expect(left.local).not.toContain('identity');
	expect(left.local).not.toContain('王芳');
	expect(left.session).toBe(0);
	for (const path of ['/today', '/ledger', '/household/019ab000-0000-7000-8000-000000000001']) {
		await page.goto(path);
		await expect(page).toHaveURL(/\/revoked$/);
	}
	await page.getByRole('button', { name: '知道了' }).click();
	await expect(page).toHaveURL(/sign-in/);
	expect(await page.evaluate(() => fetch('/api/pages').then(({ status }) => status))).toBe(401);

	await openAccount('grid01');
	await expect(admin.getByRole('main').getByText(/已清空 \d/)).toBeVisible();
	await admin.getByRole('link', { name: '这个账号的管理记录' }).click();
	await expect(admin.getByRole('main').getByRole('listitem').first()).toContainText('手机已清空');
});

test('[AD11] a phone in use is told at once, in both of its tabs', async () => {
	const phone = await openPhone();
	const page = phone.page();
	await begin(page, 'grid02');
	const tab = await phone.context().newPage();
	await tab.goto('/ledger');
	await expect(tab.getByRole('heading', { level: 1 })).toBeVisible();
	await openAccount('grid02');
	await admin.getByRole('button', { name: '停用这部手机' }).first().click();
	await admin.getByRole('dialog').getByRole('button', { name: '停用这部手机' }).click();
	for (const one of [page, tab]) {
		await expect(one).toHaveURL(/\/revoked$/, { timeout: 30_000 });
		await expect(one.getByText('手机里的资料已全部删除')).toBeVisible({ timeout: 30_000 });
	}
});

test('[AD2, AD11] signed out everywhere by the desk, a phone keeps what it has and asks for the password once', async () => {
	const phone = await openPhone();
	const page = phone.page();
	await begin(page, 'grid06');
	await openAccount('grid06');
	await admin.getByRole('button', { name: '在所有设备上退出' }).click();
	await admin.getByRole('dialog').getByRole('button', { name: '在所有设备上退出' }).click();
	await expect(page.getByText('登录已过期，记录照常保存')).toBeVisible({ timeout: 40_000 });
	await recordVisit(page, '退出以后记的');
	await page.getByText('登录已过期，记录照常保存').click();
	await page.locator('input[name=password]').fill('demo-2026');
	await page.locator('button[type=submit]').click();
	await expect(await inLedger(page, '退出以后记的')).toContainText('已上传', { timeout: 40_000 });
	await admin.getByRole('link', { name: '这个账号的管理记录' }).click();
	await expect(admin.getByRole('main').getByRole('listitem').first()).toContainText('全部退出');
});

test('a seat is given with days, changed and ended; what cannot be given is said in words', async () => {
	await openAccount('grid06');
	await admin.getByRole('button', { name: '给岗位' }).click();
	const dialog = admin.getByRole('dialog');
	await dialog.getByText('上级查看').click();
	await dialog.getByRole('button', { name: /新兴街道/ }).click();
	await dialog.getByRole('button', { name: '给岗位' }).click();
	await expect(admin.getByText('上级查看 · 新兴街道')).toBeVisible();
	const seat = admin.getByRole('listitem').filter({ hasText: '上级查看' });
	await seat.getByRole('button', { name: '改日期' }).click();
	await dialog.getByLabel('到哪天止').fill('2020-01-01');
	await dialog.getByRole('button', { name: '保存' }).click();
	await expect(dialog.getByRole('alert')).toContainText('日期不对');
	await dialog.getByLabel('到哪天止').fill('2099-12-31');
	await dialog.getByRole('button', { name: '保存' }).click();
	await expect(seat).toContainText('2099');
	await seat.getByRole('button', { name: '现在结束' }).click();
	await dialog.getByRole('button', { name: '现在结束' }).click();
	await expect(seat).toContainText('已结束');
});
