/** A photo from the camera to the supervisor's eye: taken without signal, saved with its problem, sent after it. */
import { expect, test, type Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { violationsOf } from '#tests/support/axe.ts';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { drawn, withExif } from '#tests/support/pictures.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { atDesk, begin, goTo, inLedger, pick, signIn } from '#tests/support/steps.ts';

let server: Server;
let phone: Device;
let desk: Device;
let page: Page;

test.beforeAll(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url });
	desk = await openDevice({ url: server.url, size: deskSize });
	page = phone.page();
});
test.afterAll(async () => {
	await phone.dispose();
	await desk.dispose();
	await server.dispose();
});

interface Kept {
	readonly states: readonly string[];
	readonly taken: readonly unknown[];
	readonly positions: readonly unknown[];
	/** Longest sides. */
	readonly sides: readonly number[];
	readonly bytes: readonly string[];
}

/** What lies in the phone's database, bytes read as text. */
const kept = (on: Page): Promise<Kept> =>
	on.evaluate(async () => {
		const open = indexedDB.open('linli-grid01');
		const db = await new Promise<IDBDatabase>((done) => (open.onsuccess = () => done(open.result)));
		const all = <Row>(name: string) =>
			new Promise<Row[]>((done) => {
				const asked = db.transaction(name).objectStore(name).getAll();
				asked.onsuccess = () => done(asked.result as Row[]);
			});
		interface Body {
			readonly taken?: string;
			readonly position?: unknown;
			readonly width: number;
			readonly height: number;
		}
		const photos = await all<{ state: string; body: Body }>('photos');
		const bytes = await all<{ bytes: Uint8Array }>('photoBytes');
		db.close();
		return {
			states: photos.map(({ state }) => state),
			taken: photos.map(({ body }) => body.taken),
			positions: photos.map(({ body }) => body.position),
			sides: photos.map(({ body }) => Math.max(body.width, body.height)),
			bytes: bytes.map((row) => new TextDecoder('latin1').decode(row.bytes)),
		};
	});

