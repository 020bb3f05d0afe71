/**
 * The screens that stand only in the course of something, and those that are empty until something has happened: brought
 * up by the shortest way, and looked at as `screens.spec.ts` looks at the others, in both languages.
 */
import { expect, test, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePin, tapPin } from '#tests/support/locked.ts';
import { keepLanguage, lookAt, startStill, still, type Language } from '#tests/support/look-at.ts';
import { spoilVisit } from '#tests/support/misfit.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { drawn } from '#tests/support/pictures.ts';
import { startFront, type Front } from '#tests/support/release.ts';
import { signInByHttp, type Server } from '#tests/support/server.ts';
import { somebody } from '#tests/support/somebody.ts';
import { goTo, recordVisit, signIn } from '#tests/support/steps.ts';

let dataDir: string;
let server: Server;
let front: Front;
const devices: Device[] = [];
test.beforeEach(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'linli-still-'));
	server = await startStill(dataDir);
	front = await startFront(server.port);
});
test.afterEach(async () => {
	for (const device of devices.splice(0)) await device.dispose();
	await front.close();
	await server.dispose();
	rmSync(dataDir, { recursive: true });
});

async function open(url = front.url): Promise<Page> {
	const device = await openDevice({ url, ...still });
	devices.push(device);
	return device.page();
}

/** Signs in a worker, until all pages are there and what was due to be sent is. */
async function beginWork(page: Page): Promise<void> {
	await signIn(page, 'grid01', '/today');
	await expect(page.getByText('都已上传', { exact: true })).toBeVisible({ timeout: 60_000 });
}

/** What is open, once more in this language. */
async function turn(page: Page, language: Language): Promise<void> {
	await keepLanguage(page, language);
	await page.reload();
}

/** What the administrator does; the answer. */
async function order<Answer>(method: string, path: string): Promise<Answer> {
	const { token } = await signInByHttp(server.url, 'admin01');
	const answer = await fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
	expect(answer.status).toBe(200);
	return (await answer.json()) as Answer;
}

const pin = '290417';
const kindOf = { zh: { tag: [] as string[] }, en: { tag: ['@long'] } };

