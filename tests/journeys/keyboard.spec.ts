/** Without a finger or a mouse: a visit and a review by keys alone, each step seen where it is, and named for who hears it. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { atDesk } from '#tests/support/steps.ts';

let server: Server;
const devices: Device[] = [];
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(async () => {
	for (const device of devices) await device.dispose();
	await server.dispose();
});

const open = async (size?: { width: number; height: number }): Promise<Page> => {
	const device = await openDevice({ url: server.url, installs: false, size });
	devices.push(device);
	return device.page();
};

/** Presses Tab until it is there; what has the focus must be seen. */
async function tabTo(page: Page, target: Locator, atMost = 60): Promise<void> {
	await expect(target).toBeVisible();
	for (let taps = 0; taps < atMost; taps++) {
		if (await target.evaluate((element) => element === document.activeElement)) return expectSeen(page);
		await page.keyboard.press('Tab');
	}
	throw new Error(`not reached within ${atMost} times Tab: ${target}`);
}

/** The focused control, or what stands for it, is marked by an outline and lies within the screen. */
const expectSeen = (page: Page) =>
	expect
		.poll(() =>
			page.evaluate(() => {
				const focused = document.activeElement!;
				// A chip is marked on its label, a row of a table as a whole.
				const around = [focused, focused.nextElementSibling, focused.closest('label, tr, li, [data-record]')];
				const isMarked = around.some(
					(one) => one && [null, '::after'].some((part) => getComputedStyle(one, part).outlineStyle !== 'none'),
				);
				const { top, bottom } = focused.getBoundingClientRect();
				return isMarked && bottom > 0 && top < innerHeight;
			}),
		)
		.toBe(true);

async function signInByKeys(page: Page, account: string): Promise<void> {
	await page.goto('/sign-in');
	await tabTo(page, page.locator('input[name=account]'));
	await page.keyboard.type(account);
	await page.keyboard.press('Tab');
	await page.keyboard.type('demo-2026');
	await page.keyboard.press('Enter');
}

test('a visit is recorded and read by keys alone', async () => {
	test.setTimeout(180_000);
	const page = await open();
	await test.step('the phone', async () => {
		await signInByKeys(page, 'grid01');
		const due = page.getByRole('region', { name: /本轮还没走访/ });
		await expect(due).toBeVisible({ timeout: 60_000 });
		// What still arrives draws the list anew.
		await expect(page.getByText('都已上传')).toBeVisible({ timeout: 60_000 });
		// Into the list at once: no other way is longer than the screen.
		await tabTo(page, due.getByRole('link').first(), 150);
		await page.keyboard.press('Enter');
		await tabTo(page, page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }));
		await page.keyboard.press('Enter');
		await tabTo(page, page.getByLabel('情况'));
		await page.keyboard.type('只用键盘记的');
		await tabTo(page, page.getByRole('button', { name: '保存' }));
		await page.keyboard.press('Enter');
		await expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
	});
	await test.step('a dialog takes the focus and gives it back', async () => {
		await page.goto('/ledger');
		await tabTo(page, page.locator('main li a', { hasText: '只用键盘记的' }));
		await page.keyboard.press('Enter');
		const take = page.getByRole('button', { name: '撤回' });
		await tabTo(page, take);
		await page.keyboard.press('Enter');
		const dialog = page.getByRole('dialog');
		await expect(dialog).toBeVisible();
		expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
		await page.keyboard.press('Escape');
		await expect(dialog).toBeHidden();
		await expect(take).toBeFocused();
	});
	await test.step('the desk', async () => {
		const desk = await open(deskSize);
		await signInByKeys(desk, 'super01');
		const row = atDesk(desk, '只用键盘记的');
		await tabTo(desk, row.getByRole('button').first(), 150);
		await desk.keyboard.press('Enter');
		await expect(desk.locator('#record-heading')).toBeVisible();
		await desk.keyboard.press('a');
		await expect(row).toContainText('已阅');
	});
});

test('what a screen reader hears: landmarks, headings and names of the main screens', async () => {
	const page = await open();
	await page.goto('/sign-in');
	await page.locator('input[name=account]').fill('grid02');
	await page.locator('input[name=password]').fill('demo-2026');
	await page.keyboard.press('Enter');
	const due = page.getByRole('region', { name: /本轮还没走访/ });
	await expect(due).toBeVisible({ timeout: 60_000 });
	await expect(page.locator('body')).toMatchAriaSnapshot(`
    - banner:
      - heading "今日" [level=1]
    - main:
      - region /本轮还没走访/:
        - heading /本轮还没走访/ [level=2]
        - list:
          - listitem:
            - link /\\d/
    - navigation "主导航":
      - list:
        - listitem:
          - link "今日"
        - listitem:
          - link "楼栋"
        - listitem:
          - link "记一笔"
        - listitem:
          - link "台账"
        - listitem:
          - link "我的"
  `);
	await due.getByRole('link').first().click();
	await expect(page.locator('main')).toMatchAriaSnapshot(`
    - region "这次走访":
      - heading "这次走访" [level=2]
      - link /见到人/
      - link /没人应门/
  `);
	await page.goto('/record/problem');
	await expect(page.getByRole('button', { name: '保存' })).toHaveAccessibleName('保存');
	expect(
		await page
			.locator('main')
			.evaluate((main) =>
				[...main.querySelectorAll('input:not([type=hidden]), textarea, select')]
					.filter((field) => !(field as HTMLInputElement).labels?.length && !field.getAttribute('aria-label'))
					.map((field) => field.outerHTML),
			),
	).toEqual([]);
});
