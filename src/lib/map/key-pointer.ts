/** A pointer for whoever has none: it stands in the middle, and keys move the map under it, or what it holds. */
import type { Map as Canvas } from 'maplibre-gl';

export interface KeyPointerEvents {
	/** True: pressed, it holds what lies under it until it is pressed again. */
	readonly canHold?: () => boolean;
	/** How far it is from the middle in pixels; null: it holds nothing. */
	readonly onheld?: (offset: Offset | null) => void;
	/** Enter: what lies in the middle is to be opened. */
	readonly onopen?: () => void;
}

/** Pixels to the right and down. */
export type Offset = readonly [number, number];

const ways: Readonly<Record<string, Offset>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};
/** Pixels for each press; with Shift, finely. */
const step = { held: 8, fine: 2, pan: 10 };

/** What listens to a pointer hears one. Gives what ends it. */
export function followKeys(map: Canvas, { canHold, onheld, onopen }: KeyPointerEvents): () => void {
	const canvas = map.getCanvas();
	let held: Offset | null = null;

	function tell(kind: 'pointermove' | 'pointerdown' | 'pointerup', [x, y]: Offset): void {
		const { left, top, width, height } = canvas.getBoundingClientRect();
		const at = { clientX: left + width / 2 + x, clientY: top + height / 2 + y };
		const isDown = kind === 'pointerdown' || held !== null;
		const how = { bubbles: true, cancelable: true, isPrimary: true, button: 0, buttons: isDown ? 1 : 0 };
		canvas.dispatchEvent(new PointerEvent(kind, { ...at, ...how }));
	}
	function hold(offset: Offset | null): void {
		held = offset;
		onheld?.(offset);
	}
	function press(): void {
		tell('pointermove', [0, 0]);
		tell('pointerdown', [0, 0]);
		if (canHold?.()) hold([0, 0]);
		else tell('pointerup', [0, 0]);
	}
	function drop(): void {
		if (!held) return;
		tell('pointerup', held);
		hold(null);
	}
	function move([x, y]: Offset, event: KeyboardEvent): void {
		if (held) {
			const far = event.shiftKey ? step.fine : step.held;
			hold([held[0] + x * far, held[1] + y * far]);
			tell('pointermove', held);
		} else map.panBy([x * step.pan, y * step.pan], { animate: false }, { originalEvent: event });
	}

	function onKey(event: KeyboardEvent): void {
		const way = ways[event.key];
		// Without Shift and with nothing in hand the map itself moves by arrows.
		if (way && (held || event.shiftKey)) move(way, event);
		else if (event.key === ' ') {
			if (held) drop();
			else press();
		} else if (event.key === 'Enter' && onopen) onopen();
		else if (event.key === 'Escape' && held) {
			hold([0, 0]);
			tell('pointermove', [0, 0]);
			drop();
		} else return;
		event.preventDefault();
		event.stopPropagation();
	}

	canvas.addEventListener('keydown', onKey);
	canvas.addEventListener('blur', drop);
	return () => {
		canvas.removeEventListener('keydown', onKey);
		canvas.removeEventListener('blur', drop);
	};
}
