/**
 * What is odd about a position, told beside it and never held against anybody: an old or a coarse fix, one that is the
 * same to the last digit as those before it, a jump that nobody walks. Pure; all from what the record itself and the last
 * own records say.
 */
import { metresBetween, rounded, type Point } from '#lib/ground/point.ts';
import type { Position, PositionDoubt } from './fields.ts';

/** One measurement of where the phone is. */
export interface Fix {
	readonly at: Point;
	/** Metres. */
	readonly accuracy: number;
	/** When it was measured, ms. */
	readonly ms: number;
}

/** A fix that is older is no sign of where the record was written. */
const oldSeconds = 120;
const coarseMetres = 100;
/** The receiver of a phone is never still to ten centimetres for so long. */
const stillMs = 120_000;
/** How many before it are the same as well. */
const stillCount = 2;
/** Faster than any car in the city. */
const jumpMetresPerSecond = 40;
const jumpMetres = 1000;

/** @param before own positions, the latest first */
export function doubtsOf(fix: Fix & { readonly ageSeconds: number }, before: readonly Fix[]): PositionDoubt[] {
	const doubts: PositionDoubt[] = [];
	if (fix.ageSeconds > oldSeconds) doubts.push('old');
	if (fix.accuracy > coarseMetres) doubts.push('coarse');
	if (isStill(fix, before)) doubts.push('same');
	if (before[0] && isJump(fix, before[0])) doubts.push('jump');
	return doubts;
}

function isStill(fix: Fix, before: readonly Fix[]): boolean {
	const chain = [fix, ...before.slice(0, stillCount)];
	return (
		chain.length > stillCount &&
		chain.every(({ at: [lon, lat] }) => lon === fix.at[0] && lat === fix.at[1]) &&
		chain.slice(1).every(({ ms }, index) => chain[index]!.ms - ms >= stillMs)
	);
}

function isJump(fix: Fix, last: Fix): boolean {
	const metres = metresBetween(fix.at, last.at) - fix.accuracy - last.accuracy;
	const seconds = Math.max(1, Math.abs(fix.ms - last.ms) / 1000);
	return metres > jumpMetres && metres / seconds > jumpMetresPerSecond;
}

const dayMs = 86_400_000;

export interface Given {
	/** Where the person has put the pin; null: left where it was measured. */
	readonly pin: Point | null;
	/** Where the subject is registered; null: nowhere. */
	readonly site: Point | null;
	/** Own positions, the latest first. */
	readonly before: readonly Fix[];
	readonly nowMs: number;
}

/** A position as a record keeps it. */
export function positionOf(fix: Fix, { pin, site, before, nowMs }: Given): Position {
	const at = rounded(fix.at);
	const accuracy = Math.min(100_000, Math.round(fix.accuracy));
	const ageMs = Math.min(dayMs, Math.max(0, nowMs - fix.ms));
	const doubts = doubtsOf({ at, accuracy, ms: fix.ms, ageSeconds: ageMs / 1000 }, before);
	return {
		lat: at[1],
		lon: at[0],
		accuracy,
		age: Math.round(ageMs / 1000),
		...(pin && { moved: { lat: pin[1], lon: pin[0] } }),
		...(site && { off: Math.round(metresBetween(pin ?? at, site)) }),
		...(doubts.length > 0 && { doubts }),
	};
}

/** Where the person says that it was; without a word of his what the phone measured. */
export const meantPoint = ({ lat, lon, moved }: Position): Point => (moved ? [moved.lon, moved.lat] : [lon, lat]);

/** A house is up to eighty metres long, and the middle of it is registered. */
const farMetres = 150;

/** Metres from the registered place, where that is farther than the accuracy and the length of a house explain. */
export const farOff = ({ off, accuracy, moved }: Position): number | null =>
	off !== undefined && off - (moved ? 0 : accuracy) > farMetres ? off : null;
