/**
 * Markup in every text that people write: it stands on every screen as the letters that it is, and nothing of it runs.
 * Where only so many letters fit, a shorter tag is written; what the gate takes in no letters of choice (days, telephones,
 * codes, colours of a map) is left out.
 */
import { expect, test, type Page } from '@playwright/test';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { dayOf, periodOf } from '#lib/ledger/page.ts';
import { gridOf, openAreas } from '#server/areas/areas.ts';
import { deskSize, openDevice, type Device } from '#tests/support/phone.ts';
import { adminScreens, show, supervisorScreens, workerScreens, type Shown } from '#tests/support/screens.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';
import { signIn } from '#tests/support/steps.ts';

const community = '120101004010';
const desk = `${community}001`;
const today = dayOf(Date.now(), 'Asia/Shanghai');

/** Any of them would make an element that is found, call what is heard, or leave `ran` behind. */
const tags = [
	'<img src=x onerror="ran=1"><script>ran=1</script>{{7*7}}',
	'<img src=x onerror=ran=1>${7*7}',
	'<img src=x onerror=ran=1>',
	'<svg onload=ran=1>',
	'<b id=ran>',
];
/** A mark of each field, and what was written there. */
const written = new Map<string, string>();

/** @param room as many letters as the field takes */
function hostile(mark: string, room: number): string {
	const text = mark + tags.find((tag) => mark.length + tag.length <= room)!;
	written.set(mark, text);
	return text;
}

let server: Server;
let device: Device;
/** Ids of the records that hold the texts. */
const ids: Record<string, string> = {};

test.beforeAll(async () => {
	server = await startServer();
	// The tree of areas is read when the server starts.
	await server.stop();
	openAreas(join(server.dataDir, 'areas.json')).put([gridOf(community, 1, hostile('网格', 30))]);
	await server.start();
	await writeRecords();
	await writeAccounts();
	await writeDrawing();
});
test.afterEach(() => device.dispose());
test.afterAll(() => server.dispose());

