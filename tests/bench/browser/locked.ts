/** What a locked space costs: the same work on the same rows, sealed and open by turns, with the processor slowed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { demoScene } from '#tests/bench/entries.ts';
import { measured, pairedText } from '#tests/bench/rounds.ts';
import type { Row } from '#tests/bench/table.ts';
import { call, openBrowser, openHarness, openStage, signInByHarness } from './stage.ts';

const slowdown = 4;
const saves = 60;
const turns = 14;
const loads = 5;
const budget = 1.3;
const { desk } = demoScene;
const register = `${desk}/field/register`;
const spaces = { sealed: 'bench-sealed', open: 'bench-open' } as const;

export async function locked(sizes: readonly number[]): Promise<Row[]> {
	const stage = await openStage([Math.max(...sizes)]);
	const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
	const context = await openBrowser(folder, stage.server.url);
	try {
		const page = await openHarness(context);
		await signInByHarness(page, 'grid01');
		const pages = [register, stage.pages[0]!.id];
		for (const isSealed of [true, false]) await fill(page, isSealed, pages);
		const size = await call(page, 'records');
		const devtools = await context.newCDPSession(page);
		const onProcessor = await processorTime(page, devtools, stage.pages[0]!.id);
		await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
		const rows = [
			...onProcessor,
			...(await opening(page)),
			await saving(page),
			await loading(page, stage.pages[0]!.id),
		];
		return rows.map((row) => ({ ...row, what: `locked: ${row.what}`, size, unit: 'ms', budget }));
	} finally {
		await context.close();
		await stage.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Time of the processor that the page's own thread takes, not slowed: other work on the machine does not count in, nor
 * does what the browser's database does in a process of its own.
 */
async function processorTime(page: Page, devtools: CDPSession, id: string): Promise<Measure[]> {
	await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
	const read = async () => {
		const { metrics } = await devtools.send('Performance.getMetrics');
		return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
	};
	const compare = async (what: string, rounds: number, prepare: Way, work: Way): Promise<Measure> => {
		const taken = { sealed: [] as number[], open: [] as number[] };
		for (let round = 0; round <= rounds; round++)
			for (const how of round % 2 ? (['open', 'sealed'] as const) : (['sealed', 'open'] as const)) {
				await prepare(how === 'sealed');
				const before = await read();
				await work(how === 'sealed');
				if (round > 0) taken[how].push((await read()) - before);
			}
		return measureOf(`on the processor: ${what}`, taken.sealed, taken.open);
	};
	const nothing = () => Promise.resolve();
	const saveSome = async (from: number) => {
		for (let number = from; number < from + 10; number++) await call(page, 'save', number);
	};
	return [
		await compare('opened, 今日 and 台账 read', 20, nothing, (isSealed) => enter(page, isSealed)),
		await compare(
			'ten saves, with what the bench reads',
			10,
			async (isSealed) => {
				await enter(page, isSealed);
				await call(page, 'keepHouseholds');
				await saveSome(0);
			},
			() => saveSome(10),
		),
		await compare(
			'first copy of the page taken',
			4,
			(isSealed) => call(page, 'sealSpaces', isSealed),
			() => call(page, 'loadPage', id),
		),
	];
}
type Way = (isSealed: boolean) => Promise<unknown>;

type Measure = Pick<Row, 'what' | 'ours' | 'floor' | 'note'>;

async function fill(page: Page, isSealed: boolean, pages: readonly string[]): Promise<void> {
	await call(page, 'sealSpaces', isSealed);
	await call(page, 'openAnew', desk, isSealed ? spaces.sealed : spaces.open);
	for (const id of pages) await call(page, 'takePage', id);
}

async function enter(page: Page, isSealed: boolean) {
	await call(page, 'sealSpaces', isSealed);
	return call(page, 'openAgain', desk, isSealed ? spaces.sealed : spaces.open);
}

async function opening(page: Page): Promise<Measure[]> {
	const taken: Record<string, { sealed: number[]; open: number[] }> = {};
	const note = (what: string, how: 'sealed' | 'open', ms: number) =>
		((taken[what] ??= { sealed: [], open: [] })[how] as number[]).push(ms);
	for (let turn = 0; turn <= turns; turn++)
		for (const how of turn % 2 ? (['open', 'sealed'] as const) : (['sealed', 'open'] as const)) {
			const { today, ledger } = await enter(page, how === 'sealed');
			const directory = await call(page, 'makeDirectory');
			// The first turn warms the caches.
			if (turn === 0) continue;
			note('database opened and 今日 read', how, today);
			note('台账 read', how, ledger);
			note('directory made', how, directory);
		}
	return Object.entries(taken).map(([what, { sealed, open }]) => measureOf(what, sealed, open));
}

const measureOf = (what: string, sealed: readonly number[], open: readonly number[]): Measure => ({
	what,
	ours: measured(sealed),
	floor: measured(open),
	note: pairedText(sealed, open),
});

/** Save by save, in the one and in the other. */
async function saving(page: Page): Promise<Measure> {
	const { sealed, open } = await call(page, 'saveByTurns', desk, spaces, saves);
	return measureOf('save to durable', sealed, open);
}

async function loading(page: Page, id: string): Promise<Measure> {
	const taken = { sealed: [] as number[], open: [] as number[] };
	for (let turn = 0; turn < loads; turn++)
		for (const how of turn % 2 ? (['open', 'sealed'] as const) : (['sealed', 'open'] as const)) {
			await call(page, 'sealSpaces', how === 'sealed');
			taken[how].push(await call(page, 'loadPage', id));
		}
	return measureOf('first copy of the page taken', taken.sealed, taken.open);
}
