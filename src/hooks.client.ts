import { showAppearance } from '#lib/words/appearance.svelte.ts';
import { showLanguage } from '#lib/words/language.svelte.ts';
import type { HandleClientError } from '@sveltejs/kit';

// Before the first paint, so that no page flashes in the wrong theme.
showAppearance();
showLanguage();

/** What no part expected is caught here once: it is told in words by +error.svelte, the details stay in the console. */
export const handleError: HandleClientError = ({ error, status }) => {
	if (status !== 404) console.error(error);
	return { message: error instanceof Error ? error.message : String(error) };
};
