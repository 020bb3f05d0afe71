/** Photos that a test announces on the ledger and brings, and what lies on the server's shelf by them. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '#lib/ledger/entry.ts';
import type { App } from './app.ts';

export interface Announced {
	/** Of entries that will be let go of; a test that makes one by itself adds it. */
	readonly ids: string[];
	/** Puts the entry of a photo on the ledger. */
	readonly announce: (entry: Entry) => Promise<Entry>;
	/** `photos` in the data folder. */
	readonly folder: () => string;
	/** Names of all files within. */
	readonly files: () => readonly string[];
	/** Lets go of all that was announced. */
	readonly forget: () => Promise<void>;
}

export function createAnnounced(server: () => Pick<App, 'dataDir' | 'photos' | 'write'>, page: string): Announced {
	const ids: string[] = [];
	const folder = () => join(server().dataDir, 'photos');
	return {
		ids,
		announce: async (entry) => {
			ids.push(entry.id);
			await server().write(page, entry);
			return entry;
		},
		folder,
		files: () =>
			(existsSync(folder()) ? readdirSync(folder(), { recursive: true, withFileTypes: true }) : [])
				.filter((file) => file.isFile())
				.map(({ name }) => name),
		forget: () => server().photos.forget(ids.splice(0)),
	};
}
