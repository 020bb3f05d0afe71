/** 代传: what one phone cannot send goes by another, by file, photos too; and files that are not as they were. */
import { expect, test, type Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { violationsOf } from '#tests/support/axe.ts';
import { filmCodes } from '#tests/support/film.ts';
import { drawn } from '#tests/support/pictures.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

let server: Server;
let author: Device;
let carrier: Device;

test.beforeEach(async () => {
	server = await startServer();
	author = await openDevice({ url: server.url });
	carrier = await openDevice({ url: server.url, camera: test.info().outputPath('film.y4m') });
});
test.afterEach(async () => {
	await author.dispose();
	await carrier.dispose();
	await server.dispose();
});

/** The notes of visits that the desk has. */
async function notesAtDesk(): Promise<(string | undefined)[]> {
	const { get } = await signInByHttp(server.url, 'super01');
	const { records } = await get<{ records: { body: { note?: string } }[] }>(
		'/api/records?area=120101004010001&kind=visit&limit=50',
	);
	return records.map(({ body }) => body.note);
}

/** A problem with a photo, saved. */
async function reportWithPhoto(page: Page, note: string): Promise<void> {
	const buffer = await drawn(page, { width: 1200, height: 1600 }, '3号楼');
	await goTo(page, '记一笔');
	const chooser = page.waitForEvent('filechooser');
	await page.getByText('拍照上报', { exact: true }).click();
	await (await chooser).setFiles([{ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer }]);
	await expect(page.getByRole('region', { name: '照片' }).getByRole('img')).toHaveCount(1);
	await page.getByText('楼道堆物').first().click();
	await page.locator('main').getByRole('radiogroup', { name: /地点/ }).locator('label').first().click();
	await page.getByLabel('情况').fill(note);
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
}

/** 请人代传: what is unsent, as a file. */
async function giveFile(page: Page, path: string): Promise<void> {
	await goTo(page, '我的');
	await page.getByRole('link', { name: '请人代传' }).click();
	await keepFile(page, path);
}

async function keepFile(page: Page, path: string): Promise<void> {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: '存成文件' }).click(),
	]);
	await download.saveAs(path);
}

/** The photo of the problem, as the desk gets it; null while it has not come. */
async function photoAtDesk(): Promise<number | null> {
	const { get, token } = await signInByHttp(server.url, 'super01');
	const { records } = await get<{ records: { photos?: string[] }[] }>(
		'/api/records?area=120101004010001&kind=problem&limit=50',
	);
	const id = records.flatMap(({ photos = [] }) => photos)[0];
	if (id === undefined) return null;
	const answer = await fetch(`${server.url}/api/photos/${id}`, { headers: { authorization: `Bearer ${token}` } });
	return answer.ok ? (await answer.arrayBuffer()).byteLength : null;
}

/** The phone has made itself known: before that nobody can carry for it. */
const isReady = (page: Page) =>
	expect.poll(() =>
		page.evaluate(async () => {
			const opening = indexedDB.open('linli-grid01');
			const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
			const asking = db.transaction('keys').objectStore('keys').getAll();
			const rows = await new Promise<{ known?: string }[]>((done) => (asking.onsuccess = () => done(asking.result)));
			db.close();
			return rows[0]?.known;
		}),
	);

