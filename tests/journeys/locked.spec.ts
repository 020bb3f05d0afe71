/** The locked space: a PIN, what lies on the phone behind it, and every way back in. */
import { expect, test, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { violationsOf } from '#tests/support/axe.ts';
import { choosePin, everythingOn, tapPin } from '#tests/support/locked.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { drawn } from '#tests/support/pictures.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { somebody } from '#tests/support/somebody.ts';
import { atDesk, begin, goTo, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

const pin = '290417';
let server: Server;
const phones: Device[] = [];

test.beforeAll(async () => {
	server = await startServer();
	for (const [id, name] of [
		['real01', '李平'],
		['real02', '周静'],
		['real03', '许敏'],
	])
		execFileSync(
			process.execPath,
			// prettier-ignore
			['sync-server/account.ts', 'add', id!, '--name', name!, '--role', 'worker', '--desk', '120101004010001', '--books', 'field,care', '--password', 'demo-2026'],
			{ env: { ...process.env, DATA_DIR: server.dataDir } },
		);
	// One who keeps a grid and sits at the desk of its community.
	execFileSync(
		process.execPath,
		['sync-server/account.ts', 'grant', 'real02', '--role', 'supervisor', '--desk', '120101004010', '--books', 'field'],
		{ env: { ...process.env, DATA_DIR: server.dataDir } },
	);
});
test.afterEach(async () => {
	for (const phone of phones.splice(0)) await phone.dispose();
});
test.afterAll(() => server.dispose());

async function open(): Promise<Device> {
	const phone = await openDevice({ url: server.url });
	phones.push(phone);
	return phone;
}

/** Files of photos on the server's disk. */
const photosThere = (): number => {
	const folder = join(server.dataDir, 'photos');
	const found = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
	return found.filter((entry) => entry.isFile()).length;
};

const due = (page: Page) => page.getByRole('region', { name: /本轮还没走访/ });
const asksForPin = (page: Page) => page.getByRole('heading', { level: 1, name: '输入锁屏密码' });
/** What each resident of the demonstration is called, from the phone itself while it is open. */
const namesOn = (page: Page): Promise<string[]> =>
	page.evaluate(async () => {
		const opening = indexedDB.open('linli-grid01');
		const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
		const asking = db.transaction('records').objectStore('records').getAll();
		const rows = await new Promise<{ kind: string; body: { name: string } }[]>(
			(done) => (asking.onsuccess = () => done(asking.result)),
		);
		db.close();
		return rows.filter(({ kind }) => kind === 'resident').map(({ body }) => body.name);
	});

test('[K12] a worker chooses a PIN before anything comes to the phone, and it opens the phone again', async () => {
	const phone = await open();
	const page = phone.page();
	await signIn(page, 'real01', '/today');
	await expect(page.getByRole('heading', { level: 1, name: '设一个锁屏密码' })).toBeVisible();
	expect(await violationsOf(page)).toEqual([]);

	await test.step('what anybody would try first is not taken, nor two that differ', async () => {
		await tapPin(page, '123456');
		await expect(page.getByRole('alert')).toContainText('太好猜了');
		await tapPin(page, pin);
		await tapPin(page, '290418');
		await expect(page.getByRole('alert')).toContainText('两遍不一样');
	});
	await choosePin(page, pin);
	await expect(due(page)).toBeVisible({ timeout: 30_000 });
	await recordVisit(page, '上门核对，灯坏了已报');

	await test.step('opened anew, it asks, also without a network, and goes on where it was asked for', async () => {
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		await phone.reopen('/ledger');
		await expect(asksForPin(phone.page())).toBeVisible();
		expect(await violationsOf(phone.page())).toEqual([]);
		await expect(phone.page().getByText('上门核对')).toHaveCount(0);
		await phone.context().setOffline(true);
		await tapPin(phone.page(), pin);
		await expect(phone.page().locator('main li', { hasText: '上门核对，灯坏了已报' })).toBeVisible();
	});
	await test.step('nothing of it lies there in the clear', async () => {
		const all = await everythingOn(phone.page());
		expect(all).toContain('sealed');
		for (const word of ['上门核对', '灯坏了', '"label"', '"phone":"1']) expect(all).not.toContain(word);
	});
});

test('[K5] wrong PINs make the next wait, also when the app is opened anew; the keyboard does as well as the thumb', async () => {
	const phone = await open();
	await signIn(phone.page(), 'real02', '/today');
	await choosePin(phone.page(), pin);
	await expect(due(phone.page())).toBeVisible({ timeout: 30_000 });
	await phone.reopen('/today');
	let page = phone.page();
	for (const wrong of ['111222', '111223', '111224']) {
		await expect(page.getByLabel('输入锁屏密码')).toBeEnabled();
		await page.keyboard.type(wrong);
		await expect(page.getByRole('alert')).toContainText(/不对|错了/);
		await expect(page.getByText('正在打开')).toHaveCount(0);
	}
	await expect(page.getByRole('alert')).toContainText('错了好几次');
	await expect(page.getByRole('button', { name: '5', exact: true })).toBeDisabled();
	await phone.reopen('/today');
	page = phone.page();
	await page.clock.install();
	await expect(page.getByRole('alert')).toContainText('错了好几次');
	for (const look of [
		{ theme: 'light', text: 'normal' },
		{ theme: 'dark', text: 'large' },
	]) {
		await page.evaluate((chosen) => Object.assign(document.documentElement.dataset, chosen), look);
		expect(await violationsOf(page), look.theme).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
	}
	await page.clock.fastForward('00:40');
	await expect(page.getByLabel('输入锁屏密码')).toBeEnabled();
	await page.keyboard.type(pin);
	await expect(due(page)).toBeVisible();
});

test('[K10, K11] it locks by itself and returns to the half-filled form', async () => {
	const phone = await open();
	const page = phone.page();
	await page.clock.install();
	await signIn(page, 'real01', '/today');
	await choosePin(page, pin);
	await due(page).getByRole('link').first().click();
	await page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }).click();
	await page.getByLabel('情况').fill('问养老助餐，写到一半');
	await page.clock.fastForward('04:30');
	await expect(page.getByLabel('情况')).toHaveValue('问养老助餐，写到一半');
	await page.clock.fastForward('06:00');
	await expect(asksForPin(page)).toBeVisible();
	await expect(page.getByText('写到一半')).toHaveCount(0);
	expect(await everythingOn(page)).not.toContain('写到一半');
	await tapPin(page, pin);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('走访');
	await expect(page.getByLabel('情况')).toHaveValue('问养老助餐，写到一半');
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();

	await test.step('a correction as well', async () => {
		await (await inLedger(page, '写到一半')).getByRole('link').first().click();
		await page.getByRole('link', { name: '更正' }).click();
		await page.getByLabel('情况').fill('问养老助餐，讲清了');
		await page.clock.fastForward('06:00');
		await expect(asksForPin(page)).toBeVisible();
		await tapPin(page, pin);
		await expect(page.getByLabel('情况')).toHaveValue('问养老助餐，讲清了');
		await page.getByRole('button', { name: '保存' }).click();
		await expect(await inLedger(page, '讲清了')).toBeVisible();
	});
});

