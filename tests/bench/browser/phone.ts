/** What a phone does, in a real browser: takes a page it has not, and saves with few and with many records on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { demoScene } from '#tests/bench/entries.ts';
import { byTurns, measured } from '#tests/bench/rounds.ts';
import type { Row } from '#tests/bench/table.ts';
import { call, newcomer, openBrowser, openHarness, openStage, signInByHarness, type Stage } from './stage.ts';

const saves = 60;
const slowdown = 4;
const registerOf = (desk: string) => `${desk}/field/register`;
/** Records of a phone that has few. */
const few = 500;

export async function phone(sizes: readonly number[]): Promise<Row[]> {
	const stage = await openStage(sizes, few);
	const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
	const context = await openBrowser(folder, stage.server.url);
	try {
		const page = await openHarness(context);
		await signInByHarness(page, 'grid01');
		const loads = await pageLoads(page, stage);
		return [...loads, ...(await savesWith(page, stage))];
	} finally {
		await context.close();
		await stage.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function pageLoads(page: Page, stage: Stage): Promise<Row[]> {
	const rows: Row[] = [];
	for (const each of stage.pages) {
		await call(page, 'loadPage', each.id);
		const records = await call(page, 'keepRows');
		const { ours, floor } = await byTurns(
			{
				ours: () => call(page, 'loadPage', each.id),
				floor: () => call(page, 'loadLines', stage.linesOf(each), each.id),
			},
			each.size > 10_000 ? 3 : 5,
		);
		rows.push({
			what: 'page load in the browser',
			size: each.size,
			unit: 'ms',
			ours,
			floor,
			budget: 1.5,
			note: `${records.toLocaleString('en')} records`,
		});
	}
	return rows;
}

async function savesWith(page: Page, stage: Stage): Promise<Row[]> {
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
	const largest = stage.pages.reduce((a, b) => (b.size > a.size ? b : a));
	const rows: Row[] = [];
	const { code } = newcomer.grid;
	const phones = [
		{ account: newcomer.account, desk: code, pages: [registerOf(code), `${code}/field/2025-01`] },
		{ account: 'grid01', desk: demoScene.desk, pages: [registerOf(demoScene.desk), largest.id] },
	];
	for (const { account, desk, pages } of phones) {
		await signInByHarness(page, account);
		await call(page, 'openAnew', desk);
		for (const id of pages) await call(page, 'takePage', id);
		await call(page, 'keepHouseholds');
		const size = await call(page, 'records');
		const ours: number[] = [];
		const floor: number[] = [];
		for (let number = 0; number < saves; number++) {
			ours.push(await call(page, 'save', number));
			floor.push(await call(page, 'saveRows'));
		}
		const warm = (taken: number[]) => measured(taken.slice(10));
		rows.push({
			what: `save to durable, processor slowed ${slowdown} times`,
			size,
			unit: 'ms',
			ours: warm(ours),
			floor: warm(floor),
			budget: 1.5,
		});
	}
	return rows;
}
