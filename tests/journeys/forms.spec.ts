/** Every form of the day, from 今日 to the saved mark, and the ways back: correct, withdraw, undo. */
import { expect, test, type Page } from '@playwright/test';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { startServer, type Server } from '#tests/support/server.ts';
import { begin, goTo, inLedger, recordVisit, signIn } from '#tests/support/steps.ts';

let server: Server;
let phone: Device;

test.beforeAll(async () => {
	server = await startServer();
	phone = await openDevice({ url: server.url, geolocation: { latitude: 39.1085, longitude: 117.194, accuracy: 12 } });
	await begin(phone.page(), 'grid01');
});
test.afterAll(async () => {
	await phone.dispose();
	await server.dispose();
});
test.beforeEach(async () => {
	await phone.page().goto('/today');
	await expect(phone.page().getByRole('region', { name: /本轮还没走访/ })).toBeVisible();
});

const saved = () => expect(phone.page().getByRole('status').filter({ hasText: '已存手机' })).toBeVisible();

test('走访: an outcome must be chosen; quick phrases write the note; the position comes along', async () => {
	const page = phone.page();
	await page
		.getByRole('region', { name: /本轮还没走访/ })
		.getByRole('link')
		.first()
		.click();
	await page.waitForURL(/\/household\//);
	await page.goto(page.url().replace('/household/', '/record/visit?about='));
	await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
	await expect(page.getByRole('button', { name: '保存' })).toBeDisabled();
	await page.getByText('见到人').click();
	await page.getByRole('button', { name: '已提醒防诈骗' }).click();
	await expect(page.getByLabel('情况')).toHaveValue(/已提醒防诈骗/);
	// Quick phrases stand in past records too; only this one says so.
	await page.getByLabel('情况').pressSequentially('，记下一句别处没有的');
	await page.getByRole('button', { name: '保存' }).click();
	await saved();
	await expect(await inLedger(page, '记下一句别处没有的')).toContainText('已提醒防诈骗');
});

test('巡查: nothing found in one tap on a route; problems lead on to 上报', async () => {
	const page = phone.page();
	const route = page.getByRole('radiogroup', { name: '路线' }).locator('label').first();
	await page.goto('/record/patrol');
	await route.click();
	await page.getByRole('button', { name: '没发现问题' }).click();
	await saved();
	await page.goto('/record/patrol');
	await route.click();
	await page.getByRole('button', { name: '发现问题', exact: true }).click();
	await page.waitForURL(/record\/problem\?during=/);
});

test('上报: category, place, severity, settled on the spot or reported', async () => {
	const page = phone.page();
	await page.goto('/record/problem');
	await page.getByText('其他问题').click();
	await page.getByText('公共安全').click();
	await page.getByText('楼道堆物').first().click();
	await page.getByLabel('地点').fill('3号楼2门一层');
	await page.getByText('当场解决').click();
	await page.getByRole('button', { name: '保存' }).click();
	await saved();
	await expect(await inLedger(page, '3号楼2门一层')).toContainText('当场解决');
});

test('探访: three answers, none preselected; one tap says seen and well', async () => {
	const page = phone.page();
	const elders = page.getByRole('region', { name: /该探访的老人/ });
	const before = Number((await elders.getByRole('heading').innerText()).match(/\d+/)![0]);
	await elders.getByRole('link').first().click();
	for (const name of ['上门见到·都好', '电话通了·都好', /没见到/])
		await expect(page.getByRole('button', { name })).toBeVisible();
	await page.getByRole('button', { name: '上门见到·都好' }).click();
	await saved();
	await goTo(page, '今日');
	await expect(elders.getByRole('heading')).toContainText(String(before - 1));
});

test('没见到: the call list opens without network, stays first, until someone records how she was found', async () => {
	const page = phone.page();
	await phone.context().setOffline(true);
	const elders = page.getByRole('region', { name: /该探访的老人/ });
	const name = (await elders.getByRole('link').first().innerText()).split('\n')[0]!.trim();
	await elders.getByRole('link').first().click();
	await page.getByRole('button', { name: /没见到/ }).click();
	await page.waitForURL(/\/calls\//);
	await expect(page.getByRole('link', { name: /120/ })).toHaveAttribute('href', 'tel:120');
	await expect(page.getByRole('link', { name: /110/ })).toHaveAttribute('href', 'tel:110');
	await expect(page.getByRole('link', { name: /本人/ })).toHaveAttribute('href', /^tel:/);
	await page.getByRole('group', { name: '本人' }).getByRole('button', { name: '没人接' }).click();
	await goTo(page, '今日');
	const first = page.getByRole('region').first();
	await expect(first).toContainText('还没找到的老人');
	await expect(first).toContainText(name);
	await first.getByRole('link', { name }).click();
	await page.getByRole('button', { name: '家属确认平安' }).click();
	await goTo(page, '今日');
	await expect(page.getByRole('region', { name: /还没找到的老人/ }).filter({ hasText: name })).toHaveCount(0);
	await phone.context().setOffline(false);
});

test('a household is found by door, by name, by pinyin initials, and among the recent', async () => {
	const page = phone.page();
	await goTo(page, '记一笔');
	const label = '1-1-502';
	for (const text of [label, '1号楼1门502', '刘建伟', 'ljw']) {
		await page.getByRole('searchbox').fill(text);
		await expect(page.locator('main li', { hasText: label }).first(), text).toBeVisible();
	}
	await page.getByRole('searchbox').fill('没有这个人');
	await expect(page.getByText('没有找到').first()).toBeVisible();
	const visited = await recordVisit(page, '记最近');
	await goTo(page, '记一笔');
	await expect(page.getByRole('region', { name: '最近记过' }).getByRole('listitem').first()).toContainText(visited);
});

test('a record is corrected, withdrawn with a reason, and undone within ten seconds', async () => {
	const page = phone.page();
	await recordVisit(page, '写错了');
	await (await inLedger(page, '写错了')).getByRole('link').click();
	await page.getByRole('link', { name: '更正' }).click();
	await page.getByLabel('情况').fill('改对了');
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByText('改对了').first()).toBeVisible();
	await expect(page.getByRole('region', { name: '经过' })).toContainText('更正');
	await page.getByRole('button', { name: '撤回' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('记错了').click();
	await dialog.getByRole('button', { name: '撤回' }).click();
	await expect(page.getByText('已撤回').first()).toBeVisible();

	await recordVisit(page, '马上撤销');
	await page.getByRole('status').getByRole('button', { name: '撤销' }).click();
	await expect(page.getByRole('status').filter({ hasText: '已撤销' })).toBeVisible();
	await expect(await inLedger(page, '马上撤销')).toContainText('已撤回');
});

test('what is half filled is there after the app was closed', async () => {
	const page = phone.page();
	await page.goto('/record/problem');
	await page.getByLabel('地点').fill('填到一半');
	const again = await phone.reopen('/record/problem');
	await expect(again.getByLabel('地点')).toHaveValue('填到一半');
});

test('notes are text: no tag in them becomes one', async () => {
	const page = phone.page();
	await recordVisit(page, '<img src=x onerror=alert(1)>');
	const row = await inLedger(page, '<img src=x onerror=alert(1)>');
	await expect(row).toHaveCount(1);
	await expect(page.locator('main img')).toHaveCount(0);
});

/** Composes in every field of the page, and gives what went wrong. @param atLeast so many there are */
async function composeOn(page: Page, atLeast: number): Promise<string[]> {
	const fields = page.locator(
		'main :is(textarea, input:not([type=radio], [type=checkbox], [type=file], [type=date], [type=month], [type=time], [type=number]))',
	);
	await expect.poll(() => fields.count()).toBeGreaterThanOrEqual(atLeast);
	// What is folded away is typed in, too.
	await page.evaluate(() => document.querySelectorAll('details').forEach((folded) => (folded.open = true)));
	const session = await page.context().newCDPSession(page);
	const wrong: string[] = [];
	for (const field of await fields.all()) {
		const { name, kind, hint, mode, limit } = await field.evaluate((element: HTMLInputElement) => {
			// Others of the page must not see what follows as a key of theirs.
			element.value = '';
			element.dispatchEvent(new Event('input', { bubbles: true }));
			return {
				name: `${element.closest('section')?.querySelector('h2')?.textContent}: ${element.labels?.[0]?.textContent}`,
				kind: element.localName === 'textarea' ? 'textarea' : element.type,
				hint: element.enterKeyHint,
				mode: element.inputMode,
				limit: element.maxLength,
			};
		});
		await field.focus();
		// As a pinyin keyboard does it, and as one does that listens: composed first, then in one piece.
		await session.send('Input.imeSetComposition', { text: 'n', selectionStart: 1, selectionEnd: 1 });
		await session.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
		await field.evaluate((element) => {
			for (const key of ['Enter', 'Escape', 'a', 'j']) {
				element.dispatchEvent(
					new KeyboardEvent('keydown', { key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true }),
				);
			}
		});
		await session.send('Input.insertText', { text: '你好' });
		const expected = limit === 1 ? '你' : '你好';
		if ((await field.inputValue()) !== expected) wrong.push(`${name} holds ${await field.inputValue()}`);
		if (kind !== 'textarea' && !['done', 'search', 'next', 'go'].includes(hint))
			wrong.push(`${name}: Enter says ${hint}`);
		if (kind === 'tel' && mode !== 'tel') wrong.push(`${name}: ${mode}`);
	}
	await session.detach();
	return wrong;
}

test('[D159] what an input method composes arrives in every field as it was, and each says what Enter does', async () => {
	test.setTimeout(120_000);
	const page = phone.page();
	for (const [path, atLeast] of [
		['/workbench', 31],
		['/record', 1],
		['/slip', 1],
	] as const) {
		await page.goto(path);
		expect(await composeOn(page, atLeast), path).toEqual([]);
	}

	const desk = await openDevice({ url: server.url, size: deskSize });
	await desk.page().goto('/sign-in');
	expect(await composeOn(desk.page(), 2), '/sign-in').toEqual([]);
	await signIn(desk.page(), 'super01', '/households');
	expect(await composeOn(desk.page(), 1), '/households').toEqual([]);
	await desk.dispose();
});
