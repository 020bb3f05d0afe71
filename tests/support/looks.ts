/** What a person's eye and finger ask of a screen, measured on the page as it is rendered. */
import type { Page } from '@playwright/test';

/** As 我的 sets it; nothing is loaded anew for it. */
export const setLook = (page: Page, look: { readonly theme: string; readonly text: string }): Promise<void> =>
	page.evaluate((chosen) => {
		// Colours would pass over into each other, for an instant even where rest was asked for.
		const still = new CSSStyleSheet();
		still.replaceSync('*, ::before, ::after { transition: none !important; }');
		document.adoptedStyleSheets = [still];
		Object.assign(document.documentElement.dataset, chosen);
		getComputedStyle(document.documentElement).getPropertyValue('color');
		document.adoptedStyleSheets = [];
	}, look);

/** CSS pixels by which the page is wider than the screen. */
export const overflowOf = (page: Page): Promise<number> =>
	page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/**
 * Controls that a thumb misses: less than 48 by 48 pixels of their own, of their label or of the row that they fill. A
 * link in the middle of a sentence is as high as its line (WCAG 2.5.8 leaves it out, too).
 */
export const smallTargetsOf = (page: Page): Promise<string[]> =>
	page.evaluate(() => {
		const least = 47.5;
		const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab]';
		const isShown = (element: Element) =>
			element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
			!element.closest('[inert], .said-only');
		const isInSentence = (element: Element) =>
			element.tagName === 'A' &&
			getComputedStyle(element).display === 'inline' &&
			[...element.parentElement!.childNodes].some(
				(node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim(),
			);
		return [...document.querySelectorAll(controls)].flatMap((element) => {
			if (!isShown(element) || isInSentence(element)) return [];
			const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
			const boxes = [element, ...(label ? [label] : [])].map((one) => one.getBoundingClientRect());
			if (boxes.some(({ width, height }) => width >= least && height >= least)) return [];
			if (boxes.every(({ width, height }) => width < 2 || height < 2)) return [];
			const { width, height } = boxes[0]!;
			return [`${Math.round(width)} × ${Math.round(height)}: ${element.outerHTML.slice(0, 160)}`];
		});
	});

/** Texts that are smaller than 16 pixels. */
export const smallTextsOf = (page: Page): Promise<string[]> =>
	page.evaluate(() => {
		const found = new Map<string, string>();
		for (const element of document.querySelectorAll('body *')) {
			const isText = [...element.childNodes].some(
				(node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim(),
			);
			if (!isText || !element.checkVisibility() || element.closest('.said-only, script, style, title, noscript'))
				continue;
			const size = Number.parseFloat(getComputedStyle(element).fontSize);
			if (size < 15.9)
				found.set(`${element.tagName} ${element.className}`, `${size}: ${element.outerHTML.slice(0, 120)}`);
		}
		return [...found.values()];
	});

/** Headings and controls whose words are wider than their own room: they lie over what stands beside them, or are cut. */
export const spillsOf = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll<HTMLElement>('h1, h2, h3, a[href], button, label, summary')]
			.filter((element) => element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest('.said-only'))
			// What is inline has no room of its own.
			.filter(({ clientWidth, scrollWidth }) => clientWidth > 2 && scrollWidth > clientWidth + 1)
			.map((element) => `${element.scrollWidth} in ${element.clientWidth}: ${element.outerHTML.slice(0, 120)}`),
	);

/** What still moves although the person asked for rest. */
export const movingOf = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		document.getAnimations().flatMap((animation) => {
			const ms = Number(animation.effect?.getComputedTiming().duration ?? 0);
			const target = animation.effect instanceof KeyframeEffect ? animation.effect.target : null;
			return ms > 1 ? [`${ms} ms: ${target?.outerHTML.slice(0, 120)}`] : [];
		}),
	);
