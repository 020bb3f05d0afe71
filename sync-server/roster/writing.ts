/** A plan is carried out: checked whole, written down whole, and with it the entry that says that there was an import. */
import { v7 as uuidv7 } from 'uuid';
import { denialOf } from '#lib/access/policy.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { dayOf, textToPage } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { SourceList } from '#lib/registers/register.ts';
import type { ImportBody } from '#lib/kinds/import/kind.ts';
import { actionFor, kindFor } from '#lib/kinds/index.ts';
import type { Areas } from '#server/areas/areas.ts';
import { roundsForNewGrid } from '#server/rounds/rounds.ts';
import type { Store } from '#server/store/store.ts';
import type { Author } from '#server/sync/rooms.ts';
import { createPen, planToEntries, registerPage } from './entries.ts';
import { limitErrors, type RowError } from './errors.ts';
import { writeWhole, type JournalDeps, type Watch } from './journal.ts';
import { countPlan, isEmpty } from './plan.ts';
import { notYours, type Planned } from './planning.ts';
import { runInSlices } from './steps.ts';

export interface WritingDeps extends JournalDeps {
	readonly areas: Pick<Areas, 'put' | 'children'>;
	readonly store: Pick<Store, 'rules'>;
	/** Unix ms. */
	readonly now: () => number;
	readonly timeZone: string;
}

export interface Order extends Planned {
	/** Its id from now on, and that of its record. */
	readonly id: string;
	readonly community: string;
	readonly author: Author;
	readonly file: string;
	readonly sha256: string;
	readonly list: SourceList;
}

/** Writes nothing when there is nothing to write. @throws as `writeWhole` does. */
export async function carryOutPlan(
	deps: WritingDeps,
	order: Order,
	watch: Watch = {},
): Promise<Result<void, readonly RowError[]>> {
	const { id, community, author, plan, newGrids, list } = order;
	const nowMs = deps.now();
	const day = dayOf(nowMs, deps.timeZone);
	const means = { by: author.account, nowMs, at: new Date(nowMs).toISOString(), newId: uuidv7 };
	const draft = await runInSlices(planToEntries(plan, { ...means, source: { import: id, list } }), watch.signal);
	if (draft.errors.length > 0) return err(limitErrors(draft.errors));
	const record = createPen(means)({
		id,
		kind: 'import',
		desk: community,
		body: importBody(order, day) as unknown as Body,
	});
	const pages: [string, readonly Entry[]][] = [
		...(await rulesPages(deps, order)),
		...draft.entriesByPage,
		[registerPage(community, 'import'), [record]],
	];
	if (pages.some(([page, entries]) => isDenied(page, entries, author, day))) return err(notYours);
	if (isEmpty(plan) && plan.identities.size === 0) return ok(undefined);
	const steward: Author = { account: author.account, grants: author.grants, device: null, steward: true };
	const identities = { import: id, keep: [...plan.identities] };
	await writeWhole(
		deps,
		{ what: 'import', community, author: steward, now: nowMs, newGrids, identities, pages },
		watch,
	);
	return ok(undefined);
}

/** 走访安排 of the community, for grids that are to be: they begin with what holds at their neighbours. */
const rulesPages = (deps: WritingDeps, { newGrids, community, author }: Order): Promise<[string, readonly Entry[]][]> =>
	Promise.all(
		newGrids.map(async ({ code: desk }) => {
			const rules = await roundsForNewGrid(deps, { community, desk, author: author.account, newId: uuidv7 });
			return [registerPage(desk, 'rounds'), rules];
		}),
	);

function importBody({ plan, file, sha256, list }: Order, day: string): ImportBody {
	const { grids, unchanged, sites, ...others } = countPlan(plan);
	const counts = { ...others, ...(sites > 0 && { sites }) };
	// An ID-card number in the name of a file is one all the same.
	const name =
		file
			.replaceAll(/\d{15,}[\dXx]?/g, '…')
			.trim()
			.slice(-200) || '—';
	return { file: name, sha256, list, day, counts };
}

/** Whether the gate would refuse something on a page, which must be known before anything is written. */
export function isDenied(id: string, entries: readonly Entry[], { grants }: Author, day: string): boolean {
	const page = textToPage(id);
	if (!page.ok) return true;
	const { desk, book } = page.value;
	const asked = Map.groupBy(entries, (entry) => `${actionFor(entry)} ${kindFor(entry) ?? ''}`);
	return [...asked.values()].some(
		([entry]) => denialOf(grants, actionFor(entry!), desk, book, day, kindFor(entry!)) !== null,
	);
}
