/** A building goes to another grid while a phone of the old one is away; and a household that stands twice is merged and separated. */
import { expect, test, type Page } from '@playwright/test';
import { v7 as newId } from 'uuid';
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { violationsOf } from '#tests/support/axe.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { begin, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

const desk = '120101004010001';

let server: Server;
const devices: Device[] = [];

test.beforeAll(async () => {
	server = await startServer();
});
test.afterEach(async () => {
	for (const device of devices.splice(0)) await device.dispose();
});
test.afterAll(() => server.dispose());

async function open(size?: { width: number; height: number }): Promise<Device> {
	const device = await openDevice({ url: server.url, size });
	devices.push(device);
	return device;
}

interface Found {
	readonly id: string;
	readonly about?: string;
	readonly body: { readonly name?: string; readonly label?: string; readonly movedTo?: { readonly id: string } };
	readonly standing?: { readonly last: number | null };
}

/** Writes a register record of the first grid by HTTP; gives its id. */
async function put(book: 'field' | 'care', given: Pick<Entry, 'kind' | 'about' | 'body'>): Promise<string> {
	const { token } = await signInByHttp(server.url, 'grid01');
	const now = Date.now();
	const { kind, about, body } = given;
	const id = newId();
	const entry = { id, v: 1, kind, desk, by: 'grid01', at: new Date(now).toISOString(), hlc: hlcOf(now), about, body };
	const answer = await fetch(`${server.url}/api/pages/${desk}/${book}/register/entries`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify([entry]),
	});
	expect(await answer.json()).toEqual({ accepted: [id], refused: [] });
	return id;
}

async function passesAxe(page: Page): Promise<void> {
	expect(await violationsOf(page)).toEqual([]);
}

