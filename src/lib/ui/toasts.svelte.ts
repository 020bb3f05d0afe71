/** One short message at the bottom, with an action that can be taken back for a while. A new one takes the place of the last. */
import type { MarkName } from '#lib/words/marks.ts';

export interface Toast {
	readonly text: string;
	/** Where the record is, as it goes on. */
	readonly mark?: () => MarkName;
	/** Called when it goes. */
	readonly ended?: () => void;
	readonly tone?: 'plain' | 'danger';
	/** Stays for `lastsMs`; ten seconds when something can be undone. */
	readonly action?: { readonly label: string; readonly run: () => void | Promise<void> };
	readonly lastsMs?: number;
}

export const undoMs = 10_000;
const plainMs = 5_000;

let shown = $state.raw<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export const toasts = {
	get shown(): Toast | null {
		return shown;
	},
	show(toast: Toast): void {
		toasts.hide();
		shown = toast;
		timer = setTimeout(toasts.hide, toast.lastsMs ?? (toast.action ? undoMs : plainMs));
	},
	hide(): void {
		clearTimeout(timer);
		const gone = shown;
		shown = null;
		gone?.ended?.();
	},
};
