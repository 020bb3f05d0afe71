/** Erasure over a data folder: its log, the stores beside the ledger, and the folders of backups that it can reach. */
import type { Identities } from '#server/roster/identities.ts';
import type { Trace } from '#server/out/trace.ts';
import type { Photos } from '#server/blobs/photos.ts';
import { openBackupLog } from '#server/backups/log.ts';
import { createErasures, type Erasures, type ErasuresDeps } from './erasures.ts';
import { openErasureLog } from './log.ts';
import { wordsInText } from './strip.ts';

export interface OpenDeps extends Pick<ErasuresDeps, 'store' | 'rooms' | 'timeZone' | 'now'> {
	/** Folder of the data. */
	readonly dataDir: string;
	readonly identities: Pick<Identities, 'erase'>;
	readonly trace: Pick<Trace, 'erase'>;
	readonly photos: Pick<Photos, 'forget'>;
}

/** @throws when the log of erasures cannot be read. */
export function openErasures({ dataDir, identities, trace, photos, ...deps }: OpenDeps): Erasures {
	const backups = openBackupLog(dataDir);
	return createErasures({
		...deps,
		log: openErasureLog(dataDir),
		cleaners: [
			{ name: 'identities', clean: async ({ subjects }) => identities.erase([...subjects]) },
			{ name: 'exports', clean: async ({ words }) => trace.erase(wordsInText(words)) },
			{ name: 'photos', clean: async ({ entries }) => photos.forget([...entries]) },
		],
		onDone: () => backups.leaveErasures(),
	});
}
