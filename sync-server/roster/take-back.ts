/**
 * 撤回: an import taken back as a whole, as far as nobody has built on it. What it made is withdrawn, what it changed is
 * put back by amendments, and what people have worked on since stays and is said. Pure; rules RC11 and RC12 of SPEC.md.
 */
import { isAmend, type Amend } from '#lib/ledger/amend.ts';
import type { Entry, Json } from '#lib/ledger/entry.ts';
import { foldRecord } from '#lib/ledger/fold.ts';
import { originOf, originsOf, type ImportSource } from '#lib/ledger/origins.ts';
import type { RegisterRecord } from './register.ts';

/** A register record of the community as it stands. */
export interface StandingRecord extends RegisterRecord {
	/** All its entries, when it was amended. */
	readonly entries: readonly Entry[] | null;
	/** Somebody has read it: 已阅 or 打回. */
	readonly isReviewed: boolean;
}

export interface Withdrawal {
	readonly record: StandingRecord;
}

/** Values that stood before; null where nothing stood. */
export interface Restoration {
	readonly record: StandingRecord;
	readonly set: { readonly [field: string]: Json };
	/** Where those values came from; null: a person. */
	readonly source: ImportSource | null;
}

/** What stays. `field`: only this value, which somebody changed after the import. */
export interface Kept {
	readonly record: StandingRecord;
	readonly field: string | null;
}

export interface TakeBack {
	readonly withdrawals: readonly Withdrawal[];
	readonly restorations: readonly Restoration[];
	readonly kept: readonly Kept[];
}

/**
 * @param records all register records of the community that stand
 * @param workedOn ids of those that visits, check-ins or other records are about
 */
export function* takeBackSteps(
	importId: string,
	records: readonly StandingRecord[],
	workedOn: ReadonlySet<string>,
): Generator<void, TakeBack, void> {
	const made = new Map(
		records.filter(({ root }) => root.source?.import === importId).map((record) => [record.id, record]),
	);
	const staying = new Set<string>();
	/** With whatever it stands on: an elder on the resident and the household, a household on its building. */
	const stay = (id: string | undefined) => {
		const record = id === undefined ? undefined : made.get(id);
		if (!record || staying.has(record.id)) return;
		staying.add(record.id);
		groundsOf(record).forEach(stay);
	};
	for (const record of records) {
		if (!made.has(record.id)) groundsOf(record).forEach(stay);
		else if (workedOn.has(record.id) || isBuiltOn(record, importId)) stay(record.id);
		yield;
	}
	const restorations: Restoration[] = [];
	const kept: Kept[] = [...staying].map((id) => ({ record: made.get(id)!, field: null }));
	for (const record of records) {
		if (!record.entries || (made.has(record.id) && !staying.has(record.id))) continue;
		const before = valuesBefore(record, record.entries, importId);
		restorations.push(...before.restorations);
		kept.push(...before.changedSince.map((field) => ({ record, field })));
		yield;
	}
	const withdrawals = [...made.values()].filter(({ id }) => !staying.has(id)).map((record) => ({ record }));
	return { withdrawals, restorations, kept };
}

/** The records that this one would hang in the air without. */
function groundsOf({ about, body }: StandingRecord): (string | undefined)[] {
	return [about, typeof body.household === 'string' ? body.household : undefined];
}

/** Somebody else, or a later import, has said something of it, or a supervisor has read it. */
const isBuiltOn = ({ entries, isReviewed }: StandingRecord, importId: string): boolean =>
	isReviewed || (entries ?? []).some((entry) => isAmend(entry) && !isOf(entry, importId));

const isOf = (amend: Amend, importId: string): boolean => amend.body.source?.import === importId;

function valuesBefore(
	record: StandingRecord,
	entries: readonly Entry[],
	importId: string,
): { readonly restorations: Restoration[]; readonly changedSince: string[] } {
	const own = entries.filter((entry): entry is Amend => isAmend(entry) && isOf(entry, importId));
	if (own.length === 0) return { restorations: [], changedSince: [] };
	const others = entries.filter((entry) => !own.includes(entry as Amend));
	const [origins, originsBefore] = [originsOf(entries), originsOf(others)];
	const body = foldRecord(others)?.body ?? {};
	const changedSince: string[] = [];
	const setBySource = new Map<string, { source: ImportSource | null; set: Record<string, Json> }>();
	for (const field of new Set(own.flatMap((amend) => Object.keys(amend.body.set)))) {
		const shown = origins[field]?.[0];
		if (!own.some(({ id }) => id === shown?.entry)) {
			changedSince.push(field);
			continue;
		}
		const before = originsBefore[field]?.[0];
		// Nobody ever said it: left open for the next import, as it was.
		const source = before ? (before.source ?? null) : originOf(own[0]!).source!;
		const key = JSON.stringify(source);
		const group = setBySource.get(key) ?? { source, set: {} };
		group.set[field] = body[field] ?? null;
		setBySource.set(key, group);
	}
	return { restorations: [...setBySource.values()].map((group) => ({ record, ...group })), changedSince };
}
