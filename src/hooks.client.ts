import { isLater } from '#lib/map/later.ts';
import { isPartMissing, loadAnew } from '#lib/ui/missing-part.ts';
import { showAppearance } from '#lib/words/appearance.svelte.ts';
import { showLanguage } from '#lib/words/language.svelte.ts';
import type { HandleClientError } from '@sveltejs/kit';

// Before the first paint, so that no page flashes in the wrong theme.
showAppearance();
showLanguage();

const around = {
	storage: sessionStorage,
	now: Date.now,
	load: (address: string) => (address === location.href ? location.reload() : location.assign(address)),
};

// Parts that a screen fetches later, when somebody taps there: no navigation fails, so nothing else would notice. A
// finger that comes down begins to fetch the screen behind a link: where that is going is known a moment later.
const tapMs = 1000;
addEventListener('vite:preloadError', (event) => {
	const { payload } = event as Event & { payload?: unknown };
	if (!isPartMissing(payload)) return;
	// The map comes after the rest. Where the app is installed, loading it anew brings no part more; its frame says so.
	if (isLater(payload.message) && navigator.serviceWorker?.controller) return;
	setTimeout(() => loadAnew(location.href, around), tapMs);
});

/** What no part expected is caught here once: it is told in words by +error.svelte, the details stay in the console. */
export const handleError: HandleClientError = ({ error, status, event }) => {
	if (status !== 404) console.error(error);
	if (isPartMissing(error)) {
		loadAnew(event.url.href, around);
		return { message: 'part-missing' };
	}
	return { message: error instanceof Error ? error.message : String(error) };
};