test('[K21] what is half typed in a dialog comes back after a lock, and is gone once it is done or left', async () => {
	const phone = await open();
	const page = phone.page();
	await page.clock.install();
	await signIn(page, 'real02', '/today');
	await choosePin(page, pin);
	await recordVisit(page, '说明要写在这条上');
	await (await inLedger(page, '说明要写在这条上')).getByRole('link').first().click();
	const dialog = page.getByRole('dialog');
	const lockUp = async (typed: string) => {
		await page.clock.fastForward('06:00');
		await expect(asksForPin(page)).toBeVisible();
		await expect(dialog).toHaveCount(0);
		expect(await everythingOn(page)).not.toContain(typed);
		await tapPin(page, pin);
	};

	await test.step('a word to the supervisor', async () => {
		await page.getByRole('button', { name: '写说明' }).click();
		await dialog.getByLabel('说明（给书记看）').fill('敲了三次门才');
		await lockUp('敲了三次门才');
		await expect(dialog.getByLabel('说明（给书记看）')).toHaveValue('敲了三次门才');
		await dialog.getByLabel('说明（给书记看）').fill('敲了三次门才开');
		await dialog.getByRole('button', { name: '保存' }).click();
		await expect(page.getByText('敲了三次门才开')).toBeVisible();
		await page.getByRole('button', { name: '写说明' }).click();
		await expect(dialog.getByLabel('说明（给书记看）')).toHaveValue('');
		await dialog.getByRole('button', { name: '取消' }).click();
	});
	await test.step('why a record is withdrawn, and a reload as well', async () => {
		await page.getByRole('button', { name: '撤回', exact: true }).click();
		await dialog.getByText('记错了').click();
		await lockUp('记错了');
		await expect(dialog.getByRole('radio', { name: '记错了' })).toBeChecked();
		await page.reload();
		await tapPin(page, pin);
		await expect(dialog.getByRole('radio', { name: '记错了' })).toBeChecked();
		await dialog.getByRole('button', { name: '取消' }).click();
		await goTo(page, '今日');
		await (await inLedger(page, '说明要写在这条上')).getByRole('link').first().click();
		await expect(dialog).toHaveCount(0);
	});
	await test.step('why it is sent back, by one who keeps a grid and sits at a desk', async () => {
		await goTo(page, '我的');
		await page.getByRole('link', { name: '去书记的待看' }).click();
		const others = atDesk(page, '第').first();
		await others.click();
		await page.getByRole('button', { name: '打回' }).click();
		await page.getByLabel('打回原因').fill('请写清楚是谁应');
		const address = page.url();
		await lockUp('请写清楚是谁应');
		await expect(page).toHaveURL(address);
		await expect(page.getByLabel('打回原因')).toHaveValue('请写清楚是谁应');
		await page.getByLabel('打回原因').fill('请写清楚是谁应门');
		await page.getByRole('button', { name: '打回这条' }).click();
		await expect(page.getByText('已打回')).toBeVisible();
		expect(await everythingOn(page)).not.toContain(':return:');
	});
});

