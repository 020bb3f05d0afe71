/** Every screen of the worker: axe, nothing wider than the phone, both languages, light and dark, normal and large text. */
import { expect, test, type Page } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo } from '#tests/support/steps.ts';

let server: Server;
let phone: Device;
let page: Page;
let paths: string[];

test.beforeAll(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url });
	page = phone.page();
	await begin(page, 'grid01');
	const href = async (region: RegExp) =>
		(await page.getByRole('region', { name: region }).getByRole('link').first().getAttribute('href'))!;
	paths = [
		'/today',
		'/buildings',
		'/record',
		...['visit', 'check-in', 'problem', 'patrol', 'resident', 'household', 'place'].map((kind) => `/record/${kind}`),
		await href(/该探访的老人/),
		await href(/还没找到的老人/),
		await href(/本轮还没走访/),
		await href(/打回的记录/),
		`${await href(/打回的记录/)}/amend`,
		'/ledger',
		'/me',
		'/me/lock',
		'/nowhere',
		'/workbench',
	];
});
test.afterAll(async () => {
	await phone.dispose();
	await server.dispose();
});

test('the sign-in page passes axe, and says in words what went wrong', async () => {
	const stranger = await openDevice({ url: server.url });
	try {
		await stranger.page().goto('/');
		await expect(stranger.page()).toHaveURL(/sign-in/);
		await stranger.page().locator('input[name=account]').fill('grid01');
		await stranger.page().locator('input[name=password]').fill('wrong');
		await stranger.page().locator('button[type=submit]').click();
		await expect(stranger.page().getByRole('alert')).toBeVisible();
		expect(await violationsOf(stranger.page())).toEqual([]);
	} finally {
		await stranger.dispose();
	}
});

const looks = {
	zh: [
		{ theme: 'light', text: 'normal' },
		{ theme: 'dark', text: 'large' },
	],
	en: [
		{ theme: 'light', text: 'large' },
		{ theme: 'dark', text: 'normal' },
	],
} as const;

for (const language of ['zh', 'en'] as const) {
	const named = looks[language].map(({ theme, text }) => `${theme} and ${text}`).join(', ');
	const tag = language === 'zh' ? [] : ['@long'];
	test(`every screen passes axe and fits, ${language}: ${named}`, { tag }, async () => {
		test.setTimeout(240_000);
		await page.evaluate((chosen) => localStorage.setItem('linli-language', chosen), language);
		for (const path of paths) {
			await page.goto(path);
			await expect(page.locator('h1')).toBeVisible();
			await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en');
			for (const { theme, text } of looks[language]) {
				await look(theme, text);
				expect(await violationsOf(page), `${path}, ${theme}, ${text}`).toEqual([]);
				const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
				expect(overflow, `${path} is wider than the screen, ${text}`).toBeLessThanOrEqual(0);
			}
		}
	});
}

/** As 我的 sets it; nothing is loaded anew for it. */
const look = (theme: string, text: string): Promise<void> =>
	page.evaluate(
		(chosen) => {
			for (const animation of document.getAnimations()) animation.finish();
			Object.assign(document.documentElement.dataset, chosen);
		},
		{ theme, text },
	);

test('language, theme and text size are chosen in 我的 and kept', async () => {
	await page.evaluate(() => ['language', 'theme', 'text'].forEach((name) => localStorage.removeItem(`linli-${name}`)));
	await page.goto('/today');
	await goTo(page, '我的');
	await page.getByText('大字').click();
	await page.getByText('深色').click();
	await page.getByText('English').click();
	await expect(page.getByRole('link', { name: 'Today' })).toBeVisible();
	const again = await phone.reopen('/today');
	await expect(again.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	await expect(again.locator('html')).toHaveAttribute('data-theme', 'dark');
	await expect(again.locator('html')).toHaveAttribute('data-text', 'large');
});
