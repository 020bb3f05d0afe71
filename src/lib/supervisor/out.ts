/** Takes a list out of the server as a file; and the record of such exports. */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { failureOf, get, search, type Answer, type Failure } from './api.ts';

export const outLists = [
	'roster',
	'records',
	'elders-due',
	'open-problems',
	'places',
	'progress',
	'report',
	'people',
] as const;
export type OutList = (typeof outLists)[number];
export type OutFormat = 'xlsx' | 'csv' | 'geojson';

/** The filters of a screen as the address takes them; what is empty is left out. */
export interface OutQuery {
	readonly area: string;
	readonly kind?: string;
	readonly state?: string;
	readonly by?: string;
	readonly from?: string;
	readonly to?: string;
	readonly worth?: '1';
	readonly find?: string;
	readonly missing?: '1';
}

export interface Taken {
	readonly blob: Blob;
	readonly name: string;
	readonly rows: number;
}

export interface ExportMade {
	readonly number: number;
	readonly at: number;
	readonly account: string;
	/** As it was then. */
	readonly name: string;
	readonly list: string;
	readonly title: string;
	readonly area: string;
	readonly areaName: string;
	readonly filters: Readonly<Record<string, string>>;
	readonly rows: number;
	readonly format: string;
	readonly address: string;
}

export type OutFailure = Failure | 'too-many';

export async function takeOut(list: OutList, format: OutFormat, query: OutQuery): Promise<Result<Taken, OutFailure>> {
	const path = `/api/out/${list}?${search({ ...query, format })}`;
	try {
		const response = await fetch(path, { cache: 'no-store', credentials: 'same-origin' });
		if (response.status === 413) return err('too-many');
		if (!response.ok) return err(failureOf(response.status));
		const name = nameIn(response.headers.get('content-disposition')) ?? `${list}.${format}`;
		return ok({ blob: await response.blob(), name, rows: Number(response.headers.get('linli-rows')) });
	} catch {
		// No answer, or the connection broke in the middle of it.
		return err('offline');
	}
}

/** 导出记录 of an area and below, latest first. */
export const exportsOf = (
	area: string,
	cursor?: number,
): Promise<Answer<{ readonly exports: readonly ExportMade[]; readonly cursor: number | null }>> =>
	get(`/api/out/trace?${search({ area, cursor })}`);

/** The Chinese name of the file (RFC 6266). */
function nameIn(disposition: string | null): string | null {
	const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1];
	return encoded ? decodeURIComponent(encoded) : null;
}
