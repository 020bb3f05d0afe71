/**
 * The map of a worker, opened without a network with the processor slowed: from the tap until it stands still. The floor
 * is the same screen on a phone that draws no map: the list alone.
 */
import type { Page } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { byTurns } from '#tests/bench/rounds.ts';
import { exactly, type Row } from '#tests/bench/table.ts';
import { laterFiles } from '#tests/support/later.ts';
import { openDevice } from '#tests/support/phone.ts';
import { startServer } from '#tests/support/server.ts';
import { begin } from '#tests/support/steps.ts';

const slowdown = 4;
const rounds = 5;

export async function map(): Promise<Row[]> {
	const server = await startServer();
	const phone = await openDevice({ url: server.url });
	try {
		const page = phone.page();
		await begin(page, 'grid01');
		const rows = await mapIdle(page, 270, 'features of the demonstration');
		return [
			...rows,
			{
				what: 'map: scripts and styles, fetched when all else is here',
				size: 0,
				unit: 'kB gzip',
				ours: exactly(kilobytes()),
			},
		];
	} finally {
		await phone.dispose();
		await server.dispose();
	}
}

/** @param page signed in, with the app installed */
export async function mapIdle(page: Page, size: number, note: string): Promise<Row[]> {
	while ((await keptOf(page)) < laterFiles().length) await page.waitForTimeout(250);
	await page.context().setOffline(true);
	await page.addInitScript(() => {
		if (sessionStorage.getItem('no-map')) HTMLCanvasElement.prototype.getContext = () => null;
	});
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
	const { ours, floor } = await byTurns(
		{ ours: () => opened(page, true, '[data-map=idle]'), floor: () => opened(page, false, 'main .list li') },
		rounds,
	);
	await page.context().setOffline(false);
	const what = `map: tap to first idle, offline, processor slowed ${slowdown} times`;
	return [{ what, size, unit: 'ms', ours, floor, note: `${note}; the floor is the list without a map` }];
}

/** The app is loaded anew each time, so that nothing of the map is in memory. */
async function opened(page: Page, withMap: boolean, sign: string): Promise<number> {
	await page.evaluate(
		(is) => (is ? sessionStorage.removeItem('no-map') : sessionStorage.setItem('no-map', '1')),
		withMap,
	);
	await page.goto('/buildings');
	await page.getByRole('table').waitFor();
	return page.evaluate(async (selector) => {
		const begun = performance.now();
		document.querySelector<HTMLElement>('main a[href="/map"]')!.click();
		while (!document.querySelector(selector)) await new Promise(requestAnimationFrame);
		return performance.now() - begun;
	}, sign);
}

/** How many files of the map are on the phone. */
const keptOf = (page: Page): Promise<number> =>
	page.evaluate(async () => (await (await caches.open('linli-later-precache-1')).keys()).length);

function kilobytes(): number {
	const bytes = laterFiles().reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
	return Math.round(bytes / 1024);
}
