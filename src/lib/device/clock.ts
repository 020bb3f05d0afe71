/**
 * Time on a phone whose clock may be wrong: `at` is the clock as it was, the ledger's clock is corrected by what the
 * server last said.
 */
import { clockToleranceMs, hlcToMs, tick, type Hlc } from '#lib/ledger/clock.ts';
import type { Ledger } from './database.ts';

export interface ClockRow {
	/** The last reading given on this phone. */
	readonly hlc: Hlc | null;
	/** Server's time minus the phone's, in ms; 0 before the first contact. */
	readonly offset: number;
	/** Server's time at the last contact, ms; absent before the first. Nothing is dated before it. */
	readonly contact?: number;
}

const unset: ClockRow = { hlc: null, offset: 0 };

export const readClock = async (db: Ledger): Promise<ClockRow> =>
	((await db.meta.get('clock'))?.value as ClockRow | undefined) ?? unset;

export const writeClock = (db: Ledger, clock: ClockRow): PromiseLike<unknown> =>
	db.meta.put({ key: 'clock', value: clock });

/** The phone's time as the server would say it, in ms. */
export const correctedNow = async (db: Ledger, nowMs: number): Promise<number> => nowMs + (await readClock(db)).offset;

/** The next reading, later than `after` too. A last reading from a clock that was far ahead is not carried on. */
export function nextReading(clock: ClockRow, nowMs: number, after: Hlc | null): ClockRow & { readonly hlc: Hlc } {
	// A clock that was turned back since the last contact dates nothing before it.
	const now = Math.max(nowMs + clock.offset, clock.contact ?? 0);
	const sane = (hlc: Hlc | null) => (hlc !== null && hlcToMs(hlc) <= now + clockToleranceMs ? hlc : null);
	const last =
		[sane(clock.hlc), after]
			.filter((hlc) => hlc !== null)
			.sort()
			.at(-1) ?? null;
	return { ...clock, hlc: tick(last, now) };
}

export const isClockOff = (clock: ClockRow): boolean => Math.abs(clock.offset) > clockToleranceMs;

/** ISO 8601 with the phone's own offset, to the second. @param offsetMinutes east of Greenwich */
export function isoWithOffset(ms: number, offsetMinutes: number = -new Date(ms).getTimezoneOffset()): string {
	const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19);
	const minutes = Math.abs(offsetMinutes);
	const pad = (part: number) => String(part).padStart(2, '0');
	return `${local}${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
