/** A phone (or a desk) in a real Chromium with storage of its own that survives closing the browser. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shiftClock } from './still-clock.mjs';

const args = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export interface Device {
	readonly context: () => BrowserContext;
	readonly page: () => Page;
	/** Closes the browser and opens it again on the same storage. `tellsRoom`: one that says how much room is really left. */
	readonly reopen: (path?: string, more?: { readonly tellsRoom?: true }) => Promise<Page>;
	readonly closeBrowser: () => Promise<void>;
	readonly dispose: () => Promise<void>;
}

export interface DeviceOptions {
	readonly url: string;
	readonly size?: { width: number; height: number };
	readonly geolocation?: { latitude: number; longitude: number; accuracy: number };
	/** A microphone that hears a tone, and leave to use it. */
	readonly microphone?: true;
	/** What its camera sees: a Y4M file that is there when the camera is opened. */
	readonly camera?: string;
	/** Without it the app is not installed, which costs seconds of a core; a desk promises nothing without a network. */
	readonly installs?: boolean;
	/** Pixels of a picture for one of the page. */
	readonly scale?: number;
	/** Unix ms at which its clock stands when it is opened; otherwise it is right. */
	readonly clock?: number;
	readonly reducedMotion?: boolean;
}

const phoneSize = { width: 360, height: 800 };
export const deskSize = { width: 1440, height: 900 };

export async function openDevice({
	url,
	size = phoneSize,
	geolocation,
	microphone,
	...more
}: DeviceOptions): Promise<Device> {
	const folder = mkdtempSync(join(tmpdir(), 'linli-phone-'));
	const isPhone = size.width < 600;
	const { installs = isPhone, scale, clock, reducedMotion, camera } = more;
	const senses = [
		...(microphone || camera ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : []),
		...(camera ? [`--use-file-for-fake-video-capture=${camera}`] : []),
	];
	let context: BrowserContext;
	let page: Page;
	const open = async (tellsRoom?: true) => {
		context = await chromium.launchPersistentContext(folder, {
			executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
			args: [...args, ...senses, ...(tellsRoom ? ['--disable-features=StaticStorageQuota'] : [])],
			baseURL: url,
			viewport: size,
			locale: 'zh-CN',
			timezoneId: 'Asia/Shanghai',
			hasTouch: isPhone,
			isMobile: isPhone,
			geolocation,
			permissions: [
				...(geolocation ? ['geolocation'] : []),
				...(microphone ? ['microphone'] : []),
				...(camera ? ['camera'] : []),
			],
			deviceScaleFactor: scale,
			reducedMotion: reducedMotion ? 'reduce' : undefined,
			serviceWorkers: installs ? 'allow' : 'block',
		});
		if (clock !== undefined) await context.addInitScript(shiftClock, clock - Date.now());
		page = context.pages()[0] ?? (await context.newPage());
	};
	await open();
	return {
		context: () => context,
		page: () => page,
		reopen: async (path = '/', { tellsRoom } = {}) => {
			await context.close();
			await open(tellsRoom);
			await page.goto(path);
			return page;
		},
		closeBrowser: () => context.close(),
		dispose: async () => {
			await context.close().catch(() => undefined);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
