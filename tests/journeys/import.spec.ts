/** A list as people have it comes into the ledger: mapped, looked at, written, without effect the second time, taken back. */
import { expect, test, type Page } from '@playwright/test';
import { sheets } from '#tests/roster-corpus/build.ts';
import { violationsOf } from '#tests/support/axe.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { signIn } from '#tests/support/steps.ts';
import { readBack } from '#tests/support/tables.ts';

test.describe.configure({ mode: 'serial' });

const size = { width: 1280, height: 800 };
let server: Server;
let device: Device;
let page: Page;

test.beforeAll(async () => {
	server = await startServer();
	device = await openDevice({ url: server.url, size });
	page = device.page();
	await signIn(page, 'super01', '/import');
});
test.afterAll(async () => {
	await device.dispose();
	await server.dispose();
});

const messy = (phone: string) => ({
	name: '九十九号楼登记表.csv',
	mimeType: 'text/csv',
	buffer: Buffer.from(
		[
			'朝阳里社区 99 号楼登记表（2026 年 11 月）,,,,,,',
			'楼号,单元,房号,居民姓名,出生年月,联系电话,楼长打的勾',
			`99栋,1单元,101室,郑试一,1949年5月,${phone},√`,
			'99栋,1单元,101室,郑试二,1951.3,,√',
			'99栋,1单元,102室,空户,,,',
		].join('\r\n'),
	),
});
const look = () => page.getByRole('button', { name: '看看会怎样' });
const tab = (name: string) => page.getByRole('tab', { name });
const households = async () => {
	const { get } = await signInByHttp(server.url, 'super01');
	const { records } = await get<{ records: { body: { label: string } }[] }>('/api/records?kind=household&limit=5');
	return records.filter(({ body }) => body.label.startsWith('99-')).length;
};

async function isSound(): Promise<void> {
	expect(await violationsOf(page)).toEqual([]);
	for (const width of [size.width, 360]) {
		await page.setViewportSize({ ...size, width });
		const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(overflow, `wider than ${width}`).toBeLessThanOrEqual(0);
	}
	await page.setViewportSize(size);
}

test('a table of their own is mapped, looked at and written', async () => {
	await page.locator('input[type=file]').setInputFiles(messy('12900990001'));
	await expect(page.getByText('请核对')).toBeVisible();
	// Nothing says the grid, so it is asked.
	await expect(look()).toBeDisabled();
	await page.getByRole('combobox', { name: '属于哪个网格' }).selectOption({ label: '第一网格' });
	await isSound();
	await look().click();
	await expect(tab('新增')).toContainText('5');
	await expect(page.getByRole('tabpanel')).toContainText('郑试一 99-1-101');
	await isSound();
	expect(await households()).toBe(0);
	await page.getByRole('button', { name: '开始导入' }).click();
	await expect(page.getByText('导入完成')).toBeVisible();
	await isSound();
	expect(await households()).toBe(2);
});

test('the same table again is known and has nothing to say; a corrected one says just what differs', async () => {
	await page.getByRole('button', { name: '再导入一份' }).click();
	await page.locator('input[type=file]').setInputFiles(messy('12900990001'));
	await expect(page.getByText('已照上次对好')).toBeVisible();
	await page.getByRole('combobox', { name: '属于哪个网格' }).selectOption({ label: '第一网格' });
	await look().click();
	await expect(page.getByText('和台账一样，没有要写入的。')).toBeVisible();
	await expect(page.getByRole('button', { name: '开始导入' })).toHaveCount(0);
	await page.getByRole('button', { name: '换个文件' }).click();
	await page.locator('input[type=file]').setInputFiles(messy('12900990009'));
	await page.getByRole('combobox', { name: '属于哪个网格' }).selectOption({ label: '第一网格' });
	await look().click();
	await expect(page.getByRole('tabpanel', { name: /变化 1/ })).toContainText('12900990009');
});

test('the import is taken back whole', async () => {
	await page.goto('/import');
	await page.getByRole('button', { name: /撤回 九十九号楼登记表/ }).click();
	await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
	await expect(page.getByRole('heading', { name: '已撤回' })).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: '九十九号楼登记表' })).toContainText('已撤回');
	expect(await households()).toBe(0);
});

const shops = (phone: string) => ({
	name: '沿街商铺.csv',
	mimeType: 'text/csv',
	buffer: Buffer.from(
		[
			'朝阳里社区沿街商铺台账,,,,',
			'序号,店铺名称,详细地址,经营者,联系电话',
			`1,试验面馆,新兴路99号,郑某,${phone}`,
			'2,试验药店,新兴路98号,,',
		].join('\r\n'),
	),
});

