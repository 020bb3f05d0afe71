/** Without a finger or a mouse: a visit, a review and a map by keys alone, each step seen where it is, and named for who hears it. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { Map as Canvas } from 'maplibre-gl';
import { readFileSync } from 'node:fs';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
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

const geolocation = { latitude: 39.114, longitude: 117.1885, accuracy: 25 };
const here = [geolocation.longitude, geolocation.latitude] as const;
const open = async (size?: { width: number; height: number }): Promise<Page> => {
	const device = await openDevice({ url: server.url, installs: false, size, geolocation });
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

/** From 今日 to the form of a visit to the first household that is due. */
async function beginVisit(page: Page): Promise<void> {
	const due = page.getByRole('region', { name: /本轮还没走访/ });
	// Into the list at once: no other way is longer than the screen.
	await tabTo(page, due.getByRole('link').first(), 150);
	await page.keyboard.press('Enter');
	await tabTo(page, page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }));
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
		await beginVisit(page);
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

type Ground = readonly [longitude: number, latitude: number];
type Room = HTMLElement & { map: Canvas };
const stands = (page: Page) =>
	expect(page.locator('[data-map]')).toHaveAttribute('data-map', 'idle', { timeout: 30_000 });
/** How far a place lies from the middle of the map, in pixels. */
const fromMiddle = (page: Page, place: Ground) =>
	page.locator('[data-map] .canvas').evaluate((room, at) => {
		const { map } = room as Room;
		const [there, middle] = [map.project([at[0]!, at[1]!]), map.project(map.getCenter())];
		return { x: there.x - middle.x, y: there.y - middle.y };
	}, place);
/** Moves the map under its middle by keys, ten pixels each. */
async function walkTo(page: Page, place: Ground): Promise<void> {
	const { x, y } = await fromMiddle(page, place);
	for (let left = Math.round(Math.abs(x) / 10); left > 0; left--)
		await page.keyboard.press(x > 0 ? 'Shift+ArrowRight' : 'Shift+ArrowLeft');
	for (let left = Math.round(Math.abs(y) / 10); left > 0; left--)
		await page.keyboard.press(y > 0 ? 'Shift+ArrowDown' : 'Shift+ArrowUp');
	await stands(page);
}
/** Keys of the map itself let it glide. */
async function zoomIn(page: Page, times: number): Promise<void> {
	const zoom = () => page.locator('[data-map] .canvas').evaluate((room) => (room as Room).map.getZoom());
	for (; times > 0; times--) {
		const from = await zoom();
		await page.keyboard.press('+');
		await expect.poll(zoom).toBeGreaterThan(from);
		await stands(page);
	}
}

const community = '120101004010';
interface Building {
	readonly id: string;
	readonly geometry: { readonly coordinates: readonly (readonly Ground[])[] };
	readonly properties: { readonly sort: string; readonly name: string };
}
async function buildingCalled(name: string): Promise<{ readonly id: string; readonly middle: Ground }> {
	const { get } = await signInByHttp(server.url, 'grid01');
	const { drawing } = await get<{ drawing: { features: Building[] } }>(`/api/drawings/${community}`);
	const { id, geometry } = drawing.features.find(({ id }) => id.endsWith(`/${name}`))!;
	return { id, middle: middleOf({ geometry }) };
}
function middleOf({ geometry }: Pick<Building, 'geometry'>): Ground {
	const [from, , to] = geometry.coordinates[0]!;
	return [(from![0] + to![0]) / 2, (from![1] + to![1]) / 2];
}
/** The drawing as it stands on the screen. */
async function exported(page: Page): Promise<readonly Building[]> {
	await tabTo(page, page.getByRole('button', { name: '导出 GeoJSON' }));
	const download = page.waitForEvent('download');
	await page.keyboard.press('Enter');
	const { features } = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { features: Building[] };
	return features;
}

