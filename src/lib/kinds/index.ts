/** All kinds, by name. A new kind is one folder, one line here, one line in `faces.ts`. */
import * as v from 'valibot';
import { actionOf, type Action } from '#lib/access/policy.ts';
import { isLedgerKind, ledgerSchemas, type Amend } from '#lib/ledger/amend.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import type { Page } from '#lib/ledger/page.ts';
import type { RefusalCode } from '#lib/ledger/refusal.ts';
import { change } from './change/kind.ts';
import { checkIn } from './check-in/kind.ts';
import { elder } from './elder/kind.ts';
import { errand } from './errand/kind.ts';
import { erasure } from './erasure/kind.ts';
import { household } from './household/kind.ts';
import { importKind } from './import/kind.ts';
import type { Kind } from './kind.ts';
import { matter } from './matter/kind.ts';
import { patrol } from './patrol/kind.ts';
import { place } from './place/kind.ts';
import { problem } from './problem/kind.ts';
import { resident } from './resident/kind.ts';
import { rounds } from './rounds/kind.ts';
import { transfer } from './transfer/kind.ts';
import { visit } from './visit/kind.ts';

export const kinds = {
	visit,
	'check-in': checkIn,
	problem,
	patrol,
	change,
	errand,
	household,
	resident,
	elder,
	place,
	rounds,
	import: importKind,
	matter,
	transfer,
	erasure,
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
export const isKindName = (name: string): name is KindName => Object.hasOwn(kinds, name);
/** The kinds a worker records, in the order in which they are offered. */
export const recordKinds = [
	'visit',
	'check-in',
	'problem',
	'patrol',
	'change',
	'errand',
] as const satisfies readonly KindName[];

/** What an author must be allowed to do to write this entry. */
export function actionFor({ kind, body }: Pick<Entry, 'kind' | 'body'>): Action {
	const of = kind === 'amend' ? body.of : kind;
	const own = typeof of === 'string' && isKindName(of) ? (kinds[of] as Kind).action : undefined;
	return own ?? actionOf(kind);
}

/**
 * The kind that an entry writes of, for the table of access; absent where only its target says it.
 *
 * @param target the root of the record that it is about, where that is known
 */
export function kindFor(
	{ kind, body }: Pick<Entry, 'kind' | 'body'>,
	target?: Pick<Entry, 'kind'>,
): string | undefined {
	if (!isLedgerKind(kind)) return kind;
	return kind === 'amend' ? (body.of as string) : target?.kind;
}

export interface Fault {
	readonly code: RefusalCode;
	readonly detail: string;
}

/** Whether an entry's body is what its kind says, for a write now; null when it is. */
export function entryFault(entry: Entry): Fault | null {
	if (isLedgerKind(entry.kind)) return ledgerEntryFault(entry);
	if (!isKindName(entry.kind)) return { code: 'kind-unknown', detail: entry.kind };
	if (entry.re !== undefined) return { code: 'envelope', detail: 're' };
	const kind: Kind = kinds[entry.kind];
	return versionedFault(kind, entry);
}

/** What an app of before wrote is judged as it will be read: a phone that was long without a network loses nothing. */
export function versionedFault(kind: Kind, { v: version, body }: Pick<Entry, 'v' | 'body'>): Fault | null {
	if (version > kind.version) return { code: 'version', detail: `${kind.name} ${version}, here ${kind.version}` };
	return bodyFault(kind, upgraded(kind, version, body));
}

/** Whether a body is valid for its kind: schema first, then what holds over several fields. */
export function bodyFault(kind: Kind, body: Body): Fault | null {
	const parsed = v.safeParse(kind.schema, body);
	if (!parsed.success) return { code: 'schema', detail: issueText(parsed.issues) };
	const fault = kind.fault?.(body) ?? null;
	return fault === null ? null : { code: 'schema', detail: fault };
}

function ledgerEntryFault(entry: Entry): Fault | null {
	if (entry.re === undefined) return { code: 'envelope', detail: 're' };
	if (entry.v !== 1) return { code: 'version', detail: `${entry.kind} ${entry.v}` };
	const parsed = v.safeParse(ledgerSchemas[entry.kind as keyof typeof ledgerSchemas], entry.body);
	if (!parsed.success) return { code: 'schema', detail: issueText(parsed.issues) };
	return entry.kind === 'amend' ? amendFault(entry as Amend) : null;
}

/** Each field that an amendment sets must be a field of its kind, with a value that the field takes; null only where it may be absent. */
function amendFault({ body }: Amend): Fault | null {
	if (!isKindName(body.of)) return { code: 'kind-unknown', detail: body.of };
	const fields: Record<string, v.GenericSchema> = kinds[body.of].schema.entries;
	for (const [name, value] of Object.entries(body.set)) {
		const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (!field) return { code: 'schema', detail: name };
		if (value === null ? field.type !== 'optional' : !v.safeParse(field, value).success)
			return { code: 'schema', detail: name };
	}
	return null;
}

const issueText = (issues: readonly v.BaseIssue<unknown>[]): string =>
	issues
		.slice(0, 3)
		.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`)
		.join('; ')
		.slice(0, 300);

/** Whether a kind's entries belong on this page. Amendments, reviews, withdrawals and photos go where their target lies. */
export function belongsOn(kindName: string, page: Page): boolean {
	if (isLedgerKind(kindName)) return true;
	if (!isKindName(kindName)) return false;
	const kind: Kind = kinds[kindName];
	return kind.book === page.book && kind.register === (page.period === 'register');
}

export type Reading =
	{ readonly state: 'read'; readonly body: Body } | { readonly state: 'newer' } | { readonly state: 'unknown' };

/** The body of an entry in today's version; a newer kind or version is kept, not read ('update the app'). */
export function readBody(kindName: string, version: number, body: Body): Reading {
	if (!isKindName(kindName)) return { state: 'unknown' };
	const kind: Kind = kinds[kindName];
	if (version > kind.version) return { state: 'newer' };
	return { state: 'read', body: upgraded(kind, version, body) };
}

const upgraded = ({ upgrades }: Kind, version: number, body: Body): Body =>
	upgrades.slice(version - 1).reduce((older, upgrade) => upgrade(older), body);
