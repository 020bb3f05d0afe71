/** Asks the service worker to fetch the files of the map that are not on the phone yet, behind everything else. */
export async function keepMap(): Promise<void> {
	const registration = await navigator.serviceWorker?.ready;
	registration?.active?.postMessage({ type: 'KEEP_LATER' });
}
