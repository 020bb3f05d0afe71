/**
 * Installing to the home screen. The browser offers it once, early, by an event that has to be caught and kept until the
 * person asks; Safari on iOS offers nothing, there the way is told in words.
 */
interface InstallPromptEvent extends Event {
	prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

export type InstallState = 'installed' | 'offered' | 'ios' | 'none';

let offer = $state<InstallPromptEvent | null>(null);
let isInstalled = $state(false);

export const install = {
	/** `offered`: `ask` opens the browser's own question. `ios`: by the share menu. `none`: this browser does not say. */
	get state(): InstallState {
		if (isInstalled) return 'installed';
		if (offer) return 'offered';
		return isIos() ? 'ios' : 'none';
	},
	/** Shows the browser's question; an offer can be used once. */
	async ask(): Promise<void> {
		const event = offer;
		offer = null;
		if (!event) return;
		const { outcome } = await event.prompt();
		if (outcome === 'accepted') isInstalled = true;
	},
};

/** Begins to listen; call it once, as early as the app starts. Gives the function that ends it. */
export function watchInstall(): () => void {
	isInstalled = matchMedia('(display-mode: standalone)').matches;
	const keep = (event: Event) => {
		// Else Chrome shows its own banner over the page, at a moment of its choice.
		event.preventDefault();
		offer = event as InstallPromptEvent;
	};
	const done = () => {
		offer = null;
		isInstalled = true;
	};
	addEventListener('beforeinstallprompt', keep);
	addEventListener('appinstalled', done);
	return () => {
		removeEventListener('beforeinstallprompt', keep);
		removeEventListener('appinstalled', done);
	};
}

// An iPad says it is a Mac, but no Mac has several touch points.
function isIos(): boolean {
	return (
		/iPhone|iPad|iPod/.test(navigator.userAgent) ||
		(/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
	);
}
