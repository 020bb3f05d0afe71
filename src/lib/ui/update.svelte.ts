/**
 * A new version of the app: it installs in the background, is announced, and waits for the person. On their word it
 * takes over, and every open tab loads it: a tab of the old version would ask for files that are gone.
 */
import type { Workbox } from 'workbox-window';

const checkEveryMs = 60 * 60 * 1000;

let isWaiting = $state(false);
let isLoading = $state(false);
let workbox: Workbox | null = null;

export const update = {
	/** `waiting`: a new version is on the device and asks. `loading`: accepted, the page is about to load anew. */
	get state(): 'none' | 'waiting' | 'loading' {
		if (isLoading) return 'loading';
		return isWaiting ? 'waiting' : 'none';
	},
	accept(): void {
		isLoading = true;
		workbox?.messageSkipWaiting();
	},
	/** Looks for a new version now; without a network nothing happens. */
	async check(): Promise<void> {
		await workbox?.update().catch(() => undefined);
	},
};

/** Registers the service worker and watches for new versions; call it once at start. */
export async function watchUpdates(): Promise<void> {
	if (!('serviceWorker' in navigator)) return;
	reloadWhenTakenOver();
	const { Workbox } = await import('workbox-window');
	workbox = new Workbox('/service-worker.js');
	workbox.addEventListener('waiting', () => (isWaiting = true));
	try {
		await workbox.register();
	} catch {
		// Refused by the browser (private mode, no HTTPS): the app works, only not without a network.
		return;
	}
	checkNowAndThen();
}

// The very first worker takes a page that had none: that page is of the same version and stays as it is.
function reloadWhenTakenOver(): void {
	let hadWorker = navigator.serviceWorker.controller !== null;
	navigator.serviceWorker.addEventListener('controllerchange', () => {
		if (hadWorker) location.reload();
		hadWorker = true;
	});
}

// Browsers look only when a page is loaded, and a desk may keep one open for weeks.
function checkNowAndThen(): void {
	let lastCheckMs = Date.now();
	const check = () => {
		if (document.visibilityState === 'hidden' || Date.now() - lastCheckMs < checkEveryMs) return;
		lastCheckMs = Date.now();
		void update.check();
	};
	setInterval(check, checkEveryMs);
	addEventListener('online', check);
	document.addEventListener('visibilitychange', check);
}
