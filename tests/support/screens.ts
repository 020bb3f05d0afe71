/** Every screen there is, and how a person comes to it: what `screens.spec.ts` and `scripts.spec.ts` look at. A test demands each route. */
import { expect, type Page } from '@playwright/test';
import { todayWords } from '#lib/worker/words/today-words.ts';

export interface Shown {
	/** Name of its pictures. */
	readonly name: string;
	/** As the folder under `src/routes` says it, without groups. */
	readonly route: string;
	/** Where its data comes from: a path, or what finds it, signed in. */
	readonly at: string | ((page: Page) => Promise<string>);
	/** What is done there before it is looked at. */
	readonly act?: (page: Page) => Promise<void>;
}

/** The first of a part of 今日, in either language. */
const inToday =
	(part: 'alarms' | 'returned' | 'elders' | 'households', more = '') =>
	async (page: Page) => {
		await page.goto('/today');
		const name = new RegExp(`${todayWords[part].zh}|${todayWords[part].en}`);
		const link = page.getByRole('region', { name }).getByRole('link').first();
		return `${await link.getAttribute('href')}${more}`;
	};
const first = (list: string, selector: string) => async (page: Page) => {
	await page.goto(list);
	return (await page.locator(selector).first().getAttribute('href'))!;
};
const ofBuilding = async (page: Page) => {
	await page.goto('/buildings');
	return `/buildings/${await page.getByRole('combobox').first().inputValue()}`;
};

const forms = ['check-in', 'patrol', 'errand', 'resident', 'household', 'place'];

export const workerScreens: readonly Shown[] = [
	{ name: 'today', route: '/today', at: '/today' },
	{ name: 'buildings', route: '/buildings', at: '/buildings' },
	{ name: 'building', route: '/buildings/[id]', at: ofBuilding },
	{ name: 'record', route: '/record', at: '/record' },
	{ name: 'record-visit', route: '/record/[kind]', at: '/record/visit' },
	{ name: 'record-problem', route: '/record/[kind]', at: '/record/problem' },
	...forms.map((kind) => ({ name: `record-${kind}`, route: '/record/[kind]', at: `/record/${kind}` })),
	{ name: 'record-elder', route: '/record/[kind]', at: inToday('elders') },
	{ name: 'calls', route: '/calls/[elder]', at: inToday('alarms') },
	{ name: 'household', route: '/household/[id]', at: inToday('households') },
	{ name: 'change', route: '/household/[id]/change', at: inToday('households', '/change') },
	{ name: 'entry', route: '/entry/[id]', at: inToday('returned') },
	{ name: 'amend', route: '/entry/[id]/amend', at: inToday('returned', '/amend') },
	{ name: 'refused', route: '/refused/[id]', at: '/refused/nothing' },
	{ name: 'handover', route: '/handover/[desk]', at: '/handover/120101004010001' },
	{ name: 'tonight', route: '/tonight', at: '/tonight' },
	{ name: 'slip', route: '/slip', at: '/slip' },
	{ name: 'map', route: '/map', at: '/map' },
	{ name: 'carry', route: '/me/carry', at: '/me/carry' },
	{ name: 'carried', route: '/carried', at: '/carried' },
	{ name: 'ledger', route: '/ledger', at: '/ledger' },
	{ name: 'me', route: '/me', at: '/me' },
	{ name: 'lock', route: '/me/lock', at: '/me/lock' },
	{ name: 'finger', route: '/me/lock/finger', at: '/me/lock/finger' },
	{ name: 'summary', route: '/me/summary', at: '/me/summary' },
	{ name: 'nowhere', route: '/nowhere', at: '/nowhere' },
	{ name: 'workbench', route: '/workbench', at: '/workbench' },
];

