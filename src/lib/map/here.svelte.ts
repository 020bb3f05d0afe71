/** Where I am: asked for by a tap, once for each tap, never followed and never kept. Rule D162. */
import type { Here } from './scene.ts';

export type HereState = 'unasked' | 'waiting' | 'found' | 'denied' | 'unknown';

const askMs = 15_000;

export function createHere() {
	// Absent where a page is not served safely.
	const geolocation = navigator.geolocation as Geolocation | undefined;
	let state = $state<HereState>('unasked');
	let here = $state.raw<Here | null>(null);
	return {
		get state() {
			return state;
		},
		get value() {
			return here;
		},
		ask: () => {
			if (!geolocation) return void (state = 'unknown');
			state = 'waiting';
			geolocation.getCurrentPosition(
				({ coords: { longitude, latitude, accuracy } }) => {
					here = { at: [longitude, latitude], accuracy };
					state = 'found';
				},
				({ code, PERMISSION_DENIED }) => (state = code === PERMISSION_DENIED ? 'denied' : 'unknown'),
				{ enableHighAccuracy: true, timeout: askMs, maximumAge: 0 },
			);
		},
	};
}