test('a building goes to another grid; what its old worker wrote offline follows, and both phones agree', async () => {
	test.setTimeout(180_000);
	const { get } = await signInByHttp(server.url, 'super01');
	const recordOf = async (id: string) => (await get<{ record: Found }>(`/api/records/${id}`)).record;
	const old = await open();
	await begin(old.page(), 'grid01');
	await old.context().setOffline(true);
	const label = await recordVisit(old.page(), '转网格前没上传的走访');
	await (await inLedger(old.page(), '转网格前没上传的走访')).getByRole('link').click();
	await old.page().getByRole('link', { name: '查看住户' }).click();
	await old.page().waitForURL(/\/household\//);
	await expect(old.page().getByRole('heading', { level: 1, name: label, exact: true })).toBeVisible();
	const homeId = new URL(old.page().url()).pathname.split('/').at(-1)!;
	await old.page().goto(`/entry/${homeId}/amend`);
	await old.page().getByLabel('进门注意').fill('新养了大狗');
	await old.page().getByRole('button', { name: '保存' }).click();
	await expect(old.page().getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();

	const building = await recordOf((await recordOf(homeId)).about!);
	const supervisor = await open({ width: 1280, height: 800 });
	const at = supervisor.page();
	await signIn(at, 'super01', '/households/transfers');
	await at.getByText(building.body.name!, { exact: true }).click();
	await at.getByRole('combobox', { name: '转到哪个网格' }).selectOption({ label: '第三网格' });
	await passesAxe(at);
	await at.getByRole('button', { name: '先看看会转走什么' }).click();
	await expect(at.getByRole('status').filter({ hasText: '会转走' })).toContainText(building.body.name!);
	await passesAxe(at);
	await at.getByRole('button', { name: '确认转' }).click();
	await expect(at.getByRole('region', { name: /转过的/ })).toContainText(building.body.name!, { timeout: 30_000 });

	const newHome = (await recordOf(homeId)).body.movedTo!.id;
	// Not grid02: the demonstration has it stand in for grid01, and its phone would hold both.
	const next = await open();
	await begin(next.page(), 'grid03');
	await next.page().goto(`/household/${newHome}`);
	await expect(next.page().getByRole('heading', { level: 1, name: label })).toBeVisible({ timeout: 30_000 });
	await expect(next.page().locator('main')).toContainText('转自 1 号网格');
	await expect(next.page().locator('main')).not.toContainText('新养了大狗');

	await old.context().setOffline(false);
	await old.page().goto(`/household/${homeId}`);
	await expect(old.page().locator('main')).toContainText('已转到 3 号网格', { timeout: 60_000 });
	await expect(next.page().locator('main')).toContainText('新养了大狗', { timeout: 60_000 });
	await passesAxe(next.page());
	await passesAxe(old.page());
	await expect(await inLedger(old.page(), '转网格前没上传的走访')).toContainText('已上传', { timeout: 30_000 });
	await expect.poll(async () => (await recordOf(newHome)).standing?.last ?? 0).toBeGreaterThan(Date.now() - 3_600_000);
});

test('a household that stands twice is merged at the desk, and separated again', async () => {
	test.setTimeout(90_000);
	const { get } = await signInByHttp(server.url, 'grid01');
	const { records } = await get<{ records: Found[] }>('/api/records?kind=household&limit=200');
	const home = records.find(({ body }) => !body.movedTo)!;
	await put('field', { kind: 'household', about: home.about, body: { ...home.body, caution: '记重了的一户' } });

	const page = (await open({ width: 1280, height: 800 })).page();
	await signIn(page, 'super01', '/households/duplicates');
	const pair = page
		.getByRole('region', { name: /看着像重复/ })
		.getByRole('listitem')
		.filter({ hasText: '记重了的一户' });
	await expect(pair).toContainText('门号相同');
	await passesAxe(page);
	await pair
		.getByRole('button', { name: /留这个/ })
		.first()
		.click();
	await expect(pair).toHaveCount(0);
	const separate = page.getByRole('button', { name: `分开 ${home.body.label}` });
	await expect(separate).toBeVisible();
	await passesAxe(page);
	await separate.click();
	await expect(pair).toHaveCount(1);
});

test('[U6] a person who stands twice is merged; her card as an elder shows behind the door that was kept', async () => {
	test.setTimeout(120_000);
	const { get } = await signInByHttp(server.url, 'grid01');
	const { records } = await get<{ records: Found[] }>('/api/records?kind=household&limit=400');
	const [keep, fold] = records.filter(({ body }) => !body.movedTo).slice(-2) as [Found, Found];
	const body = { name: '孟两处', birth: '1940-02-03' };
	const kept = await put('field', { kind: 'resident', about: keep.id, body });
	const folded = await put('field', { kind: 'resident', about: fold.id, body });
	const card = { household: fold.id, tier: 'high', types: ['alone'], contacts: [] };
	await put('care', { kind: 'elder', about: folded, body: card });

	const phone = await open();
	await begin(phone.page(), 'grid01');
	const at = (await open({ width: 1280, height: 800 })).page();
	await signIn(at, 'super01', '/households/duplicates');
	const pair = at.getByRole('listitem').filter({ hasText: '孟两处' });
	await pair.getByRole('button', { name: new RegExp(`留这个: 孟两处 ${keep.body.label} `) }).click();
	await expect(at.getByRole('button', { name: /^分开 孟两处/ })).toBeVisible();
	await at.goto(`/households/${keep.id}`);
	const listed = at.getByRole('listitem').filter({ hasText: '孟两处' });
	await expect(listed).toContainText('独居');
	await passesAxe(at);

	const page = phone.page();
	await page.goto(`/household/${keep.id}`);
	const person = page
		.getByRole('region', { name: /住的人/ })
		.getByRole('listitem')
		.filter({ hasText: '孟两处' });
	await expect(person.getByRole('link', { name: '探访' })).toBeVisible({ timeout: 30_000 });
	await phone.context().setOffline(true);
	await passesAxe(page);
	await person.getByRole('link', { name: '探访' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.locator('main')).toContainText(String(keep.body.label));
	await page.goto(`/household/${fold.id}`);
	await expect(page.getByRole('region', { name: /住的人/ })).not.toContainText('孟两处');
	await phone.context().setOffline(false);
	expect(await get(`/api/records/${kept}`)).toMatchObject({ record: { id: kept } });
});

test('[T13] a whole grid goes into another: the empty one is closed, is still read, and opens again when that is taken back', async () => {
	test.setTimeout(240_000);
	const at = (await open({ width: 1280, height: 900 })).page();
	await signIn(at, 'super01', '/households/transfers');
	await at.getByRole('combobox', { name: '从哪个网格转出' }).selectOption({ label: '第六网格' });
	await at.getByText('整个网格', { exact: true }).click();
	await at.getByRole('combobox', { name: '转到哪个网格' }).selectOption({ label: '第五网格' });
	await at.getByRole('button', { name: '先看看会转走什么' }).click();
	await expect(at.getByRole('status').filter({ hasText: '会转走' })).toContainText('第六网格 转完停用', {
		timeout: 60_000,
	});
	await passesAxe(at);
	await at.getByRole('button', { name: '确认转' }).click();
	const past = at.getByRole('region', { name: /转过的/ });
	await expect(past).toContainText('停用，从', { timeout: 90_000 });
	await expect(at.getByRole('combobox', { name: '从哪个网格转出' })).not.toContainText('第六网格');
	await passesAxe(at);

	await at.goto('/progress');
	await expect(at.getByRole('rowheader', { name: '第五网格' }).first()).toBeVisible();
	await expect(at.locator('main')).not.toContainText('第六网格');
	await at.goto('/review');
	await at.getByRole('button', { name: '筛选' }).click();
	await at.locator('select', { hasText: '第六网格（已停用）' }).selectOption({ label: '第六网格（已停用）' });
	await expect(at.locator('[data-record]').first()).toContainText('第六网格');

	await at.goto('/households/transfers');
	await past.getByRole('button', { name: '撤回 第六网格' }).click();
	await expect(at.getByRole('dialog')).toContainText('原网格恢复使用');
	await at.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
	await expect(past).not.toContainText('停用，从', { timeout: 90_000 });
	await expect(at.getByRole('combobox', { name: '从哪个网格转出' })).toContainText('第六网格');
});
