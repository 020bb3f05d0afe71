/**
 * The hybrid logical clock: wall time that never runs backwards on one device and always moves past what it has seen.
 * Text form: 15 digits of unix milliseconds, `-`, 4 hex digits of a counter; plain string order is time order.
 */
export type Hlc = string;

export const hlcPattern = /^\d{15}-[0-9a-f]{4}$/;
const counterLimit = 0xffff;

/** How far ahead of the server a clock may be, in ms, before an entry is refused as `clock` and a person is told. */
export const clockToleranceMs = 10 * 60 * 1000;

export const hlcOf = (ms: number, counter = 0): Hlc =>
	`${String(ms).padStart(15, '0')}-${counter.toString(16).padStart(4, '0')}`;
export const hlcToMs = (hlc: Hlc): number => Number(hlc.slice(0, 15));

/** The next reading after `last` at wall time `nowMs`; strictly greater than `last`. */
export function tick(last: Hlc | null, nowMs: number): Hlc {
	if (last === null || nowMs > hlcToMs(last)) return hlcOf(nowMs);
	const counter = Number.parseInt(last.slice(16), 16) + 1;
	return counter > counterLimit ? hlcOf(hlcToMs(last) + 1) : hlcOf(hlcToMs(last), counter);
}

/** Later of two readings of the ledger's total order: clock, then id. */
export function isLater(a: { hlc: Hlc; id: string }, b: { hlc: Hlc; id: string }): boolean {
	return a.hlc === b.hlc ? a.id > b.id : a.hlc > b.hlc;
}
