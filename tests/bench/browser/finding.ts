/** The app on a phone with 500 and with 50,000 people on it, the processor slowed: a search from the keystroke to the rows, and a tower of 396 doors. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { demoScene } from '#tests/bench/entries.ts';
import { byTurns, measured } from '#tests/bench/rounds.ts';
import { exactly, type Row } from '#tests/bench/table.ts';
import { signIn } from '#tests/support/steps.ts';
import { mapIdle } from './map.ts';
import { call, openBrowser, openHarness, openStage } from './stage.ts';
import { installMeter, type Meter } from './meter.ts';

const account = 'grid01';
const slowdown = 4;
/** Typed letter by letter; forty keystrokes that change what is found. */
const words = [
	'12-3-15',
	'5号楼2门2801',
	'王桂兰',
	'wgl',
	'zhangwei',
	'2801',
	'139123',
	'刘 12',
	'曾',
	'lig',
	'33-2',
	'单明',
	'szm',
];
const keystrokes = words.flatMap((word) => [...word].map((_, index) => word.slice(0, index + 1)));

export async function finding(): Promise<Row[]> {
	return [...(await findingAmong(500)), ...(await findingAmong(50_000))];
}

async function findingAmong(people: number): Promise<Row[]> {
	const stage = await openStage([]);
	const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
	const context = await openBrowser(folder, stage.server.url);
	try {
		const page = context.pages()[0] ?? (await context.newPage());
		await signIn(page, account, '/today');
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		// Nothing of the app runs while the register is written.
		await page.goto('about:blank');
		const harness = await openHarness(context);
		const tower = await call(harness, 'fillRegister', account, demoScene.desk, people);
		const texts = await call(harness, 'searchTexts', account);
		await harness.close();

		const devtools = await context.newCDPSession(page);
		await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
		await page.addInitScript(installMeter);
		await page.addInitScript((id) => localStorage.setItem('linli-building-grid01', id), tower);
		const made = await making(page, people);
		const found = [...made, ...(await searching(page, texts, people)), ...(await matrix(page, people))];
		return [...found, ...(await mapIdle(page, people, 'people on the phone'))];
	} finally {
		await context.close();
		await stage.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

const meter = <Name extends keyof Meter>(page: Page, name: Name, ...args: Parameters<Meter[Name]>) =>
	page.evaluate(
		([name, args]) =>
			(globalThis as never as { meter: Record<string, (...args: unknown[]) => unknown> }).meter[name]!(...args),
		[name, args] as [string, unknown[]],
	) as Promise<Awaited<ReturnType<Meter[Name]>>>;

/** From the first paint of the screen with the search field until the directory answers. */
async function making(page: Page, people: number): Promise<Row[]> {
	await page.goto('/record');
	const { bytes, took, longestFrame, homes } = await meter(page, 'directoryMade', people);
	// A shared machine loses frames by itself: as long again with nothing to do.
	const idle = await meter(page, 'longestIdleFrame', took);
	const what = `directory of the phone, processor slowed ${slowdown} times`;
	return [
		{
			what: `${what}: made in`,
			size: people,
			unit: 'ms',
			ours: exactly(took),
			note: `${homes.toLocaleString('en')} households`,
		},
		{
			what: `${what}: longest frame meanwhile`,
			size: people,
			unit: 'ms',
			ours: exactly(longestFrame),
			floor: exactly(idle),
		},
		{ what: 'directory of the phone, in memory', size: people, unit: 'bytes', ours: exactly(bytes) },
	];
}

async function searching(page: Page, texts: readonly string[], people: number): Promise<Row[]> {
	await meter(page, 'keepTexts', [...texts]);
	const ours: number[] = [];
	const floor: number[] = [];
	const frames: number[] = [];
	for (const text of keystrokes) {
		const answer = await meter(page, 'type', text);
		// A keystroke that changes nothing paints nothing.
		if (!answer) continue;
		ours.push(answer.ms);
		frames.push(answer.frames);
		floor.push((await meter(page, 'typePlainly', text, answer.rows)).ms);
	}
	const counted = measured(frames);
	return [
		{
			what: `keystroke to rows painted, processor slowed ${slowdown} times`,
			size: people,
			unit: 'ms',
			ours: measured(ours),
			floor: measured(floor),
			budget: 1.5,
			note: `${ours.length} keystrokes, ${counted.median} frames (${counted.lowest}–${counted.highest}), longest ${Math.round(Math.max(...ours))} ms`,
		},
	];
}

async function matrix(page: Page, people: number): Promise<Row[]> {
	const { ours, floor } = await byTurns(
		{
			ours: () => meter(page, 'openBuilding'),
			floor: () => meter(page, 'paintCells', 33, 12),
		},
		7,
	);
	return [
		{
			what: `a tower of 396 doors opened, to its doors painted, processor slowed ${slowdown} times`,
			size: people,
			unit: 'ms',
			ours,
			floor,
		},
	];
}
