/** The filter of 待看, as the address carries it and as words say it. */
import type { Language } from '#lib/kinds/kind.ts';
import { kindLabel } from '#lib/kinds/record-words.ts';
import { reviewWords } from './review-words.ts';

export const tabs = ['open', 'returned', 'seen', 'all'] as const;
export type Tab = (typeof tabs)[number];

export interface Filter {
	readonly tab: Tab;
	/** Code of a grid, or empty for the whole area. */
	readonly grid: string;
	readonly by: string;
	readonly kind: string;
	/** Days `yyyy-mm-dd`. */
	readonly from: string;
	readonly to: string;
	/** Only what is worth a second look. */
	readonly worth: boolean;
}
export const emptyFilter: Filter = { tab: 'open', grid: '', by: '', kind: '', from: '', to: '', worth: false };

export function filterOf(search: URLSearchParams): Filter {
	const text = (name: string) => search.get(name) ?? '';
	const tab = tabs.find((name) => name === search.get('tab')) ?? 'open';
	return {
		tab,
		grid: text('grid'),
		by: text('by'),
		kind: text('kind'),
		from: text('from'),
		to: text('to'),
		worth: search.has('worth'),
	};
}

export function filterToSearch(filter: Filter, record?: string | null): string {
	const search = new URLSearchParams();
	if (filter.tab !== 'open') search.set('tab', filter.tab);
	for (const name of ['grid', 'by', 'kind', 'from', 'to'] as const) if (filter[name]) search.set(name, filter[name]);
	if (filter.worth) search.set('worth', '1');
	if (record) search.set('record', record);
	return search.toString();
}

interface Names {
	readonly path: readonly { readonly code: string; readonly name: string }[];
	readonly below: readonly { readonly code: string; readonly name: string }[];
}

export function scopeText(
	filter: Filter,
	{ path, below }: Names,
	people: readonly { account: string; name: string }[],
	language: Language,
): string {
	const area = below.find(({ code }) => code === filter.grid)?.name ?? path.at(-1)?.name;
	const parts = [
		area,
		filter.by && (people.find(({ account }) => account === filter.by)?.name ?? filter.by),
		filter.kind && kindLabel(filter.kind, language),
		(filter.from || filter.to) && `${filter.from || '…'} – ${filter.to || '…'}`,
		filter.worth && reviewWords.worth[language],
	];
	return parts.filter(Boolean).join(' · ');
}
