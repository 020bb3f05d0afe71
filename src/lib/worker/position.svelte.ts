/**
 * Where the phone is, while a form is open. Never asked for without a tap, never waited for, never followed: one fix,
 * with its accuracy and age, and the pin where the person has put it. Rules D162, D165–D167.
 */
import type { Whereabouts } from '#lib/device/whereabouts.ts';
import { rounded, type Point } from '#lib/ground/point.ts';
import type { Position } from '#lib/kinds/fields.ts';
import { positionOf } from '#lib/kinds/position.ts';

export type PositionState = 'off' | 'unasked' | 'waiting' | 'found';

const askMs = 15_000;
const staleMs = 60_000;

export function createPosition(geolocation: Geolocation | undefined = navigator.geolocation) {
	let state = $state<PositionState>('off');
	let fix = $state.raw<GeolocationPosition | null>(null);
	let pin = $state.raw<Point | null>(null);

	function ask(): void {
		if (!geolocation) return;
		state = 'waiting';
		geolocation.getCurrentPosition(
			(found) => {
				fix = found;
				state = 'found';
			},
			// Refused, switched off or not found in time: the record is saved without it.
			() => (state = 'off'),
			{ enableHighAccuracy: true, timeout: askMs, maximumAge: staleMs },
		);
	}

	return {
		get state() {
			return state;
		},
		/** What the phone measured, and how well in metres; null while there is none. */
		get here() {
			if (!fix) return null;
			const { latitude, longitude, accuracy } = fix.coords;
			return { at: [longitude, latitude] as Point, accuracy };
		},
		/** When that was, ms. */
		get measuredMs() {
			return fix?.timestamp ?? null;
		},
		/** Where the person has put the pin; null: left where it was measured. */
		get pin() {
			return pin;
		},
		movePin: (point: Point | null) => (pin = point && rounded(point)),
		ask,
		drop: () => {
			fix = null;
			pin = null;
			state = 'unasked';
		},
		/** Asks at once where the person has allowed it before. */
		begin: async () => {
			const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
			if (!geolocation || permission?.state === 'denied') return;
			state = 'unasked';
			if (permission?.state === 'granted') ask();
		},
		/** What a record keeps; null while there is none. */
		read: (nowMs: number, { site, before }: Whereabouts): Position | null => {
			if (!fix) return null;
			const { latitude, longitude, accuracy } = fix.coords;
			const measured = { at: [longitude, latitude] as Point, accuracy, ms: fix.timestamp };
			return positionOf(measured, { pin, site, before, nowMs });
		},
	};
}
