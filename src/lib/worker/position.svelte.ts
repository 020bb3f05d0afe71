/**
 * Where the phone is, while a form is open. Never asked for without a tap, never waited for, never followed: one fix,
 * with its accuracy and age.
 */
import type { Position } from '#lib/kinds/fields.ts';

export type PositionState = 'off' | 'unasked' | 'waiting' | 'found';

const askMs = 15_000;
const staleMs = 60_000;

export function createPosition(geolocation: Geolocation | undefined = navigator.geolocation) {
	let state = $state<PositionState>('off');
	let fix = $state.raw<GeolocationPosition | null>(null);

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
		/** Metres. */
		get accuracy() {
			return fix ? Math.round(fix.coords.accuracy) : null;
		},
		ask,
		drop: () => {
			fix = null;
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
		read: (nowMs: number): Position | null => {
			if (!fix) return null;
			const { latitude: lat, longitude: lon, accuracy } = fix.coords;
			const age = Math.min(86_400, Math.max(0, Math.round((nowMs - fix.timestamp) / 1000)));
			return { lat: round(lat), lon: round(lon), accuracy: Math.min(100_000, Math.round(accuracy)), age };
		},
	};
}

/** Six places are about ten centimetres: more than any phone knows. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
