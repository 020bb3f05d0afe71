/** What the server says about imports, and how it is asked. */
import type { Body, Json } from '#lib/ledger/entry.ts';
import type { Place, SourceList } from '#lib/registers/register.ts';
import { ask, search } from '#lib/supervisor/api.ts';

export interface Says {
	readonly zh: string;
	readonly en: string;
}
export interface MappedColumn {
	readonly index: number;
	readonly title: string;
	readonly key: string;
}
export type Certainty = 'sure' | 'likely' | 'unknown';
export interface ProposedColumn extends MappedColumn {
	readonly certainty: Certainty;
	readonly samples: readonly string[];
}
export interface SheetLayout {
	readonly sheet: string;
	readonly headRows: readonly number[];
	readonly firstRow: number;
}
/** A sheet under the same head as another. */
export interface TogetherSheet extends SheetLayout {
	readonly rows: number;
	readonly standsFor?: string;
	readonly namesGrid?: true;
	readonly isIncluded: boolean;
}
export interface ProposedSheet extends SheetLayout {
	readonly columns: readonly ProposedColumn[];
	readonly rows: number;
	readonly isRemembered: boolean;
	readonly gridByBuilding?: Readonly<Record<string, string>>;
	readonly sort?: Place['sort'];
	/** One of our own lists. */
	readonly own?: SourceList;
	readonly together?: readonly TogetherSheet[];
	readonly namesGrid?: true;
}
export interface Mapping extends SheetLayout, Pick<ProposedSheet, 'gridByBuilding' | 'sort'> {
	/** Further sheets, read as one list with it. */
	readonly also?: readonly SheetLayout[];
	readonly columns: readonly MappedColumn[];
	readonly grid?: string;
}
export type Meaning = Says & { readonly key: string };
export interface Uploaded {
	readonly id: string;
	readonly file: string;
	readonly proposal: {
		/** Of doors or people. */
		readonly sheets: readonly ProposedSheet[];
		readonly places: readonly ProposedSheet[];
		/** What the file plainly is. */
		readonly list: SourceList | null;
	};
	/** A list of ours that is no register: nothing of it is written. */
	readonly facts: { readonly title: string } | null;
	/** What a column can mean, in the order in which it is offered. */
	readonly columns: Readonly<Record<'people' | 'places', readonly Meaning[]>>;
}
/** A list of facts that came back, as the ledger has it now. */
export interface Facts {
	readonly title: string;
	readonly rows: number;
	readonly same: number;
	/** Rows in which something differs. */
	readonly other: number;
	readonly differences: Some<FactDifference>;
	/** Rows of which the ledger has nothing. */
	readonly missing: Some<{ readonly row: number; readonly label: string }>;
}
export interface FactDifference {
	readonly row: number;
	readonly label: string;
	readonly column: string;
	readonly ledger: string;
	readonly file: string;
}
export interface RowFault {
	readonly sheet?: string;
	readonly row: number;
	readonly column: string | null;
	readonly message: Says;
}
export interface Refused {
	readonly ok: false;
	readonly errors: readonly RowFault[];
}
export interface Some<Item> {
	readonly total: number;
	readonly shown: readonly Item[];
}
export interface Creation {
	readonly kind: string;
	readonly sheet?: string;
	readonly row: number;
	readonly label: string;
	readonly body: Body;
}
export interface Difference {
	readonly id: string;
	readonly kind: string;
	readonly sheet?: string;
	readonly row: number;
	readonly label: string;
	readonly field: string;
	readonly before: Json;
	readonly after: Json;
	readonly origin: { readonly byName: string; readonly at: string; readonly list?: SourceList } | null;
}
/** A value that a person entered and that the file has otherwise. */
export interface Conflict extends Difference {
	readonly key: string;
	/** Whether what the file says may be taken over. */
	readonly isOpen: boolean;
	readonly isTaken: boolean;
}
export type Decision =
	{ readonly type: 'same'; readonly id: string } | { readonly type: 'new' } | { readonly type: 'skip' };