test('[K6] a forgotten PIN loses nothing: the account’s password opens it and another is chosen', async () => {
	const phone = await open();
	let page = phone.page();
	await signIn(page, 'real01', '/today');
	await choosePin(page, pin);
	await expect(due(page)).toBeVisible({ timeout: 30_000 });
	await goTo(page, '我的');
	await expect(page.getByRole('region', { name: '锁屏密码' })).toContainText('忘了也不怕', { timeout: 30_000 });
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await phone.context().setOffline(true);
	await recordVisit(page, '没信号时记的');
	page = await phone.reopen('/today');
	await page.getByRole('button', { name: '忘了密码' }).click();
	expect(await violationsOf(page)).toEqual([]);
	await page.getByLabel('登录密码').fill('not-it');
	await page.getByRole('button', { name: '打开' }).click();
	await expect(page.getByRole('alert')).toContainText('登录密码不对');
	await page.getByLabel('登录密码').fill('demo-2026');
	await page.getByRole('button', { name: '打开' }).click();
	await choosePin(page, '804163');
	await expect(due(page)).toBeVisible();
	await expect(await inLedger(page, '没信号时记的')).toBeVisible();
	page = await phone.reopen('/ledger');
	await tapPin(page, pin);
	await expect(page.getByRole('alert')).toContainText('密码不对');
	await tapPin(page, '804163');
	await expect(page.locator('main li', { hasText: '没信号时记的' })).toContainText('已上传', { timeout: 30_000 });
});