test('[D186] a map is moved, opened and its pin put elsewhere by keys alone', async () => {
	test.setTimeout(180_000);
	const page = await open();
	await signInByKeys(page, 'grid02');
	await expect(page.getByText('都已上传')).toBeVisible({ timeout: 60_000 });
	await test.step('the pin of a record', async () => {
		await beginVisit(page);
		await tabTo(page, page.getByRole('button', { name: '挪图钉' }));
		await page.keyboard.press('Enter');
		await stands(page);
		await tabTo(page, page.getByRole('dialog').locator('canvas'));
		await expect(page.locator('p.hint', { hasText: '按住 Shift 微调' })).toBeVisible();
		const before = await fromMiddle(page, here);
		for (let times = 0; times < 5; times++) await page.keyboard.press('Shift+ArrowDown');
		await expect.poll(async () => (await fromMiddle(page, here)).y).toBeCloseTo(before.y - 50, 0);
		await tabTo(page, page.getByRole('button', { name: '就放这里' }));
		await page.keyboard.press('Enter');
		await expect(page.getByText(/图钉挪了 \d+ 米/)).toBeVisible();
	});
	await test.step('a building on the map', async () => {
		const { middle } = await buildingCalled('5号楼');
		await page.goto('/map');
		await stands(page);
		await tabTo(page, page.locator('[data-map] canvas'));
		await walkTo(page, middle);
		await zoomIn(page, 1);
		await walkTo(page, middle);
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/buildings\//);
		await expect(page.getByRole('combobox').first()).toContainText('5号楼');
	});
});

test('[D186] an outline is drawn, and a house is moved, by keys alone', async () => {
	test.setTimeout(180_000);
	const { id, middle } = await buildingCalled('5号楼');
	const page = await open(deskSize);
	await page.addInitScript((area) => sessionStorage.setItem('linli-desk-area', area), community);
	await signInByKeys(page, 'admin01');
	await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
	await page.goto('/accounts/drawing');
	const canvas = page.locator('[data-editor=ready] canvas');
	await expect(canvas).toBeVisible({ timeout: 30_000 });
	await stands(page);
	await test.step('a house is picked up and put down', async () => {
		await tabTo(page, canvas);
		await walkTo(page, middle);
		await zoomIn(page, 2);
		await walkTo(page, middle);
		await page.keyboard.press('Space');
		await expect(page.locator('strong', { hasText: /^5号楼$/ })).toBeVisible();
		await page.keyboard.press('Space');
		for (let times = 0; times < 4; times++) await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Escape');
		await expect(page.getByText('有改动，还没保存')).toBeHidden();
		await page.keyboard.press('Space');
		await page.keyboard.press('Space');
		for (let times = 0; times < 4; times++) await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Space');
		await expect(page.getByText('有改动，还没保存')).toBeVisible();
		const moved = async () => fromMiddle(page, middleOf((await exported(page)).find((feature) => feature.id === id)!));
		const { x, y } = await moved();
		expect(x).toBeCloseTo(32, -1);
		expect(y).toBeCloseTo(0, -1);
		await tabTo(page, canvas);
		await page.keyboard.press('Space');
		for (let times = 0; times < 4; times++) await page.keyboard.press('ArrowLeft');
		await page.keyboard.press('Space');
		expect((await moved()).x).toBeCloseTo(0, -1);
		await tabTo(page, canvas);
	});
	await test.step('another outline is drawn beside it', async () => {
		await tabTo(page, page.getByRole('radio', { name: '选择、移动' }));
		await page.keyboard.press('ArrowRight');
		await expect(page.getByRole('radio', { name: '添楼栋' })).toBeChecked();
		await tabTo(page, canvas);
		for (const way of ['Down', 'Right', 'Up'] as const) {
			await page.keyboard.press('Space');
			for (let times = 0; times < 8; times++) await page.keyboard.press(`Shift+Arrow${way}`);
		}
		await page.keyboard.press('Space');
		await page.keyboard.press('Enter');
		const dialog = page.getByRole('dialog');
		await tabTo(page, dialog.getByLabel('名称'));
		await page.keyboard.type('键盘楼');
		await tabTo(page, dialog.getByRole('button', { name: '保存' }));
		await page.keyboard.press('Enter');
		await expect(dialog).toBeHidden();
	});
	const drawn = (await exported(page)).find(({ properties }) => properties.name === '键盘楼')!;
	expect(drawn.geometry.coordinates[0]).toHaveLength(5);
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
