/**
 * Every screen of every role: axe, nothing wider than the screen, nothing too small for a thumb or an eye, in light and
 * dark, normal and large text; and a picture at each width, compared with the one that was looked at.
 *   vite build && playwright test tests/journeys/screens.spec.ts --update-snapshots    draws the pictures anew
 */
import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { violationsOf } from '#tests/support/axe.ts';
import { movingOf, overflowOf, setLook, smallTargetsOf, smallTextsOf } from '#tests/support/looks.ts';
import { keyFaultsOf } from '#tests/support/keys.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import {
	adminScreens,
	mapStands,
	show,
	strangerScreens,
	supervisorScreens,
	workerScreens,
	type Shown,
} from '#tests/support/screens.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { goTo, signIn } from '#tests/support/steps.ts';

/** A Monday morning: what a screen says of days does not change from day to day. */
const starts = Date.parse('2026-11-23T10:00:00+08:00');
const widths = [
	{ width: 320, height: 640 },
	{ width: 360, height: 800 },
	{ width: 412, height: 915 },
	{ width: 768, height: 1024 },
	{ width: 1440, height: 900 },
] as const;
const looks = [
	{ theme: 'light', text: 'normal' },
	{ theme: 'dark', text: 'large' },
	{ theme: 'light', text: 'large' },
	{ theme: 'dark', text: 'normal' },
] as const;

// To each its own: what a screen shows does not depend on who was here before.
let dataDir: string;
let server: Server;
let device: Device;
test.beforeEach(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'linli-still-'));
	const clock = join(import.meta.dirname, '../support/still-clock.mjs');
	server = await startServer({ dataDir, env: { NODE_OPTIONS: `--import ${clock}`, CLOCK_STARTS: String(starts) } });
});
test.afterEach(async () => {
	await device.dispose();
	await server.dispose();
	rmSync(dataDir, { recursive: true });
});

const roles = [
	{ role: 'stranger', account: null, screens: strangerScreens },
	{ role: 'worker', account: 'grid01', screens: workerScreens },
	{ role: 'supervisor', account: 'super01', screens: supervisorScreens },
	{ role: 'administrator', account: 'admin01', screens: adminScreens },
] as const;

for (const { role, account, screens } of roles)
	for (const language of ['zh', 'en'] as const)
		test(
			`[D185] every screen of a ${role} passes axe, fits, is reached by keys, and looks as it did, ${language}`,
			{ tag: language === 'zh' ? [] : ['@long'] },
			async () => {
				test.setTimeout(400_000);
				const page = await openAs(account, language);
				const isDesk = role === 'supervisor' || role === 'administrator';
				for (const shown of screens)
					await test.step(shown.name, async () => {
						await show(page, shown);
						if (language === 'zh') await compare(page, shown);
						// Each theme and each size once, also as a desk has it; all four with English.
						for (const [index, look] of (language === 'zh' ? looks.slice(0, 2) : looks).entries()) {
							await page.setViewportSize(isDesk && index === 0 ? widths[4] : widths[1]);
							await judge(page, shown.name, look);
						}
						// In large text, as it was looked at last.
						for (const size of language === 'zh' ? [...(isDesk ? [widths[4]] : []), widths[1]] : []) {
							await page.setViewportSize(size);
							expect.soft(await keyFaultsOf(page), `${shown.name} at ${size.width}: by keys alone`).toEqual([]);
						}
					});
			},
		);

async function openAs(account: string | null, language: string): Promise<Page> {
	// Half the pixels tell what moved or changed its colour, and keep the pictures small.
	device = await openDevice({ url: server.url, installs: false, scale: 0.5, clock: starts, reducedMotion: true });
	const page = device.page();
	await page.goto('/sign-in');
	await page.evaluate((chosen) => localStorage.setItem('linli-language', chosen), language);
	if (!account) return page;
	await signIn(page, account, '/');
	// All pages are here, and what was due to be sent.
	if (account === 'grid01') await expect(page.getByText(/^(都已上传|All sent)$/)).toBeVisible({ timeout: 60_000 });
	return page;
}

async function compare(page: Page, { name }: Shown): Promise<void> {
	for (const size of widths) {
		await page.setViewportSize(size);
		await mapStands(page);
		expect.soft(await overflowOf(page), `${name} at ${size.width} is wider than the screen`).toBeLessThanOrEqual(0);
		await expect.soft(page).toHaveScreenshot(`${name}-${size.width}.png`);
	}
}

async function judge(page: Page, name: string, look: (typeof looks)[number]): Promise<void> {
	await setLook(page, look);
	const which = `${name}, ${look.theme}, ${look.text}`;
	expect.soft(await violationsOf(page), which).toEqual([]);
	expect.soft(await overflowOf(page), `${which} is wider than the screen`).toBeLessThanOrEqual(0);
	expect.soft(await smallTargetsOf(page), `${which}: too small for a thumb`).toEqual([]);
	expect.soft(await smallTextsOf(page), `${which}: too small for an eye`).toEqual([]);
	expect.soft(await movingOf(page), `${which}: moves although rest was asked for`).toEqual([]);
}

test('[D171] an app whose scripts do not come says so, and opens again by a tap', async () => {
	device = await openDevice({ url: server.url, installs: false, reducedMotion: true });
	const page = device.page();
	await page.route('**/*.js', (route) => route.abort());
	await page.goto('/today');
	await expect(page.getByText('正在打开')).toBeVisible({ timeout: 20_000 });
	await page.unroute('**/*.js');
	await page.getByRole('link', { name: '重新打开' }).click();
	await expect(page.locator('input[name=account]')).toBeVisible();
	await expect(page.getByText('正在打开')).toHaveCount(0);
});

test('the sign-in says in words what went wrong; language, theme and text size are chosen in 我的 and kept', async () => {
	device = await openDevice({ url: server.url, installs: false, clock: starts });
	const page = device.page();
	await page.goto('/sign-in');
	await page.locator('input[name=account]').fill('grid01');
	await page.locator('input[name=password]').fill('wrong');
	await page.locator('button[type=submit]').click();
	await expect(page.getByRole('alert')).toBeVisible();
	expect(await violationsOf(page)).toEqual([]);
	await signIn(page, 'grid01', '/today');
	await goTo(page, '我的');
	await page.getByText('大字').click();
	await page.getByText('深色').click();
	await page.getByText('English').click();
	await expect(page.getByRole('link', { name: 'Today' })).toBeVisible();
	const again = await device.reopen('/today');
	await expect(again.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
	await expect(again.locator('html')).toHaveAttribute('data-theme', 'dark');
	await expect(again.locator('html')).toHaveAttribute('data-text', 'large');
});