test('[K8, K9, K12] the demonstration needs none; one who sets it has all that lay there sealed, in every tab', async () => {
	test.setTimeout(180_000);
	const phone = await open();
	const page = phone.page();
	await begin(page, 'grid01');
	const names = await namesOn(page);
	expect(names.length).toBeGreaterThan(100);
	expect(await everythingOn(page)).toContain(names[0]);
	const other = await phone.context().newPage();
	await other.goto('/ledger');
	await expect(other.locator('main li').first()).toBeVisible();

	await goTo(page, '我的');
	await expect(page.getByRole('region', { name: '锁屏密码' })).toContainText('演示不设密码也行');
	await page.getByRole('link', { name: '设锁屏密码' }).click();
	await choosePin(page, pin);
	await expect(page.getByRole('button', { name: '现在锁上' })).toBeVisible();

	await test.step('the other tab goes on without a word', async () => {
		await other.bringToFront();
		await expect(other.locator('main li').first()).toBeVisible();
		await expect(asksForPin(other)).toHaveCount(0);
	});
	await test.step('no name lies in the clear', async () => {
		await page.bringToFront();
		await expect
			.poll(
				async () => {
					const all = await everythingOn(page);
					return names.filter((name) => all.includes(name)).length;
				},
				{ timeout: 60_000 },
			)
			.toBe(0);
	});
	await test.step('nothing is gone', async () => {
		await goTo(page, '记一笔');
		await page.getByRole('searchbox').fill(names[0]!);
		await expect(page.locator('main')).toContainText(names[0]!);
	});
	await test.step('locking one locks both, and opening one opens both', async () => {
		await goTo(page, '我的');
		await page.getByRole('button', { name: '现在锁上' }).click();
		await expect(asksForPin(page)).toBeVisible();
		await expect(asksForPin(other)).toBeVisible();
		await tapPin(page, pin);
		await expect(page.getByRole('button', { name: '现在锁上' })).toBeVisible();
		await other.bringToFront();
		await expect(other.locator('main li').first()).toBeVisible({ timeout: 15_000 });
	});
});

test('[K13, D183] what is unsent goes out while it is locked, also with no tab open, and shows as sent once it is open', async () => {
	const phone = await open();
	let page = phone.page();
	await signIn(page, 'real02', '/today');
	await choosePin(page, pin);
	await expect(due(page)).toBeVisible({ timeout: 30_000 });
	await goTo(page, '我的');
	await expect(page.getByRole('region', { name: '锁屏密码' })).toContainText('忘了也不怕', { timeout: 30_000 });
	await expect.poll(() => everythingOn(page)).toContain('"envelope"');
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await phone.context().setOffline(true);
	await recordVisit(page, '锁着寄出去的');
	await goTo(page, '我的');
	await page.getByRole('button', { name: '现在锁上' }).click();
	await expect(page.getByText('1 条还没上传')).toBeVisible();
	await phone.context().setOffline(false);
	await expect(page.getByText('条还没上传')).toHaveCount(0, { timeout: 30_000 });
	const { get } = await signInByHttp(server.url, 'super01');
	const records = (await get('/api/records?area=120101004010&kind=visit')) as {
		records: { body: { note?: string } }[];
	};
	expect(records.records.map(({ body }) => body.note)).toContain('锁着寄出去的');
	// Without a network again: what the phone shows now it learnt while it was locked.
	page = await phone.reopen('/ledger');
	await phone.context().setOffline(true);
	await tapPin(page, pin);
	await expect(page.locator('main li', { hasText: '锁着寄出去的' })).toContainText('已上传', { timeout: 30_000 });

	await test.step('[D141] and with no tab open at all, when the browser wakes the worker, photos too', async () => {
		await recordVisit(page, '页面都关了以后寄出去的');
		await (await inLedger(page, '页面都关了以后寄出去的')).first().click();
		await page.getByRole('button', { name: '添加照片' }).click();
		const chosen = page.waitForEvent('filechooser');
		await page.getByText('相册', { exact: true }).click();
		const buffer = await drawn(page, { width: 640, height: 480 }, '门');
		await (await chosen).setFiles([{ name: 'a.jpg', mimeType: 'image/jpeg', buffer }]);
		await page.getByRole('button', { name: '保存照片' }).click();
		await expect(page.getByText('照片待上传 1')).toBeVisible();
		const blank = await phone.context().newPage();
		await page.close();
		await phone.context().setOffline(false);
		const cdp = await phone.context().newCDPSession(blank);
		const registered = new Promise<string>((done) =>
			cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
				const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(server.url));
				if (own) done(own.registrationId);
			}),
		);
		await cdp.send('ServiceWorker.enable');
		await cdp.send('ServiceWorker.dispatchSyncEvent', {
			origin: server.url,
			registrationId: await registered,
			tag: 'linli-send',
			lastChance: false,
		});
		const notes = async () => {
			const answer = (await get('/api/records?area=120101004010&kind=visit')) as typeof records;
			return answer.records.map(({ body }) => body.note);
		};
		await expect.poll(notes, { timeout: 30_000 }).toContain('页面都关了以后寄出去的');
		await expect.poll(photosThere, { timeout: 30_000 }).toBe(1);
		page = await phone.reopen('/ledger');
		await phone.context().setOffline(true);
		await tapPin(page, pin);
		await expect(page.locator('main li', { hasText: '页面都关了以后寄出去的' })).toContainText('已上传');
		await phone.context().setOffline(false);
		await (await inLedger(page, '页面都关了以后寄出去的')).first().click();
		await expect(page.getByText('照片已上传')).toBeVisible({ timeout: 60_000 });
	});
});

