/** Computes the rows of a space anew and loads the screens again. */
import type { Space } from '#lib/device/database.ts';

/** @param told how far it is, as text */
export async function repairHere(space: Space, told: (at: string) => void): Promise<void> {
	told('…');
	const { rebuildRows } = await import('#lib/device/repair.ts');
	await rebuildRows(space, (done, total) => told(`${done} / ${total}`));
	location.reload();
}
