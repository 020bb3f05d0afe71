/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
/**
 * Keeps the app itself on the phone, so that any address opens without a network. Data is not its business: what people
 * recorded lies in IndexedDB, and nothing of /api is ever cached here.
 *
 * A new version installs beside the old one and waits: only the person's word (SKIP_WAITING, see ui/update.svelte.ts)
 * makes it take over.
 */
import { build, files, version } from '$service-worker';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

/** The one page that adapter-static writes for all addresses; Kit does not list it. */
const shell = '/200.html';
/** Only app stores look at these. */
const isForStores = (path: string) => path.startsWith('/screenshots/');

precacheAndRoute([
	// Names under _app/immutable carry their hash, so they need no revision.
	...build.map((url) => ({ url, revision: null })),
	...files.filter((path) => !isForStores(path)).map((url) => ({ url, revision: version })),
	{ url: shell, revision: version },
]);
cleanupOutdatedCaches();

registerRoute(
	new NavigationRoute(createHandlerBoundToURL(shell), { denylist: [/^\/api\//, /^\/sync\//, /^\/healthz$/] }),
);

self.addEventListener('message', (event) => {
	if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

// The first worker takes the page that brought it, so that the very first visit already survives the loss of signal.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