test('[K14, E13] what was erased goes while it is locked, and is told once it is open', async () => {
	const phone = await open();
	const page = phone.page();
	const { id, home, name } = await somebody(server.url);
	await signIn(page, 'real03', '/today');
	await choosePin(page, pin);
	await expect(due(page)).toBeVisible({ timeout: 30_000 });
	const hasOf = async (word: string) => (await everythingOn(page)).includes(word);
	await expect.poll(() => hasOf(id), { timeout: 30_000 }).toBe(true);
	await expect.poll(() => hasOf('"erased-to"')).toBe(true);
	await goTo(page, '我的');
	await page.getByRole('button', { name: '现在锁上' }).click();
	await expect(asksForPin(page)).toBeVisible();
	expect(await hasOf(id)).toBe(true);

	await phone.context().setOffline(true);
	const admin = await signInByHttp(server.url, 'admin01');
	const ordered = await fetch(`${server.url}/api/erasures`, {
		method: 'POST',
		headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
		body: JSON.stringify({ id: v7(), person: id, ground: 'consent', name, choices: [] }),
	});
	expect(ordered.status).toBe(200);
	await phone.context().setOffline(false);
	await expect.poll(() => hasOf(id), { timeout: 30_000 }).toBe(false);
	await expect(asksForPin(page)).toBeVisible();
	const phonesLeft = async () => {
		const { erasures } = await admin.get<{ erasures: { phones: { account: string }[] }[] }>(
			'/api/erasures?area=120101004010',
		);
		return erasures[0]!.phones.map(({ account }) => account);
	};
	await expect.poll(phonesLeft).not.toContain('real03');

	await phone.context().setOffline(true);
	await tapPin(page, pin);
	await goTo(page, '今日');
	await expect(page.getByText('1 位居民的个人信息已按要求清除')).toBeVisible();
	await phone.context().setOffline(false);
	await page.goto(`/household/${home}`);
	await tapPin(page, pin);
	await expect(page.getByRole('link', { name: '见到人' })).toBeVisible({ timeout: 60_000 });
	await expect(page.getByText(name)).toHaveCount(0);
});

test('[K3] after signing in anew the space is open as before, with everything in it', async () => {
	const phone = await open();
	const page = phone.page();
	await signIn(page, 'real01', '/today');
	await choosePin(page, pin);
	await expect(due(page)).toBeVisible({ timeout: 30_000 });
	await recordVisit(page, '登录过期前记的');
	// As when the session has ended: the server knows this phone no more.
	await phone.context().clearCookies();
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await page.getByText('登录已过期').click();
	await page.locator('input[name=password]').fill('demo-2026');
	await page.locator('button[type=submit]').click();
	await expect(await inLedger(page, '登录过期前记的')).toContainText('已上传', { timeout: 30_000 });
	await recordVisit(page, '登录以后记的');
	await expect(await inLedger(page, '登录以后记的')).toBeVisible();
});

/** The phone's own authenticator, as Chromium plays it: it knows the finger or it does not, and gives a secret or none. */
async function addAuthenticator(phone: Device, page: Page, hasPrf: boolean) {
	const cdp = await phone.context().newCDPSession(page);
	await cdp.send('WebAuthn.enable');
	const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			hasPrf,
		},
	});
	return {
		knows: (isUserVerified: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
		count: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
	};
}

