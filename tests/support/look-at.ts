/** A screen looked at: what axe, a thumb, an eye and the keys make of it in each look, and its picture at each width. */
import { expect, type Locator, type Page } from '@playwright/test';
import { join } from 'node:path';
import { violationsOf } from './axe.ts';
import { keyFaultsOf } from './keys.ts';
import { movingOf, overflowOf, setLook, smallTargetsOf, smallTextsOf, spillsOf } from './looks.ts';
import { mapStands } from './screens.ts';
import { startServer, type Server } from './server.ts';

/** A Monday morning: what a screen says of days does not change from day to day. */
export const starts = Date.parse('2026-11-23T10:00:00+08:00');

export const widths = [
	{ width: 320, height: 640 },
	{ width: 360, height: 800 },
	{ width: 412, height: 915 },
	{ width: 768, height: 1024 },
	{ width: 1440, height: 900 },
] as const;

export const looks = [
	{ theme: 'light', text: 'normal' },
	{ theme: 'dark', text: 'large' },
	{ theme: 'light', text: 'large' },
	{ theme: 'dark', text: 'normal' },
] as const;

export type Language = 'zh' | 'en';

/** A server whose clock begins with that morning. */
export const startStill = (dataDir: string): Promise<Server> => {
	const clock = join(import.meta.dirname, 'still-clock.mjs');
	return startServer({ dataDir, env: { NODE_OPTIONS: `--import ${clock}`, CLOCK_STARTS: String(starts) } });
};

/** Half the pixels tell what moved or changed its colour, and keep the pictures small. */
export const still = { installs: false, scale: 0.5, clock: starts, reducedMotion: true } as const;

/** As 我的 keeps it; what is open already changes when it is loaded anew. */
export const keepLanguage = (page: Page, language: Language): Promise<void> =>
	page.evaluate((chosen) => localStorage.setItem('linli-language', chosen), language);

/** Its picture at each width. @param varies what is another on each run: painted over */
export async function compare(page: Page, name: string, varies: readonly Locator[] = []): Promise<void> {
	for (const size of widths) {
		await page.setViewportSize(size);
		await mapStands(page);
		expect.soft(await overflowOf(page), `${name} at ${size.width} is wider than the screen`).toBeLessThanOrEqual(0);
		await expect.soft(page).toHaveScreenshot(`${name}-${size.width}.png`, { mask: [...varies] });
	}
}

export async function judge(page: Page, name: string, look: (typeof looks)[number]): Promise<void> {
	await setLook(page, look);
	const which = `${name}, ${look.theme}, ${look.text}`;
	expect.soft(await violationsOf(page), which).toEqual([]);
	expect.soft(await overflowOf(page), `${which} is wider than the screen`).toBeLessThanOrEqual(0);
	expect.soft(await smallTargetsOf(page), `${which}: too small for a thumb`).toEqual([]);
	expect.soft(await smallTextsOf(page), `${which}: too small for an eye`).toEqual([]);
	expect.soft(await movingOf(page), `${which}: moves although rest was asked for`).toEqual([]);
}

/** As it looks now, at each of these sizes. */
export async function judgeKeys(page: Page, name: string, sizes: readonly (typeof widths)[number][]): Promise<void> {
	for (const size of sizes) {
		await page.setViewportSize(size);
		expect.soft(await keyFaultsOf(page), `${name} at ${size.width}: by keys alone`).toEqual([]);
	}
}

interface Looked {
	readonly language: Language;
	/** Of those who sit at a desk: judged there, too. */
	readonly isDesk?: boolean;
	readonly varies?: readonly Locator[];
	/** No pictures: nothing of it stands still, or another has the same. */
	readonly isUnpictured?: boolean;
}

/** All of it, in all looks; left as it was found. Pictures are kept of the Chinese screen. */
export async function lookAt(page: Page, name: string, { language, isDesk, varies, isUnpictured }: Looked) {
	const before = page.viewportSize()!;
	const [light, large, ...others] = looks;
	const sizes = isDesk ? [widths[4], widths[1]] : [widths[1]];
	// What was tapped below may have left it there.
	await page.evaluate(() => scrollTo(0, 0));
	await setLook(page, light);
	if (language === 'zh' && !isUnpictured) await compare(page, name, varies);
	for (const look of [light, ...others, large]) {
		await page.setViewportSize(isDesk && look.text === 'normal' ? widths[4] : widths[1]);
		await judge(page, `${name} (${language})`, look);
	}
	// Large text on the narrowest.
	await page.setViewportSize(widths[0]);
	const narrow = `${name} (${language}) at ${widths[0].width}`;
	expect.soft(await overflowOf(page), `${narrow} is wider than the screen`).toBeLessThanOrEqual(0);
	expect.soft(await spillsOf(page), `${narrow} has words without room`).toEqual([]);
	await judgeKeys(page, `${name} (${language})`, sizes);
	await setLook(page, light);
	await page.setViewportSize(before);
}