test('[HO1, HO4, HO6, HO7, HO9] a file goes from a phone without signal by a colleague’s to the desk, and the marks turn', async () => {
	test.setTimeout(180_000);
	const a = author.page();
	await Promise.all([begin(a, 'grid01'), begin(carrier.page(), 'grid02')]);
	await isReady(a).toBe('yes');
	const path = test.info().outputPath('carried.txt');
	const truncated = test.info().outputPath('cut.txt');

	await test.step('the author, without signal, makes the file', async () => {
		await author.context().setOffline(true);
		await recordVisit(a, '地下室记的一条');
		await recordVisit(a, '地下室记的又一条');
		await giveFile(a, path);
		await expect(a.getByRole('status').filter({ hasText: '已交出去：2条' })).toBeVisible();
		await a.getByRole('button', { name: '给对方扫码' }).click();
		await expect(a.getByText(/第 \d+ 张，共 \d+ 张/)).toBeVisible();
		expect(await violationsOf(a)).toEqual([]);
	});
	const text = readFileSync(path, 'utf8');
	expect(Buffer.from(text.split('\n')[1]!, 'base64').toString('latin1')).not.toContain('note');

	const b = carrier.page();
	await test.step('the colleague, without signal too, takes it once, and nothing that was damaged', async () => {
		await carrier.context().setOffline(true);
		await goTo(b, '我的');
		await b.getByRole('link', { name: /帮人代传/ }).click();
		const choose = (file: string) => b.locator('input[type=file]').setInputFiles(file);
		writeFileSync(truncated, text.slice(0, -300));
		await choose(truncated);
		await expect(b.getByRole('alert')).toContainText('文件不完整或被改过');
		await choose(path);
		await expect(b.getByRole('status').filter({ hasText: '收下了：王芳 · 2条' })).toBeVisible();
		await expect(b.locator('[data-parcel=waiting]')).toContainText('待代传');
		expect(await violationsOf(b)).toEqual([]);
		await choose(path);
		await expect(b.getByText('这份已经收过了')).toBeVisible();
		// It outlives the browser, and says whose it is on 我的.
		await carrier.closeBrowser();
		await server.kill();
		const again = await carrier.reopen('/me');
		await expect(again.getByRole('link', { name: /帮人代传/ })).toContainText('王芳 · 2条');
	});

	await test.step('the colleague reaches the network first', async () => {
		await server.start();
		const page = carrier.page();
		await page.goto('/carried');
		await expect(page.locator('[data-parcel=sent]')).toContainText('已送到服务器', { timeout: 30_000 });
		expect(await notesAtDesk()).toEqual(expect.arrayContaining(['地下室记的一条', '地下室记的又一条']));
		await expect(await inLedger(a, '地下室记的一条')).toContainText('待上传');
	});

	await test.step('a third record goes by the camera: the codes of one phone, filmed by the other', async () => {
		await recordVisit(a, '扫码带走的');
		await goTo(a, '我的');
		await a.getByRole('link', { name: '请人代传' }).click();
		await a.getByRole('button', { name: '给对方扫码' }).click();
		const count = await filmCodes(a, '给对方扫码', test.info().outputPath('film.y4m'));
		expect(count).toBeGreaterThan(5);
		const page = carrier.page();
		await page.getByRole('button', { name: '清掉这条' }).click();
		await page.getByRole('button', { name: '扫码接收' }).click();
		await expect(page.getByText(new RegExp(`已扫到 \\d+ / ${count}`))).toBeVisible({ timeout: 30_000 });
		await expect(page.getByRole('status').filter({ hasText: '收下了：王芳 · 3条' })).toBeVisible({ timeout: 60_000 });
		await expect(page.locator('[data-parcel=sent]')).toContainText('已送到服务器', { timeout: 30_000 });
		expect(await notesAtDesk()).toContain('扫码带走的');
		await expect(await inLedger(a, '扫码带走的')).toContainText('待上传');
	});

	await test.step('the author is back: everything is there once', async () => {
		await author.context().setOffline(false);
		await expect(await inLedger(a, '地下室记的一条')).toContainText('已上传', { timeout: 40_000 });
		await expect(await inLedger(a, '地下室记的又一条')).toContainText('已上传');
		await expect(await inLedger(a, '扫码带走的')).toContainText('已上传');
		const notes = await notesAtDesk();
		for (const once of ['地下室记的一条', '扫码带走的']) expect(notes.filter((note) => note === once)).toHaveLength(1);
	});
});

