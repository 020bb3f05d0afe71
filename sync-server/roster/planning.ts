/** From what a file says to a plan: the register is read, the grids are found, and both are compared. */
import { v7 as uuidv7 } from 'uuid';
import type { Area } from '#lib/access/areas/area-tree.ts';
import { isClosedOn } from '#lib/access/areas/closing.ts';
import { denialOf } from '#lib/access/policy.ts';
import { books, dayOf } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { SourceList } from '#lib/registers/register.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Author } from '#server/sync/rooms.ts';
import { compareSteps } from './compare.ts';
import { quote, fileError, limitErrors, says, type RowError } from './errors.ts';
import { readGrid } from './grids.ts';
import type { Identities } from './identities.ts';
import { placeSteps } from './compare-places.ts';
import { listSteps } from './list.ts';
import { loadRegister, type RegisterReads } from './load.ts';
import type { ListedPerson, ListedPlace, Roster } from './mapping.ts';
import { locate, type Spans } from './parts.ts';
import type { Decisions, Plan, TakenOver } from './plan.ts';

import { runInSlices } from './steps.ts';

export interface PlanningDeps {
	readonly areas: Areas;
	readonly reads: RegisterReads;
	readonly identities: Pick<Identities, 'known' | 'hashOf'>;
	/** Unix ms. */
	readonly now: () => number;
	readonly timeZone: string;
}

export type Content =
	| { readonly type: 'roster'; readonly roster: Roster }
	| { readonly type: 'places'; readonly places: readonly ListedPlace[]; readonly spans: Spans }
	| { readonly type: 'list'; readonly people: readonly ListedPerson[]; readonly list: SourceList };

export interface Request {
	/** 12-digit code. */
	readonly community: string;
	readonly content: Content;
	readonly author: Author;
	readonly decisions: Decisions;
	readonly taken?: TakenOver;
	readonly signal?: AbortSignal;
}

export interface Planned {
	readonly plan: Plan;
	/** Grids that the community does not have yet and that something new lies in. */
	readonly newGrids: readonly Area[];
}

export const notYours = fileError(
	'你的岗位不能导入这个社区的名册',
	'Your role may not import the roster of this community',
);

/** @throws when the signal aborts. */
export async function makePlan(deps: PlanningDeps, request: Request): Promise<Result<Planned, readonly RowError[]>> {
	const { community, content, author, decisions, taken, signal } = request;
	if (deps.areas.get(community)?.level !== 'community')
		return err(fileError(`没有社区 ${community}`, `There is no community ${community}`));
	const grids = readGrids(deps.areas, community, rowsWithGrid(content));
	if (!grids.ok) return err(limitErrors(grids.error));
	const day = dayOf(deps.now(), deps.timeZone);
	if (denialOf(author.grants, 'administer', community, 'field', day, 'import') !== null) return err(notYours);
	const closed = [...grids.value.byText].find(([, grid]) => isClosedOn(grid, day));
	if (closed) return err(fileError(`网格“${quote(closed[0])}”已经停用`, `The grid ${quote(closed[0])} is closed`));
	const readable = books.filter((book) => denialOf(author.grants, 'read', community, book, day) === null);
	const known = await deps.identities.known(community);
	const register = await loadRegister(deps.reads, community, readable, known, signal);
	const means = { register, decisions, taken, newId: uuidv7, hashOf: deps.identities.hashOf };
	const gridOf = ({ grid }: { readonly grid: string }) => grids.value.byText.get(grid)!.code;
	const gridName = (code: string) =>
		grids.value.fresh.find((grid) => grid.code === code)?.name ?? deps.areas.name(code);
	const stepsOf = () => {
		if (content.type === 'roster') return compareSteps(content.roster, { ...means, gridOf });
		if (content.type === 'places') return placeSteps(content.places, { ...means, gridOf, gridName });
		return listSteps(content.people, { ...means, list: content.list });
	};
	const plan = await runInSlices(stepsOf(), signal);
	const desks = new Set(plan.creations.map(({ desk }) => desk));
	return ok({ plan, newGrids: grids.value.fresh.filter(({ code }) => desks.has(code)) });
}

interface Grids {
	readonly byText: ReadonlyMap<string, Area>;
	readonly fresh: readonly Area[];
}

/** Rows that say their grid. */
interface Gridded {
	readonly spans: Spans;
	readonly rows: readonly { readonly row: number; readonly grid: string }[];
}

function rowsWithGrid(content: Content): Gridded {
	if (content.type === 'roster') return { spans: content.roster.spans ?? [], rows: content.roster.doors };
	return content.type === 'places' ? { spans: content.spans, rows: content.places } : { spans: [], rows: [] };
}

/** Seen from above, a grid goes out with its community before it. */
const withoutCommunity = (text: string, name: string): string =>
	text.startsWith(`${name} `) ? text.slice(name.length + 1) : text;

/** The grid that each way of writing one means, and those that the community does not have yet. */
function readGrids(areas: Areas, community: string, { spans, rows }: Gridded): Result<Grids, RowError[]> {
	const known = areas.children(community);
	const byText = new Map<string, Area>();
	const fresh = new Map<string, Area>();
	const errors: RowError[] = [];
	for (const { row, grid: text } of rows) {
		if (byText.has(text)) continue;
		const read = readGrid(withoutCommunity(text, areas.name(community)), community, known);
		if (!read) {
			const names = known.map(({ name }) => name).join('、');
			const message = says(
				`没有网格“${quote(text)}”${names && `；这个社区有：${names}`}`,
				`There is no grid ${quote(text)} in this community`,
			);
			errors.push({ ...locate(spans, row), column: '网格', message });
			continue;
		}
		byText.set(text, read.grid);
		if (read.isNew) fresh.set(read.grid.code, read.grid);
	}
	return errors.length > 0 ? err(errors) : ok({ byText, fresh: [...fresh.values()] });
}
