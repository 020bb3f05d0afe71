/**
 * A page is the entries of one desk's book in one period; its id is `<desk>/<book>/<yyyy-mm>` or
 * `<desk>/<book>/register`. Months are those of the community's time zone.
 */
import { err, ok, type Result } from './result.ts';

export const books = ['field', 'care'] as const;
/** Who may read: `field` households, visits, patrols, problems; `care` elders, their health and hardship. */
export type Book = (typeof books)[number];

export type PageId = string;
export interface Page {
	readonly desk: string;
	readonly book: Book;
	/** `yyyy-mm` or `register`. */
	readonly period: string;
}

export const registerPeriod = 'register';
export const defaultTimeZone = 'Asia/Shanghai';

const idPattern = /^(\d{4,15})\/([a-z]+)\/(register|\d{4}-(?:0[1-9]|1[0-2]))$/;

export const isBook = (text: string): text is Book => (books as readonly string[]).includes(text);

export function textToPage(id: string): Result<Page, 'page-id' | 'book'> {
	const parts = idPattern.exec(id);
	if (!parts) return err('page-id');
	const [, desk, book, period] = parts as unknown as [string, string, string, string];
	return isBook(book) ? ok({ desk, book, period }) : err('book');
}

export const pageToId = ({ desk, book, period }: Page): PageId => `${desk}/${book}/${period}`;

export const deskOf = (page: PageId): string => page.slice(0, page.indexOf('/'));

/** `desk/book`: all months and the register of one book lie together. */
export const bookOf = (page: PageId): string => page.slice(0, page.lastIndexOf('/'));

/** The month `yyyy-mm` in which a moment lies. */
export function periodOf(ms: number, timeZone: string = defaultTimeZone): string {
	return dayOf(ms, timeZone).slice(0, 7);
}

/** Zones change at whole quarters of an hour, so all moments of one quarter lie on one day. */
const quarterMs = 15 * 60 * 1000;
const quartersKept = 10_000;
const zones = new Map<string, { readonly format: Intl.DateTimeFormat; readonly dayByQuarter: Map<number, string> }>();

/** The day `yyyy-mm-dd` in which a moment lies. A format is dear to make and to ask, and pure, so both are kept. */
export function dayOf(ms: number, timeZone: string = defaultTimeZone): string {
	let zone = zones.get(timeZone);
	if (!zone) {
		// sv-SE writes ISO dates.
		const format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
		zone = { format, dayByQuarter: new Map() };
		zones.set(timeZone, zone);
	}
	const { format, dayByQuarter } = zone;
	const quarter = Math.floor(ms / quarterMs);
	let day = dayByQuarter.get(quarter);
	if (day === undefined) {
		day = format.format(ms);
		if (dayByQuarter.size >= quartersKept) dayByQuarter.clear();
		dayByQuarter.set(quarter, day);
	}
	return day;
}
