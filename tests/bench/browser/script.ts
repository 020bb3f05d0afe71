/** Script sizes per route: what each screen of every role asks for before it stands there. */
import type { BrowserContext, Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { exactly, type Row } from '#tests/bench/table.ts';
import { adminScreens, strangerScreens, supervisorScreens, workerScreens, type Shown } from '#tests/support/screens.ts';
import { firstScreens, markWhenShown, signIn } from './shown.ts';
import { openBrowser, type Stage } from './stage.ts';

/** Each role on a phone of its own. */
const roles: readonly { readonly account: string | null; readonly screens: readonly Shown[] }[] = [
	{ account: null, screens: strangerScreens },
	{ account: 'grid01', screens: workerScreens },
	{ account: 'super01', screens: supervisorScreens },
	{ account: 'admin01', screens: adminScreens },
];

/** What a budget speaks of, by route, with what stands there once it is of use; of the others the title. */
const budgeted = new Map<string, { readonly name: string; readonly list: string }>([
	['/sign-in', { name: 'the sign-in form', list: 'main form' }],
	...firstScreens.map(({ path, ...screen }) => [path, screen] as const),
]);

/** Bytes of script that were asked for before a screen stood there, without a worker or a cache. */
export async function script(stage: Pick<Stage, 'server'>): Promise<Row[]> {
	const rows: Row[] = [];
	for (const { account, screens } of roles) {
		const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
		const context = await openBrowser(folder, stage.server.url);
		try {
			const page = context.pages()[0] ?? (await context.newPage());
			if (account !== null) await signIn(page, account);
			for (const shown of screens) rows.push(await scriptOf(context, page, shown));
		} finally {
			await context.close();
			rmSync(folder, { recursive: true, force: true });
		}
	}
	return rows;
}

async function scriptOf(context: BrowserContext, page: Page, { name, route, at }: Shown): Promise<Row> {
	const path = typeof at === 'string' ? at : await at(page);
	const first = budgeted.get(route);
	const bytes = await scriptUntil(context, page, path, first?.list ?? 'h1');
	return {
		what: `script before ${first?.name ?? name}`,
		size: 0,
		unit: 'kB gzip',
		ours: exactly(bytes / 1000),
		...(first && { budget: 120 }),
	};
}

/** What the page had asked for when the list was painted; what it fetches afterwards keeps nobody waiting. */
async function scriptUntil(context: BrowserContext, page: Page, path: string, shown: string): Promise<number> {
	const devtools = await context.newCDPSession(page);
	await devtools.send('Page.enable');
	await devtools.send('Network.enable');
	await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
	await devtools.send('Network.setBypassServiceWorker', { bypass: true });
	const { identifier } = await devtools.send('Page.addScriptToEvaluateOnNewDocument', {
		source: `(${markWhenShown.toString()})(${JSON.stringify(shown)})`,
	});
	await page.goto(path, { waitUntil: 'commit' });
	await page.waitForFunction(() => (globalThis as never as { shownAt?: number }).shownAt);
	const addresses = await page.evaluate(() => {
		const { shownAt } = globalThis as never as { shownAt: number };
		const asked = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < shownAt);
		return asked.map(({ name }) => name).filter((name) => new URL(name).pathname.endsWith('.js'));
	});
	await devtools.send('Page.removeScriptToEvaluateOnNewDocument', { identifier });
	await devtools.detach();
	const bodies = addresses.map(async (address) => Buffer.from(await (await fetch(address)).arrayBuffer()));
	const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body, { level: 9 }).length);
	return sizes.reduce((sum, size) => sum + size, 0);
}
