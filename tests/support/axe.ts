/** What axe finds wrong on a page, a line for each rule: its id and the first element. */
import type { Page } from '@playwright/test';
import axe, { type AxeResults } from 'axe-core';

declare global {
	interface Window {
		axe?: typeof axe;
	}
}

/**
 * Axe is put into the page once and runs there. Its wrapper for Playwright puts it there for each run, frame by frame,
 * and joins the results in a tab that it opens for that: 4 to 10 times slower, for frames, which no screen of ours has.
 */
export async function violationsOf(page: Page): Promise<string[]> {
	if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(axe.source);
	return page.evaluate(async () => {
		// Of all other results one element each is enough: telling them whole takes longer than finding them.
		const { violations }: AxeResults = await window.axe!.run(document, { resultTypes: ['violations'] });
		return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
	});
}
