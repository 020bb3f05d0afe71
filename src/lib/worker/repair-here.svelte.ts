/** Computes the rows of a space anew and loads the screens again. */
import type { Space } from '#lib/device/database.ts';
import { say } from '#lib/words/language.svelte.ts';
import { databaseWords as words } from './words/database-words.ts';

export function createRepair(space: Space) {
	let isRunning = $state(false);
	let text = $state<string | null>(null);

	async function run(): Promise<void> {
		isRunning = true;
		text = '…';
		try {
			const { rebuildRows } = await import('#lib/device/repair.ts');
			await rebuildRows(space, (done, total) => (text = `${done} / ${total}`));
			location.reload();
		} catch (error) {
			console.error('repair', error);
			isRunning = false;
			text = say(words.notRepaired);
		}
	}
	return {
		run,
		get isRunning() {
			return isRunning;
		},
		/** How far it is, or that it failed; null before it was begun. */
		get text() {
			return text;
		},
	};
}
