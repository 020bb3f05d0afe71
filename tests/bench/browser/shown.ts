/** Signing in, and when a screen stands there. */
import type { Page } from '@playwright/test';

/** The screens that a budget speaks of, and what stands there once they are of use. */
export const firstScreens = [
	{ name: '今日', path: '/today', list: 'main section a[href], main .empty' },
	{ name: '台账', path: '/ledger', list: 'main li a[href*="/entry/"], main .empty' },
] as const;

export async function signIn(page: Page, account: string): Promise<void> {
	await page.goto('/sign-in');
	await page.fill('input[autocomplete="username"]', account);
	await page.fill('input[type="password"]', 'demo-2026');
	await page.keyboard.press('Enter');
	await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** In the page: notes when the list is there and painted, in ms since navigation began. */
export function markWhenShown(selector: string): void {
	const look = () => {
		if (!document.querySelector(selector)) return void requestAnimationFrame(look);
		requestAnimationFrame(() => setTimeout(() => Object.assign(globalThis, { shownAt: performance.now() })));
	};
	look();
}
