/** What the map of a worker shows, as the list beside it says it: one of buildings, problems or places. Pure. */
import { buildingKey, featuresOf, type Drawing } from '#lib/ground/drawing.ts';
import { cornersAround, type Point } from '#lib/ground/point.ts';
import type { Ground, GroundBuilding, ProblemState } from '#lib/device/ground.ts';
import type { Tone } from '#lib/map/look.ts';
import type { Paint, Scene, Spot } from '#lib/map/scene.ts';
import { buildingState, type DoorCounts, type DoorState } from '#lib/registers/door-state.ts';
import type { Said } from '#lib/words/language.svelte.ts';
import { mapScreenWords } from './map-screen-words.ts';

export type View = 'buildings' | 'problems' | 'places';

/** The colours of the matrix. */
const doorTones: Readonly<Record<DoorState, Tone>> = {
	alarm: 'danger',
	elder: 'warn',
	tried: 'info',
	due: 'plain',
	visited: 'accent',
	vacant: 'none',
};
/** The same for a row of a list, which is plain where the map is. */
export const rowTone = (state: DoorState): 'danger' | 'warn' | 'info' | 'accent' | undefined => {
	const tone = doorTones[state];
	return tone === 'plain' || tone === 'none' || tone === 'quiet' ? undefined : tone;
};
export const problemTones = {
	again: 'danger',
	open: 'warn',
	settled: 'accent',
} as const satisfies Record<ProblemState, Tone>;

type Say = (word: Said) => string;

/** What counts most of a building's doors, in a few words: `老人2 走访12`. */
export function countText(doors: DoorCounts, say: Say): string {
	const parts = (['alarm', 'elder'] as const)
		.filter((state) => doors[state] > 0)
		.map((state) => `${say(mapScreenWords[state])}${doors[state]}`);
	const toVisit = doors.due + doors.tried;
	if (toVisit > 0) parts.push(`${say(mapScreenWords.visit)}${toVisit}`);
	return parts.length > 0 ? parts.join(' ') : say(mapScreenWords.done);
}

const paintOf = (building: GroundBuilding, say: Say): Paint => ({
	tone: doorTones[buildingState(building.doors)],
	text: countText(building.doors, say),
	opens: `building ${building.id}`,
});

/** Buildings that are on the register but not drawn are shown as spots where they are registered. */
export function sceneOf(
	drawing: Drawing,
	{ buildings, problems, places }: Ground,
	view: View,
	say: Say,
): Pick<Scene, 'drawing' | 'paints' | 'spots'> {
	const drawn = new Set(featuresOf(drawing, 'building').map(({ id }) => id));
	const painted = view === 'buildings' ? buildings : [];
	const paints = Object.fromEntries(
		painted.map((building) => [buildingKey(building.desk, building.name), paintOf(building, say)]),
	);
	const spots: Spot[] = [
		...painted
			.filter((building) => building.at && !drawn.has(buildingKey(building.desk, building.name)))
			.map((building) => {
				const { text, ...paint } = paintOf(building, say);
				return { id: building.id, at: building.at!, ...paint, text: `${building.name}\n${text}` };
			}),
		...(view === 'problems' ? problems : []).flatMap(({ id, at, what, where, state }) =>
			at
				? [
						{
							id,
							at,
							tone: problemTones[state],
							text: `${say(mapScreenWords[state])}\n${what || where}`,
							opens: `problem ${id}`,
						},
					]
				: [],
		),
		...(view === 'places' ? places : []).flatMap(({ id, at, name }) =>
			at ? [{ id, at, tone: 'quiet' as const, text: name, opens: null }] : [],
		),
	];
	return { drawing, paints, spots };
}

/** The grids that are held, drawn or not; null when nothing of them lies anywhere. */
export function boundsOfGrids(
	drawing: Drawing,
	{ buildings }: Ground,
	desks: readonly string[],
): readonly [Point, Point] | null {
	const own = featuresOf(drawing, 'grid').filter(({ properties }) => desks.includes(properties.code));
	const points = [
		...own.flatMap(({ geometry }) => geometry.coordinates[0]),
		...(own.length > 0 ? [] : buildings.flatMap(({ at }) => (at ? [at] : []))),
	];
	return cornersAround(points);
}
