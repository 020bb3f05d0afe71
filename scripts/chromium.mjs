// Finds a Chromium for the journeys; run as a script it also gets one where there is none.
// Order: $CHROMIUM, one of the system, Playwright's own; then apt (as root on Debian and its kin), then Playwright's download.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PACKAGES = ['chromium', 'fonts-noto-cjk'];
const INSTALL_TIMEOUT_MS = 5 * 60_000;

/** Flags for a container: no sandbox for root, no GPU, no /dev/shm of a useful size. */
export const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

export const HOW_TO_INSTALL =
	'No Chromium was found. Install one (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk), ' +
	'or run: npx playwright install --with-deps chromium, or name one: CHROMIUM=/path/to/chromium npm test';

/** The path of a Chromium, or undefined. */
export async function findChromium() {
	const named = process.env.CHROMIUM;
	if (named) return existsSync(named) ? named : undefined;
	return onPath() ?? (await playwrightsOwn());
}

function onPath() {
	const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
	for (const name of NAMES) {
		const folder = folders.find((folder) => existsSync(join(folder, name)));
		if (folder !== undefined) return join(folder, name);
	}
	const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
	return existsSync(mac) ? mac : undefined;
}

async function playwrightsOwn() {
	const { chromium } = await import('@playwright/test');
	const path = chromium.executablePath();
	return path && existsSync(path) ? path : undefined;
}

function installWithApt() {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = (...args) =>
		spawnSync('apt-get', [...args], { stdio: ['ignore', 'ignore', 'inherit'], timeout: INSTALL_TIMEOUT_MS, env })
			.status === 0;
	const install = () => apt('install', '-y', '--no-install-recommends', ...PACKAGES);
	console.log(`Installing ${PACKAGES.join(', ')} for the journeys …`);
	if (!install() && apt('update')) install();
}

function installWithPlaywright() {
	console.log("Fetching Playwright's Chromium for the journeys …");
	spawnSync('playwright', ['install', 'chromium'], { stdio: 'inherit', timeout: INSTALL_TIMEOUT_MS });
}

async function ensureChromium() {
	if (process.env.CHROMIUM || (await findChromium())) return;
	installWithApt();
	if (await findChromium()) return;
	installWithPlaywright();
	// Not an error yet: everything else can be tested, and the journeys then count as failed.
	if (!(await findChromium())) console.warn(HOW_TO_INSTALL);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await ensureChromium();
