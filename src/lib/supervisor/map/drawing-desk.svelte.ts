/** Changing a community's drawing: a working copy, what is wrong with it, steps back, and saving it as the next version. */
import { checkDrawing } from '#lib/ground/check.ts';
import { emptyDrawing, featuresOf, type Drawing, type Feature, type Properties } from '#lib/ground/drawing.ts';
import type { Fault } from '#lib/ground/faults.ts';
import { metresBetween, type Point } from '#lib/ground/point.ts';
import { readDrawing } from '#lib/ground/read.ts';
import { centreOf, isInside } from '#lib/ground/ring.ts';
import type { Failure } from '#lib/supervisor/api.ts';
import { mapApi, type VersionView } from './api.ts';

export type DrawingDesk = ReturnType<typeof createDrawingDesk>;

export function createDrawingDesk(community: string, note: (failure: Failure | null) => void) {
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

	async function load(): Promise<void> {
		const [own, past] = await Promise.all([mapApi.drawing(community), mapApi.versions(community)]);
		note(own.ok ? null : own.error);
		if (!own.ok) return;
		({ n: base, drawing } = own.value);
		if (past.ok) versions = past.value.versions;
		[steps, unread, faults, way, isMoved] = [[], [], null, 'map', false];
		turn++;
		isReady = true;
	}

	const look = () => (faults = [...unread, ...checkDrawing(drawing, community)]);

	function put(features: readonly Feature[], { isOwn = false } = {}): void {
		steps = [...steps, { drawing, unread }];
		drawing = { type: 'FeatureCollection', features };
		look();
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
		const answer = await mapApi.check(community, drawing);
		isBusy = false;
		note(answer.ok ? null : answer.error);
		if (answer.ok) faults = [...unread, ...answer.value.faults];
	}

	async function save(): Promise<number | null> {
		isBusy = true;
		const answer = await mapApi.save(community, drawing, base, way);
		isBusy = false;
		note(answer.ok ? null : answer.error);
		if (!answer.ok) return null;
		if ('faults' in answer.value) faults = answer.value.faults;
		if ('code' in answer.value) {
			isMoved = answer.value.code === 'moved';
			return null;
		}
		const { n, doubts } = answer.value;
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
		load,
		check,
		save,
		undo: () => {
			({ drawing, unread } = steps.at(-1) ?? { drawing, unread });
			steps = steps.slice(0, -1);
			look();
			turn++;
		},
		/** Takes what a file gave, as far as it can be read; what cannot stands among the faults, on the map. */
		take: async (given: unknown) => {
			const read = readDrawing(given, () => crypto.randomUUID());
			put(read.drawing.features);
			unread = read.faults;
			way = 'file';
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
			const at: Point =
				geometry.type === 'Polygon' ? centreOf(geometry.coordinates[0]) : (geometry.coordinates as Point);
			const grid = featuresOf(drawing, 'grid').find(({ geometry: own }) => isInside(at, own.coordinates[0]));
			const distance = (ring: readonly Point[]) => metresBetween(at, centreOf(ring));
			const nearest = featuresOf(drawing, 'building').toSorted(
				(a, b) => distance(a.geometry.coordinates[0]) - distance(b.geometry.coordinates[0]),
			)[0];
			return { grid: grid?.properties.code ?? '', building: nearest?.properties ?? null };
		},
	};
}
