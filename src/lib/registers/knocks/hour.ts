/**
 * 补敲: when to knock again where nobody opened. From that door's own past; where it has none to go by, from when doors
 * of the grid are opened. Pure. Rules DO1–DO4 of SPEC.md.
 */
import { dayOf, defaultTimeZone } from '#lib/ledger/page.ts';
import { daysLater } from '#lib/registers/rounds.ts';

/** Somebody stood at the door. */
export interface Knock {
	readonly ms: number;
	/** Somebody opened, were it only to say no. */
	readonly opened: boolean;
}

/** Whether a record is a knock, and what came of it; null when nobody stood at a door. */
export function knockOf(kind: string, outcome: unknown): boolean | null {
	if (kind !== 'visit' && kind !== 'check-in') return null;
	if (outcome === 'met' || outcome === 'declined') return true;
	return outcome === 'no-answer' || outcome === 'not-seen' ? false : null;
}

/** Full hours at which it is decent to knock. */
export const firstHour = 8;
export const lastHour = 20;

/** How often doors were opened and knocked at, by sort of day and hour. */
export interface Tally {
	readonly weekday: readonly Count[];
	readonly weekend: readonly Count[];
}
interface Count {
	readonly opened: number;
	readonly knocked: number;
}
type DaySort = keyof Tally;

export type Part = 'morning' | 'noon' | 'afternoon' | 'evening';

export type Reason =
	/** Somebody opened then. */
	| { readonly type: 'opened'; readonly ms: number }
	/** Tried in vain so often, and always in these parts of the day; the hour is one when others open. */
	| { readonly type: 'vain'; readonly times: number; readonly parts: readonly Part[] }
	/** When doors of this grid are opened. */
	| { readonly type: 'grid' }
	/** Nothing is known yet: a default of this system's own. */
	| { readonly type: 'default' };

export interface Hour {
	/** `yyyy-mm-dd` */
	readonly day: string;
	/** Full hour. */
	readonly hour: number;
	readonly why: Reason;
}

/** Before a grid has a past of its own: evenings on workdays, mornings and evenings at weekends. */
const usual: Readonly<Record<DaySort, Readonly<Record<Part, number>>>> = {
	weekday: { morning: 0.35, noon: 0.5, afternoon: 0.35, evening: 0.7 },
	weekend: { morning: 0.6, noon: 0.5, afternoon: 0.55, evening: 0.6 },
};
/** As many knocks as the default weighs beside the grid's own. */
const usualWeight = 5;
const daysAhead = 7;
/** What waiting a day longer costs, on the scale of how often a door is opened. */
const dayCost = 0.03;
/** When people come home. */
const eveningHour = 17;

const hours = Array.from({ length: lastHour - firstHour + 1 }, (_, index) => firstHour + index);

export function partOf(hour: number): Part {
	if (hour < 12) return 'morning';
	if (hour < 14) return 'noon';
	return hour < 18 ? 'afternoon' : 'evening';
}

export function tallyOf(knocks: Iterable<Knock>, timeZone: string = defaultTimeZone): Tally {
	const counts = { weekday: hours.map(() => [0, 0]), weekend: hours.map(() => [0, 0]) };
	for (const { ms, opened } of knocks) {
		const { sort, hour } = slotOf(ms, timeZone);
		const count = counts[sort][hour - firstHour];
		if (!count) continue;
		count[0]! += Number(opened);
		count[1]! += 1;
	}
	const told = (sort: DaySort) => counts[sort].map(([opened, knocked]) => ({ opened: opened!, knocked: knocked! }));
	return { weekday: told('weekday'), weekend: told('weekend') };
}

/**
 * When to knock again.
 * @param past knocks at this door, in any order
 * @param grid of all doors of the grid
 * @param tonight only hours that are left of this evening count, as long as there are any
 */
