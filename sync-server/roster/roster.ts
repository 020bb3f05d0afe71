/**
 * The roster of a real community: a file in our template becomes register entries, all or nothing. Nothing is merged:
 * a door that is there already is an error of its row.
 */
import { v7 as uuidv7 } from 'uuid';
import type { Area } from '#lib/access/areas/area-tree.ts';
import { denialOf } from '#lib/access/policy.ts';
import { dayOf, textToPage } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Reads } from '#server/store/reads.ts';
import type { RecordRow } from '#server/store/store.ts';
import type { Author } from '#server/sync/rooms.ts';
import { rosterToEntries, type Counts, type Draft } from './entries.ts';
import { fileError, limitErrors, says, type RowError } from './errors.ts';
import { readGrid } from './grids.ts';
import { writeImport, type JournalDeps } from './journal.ts';
import type { Roster } from './rows.ts';

export type { Counts } from './entries.ts';
export type { RowError } from './errors.ts';
export type { Roster } from './rows.ts';
export { finishImport } from './journal.ts';
export { parseRoster } from './unattended.ts';

export interface ImportDeps extends JournalDeps {
	readonly areas: Areas;
	readonly reads: Pick<Reads, 'records'>;
	/** Unix ms. */
	readonly now: () => number;
	readonly timeZone: string;
}

export interface ImportRequest {
	/** 12-digit code. */
	readonly community: string;
	readonly roster: Roster;
	readonly author: Author;
	/** Only looks whether it could be done. */
	readonly dry: boolean;
}

/** How much was (or, when dry, would be) written; `buildings` counts new ones only. */
export async function importRoster(
	deps: ImportDeps,
	{ community, roster, author, dry }: ImportRequest,
): Promise<Result<Counts, readonly RowError[]>> {
	if (deps.areas.get(community)?.level !== 'community')
		return err(fileError(`没有社区 ${community}`, `There is no community ${community}`));
	const grids = readGrids(deps.areas, community, roster);
	if (!grids.ok) return err(limitErrors(grids.error));
	const nowMs = deps.now();
	const day = dayOf(nowMs, deps.timeZone);
	if (denialOf(author.grants, 'administer', community, 'field', day) !== null) return err(notYours);
	const existing = await readExisting(deps.reads, community);
	const known = roster.doors
		.filter(({ label }) => existing.labels.has(label))
		.map(({ row, label }) => rowError(roster, row, '门号', `${label} 已存在`, `${label} is there already`));
	if (known.length > 0) return err(limitErrors(known));
	const draft = rosterToEntries(roster, {
		by: author.account,
		nowMs,
		at: new Date(nowMs).toISOString(),
		newId: uuidv7,
		gridOf: (door) => grids.value.byText.get(door.grid)!.code,
		buildingIds: existing.buildingIds,
	});
	const denied = deniedPages(draft, author, day);
	if (draft.errors.length > 0 || denied.length > 0) return err(limitErrors([...denied, ...draft.errors]));
	const steward: Author = { account: author.account, grants: author.grants, device: null, steward: true };
	if (!dry) await writeImport(deps, { author: steward, newGrids: grids.value.fresh, pages: [...draft.entriesByPage] });
	return ok(draft.counts);
}

const notYours = fileError('你的岗位不能导入这个社区的名册', 'Your role may not import the roster of this community');
const rowError = ({ sheet }: Roster, row: number, column: string, zh: string, en: string): RowError => ({
	...(sheet && { sheet }),
	row,
	column,
	message: says(zh, en),
});

/** The grid that each way of writing one means, and those that the community does not have yet. */
function readGrids(
	areas: Areas,
	community: string,
	roster: Roster,
): Result<{ byText: Map<string, Area>; fresh: Area[] }, RowError[]> {
	const known = areas.children(community);
	const byText = new Map<string, Area>();
	const fresh = new Map<string, Area>();
	const errors: RowError[] = [];
	for (const { row, grid: text } of roster.doors) {
		if (byText.has(text)) continue;
		const read = readGrid(text, community, known);
		if (!read) {
			const names = known.map(({ name }) => name).join('、');
			errors.push(
				rowError(
					roster,
					row,
					'网格',
					`没有网格“${text}”${names && `；这个社区有：${names}`}`,
					`There is no grid ${text} in this community`,
				),
			);
			continue;
		}
		byText.set(text, read.grid);
		if (read.isNew) fresh.set(read.grid.code, read.grid);
	}
	return errors.length > 0 ? err(errors) : ok({ byText, fresh: [...fresh.values()] });
}

function deniedPages({ entriesByPage }: Draft, { grants }: Author, day: string): RowError[] {
	const isDenied = [...entriesByPage.keys()].some((id) => {
		const page = textToPage(id);
		return !page.ok || denialOf(grants, 'write', page.value.desk, page.value.book, day) !== null;
	});
	return isDenied ? notYours : [];
}

const batch = 5000;

/** Doors and buildings that stand in the registers of the community. */
async function readExisting(reads: Pick<Reads, 'records'>, community: string) {
	const labels = new Set<string>();
	const buildingIds = new Map<string, string>();
	let before: { hlc: string; id: string } | undefined;
	for (;;) {
		const scopes = [{ desk: community, books: ['field'] as const }];
		const rows: readonly RecordRow[] = await reads.records({
			scopes,
			kinds: ['household', 'place'],
			before,
			limit: batch,
		});
		for (const { projection } of rows) {
			const { id, desk, body, kind } = projection;
			if (kind === 'household') labels.add(String(body.label));
			else if (body.sort === 'building') buildingIds.set(`${desk}/${String(body.name)}`, id);
		}
		const last = rows.at(-1)?.projection;
		if (rows.length < batch || !last) return { labels, buildingIds };
		before = { hlc: last.hlc, id: last.id };
	}
}