export interface Doubt {
	readonly key: string;
	readonly sheet?: string;
	readonly row: number;
	readonly name: string;
	readonly birth?: string;
	readonly label?: string;
	readonly reason: 'elsewhere' | 'no-birth' | 'twice' | 'nobody' | 'same-name';
	readonly candidates: readonly {
		readonly id: string;
		readonly name: string;
		readonly birth?: string;
		readonly label: string;
	}[];
	readonly decision: Decision | null;
}
export type Counts = Readonly<Record<string, number>>;
export interface Preview {
	readonly id: string;
	readonly list: SourceList;
	readonly counts: Counts;
	readonly isEmpty: boolean;
	readonly newGrids: readonly { readonly code: string; readonly name: string }[];
	readonly creations: Some<Creation>;
	readonly changes: Some<Difference>;
	readonly conflicts: Some<Conflict>;
	readonly doubts: Some<Doubt>;
	readonly errors: Some<RowFault>;
	readonly warnings: Some<RowFault>;
}
export interface Job {
	readonly id: string;
	readonly type: 'import' | 'take-back';
	readonly file: string;
	readonly byName: string;
	readonly phase: 'preparing' | 'writing' | 'done' | 'refused' | 'cancelled' | 'failed';
	readonly done: number;
	readonly total: number;
	readonly counts?: Counts;
	readonly takenBack?: {
		readonly withdrawn: number;
		readonly restored: number;
		readonly stayed: readonly {
			readonly id: string;
			readonly kind: string;
			readonly label: string;
			readonly field: string | null;
		}[];
	};
	readonly errors?: readonly RowFault[];
	readonly fault?: string;
}
export interface PastImport {
	readonly id: string;
	readonly byName: string;
	readonly file: string;
	readonly list: SourceList;
	readonly day: string;
	readonly counts: Counts;
	readonly takenBack?: {
		readonly day: string;
		readonly withdrawn: number;
		readonly restored: number;
		readonly kept: number;
	};
}

const send = (method: string, body?: object): RequestInit => ({
	method,
	...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
});

export const importApi = {
	upload: (file: File, community: string) =>
		ask<Uploaded | Refused>(
			`/api/imports?${search({ community, name: file.name.slice(-200) })}`,
			{ method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file },
			[422],
		),
	map: (id: string, mapping: Mapping, list: SourceList) =>
		ask<Preview | Refused>(`/api/imports/${id}/mapping`, send('PUT', { mapping, list }), [422]),
	buildings: (id: string, mapping: Mapping) =>
		ask<{ buildings: readonly { name: string; grid: string | null }[] }>(
			`/api/imports/${id}/buildings`,
			send('POST', mapping),
		),
	facts: (id: string) => ask<Facts>(`/api/imports/${id}/facts`, {}),
	reading: (id: string) => ask<{ done: number; total: number }>(`/api/imports/${id}/reading`, {}),
	decide: (id: string, key: string, decision: Decision | null) =>
		ask<Preview | Refused>(
			`/api/imports/${id}/decisions`,
			send('PUT', { decisions: [{ key, ...(decision ?? { type: 'open' }) }] }),
			[422],
		),
	takeOver: (id: string, key: string, isTaken: boolean) =>
		ask<Preview | Refused>(`/api/imports/${id}/taken-over`, send('PUT', { key, isTaken }), [422]),
	start: (id: string, withoutErrors: boolean) =>
		ask<Job | { code: string }>(`/api/imports/${id}/start`, send('POST', { withoutErrors }), [409]),
	job: (id: string) => ask<Job>(`/api/imports/${id}`, {}),
	cancel: (id: string) => ask<{ cancelled: boolean }>(`/api/imports/${id}`, send('DELETE')),
	takeBack: (id: string) => ask<Job | { code: string }>(`/api/imports/${id}/take-back`, send('POST'), [409]),
	past: (community: string) =>
		ask<{ imports: readonly PastImport[]; running: Job | null }>(`/api/imports?${search({ community })}`, {}),
	templateUrl: (format: 'xlsx' | 'csv') => `/api/import/template?${search({ format })}`,
};
