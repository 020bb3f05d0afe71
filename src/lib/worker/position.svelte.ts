/**
 * Where the phone is, while a form is open. Never asked for without a tap, never waited for, never followed: one fix,
 * with its accuracy and age, and the pin where the person has put it. Rules D162, D165–D167.
 */
import type { Whereabouts } from '#lib/device/whereabouts.ts';
import { rounded, type Point } from '#lib/ground/point.ts';
import type { Position } from '#lib/kinds/fields.ts';
import { positionOf, type Fix } from '#lib/kinds/position.ts';

export type PositionState = 'off' | 'unasked' | 'waiting' | 'found';

const askMs = 15_000;
const staleMs = 60_000;

export function createPosition() {
	// Absent where a page is not served safely.
	const geolocation = navigator.geolocation as Geolocation | undefined;
	let state = $state<PositionState>('off');
	let fix = $state.raw<Fix | null>(null);
	let pin = $state.raw<Point | null>(null);

	function ask(): void {
		if (!geolocation) return;
		state = 'waiting';
		geolocation.getCurrentPosition(
			({ coords: { longitude, latitude, accuracy }, timestamp }) => {
				fix = { at: [longitude, latitude], accuracy, ms: timestamp };
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
		/** What the phone measured, the same object as long as it is not asked again; null while there is none. */
		get here() {
			return fix;
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
		read: (nowMs: number, { site, before }: Whereabouts): Position | null =>
			fix && positionOf(fix, { pin, site, before, nowMs }),
	};
}
