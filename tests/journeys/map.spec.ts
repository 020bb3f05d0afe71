/** 地图 on a worker's phone: without a network, without a position, without a map; and nobody's way is followed. */
import { expect, test, type Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '#lib/kinds/fields.ts';
import { violationsOf } from '#tests/support/axe.ts';
import { laterFiles } from '#tests/support/later.ts';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { smallPack } from '#tests/support/pmtiles.ts';
import { begin, goTo, signIn } from '#tests/support/steps.ts';
import type { Map as Canvas } from 'maplibre-gl';

let server: Server;
let phone: Device;
let page: Page;
/** The record whose pin was moved. */
let written: string;

/** A few hundred metres north of the first grid. */
const geolocation = { latitude: 39.114, longitude: 117.1885, accuracy: 25 };

/** Counts what asks for a position, in every page that is opened from now on. */
const countAsking = () => {
	const asked = { once: 0, followed: 0 };
	Object.assign(globalThis, { asked });
	const { geolocation } = navigator;
	const once = geolocation.getCurrentPosition.bind(geolocation);
	geolocation.getCurrentPosition = (...given) => (asked.once++, once(...given));
	geolocation.watchPosition = () => ++asked.followed;
};
const askedFor = () =>
	page.evaluate(() => (globalThis as unknown as { asked: { once: number; followed: number } }).asked);

const isIdle = () => expect(page.locator('[data-map]')).toHaveAttribute('data-map', 'idle', { timeout: 30_000 });
type Room = HTMLElement & { map: Canvas };
/** What is drawn in a layer, as it says itself. */
const drawn = (layer: string) =>
	page
		.locator('[data-map] .canvas')
		.evaluate(
			(room, id) => (room as Room).map.queryRenderedFeatures({ layers: [id] }).map(({ properties }) => properties),
			layer,
		);
/** Taps where a feature of the drawing stands. */
async function tap(layer: string, isMeant: string): Promise<void> {
	const spot = await page.locator('[data-map] .canvas').evaluate(
		(room, [id, opens]) => {
			const { map } = room as Room;
			const found = map.queryRenderedFeatures({ layers: [id!] }).find(({ properties }) => properties.opens === opens)!;
			const ring = (found.geometry as unknown as { coordinates: [number, number][][] }).coordinates[0]!;
			const { x, y } = map.project([(ring[0]![0] + ring[2]![0]) / 2, (ring[0]![1] + ring[2]![1]) / 2]);
			const { left, top } = room.getBoundingClientRect();
			return { x: left + x, y: top + y };
		},
		[layer, isMeant],
	);
	await page.mouse.click(spot.x, spot.y);
}

test.beforeAll(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url, geolocation });
	page = phone.page();
	await phone.context().addInitScript(countAsking);
	await begin(page, 'grid01');
});
test.afterAll(async () => {
	await phone.dispose();
	await server.dispose();
});