test('a list of shops is known as one, written, and says just what differs the next time', async () => {
	await page.goto('/import');
	await page.locator('input[type=file]').setInputFiles(shops('12900990011'));
	await expect(page.getByRole('radio', { name: '场所名单' })).toBeChecked();
	await page.getByRole('combobox', { name: '属于哪个网格' }).selectOption({ label: '第一网格' });
	await expect(page.getByRole('heading', { name: '都是什么' })).toBeVisible();
	await isSound();
	await look().click();
	await expect(page.getByRole('tabpanel', { name: /新增 2/ })).toContainText('试验面馆');
	await isSound();
	await page.getByRole('button', { name: '开始导入' }).click();
	await expect(page.getByText('导入完成')).toBeVisible();
	await page.getByRole('button', { name: '再导入一份' }).click();
	await page.locator('input[type=file]').setInputFiles(shops('12900990012'));
	await page.getByRole('combobox', { name: '属于哪个网格' }).selectOption({ label: '第一网格' });
	await look().click();
	await expect(page.getByRole('tabpanel', { name: /变化 1/ })).toContainText('12900990012');
	await expect(page.getByRole('tab', { name: '新增' })).toContainText('0');
});

test('a list of records that comes back is compared with the ledger, and nothing of it is written', async () => {
	const out = await page.request.get(`${server.url}/api/out/records?area=120101004010&format=csv`);
	const csv = (await out.text()).split('\r\n').slice(0, 60).join('\r\n');
	const putIn = async (text: string) => {
		await page.goto('/import');
		await page
			.locator('input[type=file]')
			.setInputFiles({ name: '记录.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
		await expect(page.getByRole('heading', { name: '这是从邻里导出的表：记录' })).toBeVisible();
	};
	await putIn(csv);
	await expect(page.getByText('和台账一样，没有要写入的。')).toBeVisible();
	await putIn(csv.replace(',未阅,', ',已阅,'));
	await expect(page.getByText('记录不能用表格改，请在台账里更正')).toBeVisible();
	await expect(page.getByRole('group', { name: '不一样' })).toContainText('未阅');
	await isSound();
	await expect(page.getByRole('button', { name: '开始导入' })).toHaveCount(0);
});

test('a workbook with a sheet for each building is read as one list; a sheet may be left out', async () => {
	const head = ['单元', '室', '姓名'];
	const { name, bytes } = await sheets(
		{
			'96号楼': [head, ['1', '101', '郑试三']],
			'97号楼': [head, ['1', '101', '郑试四'], ['1', '', '郑试五']],
			'98号楼': [head, ['1', '101', '郑试六']],
		},
		'分楼登记表.xlsx',
	);
	await page.goto('/import');
	await page
		.locator('input[type=file]')
		.setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
	const together = page.getByRole('group', { name: '这几张表一起导入' });
	await expect(together.getByRole('checkbox', { checked: true })).toHaveCount(3);
	await together.getByText('96号楼').click();
	await page.getByRole('combobox', { name: '属于哪个网格' }).selectOption({ label: '第一网格' });
	await isSound();
	await look().click();
	await expect(tab('新增')).toBeVisible();
	await page.getByRole('tab', { name: '新增' }).click();
	const created = page.getByRole('tabpanel');
	await expect(created).toContainText('郑试四 97-1-101');
	await expect(created).toContainText('98号楼 2');
	await expect(created).not.toContainText('96-1-101');
	await isSound();
});

test('what a person entered stays, unless what the file says is taken over', async () => {
	const out = await page.request.get(`${server.url}/api/out/places?area=120101004010&format=csv`);
	const [head, ...rows] = await readBack(await out.body(), '地点.csv');
	const column = head!.indexOf('名称');
	const edited = rows.map((row, index) =>
		row.map((cell, at) => (index === rows.length - 1 && at === column ? '试着改一改' : cell)),
	);
	const text = [head!, ...edited]
		.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
		.join('\r\n');
	const putIn = async () => {
		await page.goto('/import');
		await page
			.locator('input[type=file]')
			.setInputFiles({ name: '地点.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
		await expect(page.getByText('这是从邻里导出的表，列都认得。')).toBeVisible();
		await look().click();
	};
	await putIn();
	await tab('不覆盖的差异').click();
	const taken = page.getByRole('radio', { name: '用文件里的：试着改一改' });
	await expect(taken).not.toBeChecked();
	await expect(page.getByRole('button', { name: '开始导入' })).toHaveCount(0);
	await isSound();
	await page.getByText('用文件里的：试着改一改').click();
	await page.getByRole('button', { name: '开始导入' }).click();
	await expect(page.getByText('导入完成')).toBeVisible();
	await putIn();
	await expect(page.getByText('和台账一样，没有要写入的。')).toBeVisible();
});
