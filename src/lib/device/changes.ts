/**
 * 情况有变: a change at a door is one act, saved together: what happened on the page of its month, and on the register
 * what it says of people and of the door. Taken back, it takes all of that with it. Rules D34–D37.
 */
import { effectsOf, type Choice, type Effects } from '#lib/kinds/change/effects.ts';
import type { Change } from '#lib/kinds/change/kind.ts';
import { isAmend } from '#lib/ledger/amend.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { restoring } from '#lib/ledger/restore.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import type { Ledger, Space } from './database.ts';
import type { HouseholdView } from './households.ts';
import { logOf } from './project.ts';
import { recordRow } from './records.ts';
import type { RecordRow } from './rows.ts';
import { answerable, answerTo, newRecord, plain, writeAll, type Draft, type Saved, type SaveFault } from './save.ts';

/**
 * Writes a change and what it changes.
 * @param seen what the screen showed: the amendments build on that, and on nothing that came since
 */
export async function recordChange(space: Space, seen: HouseholdView, choice: Choice): Promise<Saved> {
	const rows = [seen.household, ...seen.people, ...seen.former];
	if (rows.some((row) => row.refusal?.id === row.id)) return err('refused');
	const known = new Set(rows.map(({ id }) => id));
	if (!choice.people.every((id) => known.has(id))) return err('unknown-record');
	const home = seen.household;
	const people = rows.slice(1).map(({ id, body }) => ({ id, body: body as unknown as Resident }));
	const effects = effectsOf(choice, home.body as unknown as Household, people);
	const parts = partsOf(space, rows, effects);
	const newcomers = parts.filter(({ kind }) => kind === 'resident').map(({ id }) => id);
	const { what, day, how, until, note } = choice;
	const concerned = what === 'vacant' ? effects.residents.map(({ id }) => id) : choice.people;
	const body: Change = {
		what,
		day,
		people: [...concerned, ...newcomers],
		...(how && { how }),
		...(until && { until }),
		...(note && { note }),
		did: parts.map(({ id }) => id),
	};
	const change = newRecord({ kind: 'change', desk: home.desk, about: home.id, body });
	const saved = await writeAll(space, async () => ok([change, ...parts]));
	return saved.ok ? ok({ id: saved.value.ids[0]! }) : saved;
}

type Part = Draft & { readonly id: string };

/** An amendment for each register record that changes, and a root for each person who is new. */
function partsOf({ newId }: Space, rows: readonly RecordRow[], effects: Effects): readonly Part[] {
	const [home] = rows as [RecordRow];
	const amendment = (row: RecordRow, set: object): Part[] =>
		Object.keys(set).length === 0 ? [] : [{ ...amendTo(row, row.heads, plain(set)), id: newId() }];
	return [
		...amendment(home, effects.household),
		...effects.residents.flatMap(({ id, set }) =>
			amendment(
				rows.find((row) => row.id === id)!,
				set,
			),
		),
		...effects.newcomers.map((body) => ({
			...newRecord({ kind: 'resident', desk: home.desk, about: home.id, body }),
			id: newId(),
		})),
	];
}

const amendTo = (row: RecordRow, base: readonly string[], set: Body): Draft =>
	answerTo(row, 'amend', { of: row.kind, base, set });

/**
 * Takes a record back, also within the first ten seconds; a change with all that was written with it: fields get back
 * what they held, but for those that somebody changed since, and people who were new go again.
 */
export async function takeBack(space: Space, id: string, reason: string): Promise<Saved> {
	const saved = await writeAll(space, async (db) => {
		const target = await answerable(db, id);
		if (!target.ok) return target;
		const withdrawal = answerTo(target.value, 'withdraw', { reason });
		if (target.value.kind !== 'change') return ok([withdrawal]);
		return ok([withdrawal, ...(await reversal(db, target.value, reason))]);
	});
	return saved.ok ? ok({ id: saved.value.ids[0]! }) : saved;
}

async function reversal(db: Ledger, change: RecordRow, reason: string): Promise<readonly Draft[]> {
	const did = new Set((change.body as unknown as Change).did);
	return (await concernedBy(db, change)).flatMap((row) => {
		if (did.has(row.id)) return isUntouched(row, did) ? [answerTo(row, 'withdraw', { reason })] : [];
		const written = logOf(row).flatMap((entry) => (isAmend(entry) && did.has(entry.id) ? entry.id : []));
		const set = restoring(logOf(row), new Set(written));
		return Object.keys(set).length > 0 ? [amendTo(row, written, set)] : [];
	});
}

/** What a change touches: the household that it is about, and the people whom it names, new ones among them. */
async function concernedBy(db: Ledger, { about, body }: RecordRow): Promise<RecordRow[]> {
	const { people } = body as unknown as Change;
	const rows = await Promise.all([about!, ...people].map((id) => recordRow(db, id)));
	return rows.filter((row) => row !== undefined);
}

/** Nobody else has written about a person who was new: else they stay, with what was written. */
const isUntouched = (row: RecordRow, did: ReadonlySet<string>): boolean =>
	row.state !== 'withdrawn' && row.amends.every((amendment) => did.has(amendment));

/**
 * Corrects a change: its note, or its day, which then moves in the registers too where it still stands as it was said.
 */
export async function correctChange(
	space: Space,
	id: string,
	{ set, note }: { readonly set: { readonly day?: string; readonly note?: string | null }; readonly note?: string },
): Promise<Saved> {
	const saved = await writeAll(space, async (db): Promise<Result<readonly Draft[], SaveFault>> => {
		const target = await answerable(db, id);
		if (!target.ok) return target;
		const row = target.value;
		const parts = set.day === undefined ? [] : await redated(space, db, row, set.day);
		const did = [...(row.body as unknown as Change).did, ...parts.map((part) => part.id)];
		const sets = { ...set, ...(parts.length > 0 && { did }) };
		return ok([
			answerTo(row, 'amend', { of: row.kind, base: row.heads, set: sets, ...(note ? { note } : {}) }),
			...parts,
		]);
	});
	return saved.ok ? ok({ id: saved.value.ids[0]! }) : saved;
}

async function redated({ newId }: Space, db: Ledger, change: RecordRow, day: string): Promise<readonly Part[]> {
	const { did, day: was } = change.body as unknown as Change;
	return (await concernedBy(db, change)).flatMap((row) => {
		const written = logOf(row).filter((entry) => did.includes(entry.id));
		const set = written.length > 0 ? datesMoved(row, written, was, day) : {};
		return Object.keys(set).length > 0 ? [{ ...amendTo(row, row.heads, set), id: newId() }] : [];
	});
}

/** Days of the register that the act wrote and that still stand. */
function datesMoved({ body }: RecordRow, written: readonly Entry[], was: string, day: string): Body {
	const fields = written.map((entry) => (isAmend(entry) ? entry.body.set : entry.body));
	const wrote = (field: string) => fields.some((set) => set[field] !== undefined && set[field] !== null);
	const { since, birth, away } = body as unknown as Partial<Resident & Household>;
	return plain({
		...(since === was && wrote('since') && { since: day }),
		...(birth === was && wrote('birth') && { birth: day }),
		...(away?.from === was && wrote('away') && { away: { ...away, from: day } }),
	});
}