test('[HO11, HO12] a photo goes in the file, apart from its record, and its author sends no byte of it again', async () => {
	test.setTimeout(180_000);
	const a = author.page();
	const b = carrier.page();
	await Promise.all([begin(a, 'grid01'), begin(b, 'grid02')]);
	await isReady(a).toBe('yes');
	const path = test.info().outputPath('with-photo.txt');

	await test.step('the author sees how large it is, and that codes would leave it behind', async () => {
		await author.context().setOffline(true);
		await reportWithPhoto(a, '三号楼楼道堆满纸箱');
		await goTo(a, '我的');
		await a.getByRole('link', { name: '请人代传' }).click();
		await expect(a.getByText('1个照片和语音还没上传')).toBeVisible();
		await expect(a.getByRole('checkbox', { name: /带上照片和语音 [\d.]+ MB/ })).toBeChecked();
		await expect(a.getByText('扫码不带照片和语音')).toBeVisible();
		expect(await violationsOf(a)).toEqual([]);
		await keepFile(a, path);
		await expect(a.getByRole('status').filter({ hasText: '已交出去：1条，照片和语音 1 个' })).toBeVisible();
	});

	await test.step('shared, it is the same file; a share that the person calls off hands nothing over', async () => {
		// A desktop has nobody to share with. What stands in for it is called off once, then refuses once, as Android does
		// when the tap is five seconds old, then takes it.
		await a.evaluate(() => {
			const faults = ['AbortError', 'NotAllowedError'];
			const share = async ({ files }: ShareData) => {
				const fault = faults.shift();
				if (fault) throw new DOMException('not shared', fault);
				Object.assign(globalThis, { shared: `${files![0]!.name} ${files![0]!.type} ${await files![0]!.text()}` });
			};
			Object.assign(navigator, { share, canShare: () => true });
		});
		const isHanded = a.getByRole('status').filter({ hasText: '已交出去：1条，照片和语音 1 个' });
		await goTo(a, '我的');
		await a.getByRole('link', { name: '请人代传' }).click();
		await a.getByRole('button', { name: '分享文件' }).click();
		await expect(a.getByRole('button', { name: '分享文件' })).toBeEnabled();
		await expect(isHanded).toHaveCount(0);
		await a.getByRole('button', { name: '分享文件' }).click();
		await a.getByRole('button', { name: '装好了，再点一下分享' }).click();
		await expect(isHanded).toBeVisible();
		const shared = await a.evaluate(() => (globalThis as never as { shared: string }).shared);
		expect(shared).toMatch(/^linli-daichuan-grid01-[\d-]+\.txt text\/plain 邻里代传文件/);
	});

	await test.step('the colleague takes it, and while uploads of photos fail the record is there already', async () => {
		await carrier.context().setOffline(true);
		await goTo(b, '我的');
		await b.getByRole('link', { name: /帮人代传/ }).click();
		await b.locator('input[type=file]').setInputFiles(path);
		await expect(b.getByRole('status').filter({ hasText: '收下了：王芳 · 1条，照片和语音 1 个' })).toBeVisible();
		await b.route('**/api/carried-photos', (route) => route.abort());
		await carrier.context().setOffline(false);
		await expect(b.locator('[data-parcel=waiting]')).toContainText('文字记录已送到，还差照片和语音 1 个', {
			timeout: 30_000,
		});
		expect(await violationsOf(b)).toEqual([]);
		expect(await photoAtDesk()).toBeNull();
	});

	await test.step('then the photo follows by itself', async () => {
		await b.unroute('**/api/carried-photos');
		await carrier.context().setOffline(true);
		await carrier.context().setOffline(false);
		await expect(b.locator('[data-parcel=sent]')).toContainText('已送到服务器', { timeout: 60_000 });
		expect(await photoAtDesk()).toBeGreaterThan(5000);
		await (await inLedger(a, '三号楼楼道堆满纸箱')).first().click();
		await expect(a.getByText('照片待上传 1')).toBeVisible();
	});

	await test.step('the author is back, and the mark turns', async () => {
		const uploads: string[] = [];
		author.context().on('request', (request) => request.url().includes('/api/uploads') && uploads.push(request.url()));
		await author.context().setOffline(false);
		await expect(a.getByText('照片已上传')).toBeVisible({ timeout: 60_000 });
		expect(uploads).toEqual([]);
	});
});

test('[HO3, HO6] a supervisor takes a file on his own phone, between two reviews, and it is sent', async () => {
	test.setTimeout(120_000);
	const a = author.page();
	const b = carrier.page();
	await Promise.all([begin(a, 'grid01'), signIn(b, 'super01', '/review')]);
	await isReady(a).toBe('yes');
	await author.context().setOffline(true);
	await recordVisit(a, '交给书记的');
	const path = test.info().outputPath('for-the-supervisor.txt');
	await giveFile(a, path);
	await b.getByRole('button', { name: '设置' }).click();
	await b.getByRole('link', { name: '帮人代传' }).click();
	await b.locator('input[type=file]').setInputFiles(path);
	await expect(b.locator('[data-parcel=sent]')).toContainText('已送到服务器', { timeout: 30_000 });
	expect(await notesAtDesk()).toContain('交给书记的');
});
