/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
/**
 * Keeps the app itself on the phone, so that any address opens without a network. Data is not its business: what people
 * recorded lies in IndexedDB, and nothing of /api is ever cached here.
 *
 * A new version installs beside the old one and waits: only the person's word (SKIP_WAITING, see ui/update.svelte.ts)
 * makes it take over.
 */
import { sendInBackground } from '#lib/device/background.ts';
import { createRemote } from '#lib/device/remote.ts';
import { wakeMessage, wakeTag } from '#lib/device/wake-words.ts';
import { build, files, version } from '$service-worker';
import { cleanupOutdatedCaches, PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { isLater } from '#lib/map/later.ts';

declare const self: ServiceWorkerGlobalScope;

/** The one page that adapter-static writes for all addresses; Kit does not list it. */
const shell = '/200.html';
/** Only app stores look at these. */
const isForStores = (path: string) => path.startsWith('/screenshots/');

const shelf = new PrecacheController();
shelf.addToCacheList([
	// Names under _app/immutable carry their hash, so they need no revision.
	...build.filter((path) => !isLater(path)).map((url) => ({ url, revision: null })),
	...files.filter((path) => !isForStores(path)).map((url) => ({ url, revision: version })),
	{ url: shell, revision: version },
]);

self.addEventListener('install', (event) =>
	// Workbox asks for what is missing, one file after another: without the pack that is all that happens.
	event.waitUntil(
		unpack()
			.catch(() => {})
			.then(() => shelf.install(event))
			.then(renewLater),
	),
);
self.addEventListener('activate', (event) => event.waitUntil(shelf.activate(event)));
cleanupOutdatedCaches();

/** More than an update of a few screens. */
const many = 40;

/** Puts the scripts and styles of a first install on the shelf, from one file (scripts/pack.ts). */
async function unpack(): Promise<void> {
	const cache = await caches.open(shelf.strategy.cacheName);
	const there = new Set((await cache.keys()).map(pathOf));
	const missing = new Set(build.filter((path) => !isLater(path) && !there.has(path)));
	if (missing.size < many) return;
	const answer = await fetch('/_app/pack.json', { cache: 'no-store' });
	if (!answer.ok) return;
	const packed = (await answer.json()) as [path: string, type: string, text: string][];
	const wanted = packed.filter(([path]) => missing.has(path));
	await Promise.all(
		wanted.map(([path, type, text]) => cache.put(path, new Response(text, { headers: { 'content-type': type } }))),
	);
}

/** Kept by the name that the app's own files have (device/revoked.ts), apart from Workbox's list, which installs all of it. */
const laterShelf = 'linli-later-precache-1';
const laterPaths = build.filter(isLater);
const pathOf = ({ url }: { readonly url: string }): string => new URL(url).pathname;

/** Fetches what is not here yet of the map; what a broken link leaves out is fetched when it is asked for again. */
async function keepLater(): Promise<void> {
	const cache = await caches.open(laterShelf);
	const there = new Set((await cache.keys()).map(pathOf));
	for (const path of laterPaths) if (!there.has(path)) await cache.add(path);
}

/** An update brings them along: whoever had the map has it afterwards, also without a network. */
async function renewLater(): Promise<void> {
	if (!(await caches.has(laterShelf))) return;
	await keepLater().catch(() => {});
}

async function dropOldLater(): Promise<void> {
	if (!(await caches.has(laterShelf))) return;
	const cache = await caches.open(laterShelf);
	const old = (await cache.keys()).filter((request) => !laterPaths.includes(pathOf(request)));
	await Promise.all(old.map((request) => cache.delete(request)));
}
self.addEventListener('activate', (event) => event.waitUntil(dropOldLater()));

registerRoute(
	({ url, sameOrigin }) => sameOrigin && isLater(url.pathname),
	async ({ request }) => (await caches.match(request, { cacheName: laterShelf })) ?? fetch(request),
);
registerRoute(new PrecacheRoute(shelf));
registerRoute(
	new NavigationRoute(shelf.createHandlerBoundToURL(shell), { denylist: [/^\/api\//, /^\/sync\//, /^\/healthz$/] }),
);

self.addEventListener('message', (event) => {
	const { type } = (event.data ?? {}) as { type?: string };
	if (type === 'SKIP_WAITING') void self.skipWaiting();
	if (type === 'KEEP_LATER') event.waitUntil(keepLater().catch(() => {}));
});

// The first worker takes the page that brought it, so that the very first visit already survives the loss of signal.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// Where the browser knows Background Sync: once there is a network, also when no tab is open any more.
self.addEventListener('sync', (event) => {
	const woken = event as ExtendableEvent & { readonly tag: string };
	if (woken.tag === wakeTag) woken.waitUntil(wake());
});

async function wake(): Promise<void> {
	const tabs = await self.clients.matchAll({ type: 'window' });
	for (const tab of tabs) tab.postMessage({ type: wakeMessage });
	if (tabs.length > 0) return;
	// Thrown, the browser tries again by itself.
	if (!(await sendInBackground(createRemote(), Date.now))) throw new Error('something is left to send');
}
