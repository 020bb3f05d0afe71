/**
 * The gate's word on one entry: may this author write it on this page now? Pure. What bytes may look like at all is
 * judged in replica/inspect.ts; what belongs together in one update, in judge.ts.
 */
import { waitsForWord } from '#lib/access/late.ts';
import { denialOf, mayHandOver, type Action, type Denial } from '#lib/access/policy.ts';
import { actionFor, kindFor, kinds, belongsOn, entryFault, isKindName, type Fault } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { isLedgerKind } from '#lib/ledger/amend.ts';
import { clockToleranceMs, hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { dayOf, periodOf, registerPeriod, textToPage, type Page } from '#lib/ledger/page.ts';
import type { RefusalCode } from '#lib/ledger/refusal.ts';
import { dayMs } from '#lib/registers/rounds.ts';
import type { StoredEntry } from '#server/store/store.ts';
import type { Author } from './rooms.ts';

export interface Rules {
	readonly timeZone: string;
	/** New client ids of one device and day. */
	readonly clientsPerDay: number;
	/** Entries of one account and day. */
	readonly entriesPerDay: number;
	/** Days after the end of its month for which a page still takes entries. */
	readonly lateDays: number;
	/** Days that a clock may be behind: no phone keeps work for longer, and a date from before the ledger is none. */
	readonly oldestDays: number;
	/** Amendments of one record: as many as a review can name. Folding costs the square of their number, on every phone. */
	readonly amendsPerRecord: number;
}

export const defaultRules = {
	clientsPerDay: 50,
	entriesPerDay: 5000,
	lateDays: 45,
	oldestDays: 400,
	amendsPerRecord: 200,
} as const;

/** What entries of one packet are judged by. */
export interface Setting {
	readonly page: Page;
	readonly author: Author;
	/** Server time, unix ms. */
	readonly now: number;
	readonly rules: Rules;
}

export interface GateFault extends Fault {
	/** Nothing else is wrong with it, and it was written after a grant had ended: a supervisor may still let it in. */
	readonly isLate?: true;
}

export type Judge = (entry: Entry, target: StoredEntry | undefined) => GateFault | null;

/** @returns judges one entry; `target` is the root of the record that it is about, when that is known. */
export function createJudge(setting: Setting): Judge {
	const denialOfAction = denials(setting);
	const isMonthFit = monthCheck(setting);
	const { page, author } = setting;
	const isWaived = (code: RefusalCode) => author.waives?.has(code) === true;
	return (entry, target) => {
		const fault = entryFault(entry);
		if (fault) return fault;
		if (entry.by !== author.account && !author.steward) return { code: 'author', detail: entry.by };
		if (entry.desk !== page.desk) return { code: 'desk', detail: entry.desk };
		if (!isBookFit(entry, page)) return { code: 'book', detail: entry.kind };
		if (!author.steward && isClerks(entry)) return { code: 'role', detail: 'only the clerk hands records on' };
		const kind = kindFor(entry, target?.entry);
		const denial = denialOfAction(actionFor(entry), kind);
		const denied = denial && !isHandedOver(entry, kind, setting) && !isWaived(denial) ? denial : null;
		const isLate = denied !== null && isAfterGrant(entry, kind, setting);
		if (denied && !isLate) return { code: denied, detail: entry.kind };
		if (author.until !== undefined && hlcToMs(entry.hlc) > author.until) return { code: 'revoked', detail: entry.hlc };
		if (!isClockFit(entry, setting) && !isWaived('clock')) return { code: 'clock', detail: entry.hlc };
		if (!isMonthFit(entry)) return { code: 'period', detail: `${entry.at}, ${page.period}` };
		const wrong = target ? targetFault(entry, target, page) : null;
		return wrong ?? (denied && { code: denied, detail: entry.kind, isLate: true });
	};
}

function isClockFit({ hlc }: Entry, { author, now, rules }: Setting): boolean {
	const ms = hlcToMs(hlc);
	if (ms > now + clockToleranceMs) return false;
	// A community that begins brings its past along.
	return author.steward === true || ms >= now - rules.oldestDays * dayMs;
}

/** Where a record of another desk goes on, and what is counted for it, is the clerk's to say: it copies the record there. */
function isClerks({ kind, desk, body }: Entry): boolean {
	const said = (kind === 'amend' ? body.set : body) as {
		readonly movedTo?: { desk: string } | null;
		readonly carried?: unknown;
	};
	if (kind === 'transfer' || kind === 'matter' || kind === 'erasure') return true;
	// Within one grid people move by hand.
	return said.carried !== undefined || (said.movedTo !== undefined && said.movedTo?.desk !== desk);
}

/** A packet's entries need few actions, and each answer walks all grants. */
function denials({ page, author, now, rules }: Setting): (action: Action, kind?: string) => Denial | null {
	const known = new Map<string, Denial | null>();
	const day = dayOf(now, rules.timeZone);
	return (action, kind) => {
		const asked = `${action} ${kind ?? ''}`;
		let denial = known.get(asked);
		if (denial === undefined) {
			denial = denialOf(author.grants, action, page.desk, page.book, day, kind);
			known.set(asked, denial);
		}
		return denial;
	};
}

/** Written under a grant that has ended since, by a phone that was out of reach. */
function isHandedOver(
	entry: Entry,
	kind: string | undefined,
	{ page: { desk, book }, author, now, rules }: Setting,
): boolean {
	const day = dayOf(now, rules.timeZone);
	const written = dayOf(hlcToMs(entry.hlc), rules.timeZone);
	return mayHandOver(author.grants, actionFor(entry), { desk, book, written, day, kind });
}

function isAfterGrant(
	entry: Entry,
	kind: string | undefined,
	{ page: { desk, book }, author, now, rules }: Setting,
): boolean {
	const day = dayOf(now, rules.timeZone);
	const written = dayOf(hlcToMs(entry.hlc), rules.timeZone);
	return waitsForWord(author.grants, actionFor(entry), { desk, book, written, day, kind });
}

function isBookFit(entry: Entry, page: Page): boolean {
	if (entry.kind === 'amend') {
		const of = entry.body.of as string;
		return isKindName(of) && (kinds[of] as Kind).book === page.book;
	}
	return isLedgerKind(entry.kind) || (kinds[entry.kind as keyof typeof kinds] as Kind).book === page.book;
}

/**
 * Registers on the register page, the rest on the page of the month in which it was written down, by the corrected clock
 * or the device's own; a day at the edges is forgiven. What comes after that month was closed goes to the month of
 * arrival. What answers to an entry (amendments, reviews, withdrawals, photos, voice notes) goes where that lies, while
 * its page is open.
 */
function monthCheck({ page, author, now, rules }: Setting): (entry: Entry) => boolean {
	const near = (ms: number) =>
		// No zone is a day away from UTC, so within the month of UTC the zone need not be asked, which is dear.
		new Date(ms).toISOString().startsWith(page.period) ||
		[-dayMs, 0, dayMs].some((shift) => periodOf(ms + shift, rules.timeZone) === page.period);
	const isPageClosed = isClosed(page.period, now, rules) && !author.steward;
	return (entry) => {
		if (isPageClosed) return false;
		if (isLedgerKind(entry.kind)) return true;
		if (!belongsOn(entry.kind, page)) return false;
		if (page.period === registerPeriod) return true;
		// Whoever waives the date lets it onto an open page, never onto a closed one.
		if (author.waives?.has('period')) return true;
		const written = hlcToMs(entry.hlc);
		return (
			near(written) ||
			near(Date.parse(entry.at)) ||
			(isClosed(periodOf(written, rules.timeZone), now, rules) && near(now))
		);
	};
}

/** Whether the pages of this month take nothing any more. */
export const isClosed = (period: string, now: number, { lateDays }: Pick<Rules, 'lateDays'>): boolean =>
	period !== registerPeriod && now > monthEnd(period) + lateDays * dayMs;

/** The page that takes now what is meant for this one: itself, or that of the month of arrival once it is closed. */
export const openPageFor = (page: Page, now: number, rules: Pick<Rules, 'lateDays' | 'timeZone'>): Page =>
	isClosed(page.period, now, rules) ? { ...page, period: periodOf(now, rules.timeZone) } : page;

/** The first moment after a month `yyyy-mm`, in UTC: the hours to the community's zone do not matter for closing. */
function monthEnd(period: string): number {
	const [year, month] = period.split('-').map(Number) as [number, number];
	return Date.UTC(year, month, 1);
}

function targetFault(entry: Entry, target: StoredEntry, page: Page): Fault | null {
	const targetPage = textToPage(target.page);
	const isHere = targetPage.ok && targetPage.value.desk === page.desk && targetPage.value.book === page.book;
	// Not where it lies: that may be none of the author's business.
	if (!isHere) return { code: 'book', detail: 'its record lies elsewhere' };
	if (entry.kind === 'withdraw' && target.entry.by !== entry.by)
		return { code: 'author', detail: `the record is of ${target.entry.by}` };
	if (entry.kind === 'amend' && entry.body.of !== target.entry.kind)
		return { code: 'schema', detail: `of: ${target.entry.kind}` };
	return null;
}
