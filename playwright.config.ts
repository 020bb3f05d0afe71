import { defineConfig, devices } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './scripts/chromium.mjs';

// Every journey starts its own server on a free port with a data folder of its own, so there is no webServer here.
const chromium = await findChromium();
if (chromium) process.env.CHROMIUM = chromium; // Persistent contexts are launched by the journeys themselves.

export default defineConfig({
	globalSetup: './tests/support/setup.ts',
	testDir: 'tests/journeys',
	outputDir: 'test-output/journeys',
	fullyParallel: false,
	workers: 2,
	// Tests marked @long are played in `npm run test:long` alone.
	...(process.env.LONG ? { grep: /@long/ } : { grepInvert: /@long/ }),
	// A shared machine may stall for seconds: what passes on its second run is named in the report, and passes.
	retries: process.env.CI ? 1 : 0,
	forbidOnly: Boolean(process.env.CI),
	timeout: 120_000,
	expect: {
		timeout: 10_000,
		// Letters are drawn a little differently by another version of the browser.
		toHaveScreenshot: { maxDiffPixelRatio: 0.01, animations: 'disabled', scale: 'device' },
	},
	// Pictures are drawn on purpose only: one that is missing fails.
	updateSnapshots: 'none',
	snapshotPathTemplate: 'tests/journeys/pictures/{arg}{ext}',
	reporter: [['list'], ['json', { outputFile: 'test-output/playwright.json' }]],
	use: {
		...devices['Pixel 7'],
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		launchOptions: { executablePath: chromium, args: CHROMIUM_ARGS },
		// Traces cost a quarter of the time: the second run of what failed is traced.
		trace: 'on-first-retry',
		screenshot: 'only-on-failure',
	},
});
