/** What people do, in the words on the screen. */
import { expect, type Locator, type Page } from '@playwright/test';

export async function signIn(page: Page, account: string, path = '/'): Promise<void> {
	await page.goto(`/sign-in?to=${encodeURIComponent(path)}`);
	await page.locator('input[name=account]').fill(account);
	await page.locator('input[name=password]').fill('demo-2026');
	await page.locator('button[type=submit]').click();
	await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** Signs in a worker and waits until the registers and the records are on the phone, and the shell is kept for offline. */
export async function begin(page: Page, account: string): Promise<void> {
	await signIn(page, account, '/today');
	await expect(page.getByRole('region', { name: /本轮还没走访/ })).toBeVisible({ timeout: 30_000 });
	await page.evaluate(async () => {
		const { active } = await navigator.serviceWorker.ready;
		if (active?.state !== 'activated')
			await new Promise((done) => active?.addEventListener('statechange', done, { once: true }));
	});
}

/** Inside the app, by the navigation: nothing is loaded anew. */
export async function goTo(page: Page, name: '今日' | '楼栋' | '记一笔' | '台账' | '我的'): Promise<void> {
	await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name }).click();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Records a visit to the first household that is due, from 今日; gives the household's label. */
export async function recordVisit(page: Page, note: string, outcome = '见到人'): Promise<string> {
	await goTo(page, '今日');
	await page
		.getByRole('region', { name: /本轮还没走访/ })
		.getByRole('link')
		.first()
		.click();
	const heading = page.getByRole('heading', { level: 1, name: /^\d+-/ });
	await expect(heading).toBeVisible();
	const label = await heading.innerText();
	await page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: outcome }).click();
	await page.getByLabel('情况').fill(note);
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
	return label;
}

/** Pictures by the camera or the gallery, whichever the button says. */
export async function pick(
	page: Page,
	name: string,
	files: { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
	const chooser = page.waitForEvent('filechooser');
	await page.getByText(name, { exact: true }).click();
	await (await chooser).setFiles(files);
}

/** 门口模式 covers what was recorded at a household; one tap shows it. */
export async function uncover(page: Page): Promise<void> {
	await page.getByRole('button', { name: '看一下' }).first().click();
}

/** The row of a record in 台账, found by what is written in it. */
export async function inLedger(page: Page, text: string): Promise<Locator> {
	await goTo(page, '台账');
	return page.locator('main li', { hasText: text });
}

/** A row of the supervisor's list. */
export const atDesk = (page: Page, text: string): Locator => page.locator('[data-record]', { hasText: text });