test('[D160, D161, D162, D163, D164, D168, D169] the map opens offline, says what the list says, and leads to buildings and problems', async () => {
	test.setTimeout(180_000);
	await test.step('[D163] its files come after the first install', async () => {
		const sizes = () =>
			page.evaluate(async () => {
				const packed = await (await fetch('/_app/pack.json')).text();
				const names = await caches.keys();
				const later = names.includes('linli-later-precache-1') ? await caches.open('linli-later-precache-1') : null;
				const shell = await caches.open(names.find((name) => name.startsWith('workbox'))!);
				const inShell = (await shell.keys()).filter(({ url }) => /immutable\/map|maplibre/.test(url));
				return {
					packs: /maplibregl/i.test(packed),
					inShell: inShell.length,
					later: (await later?.keys())?.length,
				};
			});
		await expect.poll(sizes, { timeout: 30_000 }).toEqual({
			packs: false,
			inShell: 0,
			later: laterFiles().length,
		});
		await expect.poll(() => page.locator('[data-sync]').getAttribute('data-sync')).toBe('live');
		await phone.context().setOffline(true);
	});

	await test.step('[D160, D161] seven houses with their counts, and the others of the community around them', async () => {
		await goTo(page, '楼栋');
		await page.getByRole('link', { name: '地图' }).click();
		await isIdle();
		const buildings = await drawn('building');
		expect(buildings.filter(({ opens }) => opens !== '').map(({ id }) => id)).toHaveLength(7);
		const labels = (await drawn('building-label')).map(({ text }) => String(text));
		const row = page.getByRole('region', { name: '和地图一样的列表' }).getByRole('link', { name: /^3号楼/ });
		const said = (await row.innerText()).match(/走访\d+/)![0];
		expect(labels.find((label) => label.startsWith('3号楼'))).toContain(said);
		expect(await violationsOf(page)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
	});

	await test.step('a tap on a house opens its matrix, and back leads to the map', async () => {
		const third = (await drawn('building')).find(({ id }) => String(id).endsWith('/3号楼'))!;
		await tap('building', String(third.opens));
		await expect(page.getByRole('table', { name: /3号楼/ })).toBeVisible();
		await page.goBack();
		await isIdle();
	});

	await test.step('problems by state lead to their records, by map and list alike', async () => {
		await page.getByText(/^问题 \d+$/).click();
		const links = page.getByRole('region', { name: '和地图一样的列表' }).getByRole('link');
		const count = await links.count();
		expect(count).toBeGreaterThan(3);
		await expect.poll(async () => (await drawn('spot')).length).toBeGreaterThan(0);
		expect((await drawn('spot')).length).toBeLessThanOrEqual(count);
		expect((await drawn('building')).every(({ opens }) => opens === '')).toBe(true);
		await links.first().click();
		await expect(page).toHaveURL(/\/entry\//);
		await page.goBack();
	});

	await test.step('[D162] the position is asked for by a tap alone, and its accuracy is drawn', async () => {
		await isIdle();
		expect(await askedFor()).toEqual({ once: 0, followed: 0 });
		await page.getByRole('button', { name: '我在哪' }).click();
		await expect(page.getByText('误差约 25 米')).toBeVisible();
		await expect.poll(async () => (await drawn('accuracy')).length).toBeGreaterThan(0);
		expect(await askedFor()).toEqual({ once: 1, followed: 0 });
		await goTo(page, '台账');
		await goTo(page, '今日');
		await page.getByRole('link', { name: '地图' }).click();
		await isIdle();
		expect(await askedFor()).toEqual({ once: 1, followed: 0 });
		expect(await drawn('accuracy')).toEqual([]);
	});

	await test.step('[D165, D166, D167] a pin is moved, and both places are kept and held against the register', async () => {
		await goTo(page, '今日');
		await page
			.getByRole('region', { name: /本轮还没走访/ })
			.getByRole('link')
			.first()
			.click();
		await page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }).click();
		await expect(page.getByText(/带上了位置，误差约 25 米/)).toBeVisible();
		await page.getByRole('button', { name: '挪图钉' }).click();
		await isIdle();
		expect(await violationsOf(page)).toEqual([]);
		await page.getByRole('dialog').locator('canvas').focus();
		await page.keyboard.press('ArrowDown');
		await expect.poll(async () => (await drawn('here')).length).toBe(1);
		// The map glides after the key.
		const canvas = page.getByRole('dialog').locator('.canvas');
		const restsAt = () =>
			canvas.evaluate((room) => {
				const { map } = room as Room;
				return map.isMoving() ? Infinity : map.getCenter().lat;
			});
		await expect.poll(restsAt).toBeLessThan(39.1139);
		await page.getByRole('button', { name: '就放这里' }).click();
		await expect(page.getByText(/图钉挪了 \d+ 米/)).toBeVisible();
		await page.getByLabel('情况').fill('门口说了几句');
		await page.getByRole('button', { name: '保存' }).click();
		await expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
		await phone.context().setOffline(false);
		const { get } = await signInByHttp(server.url, 'super01');
		type Answer = { records: { id: string; body: { position: Position }; hints: string[] }[] };
		let records: Answer['records'] = [];
		const isThere = async () => ({ records } = await get<Answer>('/api/records?kind=visit&worth=1')).records.length;
		await expect.poll(isThere, { timeout: 30_000 }).toBe(1);
		const { position } = records[0]!.body;
		expect(records[0]!.hints).toEqual(['far']);
		expect(position).toMatchObject({ lat: 39.114, lon: 117.1885, accuracy: 25 });
		expect(position.moved!.lat).toBeLessThan(39.114);
		expect(position.off).toBeGreaterThan(150);
		written = records[0]!.id;
		await page.goto('/map');
		await isIdle();
	});

	await test.step('[D167] the reviewer sees both places among the houses', async () => {
		const desk = await openDevice({ url: server.url, size: deskSize });
		page = desk.page();
		await signIn(page, 'super01', `/review?tab=all&record=${written}`);
		await page.getByRole('button', { name: '在图上看' }).click();
		await isIdle();
		expect([(await drawn('here')).length, (await drawn('spot')).length]).toEqual([1, 1]);
		expect(await violationsOf(page)).toEqual([]);
		await page.getByRole('button', { name: '收起地图' }).click();
		await expect(page.locator('[data-map]')).toHaveCount(0);
		await desk.dispose();
		page = phone.page();
	});

	await test.step('without permission it says so, and the map goes on', async () => {
		await phone.context().clearPermissions();
		await page.getByRole('button', { name: '我在哪' }).click();
		await expect(page.getByText('手机没有允许定位')).toBeVisible();
		expect((await drawn('building')).length).toBeGreaterThan(0);
	});

	await test.step('[D168, D169] a base map comes in parts, over a broken link and a closed app, and shows without a network', async () => {
		const file = smallPack({ filler: 3_500_000 });
		writeFileSync(join(server.dataDir, 'maps/tianjin.pmtiles'), file);
		let asked = 0;
		const packs = '**/api/maps/packs/**';
		await page.route(packs, (route) => (++asked > 2 ? route.abort() : route.continue()));
		await page.reload();
		await expect(page.getByText('3.3 MB')).toBeVisible();
		await page.getByRole('button', { name: '下载' }).click();
		await expect(page.getByText('断了')).toBeVisible();
		await expect(page.getByText('2.0 MB / 3.3 MB')).toBeVisible();
		page = await phone.reopen('/map');
		asked = 0;
		await page.route(packs, (route) => (asked++, route.continue()));
		await expect(page.getByText('2.0 MB / 3.3 MB')).toBeVisible();
		await page.getByRole('button', { name: '接着下载' }).click();
		await expect(page.getByText('已在手机上')).toBeVisible();
		expect(asked).toBe(2);
		await phone.context().setOffline(true);
		await page.reload();
		await isIdle();
		await expect.poll(async () => (await drawn('base-roads')).length).toBeGreaterThan(0);
		expect(await violationsOf(page)).toEqual([]);
		await page.getByRole('button', { name: '删除' }).click();
		await expect(page.getByText('底图', { exact: true })).toHaveCount(0);
		await isIdle();
		expect((await drawn('building')).length).toBeGreaterThan(0);
	});

	await test.step('[D164] while the files of the map are not here the list stands alone, and they are asked for again by a tap', async () => {
		let loads = 0;
		page.on('load', () => loads++);
		await page.evaluate(() => caches.delete('linli-later-precache-1'));
		await page.reload();
		await expect(page.getByText('地图程序还没下载到手机')).toBeVisible();
		expect(await page.getByRole('region', { name: '和地图一样的列表' }).getByRole('listitem').count()).toBe(7);
		// Not by itself: without a network that would change nothing.
		expect(loads).toBe(1);
		await phone.context().setOffline(false);
		await page.getByRole('button', { name: '再试一次' }).click();
		await isIdle();
		expect(loads).toBe(2);
		await phone.context().setOffline(true);
	});

	await test.step('[D164] without WebGL the list stands alone, in words', async () => {
		await phone.context().addInitScript(() => {
			HTMLCanvasElement.prototype.getContext = () => null;
		});
		await page.reload();
		await expect(page.getByText('这部手机画不出地图')).toBeVisible();
		await expect(page.locator('[data-map]')).toHaveCount(0);
		await page.getByRole('link', { name: /^3号楼/ }).click();
		await expect(page.getByRole('table', { name: /3号楼/ })).toBeVisible();
	});
});

test('[D165] a form that is left open goes on telling how old its position is', async () => {
	const another = await openDevice({ url: server.url, geolocation });
	const form = another.page();
	await form.clock.install();
	await begin(form, 'grid01');
	const homes = form.getByRole('region', { name: /本轮还没走访/ });
	await homes.getByRole('link').first().click();
	await form.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }).click();
	const line = form.getByText(/带上了位置/);
	await expect(line).toContainText('刚刚');
	await form.clock.fastForward('03:00');
	await expect(line).toContainText(/[34] 分钟前/);
	await expect(line).toContainText('定位是两分钟以前的');
	await another.dispose();
});
