/** 练习: everything works, and nothing of it goes anywhere. */
import { expect, test, type Page } from '@playwright/test';
import type { Map as Canvas } from 'maplibre-gl';
import { violationsOf } from '#tests/support/axe.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { drawn } from '#tests/support/pictures.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, pick, recordVisit } from '#tests/support/steps.ts';
import { everythingOn } from '#tests/support/locked.ts';

let server: Server;
let phone: Device;
test.beforeEach(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url, microphone: true });
});
test.afterEach(async () => {
	await phone.dispose();
	await server.dispose();
});

/** Rows of the real space. */
const countsOf = (page: Page): Promise<Record<string, number>> =>
	page.evaluate(async () => {
		const opening = indexedDB.open('linli-grid01');
		const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
		const counts: Record<string, number> = {};
		for (const store of ['records', 'outbox', 'updates', 'photos', 'photoBytes']) {
			const asked = db.transaction(store).objectStore(store).count();
			counts[store] = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
		}
		db.close();
		return counts;
	});

test('[D190, D191] a new worker tries everything in a house that is invented; the ledger never hears of it', async () => {
	const page = phone.page();
	await begin(page, 'grid01');
	// All pages are here: nothing more comes into the real space meanwhile.
	await expect(page.getByText('都已上传', { exact: true })).toBeVisible({ timeout: 60_000 });
	await goTo(page, '我的');
	const real = await countsOf(page);

	const line = page.getByRole('complementary', { name: '练习' });
	const sent: string[] = [];
	await test.step('into practice', async () => {
		await page.getByRole('button', { name: '开始练习' }).click();
		await expect(line).toContainText('练习：人是编的，不上传');
		await expect(page.getByRole('region', { name: /该探访的老人/ })).toContainText('练习张大爷');
		page.on('websocket', (socket) => sent.push(socket.url()));
		page.on('request', (request) => {
			if (request.method() !== 'GET') sent.push(`${request.method()} ${request.url()} ${request.postData()}`);
		});
	});

	await test.step('a visit, a search, every screen', async () => {
		await recordVisit(page, '练习时写的一句');
		await expect(await inLedger(page, '练习时写的一句')).toBeVisible();
		for (const screen of ['今日', '楼栋', '记一笔', '我的'] as const) {
			await goTo(page, screen);
			await expect(line).toBeVisible();
			await expect(page.locator('main')).not.toContainText('打不开');
			expect(await violationsOf(page), screen).toEqual([]);
		}
	});

	await test.step('a check-in, a patrol, a problem, and what came back', async () => {
		const saved = () => expect(page.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
		await goTo(page, '今日');
		const returned = page.getByRole('region', { name: /打回/ });
		await expect(returned).toContainText('写清问了什么');
		await page
			.getByRole('region', { name: /该探访的老人/ })
			.getByRole('link')
			.first()
			.click();
		await page.getByRole('button', { name: '上门见到·都好' }).click();
		await saved();
		await goTo(page, '记一笔');
		await page.getByRole('main').getByRole('link', { name: '巡查' }).click();
		// The only route there is needs no choosing.
		await page.getByLabel('情况').fill('练习时走的一圈');
		await page.getByRole('button', { name: '没发现问题' }).click();
		await saved();
		await goTo(page, '记一笔');
		await page.getByRole('main').getByRole('link', { name: '上报' }).click();
		await page.getByText('楼道堆物').first().click();
		await page.getByLabel('地点').fill('练习时报的楼道');
		await page.getByRole('button', { name: '保存' }).click();
		await saved();
		await expect(await inLedger(page, '练习时走的一圈')).toBeVisible();
		await expect(await inLedger(page, '练习时报的楼道')).toBeVisible();
	});

	await test.step('a photo and a voice note stay where they were taken', async () => {
		await goTo(page, '记一笔');
		const buffer = await drawn(page, { width: 640, height: 480 }, '练习');
		await pick(page, '拍照上报', [{ name: 'a.jpg', mimeType: 'image/jpeg', buffer }]);
		await expect(page.getByRole('region', { name: '照片' }).getByRole('img')).toHaveCount(1);
		const notes = page.getByRole('region', { name: '录音' });
		await notes.getByRole('button', { name: '说一段' }).click();
		await expect(notes).toContainText(/[1-9] \/ 60/);
		await notes.getByRole('button', { name: '说完了' }).click();
		await expect(notes.getByRole('button', { name: /^听/ })).toBeVisible();
		await page.getByText('楼道堆物').first().click();
		await page.getByLabel('地点').fill('练习时拍的楼道');
		await page.getByRole('button', { name: '保存' }).click();
		await (await inLedger(page, '练习时拍的楼道')).first().click();
		await expect(page.getByText('照片待上传 1')).toBeVisible();
		await expect(notes.getByText('待上传', { exact: true })).toHaveCount(1);
	});

	await test.step('the map shows the house, places, and problems of every stage', async () => {
		await goTo(page, '楼栋');
		await page.getByRole('link', { name: '地图' }).click();
		await expect(page.locator('[data-map]')).toHaveAttribute('data-map', 'idle', { timeout: 30_000 });
		await expect(page.getByText('社区底图还没有画')).toHaveCount(0);
		const list = page.getByRole('region', { name: '和地图一样的列表' });
		await expect(list.getByRole('link', { name: /^9号楼/ })).toBeVisible();
		const drawn = await page
			.locator('[data-map] .canvas')
			.evaluate((room) =>
				(room as HTMLElement & { map: Canvas }).map
					.queryRenderedFeatures({ layers: ['building'] })
					.map(({ properties }) => String(properties.id)),
			);
		expect(drawn).toEqual([expect.stringContaining('9号楼')]);
		await page.getByText(/^问题 6$/).click();
		for (const where of ['9号楼1门2层楼道', '练习充电棚', '9号楼东侧', '练习时报的楼道', '练习时拍的楼道'])
			await expect(list).toContainText(where);
		await page.getByText(/^地点 2$/).click();
		await expect(list).toContainText('练习小卖部');
		await expect(line).toBeVisible();
	});

	await test.step('nothing went out, with and without a network', async () => {
		// Signal comes and goes, the app is loaded anew: still practice, still nothing.
		await phone.context().setOffline(true);
		await phone.context().setOffline(false);
		await page.reload();
		await expect(line).toBeVisible();
		await expect(await inLedger(page, '练习时写的一句')).toBeVisible();
		expect(sent).toEqual([]);
	});

	await test.step('out again: the real space is as it was, and nothing of it is left', async () => {
		await line.getByRole('button', { name: '退出练习' }).click();
		await expect(line).toHaveCount(0);
		await goTo(page, '今日');
		await expect(page.getByRole('region', { name: /本轮还没走访/ })).toBeVisible();
		await expect(await inLedger(page, '练习时写的一句')).toHaveCount(0);
		for (const written of ['练习时写的一句', '练习时走的一圈', '练习时报的楼道', '练习时拍的楼道'])
			await expect.poll(() => everythingOn(page)).not.toContain(written);
		expect(await countsOf(page)).toEqual(real);
	});

	await test.step('an app that is opened anew never practises unasked', async () => {
		await goTo(page, '我的');
		await page.getByRole('button', { name: '开始练习' }).click();
		await expect(line).toBeVisible();
		const again = await phone.context().newPage();
		await again.goto('/today');
		await expect(again.getByRole('region', { name: /本轮还没走访/ })).toBeVisible();
		await expect(again.getByRole('complementary', { name: '练习' })).toHaveCount(0);
	});
});
