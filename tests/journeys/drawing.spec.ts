/** 社区底图 at the desk: looked at by the supervisor; imported with faults, changed on the map and saved by an administrator. */
import { expect, test, type Page } from '@playwright/test';
import type { Map as Canvas } from 'maplibre-gl';
import { violationsOf } from '#tests/support/axe.ts';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { signIn } from '#tests/support/steps.ts';

const community = '120101004010';
type Room = HTMLElement & { map: Canvas };
interface Loose {
	features: { id: string; geometry: { coordinates: unknown }; properties: { sort: string } }[];
}
const ringOf = ({ features }: Loose, id: string) =>
	(features.find((feature) => feature.id === id)!.geometry.coordinates as [number, number][][])[0]!;

let server: Server;
let desk: Device;
let page: Page;
test.beforeAll(async () => {
	server = await startServer();
	desk = await openDevice({ url: server.url, size: deskSize });
	page = desk.page();
});
test.afterAll(async () => {
	await desk.dispose();
	await server.dispose();
});

const drawn = (layer: string) =>
	page
		.locator('.canvas')
		.evaluate((room, id) => (room as Room).map.queryRenderedFeatures({ layers: [id] }).length, layer);
/** Where a place lies on the screen. */
const onScreen = (point: readonly [number, number]) =>
	page.locator('.canvas').evaluate((room, at) => {
		const { x, y } = (room as Room).map.project([at[0]!, at[1]!]);
		const { left, top } = room.getBoundingClientRect();
		return { x: left + x, y: top + y };
	}, point);

test('[MP1, MP2, MP11, MP14] a drawing is looked at, imported with its faults on the map, changed and saved', async () => {
	test.setTimeout(120_000);
	await test.step('[MP11] the supervisor sees every house of the community, and problems', async () => {
		await signIn(page, 'super01', '/progress');
		await page.getByRole('link', { name: '地图' }).click();
		await expect(page.locator('[data-map]')).toHaveAttribute('data-map', 'idle', { timeout: 30_000 });
		expect(await drawn('building')).toBe(40);
		await expect(page.getByRole('region', { name: '和地图一样的列表' }).getByRole('listitem')).toHaveCount(40);
		expect(await violationsOf(page)).toEqual([]);
	});

	const { get } = await signInByHttp(server.url, 'grid01');
	const { drawing } = await get<{ drawing: Loose }>(`/api/drawings/${community}`);
	const building = drawing.features.find(({ id }) => id.endsWith('/5号楼'))!;
	const ring = ringOf(drawing, building.id);

	await test.step('[MP2] a file with faults is shown with them on the map, and cannot be saved', async () => {
		await page.context().clearCookies();
		await page.evaluate((area) => {
			localStorage.clear();
			sessionStorage.setItem('linli-desk-area', area);
		}, community);
		await signIn(page, 'admin01', '/accounts/drawing');
		await expect(page.locator('[data-editor]')).toHaveAttribute('data-editor', 'ready', { timeout: 30_000 });
		const faulty = structuredClone(drawing);
		const crossed = ringOf(faulty, building.id);
		[crossed[1], crossed[2]] = [crossed[2]!, crossed[1]!];
		const facility = faulty.features.find(({ properties }) => properties.sort === 'facility')!;
		(facility.geometry.coordinates as number[]).reverse();
		const file = (name: string, text: string) =>
			page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
		await file('broken.geojson', '{');
		await expect(page.getByText('这个文件不是 GeoJSON')).toBeVisible();
		await file('faulty.geojson', JSON.stringify(faulty));
		await expect(page.getByText('轮廓自己和自己交叉')).toBeVisible();
		await expect(page.getByText('经纬度写反了')).toBeVisible();
		await expect.poll(() => drawn('spot')).toBeGreaterThanOrEqual(2);
		await expect(page.getByRole('button', { name: '保存' })).toBeDisabled();
		expect(await violationsOf(page)).toEqual([]);
		await page.getByRole('button', { name: /轮廓自己和自己交叉/ }).click();
		await page.getByRole('button', { name: '撤销一步' }).click();
		await expect(page.getByText('没有问题')).toBeVisible();
	});

	await test.step('a house is chosen and removed, its entrances are told, also after the page was loaded anew, and a step back brings it again', async () => {
		await page.getByText('选择、移动').click();
		const middle = await onScreen([(ring[0]![0] + ring[2]![0]) / 2, (ring[0]![1] * 7 + ring[2]![1]) / 8]);
		await page.mouse.click(middle.x, middle.y);
		await expect(page.locator('strong', { hasText: /^5号楼$/ })).toBeVisible();
		await page.getByRole('button', { name: '删除' }).click();
		await expect(page.getByText('出入口所属的楼没有画').first()).toBeVisible();
		await page.reload();
		await expect(page.getByText('有改动，还没保存')).toBeVisible();
		await expect(page.getByText('出入口所属的楼没有画').first()).toBeVisible();
		await page.getByRole('button', { name: '撤销一步' }).click();
		await expect(page.getByText('没有问题')).toBeVisible();
	});

	await test.step('[MP1] an entrance is added by a tap, and the next version says who and when', async () => {
		await page.getByText('添出入口').click();
		const south = await onScreen([(ring[0]![0] + ring[2]![0]) / 2, ring[0]![1] - 0.00004]);
		await page.mouse.click(south.x, south.y);
		const dialog = page.getByRole('dialog');
		await expect(dialog.getByLabel('属于哪栋楼')).toHaveValue(building.id);
		await dialog.getByLabel('门（单元）').fill('6');
		await dialog.getByRole('button', { name: '保存' }).click();
		await page.getByRole('button', { name: '保存' }).click();
		await expect(page.getByText(/^2 · 韩晓东/)).toBeVisible();
		const saved = await get<{ n: number; drawing: Loose }>(`/api/drawings/${community}`);
		expect(saved.n).toBe(2);
		expect(saved.drawing.features.map(({ id }) => id)).toContain(`${building.id}/6`);
		const download = page.waitForEvent('download');
		await page.getByRole('button', { name: '导出 GeoJSON' }).click();
		expect((await download).suggestedFilename()).toBe(`社区底图-${community}.geojson`);
	});
});
