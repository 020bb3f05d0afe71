import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// A lock takes the screens away. What is typed in a form comes back by itself; a dialog is easily forgotten.

const root = join(import.meta.dirname, '..', '..');
const asks = /<(Field|TextArea|ChipGroup|Select|SeatFields|textarea|select|input)\b/;
/** What is chosen there is done at once, or by one tap again. */
const nothingToLose = new Set([
	'src/lib/supervisor/DeskMenu.svelte',
	'src/lib/supervisor/ExportMenu.svelte',
	'src/lib/supervisor/KeysDialog.svelte',
	'src/lib/worker/PinDialog.svelte',
	// Not quite so: what was drawn since the last save lies in memory alone, the name of a shape with it.
	'src/lib/supervisor/map/FeatureDialog.svelte',
	'src/routes/workbench/Components.svelte',
]);

describe('dialogs', () => {
	const dialogs = globSync('src/**/*.svelte', { cwd: root }).filter((file) => {
		const text = readFileSync(join(root, file), 'utf8');
		return text.includes('<Dialog') && asks.test(text);
	});

	it('[K21] each that is typed or chosen in keeps it over a lock', () => {
		expect(dialogs.length).toBeGreaterThan(5);
		const forgetful = dialogs.filter(
			(file) => !nothingToLose.has(file) && !/\bkept[(<]/.test(readFileSync(join(root, file), 'utf8')),
		);
		expect(forgetful).toEqual([]);
	});
});
