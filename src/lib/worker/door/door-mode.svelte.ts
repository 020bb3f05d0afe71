/** 门口模式 of this phone: on unless somebody switched it off here; and what is open in spite of it. */
import { onDestroy } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { createCover } from './cover.ts';

const key = 'linli-door-mode';
const off = 'off';
let on = $state(localStorage.getItem(key) !== off);

export const doorMode = {
	get on(): boolean {
		return on;
	},
	set on(next: boolean) {
		on = next;
		if (next) localStorage.removeItem(key);
		else localStorage.setItem(key, off);
	},
};

/** Call during a component's initialisation: with the component goes what it had opened. */
export function createShownCover() {
	let tell = () => {};
	const subscribe = createSubscriber((update) => {
		tell = update;
	});
	const cover = createCover({
		after: (ms, run) => {
			const timer = setTimeout(run, ms);
			return () => clearTimeout(timer);
		},
		changed: () => tell(),
	});
	const onHidden = () => document.visibilityState === 'hidden' && cover.close();
	document.addEventListener('visibilitychange', onHidden);
	onDestroy(() => {
		document.removeEventListener('visibilitychange', onHidden);
		cover.close();
	});
	return {
		/** Whether what is private of this household must not be shown now. */
		covers: (household: string): boolean => {
			subscribe();
			return doorMode.on && !cover.isOpen(household);
		},
		open: cover.open,
		close: cover.close,
	};
}
export type ShownCover = ReturnType<typeof createShownCover>;
