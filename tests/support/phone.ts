/** A phone (or a desk) in a real Chromium with storage of its own that survives closing the browser. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export interface Device {
	readonly context: () => BrowserContext;
	readonly page: () => Page;
	/** Closes the browser and opens it again on the same storage. */
	readonly reopen: (path?: string) => Promise<Page>;
	readonly closeBrowser: () => Promise<void>;
	readonly dispose: () => Promise<void>;
}

export interface DeviceOptions {
	readonly url: string;
	readonly size?: { width: number; height: number };
	readonly geolocation?: { latitude: number; longitude: number; accuracy: number };
}

const phoneSize = { width: 360, height: 800 };
export const deskSize = { width: 1440, height: 900 };

export async function openDevice({ url, size = phoneSize, geolocation }: DeviceOptions): Promise<Device> {
	const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
	const isPhone = size.width < 600;
	let context: BrowserContext;
	let page: Page;
	const open = async () => {
		context = await chromium.launchPersistentContext(folder, {
			executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
			args,
			baseURL: url,
			viewport: size,
			locale: 'zh-CN',
			timezoneId: 'Asia/Shanghai',
			hasTouch: isPhone,
			isMobile: isPhone,
			geolocation,
			permissions: geolocation ? ['geolocation'] : [],
			// A desk promises nothing without a network, and installing the app costs seconds of a core.
			serviceWorkers: isPhone ? 'allow' : 'block'
		});
		page = context.pages()[0] ?? (await context.newPage());
	};
	await open();
	return {
		context: () => context,
		page: () => page,
		reopen: async (path = '/') => {
			await context.close();
			await open();
			await page.goto(path);
			return page;
		},
		closeBrowser: () => context.close(),
		dispose: async () => {
			await context.close().catch(() => undefined);
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
