/** After a save: said in words, and for ten seconds taken back with one tap. */
import type { Space } from '#lib/device/database.ts';
import { noteSave } from '#lib/device/health.svelte.ts';
import { live } from '#lib/device/live.svelte.ts';
import type { Mark } from '#lib/device/marks.ts';
import { recordRow } from '#lib/device/records.ts';
import { takeBack } from '#lib/device/changes.ts';
import type { SaveFault, Saved } from '#lib/device/save.ts';
import { refusals } from '#lib/ledger/refusal.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { say } from '#lib/words/language.svelte.ts';
import { words as shell } from '#lib/words/shell.ts';
import { faultWords } from './words/fault-words.ts';

/** Why nothing was saved, what is safe, and what to do. */
export function faultText(fault: SaveFault): string {
	if (fault === 'full') return say(shell.full);
	if (fault === 'newer') return say(faultWords.newer);
	if (fault === 'no-desk') return say(faultWords.noDesk);
	if (fault === 'refused') return say(faultWords.refusedBase);
	if (fault === 'unknown-record') return say(faultWords.unknownRecord);
	return `${say(faultWords.badField)} ${say(refusals[fault.code])}${fault.detail ? ` (${fault.detail})` : ''}`;
}

/** Tells how the save of a new record went; gives its id when it is on the disk. */
export function tellSaved(space: Space, saved: Saved, what: string): string | null {
	noteSave(!saved.ok && saved.error === 'full');
	if (!saved.ok) {
		toasts.show({ text: faultText(saved.error), tone: 'danger', lastsMs: 15_000 });
		return null;
	}
	const { id } = saved.value;
	const { mark, stop } = following(space, id);
	toasts.show({
		text: `${what} · ${say(shell.saved)}`,
		mark,
		ended: stop,
		action: { label: say(shell.undo), run: () => undo(space, id) },
	});
	return id;
}

async function undo(space: Space, id: string): Promise<void> {
	const taken = await takeBack(space, id, 'undo');
	toasts.show(taken.ok ? { text: say(shell.undone) } : { text: faultText(taken.error), tone: 'danger' });
}

/** The mark of a record while its toast stands: it may be on the server before the ten seconds are over. */
function following(space: Space, id: string): { readonly mark: () => Mark; readonly stop: () => void } {
	let mark: () => Mark = () => 'phone';
	const stop = $effect.root(() => {
		const row = live(() => recordRow(space.db, id), undefined);
		mark = () => row.value?.mark ?? 'phone';
	});
	return { mark, stop };
}
