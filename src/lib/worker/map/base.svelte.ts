/** What lies beneath the drawing: nothing, a pack on this phone, or the raster service; and fetching and removing packs. */
import { createPackShelf, type KeptPack, type PackFault } from '#lib/device/map-pack.ts';
import { createRemote, type Maps, type ServedPack } from '#lib/device/remote.ts';
import type { Base } from '#lib/map/scene.ts';

export interface Offer extends ServedPack {
	/** Bytes that are on this phone. */
	readonly have: number;
	/** The server has it: a phone without a network knows only what it keeps. */
	readonly isServed: boolean;
}

const choiceKey = 'linli-map-base';
export const noBase = 'none';
export const rasterBase = 'raster';

export function createBases() {
	const shelf = createPackShelf();
	const remote = createRemote();
	let kept = $state.raw<readonly KeptPack[]>([]);
	let maps = $state.raw<Maps | null>(null);
	let fetching = $state<string | null>(null);
	let have = $state(0);
	let fault = $state<PackFault | null>(null);
	let choice = $state(localStorage.getItem(choiceKey) ?? noBase);
	let base = $state.raw<Base | null>(null);
	let stop = new AbortController();

	const offers = $derived.by((): Offer[] => {
		const served = maps?.packs ?? [];
		const own = kept.filter(({ name }) => !served.some((pack) => pack.name === name));
		return [
			...served.map((pack) => {
				const here = kept.find(({ name, tag }) => name === pack.name && tag === pack.tag);
				return { ...pack, have: here?.have ?? 0, isServed: true };
			}),
			...own.map((pack) => ({ ...pack, isServed: false })),
		];
	});

	async function load(): Promise<void> {
		kept = await shelf.list();
		await show();
		const answer = await remote.maps();
		if (!answer.ok) return;
		maps = answer.value;
		if (choice === rasterBase) await show();
	}

	async function show(): Promise<void> {
		const chosen = choice;
		const found = await baseOf(chosen);
		// Another may have been chosen meanwhile.
		if (chosen === choice) base = found;
	}

	/** null: not here, or not to be read. */
	async function baseOf(name: string): Promise<Base | null> {
		if (name === rasterBase) {
			const tiles = `${location.origin}/api/maps/raster/{z}/{x}/{y}`;
			return maps?.raster ? { type: 'raster', tiles, ...maps.raster } : null;
		}
		const pack = kept.find((one) => one.name === name && one.have === one.bytes);
		if (!pack) return null;
		try {
			const { basePack } = await import('#lib/map/pack-source.ts');
			return await basePack({ ...pack, read: (offset, length) => shelf.read(pack, offset, length) });
		} catch {
			// A part is gone, or the map's code is not on this phone: the drawing is seen without it.
			return null;
		}
	}

	async function choose(name: string): Promise<void> {
		choice = name;
		localStorage.setItem(choiceKey, name);
		await show();
	}

	async function fetchPack(pack: ServedPack): Promise<void> {
		stop = new AbortController();
		fetching = pack.name;
		fault = null;
		const done = await shelf.fetch(pack, { have: (bytes) => (have = bytes), signal: stop.signal });
		fetching = null;
		kept = await shelf.list();
		if (!done.ok && !stop.signal.aborted) fault = done.error;
		if (done.ok) await choose(pack.name);
	}

	return {
		get offers() {
			return offers;
		},
		get raster() {
			return maps?.raster ?? null;
		},
		get fetching() {
			return fetching;
		},
		get have() {
			return have;
		},
		get fault() {
			return fault;
		},
		get choice() {
			return choice;
		},
		get base() {
			return base;
		},
		load,
		choose,
		fetch: fetchPack,
		pause: () => stop.abort(),
		remove: async ({ name }: ServedPack) => {
			await shelf.remove(name);
			kept = await shelf.list();
			if (choice === name) await choose(noBase);
		},
	};
}
export type Bases = ReturnType<typeof createBases>;
