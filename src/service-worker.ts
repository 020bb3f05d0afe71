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
import { cleanupOutdatedCaches, PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

/** The one page that adapter-static writes for all addresses; Kit does not list it. */
const shell = '/200.html';
/** Only app stores look at these. */
const isForStores = (path: string) => path.startsWith('/screenshots/');

const shelf = new PrecacheController();
shelf.addToCacheList([
	// Names under _app/immutable carry their hash, so they need no revision.
	...build.map((url) => ({ url, revision: null })),
	...files.filter((path) => !isForStores(path)).map((url) => ({ url, revision: version })),
	{ url: shell, revision: version },
]);

self.addEventListener('install', (event) =>
	// Workbox asks for what is missing, one file after another: without the pack that is all that happens.
	event.waitUntil(
		unpack().then(
			() => shelf.install(event),
			() => shelf.install(event),
		),
	),
);
self.addEventListener('activate', (event) => event.waitUntil(shelf.activate(event)));
cleanupOutdatedCaches();

/** More than an update of a few screens. */
const many = 40;

/** Puts the scripts and styles of a first install on the shelf, from one file (scripts/pack.ts). */
async function unpack(): Promise<void> {
	const cache = await caches.open(shelf.strategy.cacheName);
	const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
	const missing = new Set(build.filter((path) => !there.has(path)));
	if (missing.size < many) return;
	const answer = await fetch('/_app/pack.json', { cache: 'no-store' });
	if (!answer.ok) return;
	const packed = (await answer.json()) as [path: string, type: string, text: string][];
	const wanted = packed.filter(([path]) => missing.has(path));
	await Promise.all(
		wanted.map(([path, type, text]) => cache.put(path, new Response(text, { headers: { 'content-type': type } }))),
	);
}

registerRoute(new PrecacheRoute(shelf));
registerRoute(
	new NavigationRoute(shelf.createHandlerBoundToURL(shell), { denylist: [/^\/api\//, /^\/sync\//, /^\/healthz$/] }),
);

self.addEventListener('message', (event) => {
	if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

// The first worker takes the page that brought it, so that the very first visit already survives the loss of signal.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