export const supervisorScreens: readonly Shown[] = [
	{
		name: 'review',
		route: '/review',
		at: '/review',
		act: async (page) => {
			await page.locator('[data-record]').first().getByRole('button').click();
			await expect(page.locator('#record-heading')).toBeVisible();
		},
	},
	{ name: 'held', route: '/review/held', at: '/review/held' },
	{ name: 'progress', route: '/progress', at: '/progress' },
	{ name: 'map-desk', route: '/progress/map', at: '/progress/map' },
	{
		name: 'rounds',
		route: '/rounds',
		at: '/rounds',
		act: (page) => page.getByRole('button', { name: /^(调整安排|Change)$/ }).click(),
	},
	{ name: 'households', route: '/households', at: '/households' },
	{
		name: 'household-desk',
		route: '/households/[id]',
		at: first('/households', 'main a[href^="/households/0"]'),
	},
	{ name: 'duplicates', route: '/households/duplicates', at: '/households/duplicates' },
	{ name: 'transfers', route: '/households/transfers', at: '/households/transfers' },
	{ name: 'reports', route: '/reports', at: '/reports' },
	{ name: 'exports', route: '/reports/exports', at: '/reports/exports' },
	{ name: 'deliveries', route: '/reports/deliveries', at: '/reports/deliveries' },
	{ name: 'retention', route: '/reports/retention', at: '/reports/retention' },
	{ name: 'people', route: '/people', at: '/people' },
	{ name: 'quarantine', route: '/people/quarantine', at: '/people/quarantine' },
	{ name: 'import', route: '/import', at: '/import' },
];

export const adminScreens: readonly Shown[] = [
	{ name: 'accounts', route: '/accounts', at: '/accounts' },
	{ name: 'account', route: '/accounts/[account]', at: '/accounts/grid02' },
	{ name: 'account-new', route: '/accounts/new', at: '/accounts/new' },
	{ name: 'account-trace', route: '/accounts/trace', at: '/accounts/trace' },
	{
		name: 'drawing',
		route: '/accounts/drawing',
		at: async (page) => {
			await page.evaluate(() => sessionStorage.setItem('linli-desk-area', '120101004010'));
			return '/accounts/drawing';
		},
		act: async (page) => {
			// The area stays with the tab; what comes after is looked at for the whole district.
			await page.evaluate(() => sessionStorage.removeItem('linli-desk-area'));
		},
	},
	{ name: 'erasures', route: '/erasures', at: '/erasures' },
];

export const strangerScreens: readonly Shown[] = [
	{ name: 'sign-in', route: '/sign-in', at: '/sign-in' },
	{ name: 'enrol', route: '/enrol', at: '/enrol' },
];

/** Shown only in the course of something that a journey plays, which looks at it there. */
export const lookedAtElsewhere: Readonly<Record<string, string>> = {
	'/': 'goes on to the first screen of the role',
	'/erasures/[person]': 'other-screens.spec.ts',
	'/password': 'other-screens.spec.ts',
	'/revoked': 'other-screens.spec.ts',
};

/** What a screen says until its data is there. */
const stillLoading = /^(正在.*…|正在(取|统计|算).*|连接中|Loading.*|Counting.*|Connecting)$/;

/** Goes there, and waits until all that it shows is there. */
export async function show(page: Page, { name, at, act }: Shown): Promise<void> {
	await page.goto(typeof at === 'string' ? at : await at(page));
	await expect(page.locator('h1').first()).toBeVisible();
	await textStands(page, name);
	await mapStands(page);
	await act?.(page);
}

/** A screen that has not asked for its data yet does not say either that it is loading: it is there when it changes no more. */
async function textStands(page: Page, name: string): Promise<void> {
	let before = '';
	const isSame = async () => {
		const now = await page.locator('body').innerText();
		const lines = now.split('\n').map((line) => line.trim());
		// The workbench shows every state, this one too.
		const isLoading = name !== 'workbench' && lines.some((line) => stillLoading.test(line));
		const isStill = now === before;
		before = now;
		return isStill && !isLoading;
	};
	await expect.poll(isSame, { message: `${name} has its data`, intervals: [250], timeout: 30_000 }).toBe(true);
}

/** A map is drawn over some frames, and anew when its place has another size. */
export async function mapStands(page: Page): Promise<void> {
	if (!(await page.locator('[data-map]').count())) return;
	const stands = () => {
		const frame = document.querySelector<HTMLElement>('[data-map]')!;
		const [room, canvas] = [frame.querySelector('.canvas')!, frame.querySelector('canvas')];
		const isSame = (a = 0, b = 0) => Math.abs(a - b) < 2; // Of a broken pixel the one makes none, the other one.
		const isFitted = isSame(canvas?.clientWidth, room.clientWidth) && isSame(canvas?.clientHeight, room.clientHeight);
		return isFitted && frame.dataset.map === 'idle';
	};
	await page.waitForFunction(stands, undefined, { timeout: 30_000 });
}