test('a problem with a photo, without signal, to the desk', async () => {
	test.setTimeout(180_000);
	const strip = () => page.getByRole('region', { name: '照片' });
	/** The browser's own input behind a button. */
	const opens = (name: string) => page.getByLabel(name, { exact: true });
	const workers: string[] = [];
	await test.step('the camera comes first, the form after it, and nothing waits for the network', async () => {
		await begin(page, 'grid01');
		const picture = await drawn(page, { width: 3000, height: 4000 }, '3号楼');
		const camera = withExif(picture, { lat: 39.1312, lon: 117.2045, taken: '2026:11:23 09:30:00' });
		await phone.context().setOffline(true);
		page.on('worker', (worker) => workers.push(worker.url()));
		await goTo(page, '记一笔');
		await expect(opens('拍照上报')).toHaveAttribute('capture', 'environment');
		await pick(page, '拍照上报', [{ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: camera }]);
		await expect(page).toHaveURL(/record\/problem/);
		await expect(strip().getByRole('img')).toHaveCount(1);
		await expect(opens('拍照')).toHaveAttribute('capture', 'environment');
		await expect(opens('相册')).not.toHaveAttribute('capture');
	});

	await test.step('[D131] it was made small in a worker, away from the page', () => {
		expect(workers.filter((url) => url.includes('shrink.worker'))).toHaveLength(1);
	});

	await test.step('[D132] what cannot be read is told in words, and takes nothing from the form', async () => {
		await page.getByText('楼道堆物').first().click();
		const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.alloc(64)]);
		await pick(page, '相册', [{ name: 'IMG_2.HEIC', mimeType: 'image/heic', buffer: heic }]);
		await expect(strip().getByText(/读不了 HEIC/)).toBeVisible();
		await pick(page, '相册', [
			{ name: 'not.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg onload=alert(1)>') },
		]);
		await expect(strip().getByText(/不是照片，或者坏了/)).toBeVisible();
		const two = await Promise.all(['二', '三'].map((label) => drawn(page, { width: 640, height: 480 }, label)));
		await pick(
			page,
			'相册',
			two.map((buffer, at) => ({ name: `${at}.jpg`, mimeType: 'image/jpeg', buffer })),
		);
		await expect(strip().getByRole('img')).toHaveCount(3);
		await page.getByRole('button', { name: '去掉这张 3' }).click();
		await expect(strip().getByRole('img')).toHaveCount(2);
		expect(await violationsOf(page)).toEqual([]);
	});

	await test.step('[D130] a browser that was closed gives the form back with its photos', async () => {
		await phone.context().setOffline(false);
		page = await phone.reopen('/record/problem');
		await phone.context().setOffline(true);
		await expect(page.getByText('接着上次没填完的')).toBeVisible();
		await expect(strip().getByRole('img')).toHaveCount(2);
		await page.locator('main').getByRole('radiogroup', { name: /地点/ }).locator('label').first().click();
		await page.getByLabel('情况').fill('三号楼楼道堆满纸箱');
		await page.getByRole('button', { name: '保存' }).click();
		await expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
	});

	await test.step('[D131, D132] it was made small, and says when and where; nothing else of the file is left', async () => {
		const here = await kept(page);
		expect(here.states).toEqual(['waiting', 'waiting']);
		expect(here.sides.toSorted((a, b) => b - a)).toEqual([1600, 640]);
		expect(here.taken).toContain('2026-11-23T09:30:00+08:00');
		expect(here.positions).toContainEqual({ lat: 39.1312, lon: 117.2045 });
		for (const bytes of here.bytes) for (const word of ['Exif', 'SECRET-CAMERA']) expect(bytes).not.toContain(word);
	});

	await test.step('[D134] its own mark stands on the record until the server has it', async () => {
		await (await inLedger(page, '三号楼楼道堆满纸箱')).first().click();
		await expect(page.getByText('照片待上传 2')).toBeVisible();
		await phone.context().setOffline(false);
		await expect(page.getByText('照片已上传')).toBeVisible({ timeout: 60_000 });
		expect((await kept(page)).states).toEqual(['sent', 'sent']);
		const files = readdirSync(join(server.dataDir, 'photos'), { recursive: true, withFileTypes: true });
		expect(files.filter((entry) => entry.isFile())).toHaveLength(2);
	});

	await test.step('the supervisor sees it beside the record, and large by keyboard', async () => {
		const super01 = desk.page();
		await signIn(super01, 'super01', '/review');
		await atDesk(super01, '三号楼楼道堆满纸箱').first().getByRole('button').click();
		const photos = super01.locator('article').getByRole('img', { name: /^照片 \d\/2，上报.*王芳$/ });
		await expect(photos).toHaveCount(2);
		await super01
			.locator('article')
			.getByRole('button', { name: /^照片 1\/2/ })
			.press('Enter');
		const large = super01.getByRole('dialog', { name: '照片 1/2' }).getByRole('img');
		await expect(large).toHaveAttribute('src', /^blob:/);
		expect(await large.evaluate((image) => (image as HTMLImageElement).naturalHeight)).toBe(1600);
		await super01.keyboard.press('ArrowRight');
		await expect(super01.getByRole('dialog', { name: '照片 2/2' }).getByRole('img')).toHaveAttribute('src', /^blob:/);
		expect(await violationsOf(super01)).toEqual([]);
		await super01.keyboard.press('Escape');
		await expect(super01.getByRole('dialog')).toHaveCount(0);
		await expect(super01.getByText('添加了 2 张照片')).toBeVisible();
	});

	await test.step('[D133] more are added later, and one is taken back', async () => {
		await page.getByRole('button', { name: '添加照片' }).click();
		await pick(page, '相册', [
			{ name: 'c.jpg', mimeType: 'image/jpeg', buffer: await drawn(page, { width: 800, height: 600 }, '后') },
		]);
		await page.getByRole('button', { name: '保存照片' }).click();
		await expect(strip().getByRole('img')).toHaveCount(3);
		await strip().getByRole('img').last().click();
		await page.getByRole('dialog').getByRole('button', { name: '撤回这张' }).click();
		await expect(strip().getByRole('img')).toHaveCount(2);
	});
});
