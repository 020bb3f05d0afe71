/**
 * Counts what a thumb does: trusted pointer and key events in the page, and a scroll for each target that is not in
 * view when it is wanted. Seconds are a keystroke-level estimate, labelled so: tap 1.1 s, character 0.28 s, decision 1.35 s.
 */
import type { Locator, Page } from '@playwright/test';

export interface Count {
	readonly taps: number;
	readonly characters: number;
	readonly scrolls: number;
	readonly estimatedSeconds: number;
}

declare global {
	interface Window {
		linliTaps: { taps: number; characters: number };
	}
}

export async function startCounting(page: Page) {
	await page.evaluate(() => {
		const counts = { taps: 0, characters: 0 };
		window.linliTaps = counts;
		addEventListener('pointerdown', (event) => event.isTrusted && (counts.taps += 1), true);
		addEventListener('keydown', (event) => event.isTrusted && (counts.characters += 1), true);
	});
	let scrolls = 0;
	return {
		tap: async (target: Locator) => {
			await target.waitFor();
			if (!(await isInView(target))) scrolls += 1;
			await target.tap();
		},
		type: (target: Locator, text: string) => target.pressSequentially(text),
		read: async (): Promise<Count> => {
			const { taps, characters } = await page.evaluate(() => window.linliTaps);
			const estimatedSeconds = Math.round((taps * 1.1 + scrolls * 1.1 + characters * 0.28 + taps * 1.35) * 10) / 10;
			return { taps: taps + scrolls, characters, scrolls, estimatedSeconds };
		},
	};
}

const isInView = (target: Locator): Promise<boolean> =>
	target.evaluate((element) => {
		const box = element.getBoundingClientRect();
		return box.top >= 0 && box.bottom <= innerHeight;
	});
