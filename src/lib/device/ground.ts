/** What the map shows of the rows on this phone: how the doors of each building stand, problems by state, places. Rule D161. */
import { dayOf } from '#lib/ledger/page.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Position } from '#lib/kinds/fields.ts';
import { meantPoint } from '#lib/kinds/position.ts';
import type { Problem } from '#lib/kinds/problem/kind.ts';
import type { Point } from '#lib/ground/point.ts';
import { createBuildingOf } from '#lib/registers/buildings.ts';
import { countDoors, dueState, type DoorCounts, type StandingDoor } from '#lib/registers/door-state.ts';
import { isHere } from '#lib/registers/leads.ts';
import { pointOf, type Household, type Place } from '#lib/registers/register.ts';
import { buildingRows, elderStates } from './buildings.ts';
import { correctedNow } from './clock.ts';
import type { Ledger, Space } from './database.ts';
import { ofKind } from './find.ts';
import type { RecordRow } from './rows.ts';
import { createReader } from './slices.ts';

export interface GroundBuilding {
	readonly id: string;
	readonly desk: string;
	readonly name: string;
	readonly at: Point | null;
	readonly doors: DoorCounts;
}

/** `again`: to be looked at today. `open`: waits for others. `settled`: in the last month. */
export const problemStates = ['again', 'open', 'settled'] as const;
export type ProblemState = (typeof problemStates)[number];

export interface GroundProblem {
	readonly id: string;
	readonly desk: string;
	readonly state: ProblemState;
	readonly what: string;
	readonly where: string;
	readonly severity: Problem['severity'];
	/** Where it was found, else where the subject stands; null when neither is known. */
	readonly at: Point | null;
}
export interface GroundPlace {
	readonly id: string;
	readonly desk: string;
	readonly sort: Place['sort'];
	readonly name: string;
	readonly at: Point | null;
}
export interface Ground {
	readonly buildings: readonly GroundBuilding[];
	readonly problems: readonly GroundProblem[];
	/** All but buildings and routes. */
	readonly places: readonly GroundPlace[];
}

export const emptyGround: Ground = { buildings: [], problems: [], places: [] };

const settledMs = 31 * 86_400_000;

export async function ground(space: Space): Promise<Ground> {
	const { db } = space;
	const nowMs = await correctedNow(db, space.now());
	const day = dayOf(nowMs);
	const rows = await buildingRows(db);
	const doors = await doorsByBuilding(db, rows, day);
	const buildings = rows
		.map(({ id, desk, body }) => {
			const { name } = body as unknown as Place;
			return { id, desk, name, at: pointOf(body), doors: countDoors(doors.get(id) ?? []) };
		})
		.sort((a, b) => a.name.localeCompare(b.name, 'zh', { numeric: true }));
	const places = await ofKind(db, 'place')
		.filter((row) => isHere(row) && row.body.sort !== 'building' && row.body.sort !== 'route')
		.toArray();
	return {
		buildings,
		problems: await problemsOf(db, day, nowMs),
		places: places.map(({ id, desk, body }) => {
			const { sort, name } = body as unknown as Place;
			return { id, desk, sort, name, at: pointOf(body) };
		}),
	};
}

/** A slice of the rows at a time, as 楼栋 counts them. */
async function doorsByBuilding(db: Ledger, buildings: readonly RecordRow[], day: string) {
	const doors = new Map<string, StandingDoor[]>();
	const buildingOf = createBuildingOf(buildings);
	const elders = await elderStates(db, day);
	const read = createReader(db.records, 'household');
	for (let rows = await read(); rows; rows = await read()) {
		for (const row of rows) {
			const building = buildingOf(row);
			if (building === undefined || !isHere(row)) continue;
			const { tenure } = row.body as unknown as Household;
			const door = { due: dueState(row, day), tried: row.tried, elder: elders.get(row.id), tenure };
			doors.set(building, [...(doors.get(building) ?? []), door]);
		}
	}
	return doors;
}

async function problemsOf(db: Ledger, day: string, nowMs: number): Promise<GroundProblem[]> {
	const rows = (await ofKind(db, 'problem').toArray()).filter(({ state }) => state !== 'withdrawn');
	const shown = rows.flatMap((row) => {
		const state = stateOf(row, day, nowMs);
		return state ? [{ row, state }] : [];
	});
	const sites = await sitesOf(
		db,
		shown.map(({ row }) => row.about),
	);
	return shown
		.map(({ row, state }) => {
			const { item, where, severity } = row.body as unknown as Problem;
			const at = foundAt(row.body) ?? (row.about === undefined ? null : (sites.get(row.about) ?? null));
			return { id: row.id, desk: row.desk, state, what: item ?? '', where, severity, at };
		})
		.sort((a, b) => problemStates.indexOf(a.state) - problemStates.indexOf(b.state));
}

function stateOf({ body, due, hlc }: RecordRow, day: string, nowMs: number): ProblemState | null {
	const { handling, settled } = body as unknown as Problem;
	if (handling === 'report' && settled === undefined) {
		const standing = dueState({ due }, day);
		return standing === 'due' || standing === 'overdue' ? 'again' : 'open';
	}
	return nowMs - hlcToMs(hlc) < settledMs ? 'settled' : null;
}

/** Where subjects stand: a place itself, a household by its building. */
export async function sitesOf(db: Ledger, ids: readonly (string | undefined)[]): Promise<ReadonlyMap<string, Point>> {
	const wanted = [...new Set(ids.filter((id) => id !== undefined))];
	const rows = (await db.records.bulkGet(wanted)).filter((row) => row !== undefined);
	const homes = rows.filter(({ kind }) => kind === 'household');
	const buildings = homes.length > 0 ? await buildingRows(db) : [];
	const buildingOf = createBuildingOf(buildings);
	const byId = new Map(buildings.map((row) => [row.id, row]));
	const siteOf = (row: RecordRow) => (row.kind === 'household' ? byId.get(buildingOf(row) ?? '') : row);
	return new Map(
		rows.flatMap((row) => {
			const point = pointOf(siteOf(row)?.body ?? {});
			return point ? [[row.id, point]] : [];
		}),
	);
}

const foundAt = ({ position }: { readonly position?: unknown }): Point | null =>
	position ? meantPoint(position as Position) : null;
