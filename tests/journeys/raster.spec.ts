/** A raster service beneath the drawing, drawn in GCJ-02: what is shown moves over it, what is kept does not. */
import { expect, test, type Page } from '@playwright/test';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Drawing } from '#lib/ground/drawing.ts';
import { metresBetween, type Point } from '#lib/ground/point.ts';
import type { Position } from '#lib/kinds/fields.ts';
import { violationsOf } from '#tests/support/axe.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { flatPng } from '#tests/support/pictures.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo } from '#tests/support/steps.ts';
import type { GeoJSONSource, Map as Canvas } from 'maplibre-gl';

/** No colour of ours. */
const colour = [204, 51, 153] as const;
const tile = flatPng({ width: 256, height: 256 }, colour);
/** What the service was asked for. */
const asked: string[] = [];
const tiles = createServer((request, response) => {
	asked.push(request.url!);
	response.writeHead(200, { 'content-type': 'image/png' }).end(tile);
});
const geolocation = { latitude: 39.114, longitude: 117.1885, accuracy: 25 };

let server: Server;
let phone: Device;

test.beforeAll(async () => {
	await once(tiles.listen(0, '127.0.0.1'), 'listening');
	const { port } = tiles.address() as AddressInfo;
	const env = {
		MAP_RASTER_URL: `http://127.0.0.1:${port}/{z}/{x}/{y}?key=secret`,
		MAP_RASTER_DATUM: 'GCJ-02',
		MAP_RASTER_CREDIT: '某图',
	};
	server = await startServer({ env });
	phone = await openDevice({ url: server.url, geolocation });
});
test.afterAll(async () => {
	await phone.dispose();
	await server.dispose();
	tiles.close();
});

type Room = HTMLElement & { map: Canvas };
const isIdle = (page: Page) =>
	expect(page.locator('[data-map]')).toHaveAttribute('data-map', 'idle', { timeout: 30_000 });

interface Shown {
	readonly features: readonly {
		readonly properties: { readonly id: string };
		readonly geometry: { readonly coordinates: [number, number][][] };
	}[];
}

/** The corner of a house as the map has it, where that is on the screen, and how much of the picture the service drew. */
const seen = (page: Page) =>
	page.locator('[data-map] .canvas').evaluate(async (room, [red, green, blue]) => {
		const { map } = room as Room;
		const { features } = (await map.getSource<GeoJSONSource>('drawing')!.getData()) as unknown as Shown;
		const third = features.find(({ properties }) => properties.id.endsWith('/3号楼'))!;
		const corner = third.geometry.coordinates[0]![0]!;
		const { x, y } = map.project(corner);
		const pixels = await new Promise<Uint8ClampedArray>((done) => {
			map.once('render', () => {
				const { width, height } = map.getCanvas();
				const copy = new OffscreenCanvas(width, height).getContext('2d')!;
				copy.drawImage(map.getCanvas(), 0, 0);
				done(copy.getImageData(0, 0, width, height).data);
			});
			map.triggerRepaint();
		});
		let count = 0;
		for (let at = 0; at < pixels.length; at += 4)
			if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) count++;
		return { corner, spot: [Math.round(x), Math.round(y)], share: count / (pixels.length / 4) };
	}, colour);

/** The same corner as it lies on the phone. */
const keptCorner = (page: Page): Promise<Point> =>
	page.evaluate(async () => {
		const opening = indexedDB.open('linli-grid01');
		const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
		const asking = db.transaction('meta').objectStore('meta').getAll();
		const rows = await new Promise<{ key: string; value: { drawing: Drawing } }[]>(
			(done) => (asking.onsuccess = () => done(asking.result)),
		);
		db.close();
		const { drawing } = rows.find(({ key }) => key.startsWith('drawing:'))!.value;
		const third = drawing.features.find(({ id }) => id.endsWith('/3号楼'))!;
		return (third.geometry.coordinates as unknown as [[Point]])[0][0];
	});

test('[D169, MP7, MP8] over a base drawn in GCJ-02 everything shown moves with it, and nothing that is kept', async () => {
	const page = phone.page();
	const origins = new Set<string>();
	phone.context().on('request', (request) => origins.add(new URL(request.url()).origin));
	await begin(page, 'grid01');
	await goTo(page, '楼栋');
	await page.getByRole('link', { name: '地图' }).click();
	await isIdle(page);
	const before = await seen(page);
	const kept = await keptCorner(page);
	expect([before.corner, before.share]).toEqual([kept, 0]);
	expect(asked).toEqual([]);

	await test.step('it is chosen, drawn, and says whose it is', async () => {
		await page.getByText('网络底图', { exact: true }).click();
		await expect.poll(async () => (await seen(page)).share).toBeGreaterThan(0.1);
		await expect(page.getByText('某图')).toBeVisible();
		await expect(page.getByText('网络底图没有网络时看不到')).toBeVisible();
		await isIdle(page);
		expect(await violationsOf(page)).toEqual([]);
		for (const path of asked) expect(path).toMatch(/^\/\d+\/\d+\/\d+\?key=secret$/);
	});
	await test.step('the house lies where that base has it, on the same spot of the screen; on the phone it lies where it did', async () => {
		const over = await seen(page);
		// In Tianjin GCJ-02 lies more than half a kilometre to the east.
		expect(over.corner[0] - kept[0]).toBeCloseTo(0.0062, 3);
		expect(metresBetween(kept, over.corner)).toBeGreaterThan(500);
		expect(over.spot).toEqual(before.spot);
		expect(await keptCorner(page)).toEqual(kept);
	});
	await test.step('where a pin is moved there is no such base, and the position is kept as the phone gave it', async () => {
		await goTo(page, '今日');
		await page
			.getByRole('region', { name: /本轮还没走访/ })
			.getByRole('link')
			.first()
			.click();
		await page.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }).click();
		await page.getByRole('button', { name: '挪图钉' }).click();
		await isIdle(page);
		expect(await seen(page)).toMatchObject({ corner: kept, share: 0 });
		await page.getByRole('button', { name: '就放这里' }).click();
		await page.getByLabel('情况').fill('门口说了几句');
		await page.getByRole('button', { name: '保存' }).click();
		const { get } = await signInByHttp(server.url, 'super01');
		type Answer = { records: { body: { note?: string; position?: Position } }[] };
		const position = async () =>
			(await get<Answer>('/api/records?kind=visit&limit=50')).records.find(({ body }) => body.note === '门口说了几句')
				?.body.position;
		const here = { lat: 39.114, lon: 117.1885 };
		await expect.poll(position, { timeout: 30_000 }).toMatchObject({ ...here, moved: here });
	});
	await test.step('the choice stays, and without it all is as before', async () => {
		await goTo(page, '今日');
		await page.getByRole('link', { name: '地图' }).click();
		await expect.poll(async () => (await seen(page)).share).toBeGreaterThan(0.1);
		await page.getByText('不用底图', { exact: true }).click();
		await isIdle(page);
		await expect.poll(() => seen(page)).toEqual(before);
	});
	// Nobody but our server hears where somebody looks.
	expect([...origins]).toEqual([server.url]);
});
