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
import {
	compare,
	judge,
	judgeKeys,
	keepLanguage,
	looks,
	starts,
	startStill,
	still,
	widths,
	type Language,
} from '#tests/support/look-at.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { adminScreens, show, strangerScreens, supervisorScreens, workerScreens } from '#tests/support/screens.ts';
import type { Server } from '#tests/support/server.ts';
import { goTo, signIn } from '#tests/support/steps.ts';

// To each its own: what a screen shows does not depend on who was here before.
let dataDir: string;
let server: Server;
let device: Device;
test.beforeEach(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'linli-still-'));
	server = await startStill(dataDir);
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
						if (language === 'zh') await compare(page, shown.name);
						// Each theme and each size once, also as a desk has it; all four with English.
						for (const [index, look] of (language === 'zh' ? looks.slice(0, 2) : looks).entries()) {
							await page.setViewportSize(isDesk && index === 0 ? widths[4] : widths[1]);
							await judge(page, shown.name, look);
						}
						// In large text, as it was looked at last.
						if (language === 'zh') await judgeKeys(page, shown.name, isDesk ? [widths[4], widths[1]] : [widths[1]]);
					});
			},
		);

async function openAs(account: string | null, language: Language): Promise<Page> {
	device = await openDevice({ url: server.url, ...still });
	const page = device.page();
	await page.goto('/sign-in');
	await keepLanguage(page, language);
	if (!account) return page;
	await signIn(page, account, '/');
	// All pages are here, and what was due to be sent.
	if (account === 'grid01') await expect(page.getByText(/^(都已上传|All sent)$/)).toBeVisible({ timeout: 60_000 });
	return page;
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
