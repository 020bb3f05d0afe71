/** After a save: said in words, and for ten seconds taken back with one tap. */
import type { Space } from '#lib/device/database.ts';
import { withdraw, type SaveFault, type Saved } from '#lib/device/save.ts';
import { refusals } from '#lib/ledger/refusal.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { say } from '#lib/words/language.svelte.ts';
import { words as shell } from '#lib/words/shell.ts';
import { words } from './words.ts';

/** Why nothing was saved, what is safe, and what to do. */
export function faultText(fault: SaveFault): string {
	if (fault === 'full') return say(shell.full);
	if (fault === 'no-desk') return say(words.noDesk);
	if (fault === 'refused') return say(words.refusedBase);
	if (fault === 'unknown-record') return say(words.unknownRecord);
	return `${say(words.badField)} ${say(refusals[fault.code])}${fault.detail ? ` (${fault.detail})` : ''}`;
}

/** Tells how the save of a new record went; gives its id when it is on the disk. */
export function tellSaved(space: Space, saved: Saved, what: string): string | null {
	if (!saved.ok) {
		toasts.show({ text: faultText(saved.error), tone: 'danger', lastsMs: 15_000 });
		return null;
	}
	const { id } = saved.value;
	toasts.show({
		text: `${what} · ${say(shell.saved)}`,
		action: { label: say(shell.undo), run: () => undo(space, id) },
	});
	return id;
}

async function undo(space: Space, id: string): Promise<void> {
	const taken = await withdraw(space, id, 'undo');
	toasts.show(taken.ok ? { text: say(shell.undone) } : { text: faultText(taken.error), tone: 'danger' });
}