for (const language of ['zh', 'en'] as const) {
	test(`[AD3] the password for one sign-in, ${language}`, kindOf[language], async () => {
		const { password } = await order<{ password: string }>('POST', '/api/accounts/grid05/password');
		const page = await open();
		await page.goto('/sign-in');
		await turn(page, language);
		await page.locator('input[name=account]').fill('grid05');
		await page.locator('input[name=password]').fill(password);
		await page.locator('button[type=submit]').click();
		await page.waitForURL(/\/password$/);
		await lookAt(page, 'password', { language });
		await page.locator('input[name=new-password]').fill('short');
		await lookAt(page, 'password-short', { language });
	});

	test(`[AD8] a phone that was revoked, ${language}`, kindOf[language], async () => {
		test.setTimeout(240_000);
		const page = await open();
		await beginWork(page);
		front.holdSync();
		await recordVisit(page, '停用前写的，还没上传');
		await keepLanguage(page, language);
		const handOver = '**/api/hand-over/**';
		await page.route(handOver, (route) => route.abort());
		const { devices } = await order<{ devices: { id: string }[] }>('GET', '/api/accounts/grid01');
		await order('DELETE', `/api/accounts/grid01/devices/${devices[0]!.id}`);
		await page.goto('/today');
		await page.waitForURL(/\/revoked$/);
		await expect(page.getByText(/现在连不上服务器|cannot be reached/)).toBeVisible();
		await lookAt(page, 'revoked-offline', { language });
		await page.unroute(handOver);
		await expect(page.getByText(/服务器已知道|The server knows/)).toBeVisible({ timeout: 30_000 });
		await lookAt(page, 'revoked', { language });
	});

	test(`[D102] an erasure at the desk of the administrator, ${language}`, kindOf[language], async () => {
		test.setTimeout(240_000);
		const { id } = await somebody(server.url);
		// A phone that holds copies.
		const signedIn = await fetch(`${server.url}/api/session`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				...{ account: 'grid01', password: 'demo-2026' },
				...{ device: 'phone-of-grid01', deviceName: 'Android · Chrome' },
			}),
		});
		expect(signedIn.status).toBe(200);
		const page = await open();
		await page.goto('/sign-in');
		await keepLanguage(page, language);
		await signIn(page, 'admin01', `/erasures/${id}`);
		await expect(page.getByText('Android · Chrome')).toBeVisible();
		await lookAt(page, 'erasure', { language, isDesk: true });
		const button = page.getByRole('button', { name: /^(清除个人信息|Erase personal data)$/ });
		await button.click();
		await page.getByText(/^(本人撤回同意|The person withdrew consent)$/).click();
		await button.click();
		await expect(page.getByText(/和登记的姓名不一样|not the name on the card/)).toBeVisible();
		await lookAt(page, 'erasure-not-the-name', { language, isDesk: true, isUnpictured: true });
	});

	test(`[K12] a worker's first PIN, ${language}`, kindOf[language], async () => {
		execFileSync(
			process.execPath,
			// prettier-ignore
			['sync-server/account.ts', 'add', 'real01', '--name', '李平', '--role', 'worker', '--desk', '120101004010001', '--books', 'field,care', '--password', 'demo-2026'],
			{ env: { ...process.env, DATA_DIR: dataDir } },
		);
		const page = await open();
		await page.goto('/sign-in');
		await keepLanguage(page, language);
		await signIn(page, 'real01', '/today');
		await expect(page.getByRole('heading', { level: 1, name: /^(设一个锁屏密码|Choose a PIN)$/ })).toBeVisible();
		await tapPin(page, '123456');
		await expect(page.getByRole('alert')).toContainText(/太好猜了|Too easy/);
		await lookAt(page, 'pin-first', { language });
	});

	test(`[K5, K6, K22] the lock of a phone, and what asks for the PIN, ${language}`, kindOf[language], async () => {
		test.setTimeout(400_000);
		const page = await open();
		const asked = page.getByRole('heading', { name: /^(输入锁屏密码|Enter your PIN)$/ });
		await beginWork(page);
		await page.goto('/me/lock');
		await choosePin(page, pin);
		await page.waitForURL(/\/me$/);
		front.holdSync();
		await recordVisit(page, '锁着时还没上传');
		await turn(page, language);

		await test.step('the lock', async () => {
			await expect(asked).toBeVisible();
			await expect(page.getByText(/条还没上传|not sent yet/)).toBeVisible();
			await lookAt(page, 'locked', { language });
			await page.getByRole('button', { name: /^(忘了密码|Forgot PIN)$/ }).click();
			await expect(page.locator('input[name=password]')).toBeVisible();
			await lookAt(page, 'locked-forgotten', { language });
			await page.getByRole('button', { name: /^(回去输锁屏密码|Back to the PIN)$/ }).click();
		});
		await test.step('after wrong PINs', async () => {
			for (const wrong of ['111222', '111223']) {
				await tapPin(page, wrong);
				await expect(page.getByRole('alert')).toContainText(/不对|not the PIN/);
			}
			await lookAt(page, 'locked-wrong', { language, isUnpictured: true });
			await tapPin(page, pin);
			await expect(asked).toHaveCount(0);
		});
		await test.step('the present PIN, before another is chosen and before a finger is', async () => {
			await page.goto('/me/lock/finger');
			await tapPin(page, pin);
			await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^(指纹\/人脸解锁|Fingerprint or face)$/);
			await expect(page.getByText(/先输现在的锁屏密码|First your present PIN/).first()).toBeVisible();
			await lookAt(page, 'pin-present', { language });
			await tapPin(page, pin);
			await expect(page.getByRole('button', { name: /^(打开指纹\/人脸解锁|Turn it on)$/ })).toBeVisible();
			await lookAt(page, 'finger-add', { language });
		});
	});

	test(`[D15] a visit that was not taken, ${language}`, kindOf[language], async () => {
		test.setTimeout(240_000);
		const page = await open();
		await beginWork(page);
		front.holdSync();
		await recordVisit(page, '会被退');
		await spoilVisit(page, '会被退');
		// What is held in memory is right: it must go before anything is sent.
		await keepLanguage(page, language);
		await page.goto('/me');
		front.letSync();
		await page.locator('a[href^="/refused/"]').first().click({ timeout: 60_000 });
		await page.waitForURL(/\/refused\//);
		await expect(page.getByText(/有一项填得不对|A field is not right/).first()).toBeVisible();
		// With its moment and its number.
		await lookAt(page, 'refused-visit', { language, varies: [page.locator('.as-written')] });
		await page.getByRole('button', { name: /^(不要这条了|Discard it)$/ }).click();
		await expect(page.getByRole('dialog')).toBeVisible();
		await lookAt(page, 'refused-drop', { language, isUnpictured: true });
	});

	test(`[HO1, HO7] a parcel from one phone to another, ${language}`, kindOf[language], async () => {
		test.setTimeout(400_000);
		const [a, b] = [await open(), await open(server.url)];
		await beginWork(a);
		front.holdSync();
		await recordVisit(a, '地下室记的一条');
		await addPhoto(a);
		await keepLanguage(a, language);
		await a.goto('/me/carry');
		const save = a.getByRole('button', { name: /^(存成文件|Save the file)$/ });
		const path = test.info().outputPath('parcel.txt');

		await test.step('what is to be handed over, and that it was', async () => {
			await expect(a.getByRole('checkbox')).toBeChecked();
			await lookAt(a, 'carry-unsent', { language });
			const [download] = await Promise.all([a.waitForEvent('download'), save.click()]);
			await download.saveAs(path);
			await expect(a.getByRole('status').filter({ hasText: /已交出去|Handed over/ })).toBeVisible();
			await lookAt(a, 'carry-handed', { language });
		});
		await test.step('its codes', async () => {
			await a.getByRole('button', { name: /^(给对方扫码|Show codes to scan)$/ }).click();
			await a.getByRole('button', { name: /^(停一下|Pause)$/ }).click();
			await lookAt(a, 'carry-codes', { language, varies: [a.locator('img[data-code]'), a.locator('p.frame')] });
		});
		await test.step('where it waits, and where it was delivered', async () => {
			await signIn(b, 'grid02', '/me');
			await keepLanguage(b, language);
			await b.route('**/api/carried*', (route) => route.abort());
			await b.goto('/carried');
			await b.locator('input[type=file]').setInputFiles(path);
			await expect(b.locator('[data-parcel=waiting]')).toBeVisible();
			// The time at which it was made.
			const varies = [b.locator('[data-parcel] .head .small').last()];
			await lookAt(b, 'carried-waiting', { language, varies });
			await b.unroute('**/api/carried*');
			await b.reload();
			await expect(b.locator('[data-parcel=sent]')).toBeVisible({ timeout: 60_000 });
			await lookAt(b, 'carried-sent', { language, varies });
		});
	});
}

/** To the visit that was recorded last. */
async function addPhoto(page: Page): Promise<void> {
	const buffer = await drawn(page, { width: 640, height: 480 }, '门');
	await goTo(page, '台账');
	await page.locator('main li', { hasText: '地下室记的一条' }).getByRole('link').first().click();
	await page.getByRole('button', { name: '添加照片' }).click();
	const chosen = page.waitForEvent('filechooser');
	await page.getByText('相册', { exact: true }).click();
	await (await chosen).setFiles([{ name: 'a.jpg', mimeType: 'image/jpeg', buffer }]);
	await page.getByRole('button', { name: '保存照片' }).click();
	await expect(page.getByText('照片待上传 1')).toBeVisible();
}
