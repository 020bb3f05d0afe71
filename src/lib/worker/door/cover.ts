/**
 * 门口模式: who stands in the doorway can read the phone. What is covered shows for one household, when somebody asks for
 * it, and is covered again on leaving it, when the screen goes dark, and after a while. Rule D154.
 */

/** How long it stays open without being asked for again. */
export const openMs = 2 * 60_000;

export interface Means {
	/** Runs once after so many ms; gives what calls it off. */
	readonly after: (ms: number, run: () => void) => () => void;
	/** What is shown has changed. */
	readonly changed: () => void;
}

export interface Cover {
	readonly isOpen: (household: string) => boolean;
	/** Asked for: shows this household, and no other. */
	readonly open: (household: string) => void;
	/** Left, out of sight, or put away. */
	readonly close: () => void;
}

export function createCover({ after, changed }: Means): Cover {
	let shown: string | null = null;
	let callOff = () => {};
	const close = () => {
		callOff();
		if (shown === null) return;
		shown = null;
		changed();
	};
	return {
		isOpen: (household) => shown === household,
		open: (household) => {
			callOff();
			shown = household;
			callOff = after(openMs, close);
			changed();
		},
		close,
	};
}
