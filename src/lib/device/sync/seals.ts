/** Pages with own entries that may want sealing, one after the other. Rule D91. */
import type { PageId } from '#lib/ledger/page.ts';
import type { Space } from '#lib/device/database.ts';
import { sealPage } from '#lib/device/proof/seal-page.ts';
import type { Remote } from '#lib/device/remote.ts';

export interface Seals {
	/** Entries of the page were receipted. */
	readonly want: (page: PageId) => void;
	/** One round at a time, as long as `mayGoOn`. */
	readonly run: () => void;
}

export function createSeals(space: Space, remote: Remote, mayGoOn: () => boolean): Seals {
	const unsealed = new Set<PageId>();
	let running: Promise<void> | null = null;
	async function sealEach(): Promise<void> {
		for (const page of [...unsealed]) {
			if (!mayGoOn()) return;
			// Before it is asked for: what is receipted meanwhile waits for the next round.
			unsealed.delete(page);
			if ((await sealPage(space, remote, page)) === 'later') unsealed.add(page);
		}
	}
	return {
		want: (page) => void unsealed.add(page),
		run: () => {
			running ??= sealEach()
				.catch((error: unknown) => {
					if (mayGoOn()) console.error('seal', error);
				})
				.finally(() => {
					running = null;
				});
		},
	};
}
