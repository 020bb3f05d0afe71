/**
 * Changing a community's drawing: a working copy, what is wrong with it, steps back, and saving it as the next version.
 * What is not saved yet is there again after the page was closed. Rule MP14.
 */
import { checkDrawing } from '#lib/ground/check.ts';
import {
	emptyDrawing,
	featuresOf,
	middleOf,
	type Building,
	type Drawing,
	type Feature,
	type Properties,
} from '#lib/ground/drawing.ts';
import type { Fault } from '#lib/ground/faults.ts';
import { metresBetween } from '#lib/ground/point.ts';
import { readDrawing } from '#lib/ground/read.ts';
import { isInside } from '#lib/ground/ring.ts';
import type { Body } from '#lib/ledger/entry.ts';
import type { Failure } from '#lib/supervisor/api.ts';
import type { Keeping } from '#lib/worker/half-filled.ts';
import { mapApi, type VersionView } from './api.ts';

export type DrawingDesk = ReturnType<typeof createDrawingDesk>;

/** A working copy, and what it was made from. */
interface Begun {
	readonly base: number;
	readonly drawing: Drawing;
	readonly unread: readonly Fault[];
	readonly way: 'file' | 'map';
}

export function createDrawingDesk(community: string, keeping: Keeping, note: (failure: Failure | null) => void) {
	let drawing = $state.raw<Drawing>(emptyDrawing);
	let base = $state(0);
	let way = $state<'file' | 'map'>('map');
	let steps = $state.raw<readonly { readonly drawing: Drawing; readonly unread: readonly Fault[] }[]>([]);
	/** What a file held and could not be read: it is not in the drawing, and keeps it from being saved until it is left out. */
	let unread = $state.raw<readonly Fault[]>([]);
	let faults = $state.raw<readonly Fault[] | null>(null);
	let versions = $state.raw<readonly VersionView[]>([]);
	let isReady = $state(false);
	let isMoved = $state(false);
	let isBusy = $state(false);
	/** Counts up when the map must show the drawing anew. */
	let turn = $state(0);

	/** With what was changed before and not saved. */
	async function open(): Promise<void> {
		const begun = keeping.begun as unknown as Begun | null;
		await load();
		if (!isReady || !begun) return;
		isMoved = begun.base !== base;
		steps = [isMoved ? begun : { drawing, unread }];
		({ base, drawing, unread, way } = begun);
		look();
		hold();
		turn++;
	}

	/** As it stands at the server; what was changed here is let go of. */
	async function load(): Promise<void> {
		const [own, past] = await Promise.all([mapApi.drawing(community), mapApi.versions(community)]);
		note(own.ok ? null : own.error);
		if (!own.ok) return;
		({ n: base, drawing } = own.value);
		if (past.ok) versions = past.value.versions;
		[steps, unread, faults, way, isMoved] = [[], [], null, 'map', false];
		turn++;
		hold();
		isReady = true;
	}

	/** Keeps what would be lost with the page. */
	function hold(): void {
		keeping.keep({ base, drawing, unread, way } satisfies Begun as unknown as Body);
		if (steps.length === 0) keeping.forget();
	}
	const look = () => (faults = [...unread, ...checkDrawing(drawing, community)]);

	function put(features: readonly Feature[], { isOwn = false, unread: left = unread } = {}): void {
		steps = [...steps, { drawing, unread }];
		drawing = { type: 'FeatureCollection', features };
		unread = left;
		look();
		hold();
		if (!isOwn) turn++;
	}

	/** A building's name is how its entrances know it. */
	function rename(id: string, properties: Properties): void {
		const before = drawing.features.find((feature) => feature.id === id)?.properties;
		const follows = ({ properties: own }: Feature) =>
			own.sort === 'entrance' &&
			before?.sort === 'building' &&
			own.grid === before.grid &&
			own.building === before.name;
		put(
			drawing.features.map((feature) => {
				if (feature.id === id) return { ...feature, properties } as Feature;
				if (properties.sort !== 'building' || !follows(feature)) return feature;
				return {
					...feature,
					properties: { ...feature.properties, grid: properties.grid, building: properties.name },
				} as Feature;
			}),
		);
	}

	async function check(): Promise<void> {
		isBusy = true;
		const asked = drawing;
		const answer = await mapApi.check(community, asked);
		isBusy = false;
		note(answer.ok ? null : answer.error);
		// An answer about what has been changed since says nothing of what is there now.
		if (answer.ok && asked === drawing) faults = [...unread, ...answer.value.faults];
	}

	async function save(): Promise<number | null> {
		isBusy = true;
		const sent = drawing;
		const answer = await mapApi.save(community, sent, base, way);
		isBusy = false;
		note(answer.ok ? null : answer.error);
		if (!answer.ok) return null;
		if ('faults' in answer.value) faults = answer.value.faults;
		if ('code' in answer.value) {
			isMoved = answer.value.code === 'moved';
			return null;
		}
		const { n, doubts } = answer.value;
		[base, way] = [n, 'map'];
		// What was moved while it was being saved stays, as a change that is not saved yet.
		if (sent !== drawing) {
			hold();
			return n;
		}
		steps = [];
		await load();
		faults = doubts;
		return n;
	}

	return {
		get drawing() {
			return drawing;
		},
		get faults() {
			return faults;
		},
		get hasUnread() {
			return unread.length > 0;
		},
		/** Goes on without what could not be read. */
		leaveOut: () => {
			unread = [];
			look();
			hold();
		},
		get versions() {
			return versions;
		},
		get isReady() {
			return isReady;
		},
		get isChanged() {
			return steps.length > 0;
		},
		get isMoved() {
			return isMoved;
		},
		get isBusy() {
			return isBusy;
		},
		get turn() {
			return turn;
		},
		open,
		load,
		check,
		save,
		undo: () => {
			({ drawing, unread } = steps.at(-1) ?? { drawing, unread });
			steps = steps.slice(0, -1);
			look();
			hold();
			turn++;
		},
		/** Takes what a file gave, as far as it can be read; what cannot stands among the faults, on the map. */
		take: async (given: unknown) => {
			const read = readDrawing(given, () => crypto.randomUUID());
			way = 'file';
			put(read.drawing.features, { unread: read.faults });
			await check();
		},
		shape: (id: string, geometry: Feature['geometry']) =>
			put(
				drawing.features.map((one) => (one.id === id ? ({ ...one, geometry } as Feature) : one)),
				{ isOwn: true },
			),
		add: (geometry: Feature['geometry'], properties: Properties) =>
			put([...drawing.features, { type: 'Feature', id: crypto.randomUUID(), geometry, properties } as Feature]),
		rename,
		remove: (id: string) => put(drawing.features.filter((feature) => feature.id !== id)),
		/** The grid in which a shape lies, and the building next to it. */
		around: (geometry: Feature['geometry']) => {
			const at = middleOf({ geometry });
			const grid = featuresOf(drawing, 'grid').find(({ geometry: own }) => isInside(at, own.coordinates[0]));
			const metresTo = (building: Building) => metresBetween(at, middleOf(building));
			const nearest = featuresOf(drawing, 'building').toSorted((a, b) => metresTo(a) - metresTo(b))[0];
			return { grid: grid?.properties.code ?? '', building: nearest?.properties ?? null };
		},
	};
}