export function hourFor(
	past: readonly Knock[],
	grid: Tally,
	nowMs: number,
	{ tonight = false, timeZone = defaultTimeZone }: { readonly tonight?: boolean; readonly timeZone?: string } = {},
): Hour {
	const own = past.map((knock) => ({ ...knock, ...slotOf(knock.ms, timeZone) }));
	const week = comingSlots(nowMs, timeZone);
	const evening = tonight ? week.filter(({ wait, hour }) => wait === 0 && hour >= eveningHour) : [];
	const coming = evening.length > 0 ? evening : week;
	const at = ({ sort, hour }: Slot) => own.filter((knock) => knock.sort === sort && knock.hour === hour);
	const known = coming.filter((slot) => at(slot).some((knock) => knock.opened));
	if (known.length > 0) {
		const best = bestOf(known, (slot) => {
			const knocks = at(slot);
			return (knocks.filter((knock) => knock.opened).length + 1) / (knocks.length + 2);
		});
		const ms = Math.max(...at(best).flatMap((knock) => (knock.opened ? [knock.ms] : [])));
		return { day: best.day, hour: best.hour, why: { type: 'opened', ms } };
	}
	const vain = own.filter((knock) => !knock.opened);
	const best = bestOf(coming, (slot) => rateOf(grid, slot) * 0.5 ** vainAt(vain, slot));
	return { day: best.day, hour: best.hour, why: reasonOf(vain, grid, best) };
}

interface Slot {
	readonly sort: DaySort;
	readonly hour: number;
}
interface ComingSlot extends Slot {
	readonly day: string;
	readonly wait: number;
}

/** Of equals the one that comes first. */
function bestOf(slots: readonly ComingSlot[], score: (slot: ComingSlot) => number): ComingSlot {
	return slots
		.map((slot) => ({ slot, value: score(slot) - slot.wait * dayCost }))
		.reduce((best, one) => (one.value > best.value + 1e-9 ? one : best)).slot;
}

/** Hours that have not begun, in order, from today on; a week has each sort of day. */
function comingSlots(nowMs: number, timeZone: string): readonly ComingSlot[] {
	const today = dayOf(nowMs, timeZone);
	const { hour: now } = slotOf(nowMs, timeZone);
	return Array.from({ length: daysAhead + 1 }, (_, wait) => wait).flatMap((wait) => {
		const day = daysLater(today, wait);
		return hours.filter((hour) => wait > 0 || hour > now).map((hour) => ({ day, wait, hour, sort: sortOf(day) }));
	});
}

const rateOf = (grid: Tally, { sort, hour }: Slot): number => {
	const { opened, knocked } = grid[sort][hour - firstHour]!;
	return (opened + usual[sort][partOf(hour)] * usualWeight) / (knocked + usualWeight);
};

/** In vain at this hour, and half of it for the hours beside it; on another sort of day it says half as much. */
const vainAt = (own: readonly Slot[], { sort, hour }: Slot): number =>
	own.reduce((sum, knock) => {
		const near = knock.hour === hour ? 1 : Math.abs(knock.hour - hour) === 1 ? 0.5 : 0;
		return sum + near * (knock.sort === sort ? 1 : 0.5);
	}, 0);

function reasonOf(own: readonly Slot[], grid: Tally, { sort, hour }: Slot): Reason {
	if (own.length > 0) {
		const parts = (['morning', 'noon', 'afternoon', 'evening'] as const).filter((part) =>
			own.some((knock) => partOf(knock.hour) === part),
		);
		return { type: 'vain', times: own.length, parts };
	}
	return grid[sort][hour - firstHour]!.knocked >= usualWeight ? { type: 'grid' } : { type: 'default' };
}

const sortOf = (day: string): DaySort => (new Date(day).getUTCDay() % 6 === 0 ? 'weekend' : 'weekday');

/** Dear to make and pure: kept, as those of the ledger's days. */
const formats = new Map<string, Intl.DateTimeFormat>();

function slotOf(ms: number, timeZone: string): Slot {
	let format = formats.get(timeZone);
	if (!format) {
		format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
		formats.set(timeZone, format);
	}
	return { sort: sortOf(dayOf(ms, timeZone)), hour: Number(format.format(ms)) };
}
