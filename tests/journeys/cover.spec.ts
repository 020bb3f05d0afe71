/** 顶岗: set in five taps, on the other phone without a new sign-in, offline, and over with nothing lost. */
import { expect, test, type Page } from '@playwright/test';
import { violationsOf } from '#tests/support/axe.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, signIn } from '#tests/support/steps.ts';
import { startCounting } from '#tests/support/taps.ts';

const covered = '120101004010005';
let server: Server;
const devices: Device[] = [];

test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(async () => {
	for (const device of devices) await device.dispose();
	await server.dispose();
});

async function open(): Promise<Device> {
	const device = await openDevice({ url: server.url });
	devices.push(device);
	return device;
}

async function passesAxe(page: Page): Promise<void> {
	expect(await violationsOf(page)).toEqual([]);
	const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	expect(overflow).toBeLessThanOrEqual(0);
}

/** Rows of the covered grid on a phone, in whatever table. */
const rowsHere = (page: Page, table: string) =>
	page.evaluate(
		async ([name, desk]) => {
			const opening = indexedDB.open('linli-grid03');
			const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
			const asked = db.transaction(name!).objectStore(name!).getAll();
			const rows = await new Promise<{ page?: string; id?: string }[]>(
				(done) => (asked.onsuccess = () => done(asked.result as { page?: string; id?: string }[])),
			);
			db.close();
			return rows.filter(({ page, id }) => (page ?? id ?? '').startsWith(desk!)).length;
		},
		[table, covered],
	);

test('a cover is set in five taps, seen by the other phone, worked offline, and handed back with nothing lost', async () => {
	test.setTimeout(240_000);
	const phone = await open();
	const worker = phone.page();
	await begin(worker, 'grid03');
	const desk = (await open()).page();
	await signIn(desk, 'super01', '/people');

	await test.step('the supervisor sets it on a phone in at most five taps', async () => {
		const set = desk.getByRole('button', { name: '设顶岗' });
		await expect(set).toBeVisible();
		await passesAxe(desk);
		const thumb = await startCounting(desk);
		await thumb.tap(set);
		const dialog = desk.getByRole('dialog', { name: '设顶岗' });
		await thumb.tap(dialog.getByRole('button', { name: /赵敏/ }));
		await thumb.tap(dialog.getByRole('button', { name: /第五网格/ }));
		await thumb.tap(dialog.getByText('两周'));
		await expect(dialog.getByRole('checkbox', { name: /含老人台账/ })).toBeChecked();
		await passesAxe(desk);
		await thumb.tap(dialog.getByRole('button', { name: /确认/ }));
		await expect(dialog).toBeHidden();
		const count = await thumb.read();
		test.info().annotations.push({ type: 'taps', description: JSON.stringify(count) });
		expect(count.taps).toBeLessThanOrEqual(5);
		await expect(desk.getByRole('listitem').filter({ hasText: /赵敏\s+顶\s+第五网格/ })).toContainText(/张桂芬 .* 设/);
	});

	await test.step('the other phone shows it at the next contact, without a new sign-in', async () => {
		await expect(worker.locator('main')).not.toContainText('5 号网格');
		await phone.context().setOffline(true);
		await phone.context().setOffline(false);
		await expect(worker.getByRole('region', { name: '交接 · 5 号网格' })).toContainText('进门注意', {
			timeout: 60_000,
		});
		await expect.poll(() => rowsHere(worker, 'records')).toBeGreaterThan(500);
		await expect(worker.getByRole('region', { name: /本轮还没走访/ })).toBeVisible();
		await goTo(worker, '我的');
		await expect(worker.getByRole('region', { name: '我的岗位' }).getByRole('listitem')).toHaveCount(2);
		await goTo(worker, '今日');
		await passesAxe(worker);
	});

	await test.step('it works without a network', async () => {
		await phone.context().setOffline(true);
		await worker.getByRole('link', { name: '看交接' }).click();
		await expect(worker.getByRole('heading', { level: 1, name: '交接 · 5 号网格' })).toBeVisible();
		const cautions = worker.getByRole('region', { name: /进门注意/ });
		await expect(cautions.getByRole('link').first()).toBeVisible();
		await passesAxe(worker);
		await cautions.getByRole('link').first().click();
		await worker.getByRole('region', { name: '这次走访' }).getByRole('link', { name: '见到人' }).click();
		await worker.getByLabel('情况').fill('顶岗时记的');
		await worker.getByRole('button', { name: '保存' }).click();
		await expect(worker.getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();
		await goTo(worker, '今日');
		await worker.getByRole('button', { name: '收起' }).click();
		await expect(worker.getByText(/顶岗：5 号网格/)).toBeVisible();
		await expect(worker.getByRole('region', { name: '交接 · 5 号网格' })).toHaveCount(0);
	});

	await test.step('the supervisor ends it', async () => {
		const mine = desk.getByRole('listitem').filter({ hasText: /赵敏\s+顶\s+第五网格/ });
		await mine.getByRole('button', { name: '结束顶岗' }).click();
		const dialog = desk.getByRole('dialog', { name: '结束这次顶岗？' });
		await passesAxe(desk);
		await dialog.getByRole('button', { name: '结束顶岗' }).click();
		await expect(dialog).toBeHidden();
		await expect(mine).toHaveCount(0);
	});

	await test.step('at the next contact what was unsent has arrived, the grid is gone, and the credit stays', async () => {
		await phone.context().setOffline(false);
		await expect(worker.getByText(/顶岗已结束.*1 条记录已上传/)).toBeVisible({ timeout: 60_000 });
		await expect.poll(() => rowsHere(worker, 'pages')).toBe(0);
		expect(await rowsHere(worker, 'records')).toBe(0);
		await passesAxe(worker);
		const own = await inLedger(worker, '顶岗时记的');
		await expect(own).toContainText('已交回');
		await expect(own).toContainText('已上传');
		await own.getByRole('link').click();
		await expect(worker.getByText('这个网格已交回')).toBeVisible();
		const { get } = await signInByHttp(server.url, 'super01');
		const { records } = await get<{ records: { by: string; body: { note?: string } }[] }>(
			`/api/records?area=${covered}&kind=visit&by=grid03`,
		);
		expect(records.map(({ body }) => body.note)).toContain('顶岗时记的');
	});

	await test.step('who comes back is told what was done meanwhile', async () => {
		const back = (await open()).page();
		await begin(back, 'grid05');
		const card = back.getByRole('region', { name: '你不在时 · 5 号网格' });
		await expect(card).toContainText('赵敏');
		await expect(card).toContainText('走访 1');
		await card.getByRole('link', { name: '看明细' }).click();
		await expect(back.getByRole('heading', { level: 1, name: '你不在时' })).toBeVisible();
		await passesAxe(back);
	});
});
