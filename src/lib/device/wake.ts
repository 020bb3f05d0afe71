/** Asks the browser to wake the app's worker once there is a network; elsewhere the app sends when it is opened or looked at. */
import { wakeMessage, wakeTag } from './wake-words.ts';

/** Known to Chromium alone. */
interface Waking {
	readonly sync?: { readonly register: (tag: string) => Promise<void> };
}

export async function askToBeWoken(): Promise<void> {
	const registration = (await navigator.serviceWorker?.getRegistration()) as Waking | undefined;
	// Forbidden by the person, or not installed: nothing depends on it.
	await registration?.sync?.register(wakeTag).catch(() => undefined);
}

/** The worker was woken while this tab is open. */
export function onWoken(wake: () => void, signal: AbortSignal): void {
	navigator.serviceWorker?.addEventListener(
		'message',
		({ data }) => {
			if ((data as { type?: string } | null)?.type === wakeMessage) wake();
		},
		{ signal },
	);
}