async function send(account: string, method: string, path: string, body: unknown): Promise<object> {
	const { token } = await signInByHttp(server.url, account);
	const answer = await fetch(`${server.url}${path}`, {
		method,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const text = await answer.text();
	expect(answer.status, text).toBe(200);
	return JSON.parse(text) as object;
}

interface Written extends Partial<Pick<Entry, 'about' | 're'>> {
	readonly page: string;
	readonly by?: string;
}

async function write(kind: string, body: Body, { page, by = 'grid01', about, re }: Written): Promise<string> {
	const now = Date.now();
	const id = newId();
	const entry = { id, v: 1, kind, desk, by, at: new Date(now).toISOString(), hlc: hlcOf(now), about, re, body };
	const answer = await send(by, 'POST', `/api/pages/${desk}/${page}/entries`, [entry]);
	expect(answer, kind).toEqual({ accepted: [id], refused: [] });
	return id;
}

async function writeRecords(): Promise<void> {
	const [field, care] = [`field/${periodOf(Date.now())}`, `care/${periodOf(Date.now())}`];
	const register = 'field/register';
	const building = hostile('楼名', 60);
	ids.building = await write(
		'place',
		{
			...{ sort: 'building', name: building, units: 1, floors: 2, doors: 1 },
			...{ address: hostile('楼址', 120), note: hostile('楼注', 500) },
		},
		{ page: register },
	);
	ids.shop = await write(
		'place',
		{ sort: 'shop', name: hostile('店名', 60), address: hostile('店址', 120), note: hostile('店注', 500) },
		{ page: register },
	);
	ids.home = await write(
		'household',
		{
			...{ label: hostile('门牌', 30), building: hostile('幢', 20), unit: 1, floor: 1, door: hostile('', 10) },
			...{ caution: hostile('小心', 100), note: hostile('户注', 500) },
		},
		{ page: register, about: ids.building },
	);
	ids.resident = await write(
		'resident',
		{ name: hostile('人名', 40), birth: '1940', relation: hostile('关', 20), note: hostile('人注', 500) },
		{ page: register, about: ids.home },
	);
	const contacts = [{ relation: 'child', name: hostile('亲属', 40), phone: '13900000000' }];
	ids.elder = await write(
		'elder',
		{
			...{ household: ids.home, tier: 'high', types: ['alone'], contacts },
			...{ health: hostile('健康', 300), hardship: hostile('困难', 300), note: hostile('老注', 500) },
		},
		{ page: 'care/register', about: ids.resident },
	);
	ids.checkIn = await write(
		'check-in',
		{
			...{ outcome: 'not-seen', note: hostile('探注', 2000) },
			checks: { health: { level: 'watch', note: hostile('项注', 200) } },
			called: [{ who: hostile('找谁', 200), result: hostile('结果', 200) }],
		},
		{ page: care, about: ids.elder },
	);
	const about = ids.home;
	ids.visit = await write(
		'visit',
		{ outcome: 'met', note: hostile('访注', 2000), promise: { text: hostile('答应', 200), due: today } },
		{ page: field, about },
	);
	ids.problem = await write(
		'problem',
		{
			...{ category: 'appearance', item: hostile('小类', 200), where: hostile('哪里', 200), severity: 'urgent' },
			...{ handling: 'report', note: hostile('问注', 2000), again: today },
		},
		{ page: field, about },
	);
	ids.patrol = await write(
		'patrol',
		{ route: hostile('路线', 200), result: 'problems', note: hostile('巡注', 2000) },
		{ page: field },
	);
	ids.errand = await write(
		'errand',
		{ text: hostile('代办', 200), due: today, note: hostile('办注', 2000) },
		{ page: field, about },
	);
	ids.change = await write(
		'change',
		{ what: 'moved-in', day: today, people: [ids.resident], did: [], note: hostile('变注', 2000) },
		{ page: field, about },
	);
	ids.taken = await write('visit', { outcome: 'met' }, { page: field, about });
	await write('withdraw', { reason: hostile('撤回', 200) }, { page: field, re: ids.taken });
	const set = { note: hostile('改成', 2000) };
	await write('amend', { of: 'patrol', base: [], set, note: hostile('说明', 500) }, { page: field, re: ids.patrol });
	await write(
		'review',
		{ verdict: 'returned', upto: [], reason: hostile('打回', 500) },
		{ page: field, re: ids.visit, by: 'super01' },
	);
	const extra = [{ name: 'other', label: hostile('安', 20), from: today, to: today, households: { default: 'month' } }];
	const rule = { from: today, households: { default: 'quarter' }, elders: { high: 7, key: 30, general: 90 }, extra };
	await send('super01', 'POST', '/api/rounds', { community, id: newId(), rule });
}

async function writeAccounts(): Promise<void> {
	for (const [account, mark, phone] of [
		['grid01', '工名', '手机'],
		['super01', '书名', '电脑'],
	] as const) {
		await send('admin01', 'PUT', `/api/accounts/${account}`, { name: hostile(mark, 40) });
		const body = { account, password: 'demo-2026', device: `device-of-${account}`, deviceName: hostile(phone, 60) };
		await send('admin01', 'POST', '/api/session', body);
	}
}

interface Loose {
	n: number;
	drawing: { features: { id: string; properties: Record<string, string> }[] };
}

/** Also a house and its entrances are called like the one that was registered, so that all of a map knows the name. */
async function writeDrawing(): Promise<void> {
	const { get } = await signInByHttp(server.url, 'grid01');
	const { n, drawing } = await get<Loose>(`/api/drawings/${community}`);
	const old = drawing.features.find(({ properties: { sort, grid } }) => sort === 'building' && grid === desk)!;
	const building = written.get('楼名')!;
	const oldName = old.properties.name;
	const first = (sort: string) => drawing.features.find(({ properties }) => properties.sort === sort)!.properties;
	for (const { properties } of drawing.features) {
		if (properties.grid === desk && properties.building === oldName) properties.building = building;
	}
	old.properties.name = building;
	// Their names are on the canvas only, or there for a moment.
	first('facility').name = first('way').name = tags[0]!;
	first('grid').name = tags[1]!;
	await send('admin01', 'PUT', `/api/drawings/${community}`, { drawing, base: n, way: 'file' });
}

/** What tells that something ran, from the moment the page is there. */
function listen(page: Page): string[] {
	const heard: string[] = [];
	page.on('dialog', (dialog) => {
		heard.push(`dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
	page.on('console', (message) => {
		if (/content security policy/i.test(message.text())) heard.push(`policy: ${message.text()}`);
	});
	// An image that stood there for a moment is gone, but was asked for.
	page.on('request', (request) => {
		if (new URL(request.url()).pathname.endsWith('/x')) heard.push(`request: ${request.url()}`);
	});
	return heard;
}

/** Nothing of the tags is an element; gives all letters on the screen, also those in fields. */
async function readOf(page: Page): Promise<string> {
	const found = await page.evaluate(() => ({
		ran: typeof Reflect.get(window, 'ran'),
		elements: document.querySelectorAll('img[src="x"], svg[onload], #ran, [onerror]').length,
		scripts: [...document.scripts].filter(({ text }) => text.includes('ran=1')).length,
		text: [
			document.body.textContent,
			...[...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
		].join('\n'),
	}));
	const { text, ...others } = found;
	expect(others, page.url()).toEqual({ ran: 'undefined', elements: 0, scripts: 0 });
	return text;
}

/** Looks at each screen, types a tag into all that takes one, and looks again; gives the fields that stood there. */
async function lookAt(page: Page, screens: readonly Shown[]): Promise<Set<string>> {
	const heard = listen(page);
	const seen = new Set<string>();
	const look = async () => {
		const text = await readOf(page);
		for (const [mark, tag] of written) if (text.includes(tag)) seen.add(mark);
	};
	for (const shown of screens)
		await test.step(shown.name, async () => {
			await show(page, shown);
			await look();
			// One tap uncovers all that is covered at a door.
			const cover = page.getByRole('button', { name: '看一下' }).first();
			if (await cover.isVisible()) await cover.click({ timeout: 5000 });
			await look();
			await page.evaluate(fillAll, tags[0]!);
			await look();
			expect(heard, shown.name).toEqual([]);
		});
	return seen;
}

/** Without that, screens that show nothing at all would pass. */
const stands = (seen: ReadonlySet<string>, { but }: { readonly but: readonly string[] }) =>
	expect([...written.keys()].filter((mark) => !seen.has(mark) && !but.includes(mark))).toEqual([]);

/** Types into all fields that take any letters. In one go: a field may take away those that come after it. */
function fillAll(text: string): void {
	for (const field of document.querySelectorAll<HTMLInputElement>('textarea, input')) {
		if (field.readOnly || field.disabled || !['text', 'search', 'tel', 'textarea'].includes(field.type)) continue;
		field.value = text;
		field.dispatchEvent(new Event('input', { bubbles: true }));
	}
}

async function openAs(account: string, path: string): Promise<Page> {
	device = await openDevice({ url: server.url, installs: false, size: account === 'grid01' ? undefined : deskSize });
	const page = device.page();
	await signIn(page, account, path);
	return page;
}

/** A table to be imported, of which the name, the heads and the cells are tags. */
const table: Shown = {
	name: 'table',
	route: '/import',
	at: '/import',
	act: async (page) => {
		const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
		const rows = [
			['楼号', '单元', '门牌号', '姓名', hostile('列头', 100)],
			['99号楼', '1', '101', hostile('格子', 40), hostile('格二', 100)],
		];
		const buffer = Buffer.from(rows.map((row) => row.map(cell).join(',')).join('\n'));
		// A slash ends the name of a file.
		const name = `${hostile('表名', 27)}.csv`;
		await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
		await expect(page.getByText('请核对')).toBeVisible();
	},
};

const at = (path: string): Shown => ({ name: path, route: path, at: path });

test('markup that people wrote stands on every screen of a worker as letters, and nothing of it runs', async () => {
	test.setTimeout(300_000);
	const page = await openAs('grid01', '/');
	await expect(page.getByText('都已上传', { exact: true })).toBeVisible({ timeout: 60_000 });
	const records = ['building', 'shop', 'home', 'resident', 'elder', 'checkIn', 'visit', 'problem', 'patrol', 'errand'];
	const own = [
		...[...records, 'change', 'taken'].flatMap((name) => [at(`/entry/${ids[name]}`), at(`/entry/${ids[name]}/amend`)]),
		at(`/household/${ids.home}`),
		at(`/household/${ids.home}/change`),
		at(`/record/visit?about=${ids.home}`),
		at(`/calls/${ids.elder}`),
		at(`/buildings/${ids.building}`),
	];
	const seen = await lookAt(page, [...own, ...workerScreens]);
	// Not told to a worker, or only drawn on a map; of an amended note the new words stand.
	stands(seen, { but: ['网格', '安', '幢', '巡注', '手机', '书名', '电脑'] });
});

test('markup that people wrote stands on every screen of a supervisor as letters, and nothing of it runs', async () => {
	test.setTimeout(300_000);
	const page = await openAs('super01', '/');
	const records = ['checkIn', 'visit', 'problem', 'patrol', 'errand', 'change', 'taken'];
	const reviewed = records.map((name) => at(`/review?record=${ids[name]}`));
	const seen = await lookAt(page, [at(`/households/${ids.home}`), ...reviewed, table, ...supervisorScreens]);
	stands(seen, { but: ['楼址', '楼注', '店名', '店址', '店注', '手机', '电脑'] });
});

test('markup that people wrote stands on every screen of an administrator as letters, and nothing of it runs', async () => {
	test.setTimeout(300_000);
	const page = await openAs('admin01', '/');
	const own = [at('/accounts/grid01'), at('/accounts/super01'), at(`/erasures/${ids.resident}`)];
	const seen = await lookAt(page, [...own, ...adminScreens]);
	for (const mark of ['网格', '门牌', '人名', '工名', '书名', '手机', '电脑']) expect(seen).toContain(mark);
});