/** A domain, as credentials need one. */
async function openByName(): Promise<Device> {
	const phone = await openDevice({ url: server.url.replace('127.0.0.1', 'localhost') });
	phones.push(phone);
	return phone;
}

test('[K22, K23, K24] the phone’s finger opens it beside the PIN, and opens nothing once it is turned off', async () => {
	const phone = await openByName();
	const page = phone.page();
	const authenticator = await addAuthenticator(phone, page, true);
	await signIn(page, 'real01', '/today');
	await choosePin(page, pin);
	await expect(due(page)).toBeVisible({ timeout: 30_000 });
	const open = page.getByRole('button', { name: '用指纹/人脸打开' });

	await test.step('it is turned on by whoever knows the PIN', async () => {
		await goTo(page, '我的');
		await page.getByRole('link', { name: '用本机指纹/人脸解锁' }).click();
		await expect(page.getByRole('button', { name: '打开指纹/人脸解锁' })).toHaveCount(0);
		await tapPin(page, pin);
		await expect(page.getByText('认得谁的指纹')).toBeVisible();
		expect(await violationsOf(page)).toEqual([]);
		await page.getByRole('button', { name: '打开指纹/人脸解锁' }).click();
		await expect(page.getByText('指纹/人脸解锁开着')).toBeVisible();
		expect(await authenticator.count()).toBe(1);
	});
	await test.step('a finger opens it, also after a reload and without a network', async () => {
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		await page.getByRole('button', { name: '现在锁上' }).click();
		await expect(asksForPin(page)).toBeVisible();
		expect(await violationsOf(page)).toEqual([]);
		await phone.context().setOffline(true);
		await open.click();
		await expect(page.getByRole('button', { name: '现在锁上' })).toBeVisible();
		await phone.context().setOffline(false);
		await page.goto('/today');
		await open.click();
		await expect(due(page)).toBeVisible();
	});
	await test.step('another finger does not, and the PIN does', async () => {
		await authenticator.knows(false);
		await page.goto('/today');
		await open.click();
		await expect(page.getByRole('alert').filter({ hasText: '没认出来' })).toBeVisible();
		await tapPin(page, pin);
		await expect(due(page)).toBeVisible();
	});
	await test.step('turned off, it is offered no more', async () => {
		await authenticator.knows(true);
		await goTo(page, '我的');
		await page.getByRole('button', { name: '关掉指纹/人脸' }).click();
		await expect(page.getByRole('link', { name: '用本机指纹/人脸解锁' })).toBeVisible();
		await page.getByRole('button', { name: '现在锁上' }).click();
		await expect(asksForPin(page)).toBeVisible();
		await expect(open).toHaveCount(0);
		await tapPin(page, pin);
		await expect(page.getByRole('button', { name: '现在锁上' })).toBeVisible();
	});
});

test('[K22, K24] an authenticator without a secret to give is told apart from a strange finger, and leaves nothing behind', async () => {
	const phone = await openByName();
	const page = phone.page();
	await addAuthenticator(phone, page, false);
	await signIn(page, 'real01', '/today');
	await choosePin(page, pin);
	await goTo(page, '我的');
	await page.getByRole('link', { name: '用本机指纹/人脸解锁' }).click();
	await tapPin(page, pin);
	await page.getByRole('button', { name: '打开指纹/人脸解锁' }).click();
	await expect(page.getByRole('alert').filter({ hasText: '这部手机做不到' })).toBeVisible();
	await page.getByRole('link', { name: '不开' }).click();
	await page.getByRole('button', { name: '现在锁上' }).click();
	await expect(asksForPin(page)).toBeVisible();
	await expect(page.getByRole('button', { name: '用指纹/人脸打开' })).toHaveCount(0);
});

test('[K22] nothing is offered where the phone has no authenticator', async () => {
	const phone = await openByName();
	const page = phone.page();
	await signIn(page, 'real01', '/today');
	await choosePin(page, pin);
	await goTo(page, '我的');
	await expect(page.getByRole('button', { name: '现在锁上' })).toBeVisible();
	expect(await page.evaluate(() => PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable())).toBe(false);
	await expect(page.getByRole('link', { name: '用本机指纹/人脸解锁' })).toHaveCount(0);
});
