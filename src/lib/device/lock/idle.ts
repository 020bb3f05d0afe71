/** How long nobody has touched the app, by the phone's clock; one that was set back counts as long. Pure. Rule K10. */
export interface Idle {
	readonly touch: () => void;
	readonly isOver: () => boolean;
}

export const idleMinutes = [1, 5, 15] as const;
export const usualMinutes = 5;

/** @param limitMs may change while it runs */
export function createIdle(limitMs: () => number, now: () => number): Idle {
	let last = now();
	return {
		touch: () => {
			last = now();
		},
		isOver: () => {
			const since = now() - last;
			return since < 0 || since >= limitMs();
		},
	};
}
