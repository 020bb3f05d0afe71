/**
 * What stands in for the battery: how often the app wakes the processor, and what it sends and takes, in an hour in which
 * nobody touches it and in one of forty visits. Timers, frames, tasks of sockets and answers are counted in the page;
 * bytes by the browser's own tools, on all its sockets and requests.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { exactly, type Row } from '#tests/bench/table.ts';
import { begin, recordVisit } from '#tests/support/steps.ts';
import { openBrowser, openStage } from './stage.ts';

const idleMinutes = 6;
const visits = 40;

export async function battery(): Promise<Row[]> {
	const stage = await openStage([]);
	const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
	const context = await openBrowser(folder, stage.server.url);
	try {
		await context.addInitScript(countWakeUps);
		const page = context.pages()[0] ?? (await context.newPage());
		const traffic = await countBytes(context, page);
		await begin(page, 'grid01');
		// What belongs to arriving (the directory, what was due to be fetched) is over by then.
		await page.waitForTimeout(30_000);
		const idle = await during(page, traffic, () => page.waitForTimeout(idleMinutes * 60_000));
		const hidden = await during(page, traffic, () => whileHidden(page));
		const recording = await during(page, traffic, async () => {
			for (let number = 0; number < visits; number++) await recordVisit(page, `第 ${number} 户`);
			await page.waitForTimeout(5000);
		});
		const perHour = 60 / idleMinutes;
		return [
			...rowsOf('an hour in which nobody touches it, on the screen', idle, perHour, 1),
			...rowsOf('an hour in which it is hidden', hidden, perHour, 1),
			...rowsOf(`${visits} visits recorded`, recording, 1, visits),
		];
	} finally {
		await context.close();
		await stage.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

interface Count {
	readonly wakeUps: number;
	readonly bytes: number;
	/** Processor time of the page's thread, ms. */
	readonly busy: number;
}

const rowsOf = (what: string, count: Count, times: number, size: number): Row[] => [
	{ what: `${what}: wake-ups`, size, unit: 'times', ours: exactly(count.wakeUps * times) },
	{ what: `${what}: bytes both ways`, size, unit: 'bytes', ours: exactly(count.bytes * times) },
	{ what: `${what}: processor`, size, unit: 'ms', ours: exactly(count.busy * times) },
];

interface Traffic {
	readonly bytes: () => number;
	readonly devtools: CDPSession;
}

async function during(page: Page, { bytes, devtools }: Traffic, work: () => Promise<unknown>): Promise<Count> {
	const wakeUps = () => page.evaluate(() => (globalThis as never as { wakeUps: number }).wakeUps);
	const busy = async () => {
		const { metrics } = await devtools.send('Performance.getMetrics');
		return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
	};
	const before = { wakeUps: await wakeUps(), bytes: bytes(), busy: await busy() };
	await work();
	return {
		wakeUps: (await wakeUps()) - before.wakeUps,
		bytes: bytes() - before.bytes,
		busy: (await busy()) - before.busy,
	};
}

/** As when the screen is locked or another app is in front. */
async function whileHidden(page: Page): Promise<void> {
	await page.evaluate(() => {
		Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
		document.dispatchEvent(new Event('visibilitychange'));
	});
	await page.waitForTimeout(idleMinutes * 60_000);
	await page.evaluate(() => {
		Reflect.deleteProperty(document, 'visibilityState');
		document.dispatchEvent(new Event('visibilitychange'));
	});
}

async function countBytes(context: BrowserContext, page: Page): Promise<Traffic> {
	const devtools = await context.newCDPSession(page);
	await devtools.send('Network.enable');
	await devtools.send('Performance.enable');
	let sum = 0;
	const frame = ({ response }: { response: { payloadData: string; opcode: number } }) =>
		// Of bytes the browser tells the base64.
		void (sum += response.opcode === 2 ? (response.payloadData.length * 3) / 4 : response.payloadData.length);
	devtools.on('Network.webSocketFrameSent', frame);
	devtools.on('Network.webSocketFrameReceived', frame);
	devtools.on('Network.requestWillBeSent', ({ request }) => void (sum += request.postData?.length ?? 0));
	devtools.on('Network.loadingFinished', ({ encodedDataLength }) => void (sum += encodedDataLength));
	return { bytes: () => sum, devtools };
}

/** In the page, before anything of the app: each callback of a timer, a frame, a socket or an answer wakes the processor. */
function countWakeUps(): void {
	const count = globalThis as never as { wakeUps: number };
	count.wakeUps = 0;
	const counted =
		(work: unknown) =>
		(...given: unknown[]) => {
			count.wakeUps += 1;
			return typeof work === 'function' ? (work as (...all: unknown[]) => unknown)(...given) : undefined;
		};
	for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback'] as const) {
		const real = globalThis[name] as (...all: unknown[]) => unknown;
		Object.assign(globalThis, { [name]: (work: unknown, ...rest: unknown[]) => real(counted(work), ...rest) });
	}
	const Real = WebSocket;
	globalThis.WebSocket = class extends Real {
		constructor(...given: ConstructorParameters<typeof WebSocket>) {
			super(...given);
			this.addEventListener('message', () => void (count.wakeUps += 1));
		}
	};
	const realFetch = fetch;
	globalThis.fetch = (...given) => {
		count.wakeUps += 1;
		return realFetch(...given);
	};
}
