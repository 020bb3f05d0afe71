/** A pointer for whoever has none: it stands in the middle, and keys move the map under it, or what it holds. Rule D186. */
import type { Map as Canvas } from 'maplibre-gl';

export interface KeyPointerEvents {
	/** Enter: what lies in the middle is to be opened. */
	readonly onopen?: () => void;
	/** Space, where something is drawn. */
	readonly hand?: Hand;
}

/** What Space does where something is drawn: it takes what is chosen, and taps on all else. */
export interface Hand {
	/** Whether what is chosen lies here. */
	readonly canHold: (at: PointerAt) => boolean;
	/** How far it is from the middle; null: nothing is held any more. */
	readonly onheld: (offset: Offset | null) => void;
	/** Does `letGo` as if nothing had been held. */
	readonly leave: (letGo: () => void) => void;
}

/** As a pointer's event says it, in pixels of the window. */
export interface PointerAt {
	readonly clientX: number;
	readonly clientY: number;
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
/** What is held stays so far within the map, in pixels. */
const edge = 16;

/** What listens to a pointer hears one. Gives what ends it. */
export function followKeys(map: Canvas, { onopen, hand }: KeyPointerEvents): () => void {
	const canvas = map.getCanvas();
	let held: Offset | null = null;

	function at([x, y]: Offset): PointerAt {
		const { left, top, width, height } = canvas.getBoundingClientRect();
		return { clientX: left + width / 2 + x, clientY: top + height / 2 + y };
	}
	function tell(kind: 'pointermove' | 'pointerdown' | 'pointerup', offset: Offset): void {
		const isDown = kind === 'pointerdown' || held !== null;
		const how = { bubbles: true, cancelable: true, isPrimary: true, button: 0, buttons: isDown ? 1 : 0 };
		canvas.dispatchEvent(new PointerEvent(kind, { ...at(offset), ...how }));
	}
	function hold(offset: Offset | null): void {
		held = offset;
		hand?.onheld(offset);
	}
	function press(): void {
		if (!hand) return onopen?.();
		tell('pointermove', [0, 0]);
		if (hand.canHold(at([0, 0]))) {
			// Dragging begins with the first move, and moves nothing yet.
			tell('pointerdown', [-1, 0]);
			hold([0, 0]);
			tell('pointermove', [0, 0]);
		} else {
			tell('pointerdown', [0, 0]);
			tell('pointerup', [0, 0]);
		}
	}
	function drop(): void {
		if (!held) return;
		tell('pointerup', held);
		hold(null);
	}
	function move([x, y]: Offset, event: KeyboardEvent): void {
		if (!held) return void map.panBy([x * step.pan, y * step.pan], { animate: false }, { originalEvent: event });
		const far = event.shiftKey ? step.fine : step.held;
		const within = (value: number, size: number) => Math.max(edge - size / 2, Math.min(size / 2 - edge, value));
		hold([within(held[0] + x * far, canvas.clientWidth), within(held[1] + y * far, canvas.clientHeight)]);
		tell('pointermove', held);
	}

	function onKey(event: KeyboardEvent): void {
		const { key } = event;
		if (event.ctrlKey || event.altKey || event.metaKey) return;
		const way = ways[key];
		// Without Shift and with nothing in hand the map itself moves by arrows.
		if (way && (held || event.shiftKey)) move(way, event);
		else if (key === ' ' || (key === 'Enter' && onopen)) {
			// A key that is held down is pressed once.
			if (event.repeat) event.preventDefault();
			else if (held) drop();
			else press();
		} else if (key === 'Escape' && held) hand?.leave(drop);
		// The map is not zoomed under what is in hand.
		else if (!held || !['+', '-', '=', '_'].includes(key)) return;
		event.preventDefault();
		event.stopPropagation();
	}
	/** Whoever has a mouse, too, has let go. */
	const onPointer = ({ isTrusted }: PointerEvent) => isTrusted && drop();

	canvas.addEventListener('keydown', onKey);
	canvas.addEventListener('blur', drop);
	canvas.addEventListener('pointermove', onPointer, true);
	return () => {
		canvas.removeEventListener('keydown', onKey);
		canvas.removeEventListener('blur', drop);
		canvas.removeEventListener('pointermove', onPointer, true);
	};
}
