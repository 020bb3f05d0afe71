/**
 * `backups.jsonl`: which copies of the data folder were made, when, and where they were put, so that an erasure can say
 * what still holds the person and until when. Rules B7 and B8.
 */
import { appendFileSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { erasuresName } from '#server/erasure/log.ts';

export const backupsName = 'backups.jsonl';

const lineSchema = v.object({
	/** Unix ms. */
	at: v.number(),
	/** Folder on the machine where it was made; it may have been carried on since. */
	folder: v.string(),
	/** `aside`: what a restore moved out of the way. */
	sort: v.picklist(['backup', 'aside']),
});
export type MadeBackup = v.InferOutput<typeof lineSchema>;

const dayMs = 24 * 60 * 60 * 1000;

export interface BackupLog {
	readonly all: () => readonly MadeBackup[];
	/** Copies from before `at` that are kept still, each with the moment from which it is not. */
	readonly holding: (at: number, keptDays: number) => readonly (MadeBackup & { readonly until: number })[];
	/** Puts the list of erasures beside each backup that can be reached, so that no restore forgets one. */
	readonly leaveErasures: () => void;
}

export function openBackupLog(dataDir: string): BackupLog {
	const all = () => backupsIn(dataDir);
	return {
		all,
		holding: (at, keptDays) =>
			all()
				.filter((made) => made.at <= at)
				.map((made) => ({ ...made, until: made.at + keptDays * dayMs }))
				.filter(({ until }) => until > at),
		leaveErasures: () => {
			const erasures = join(dataDir, erasuresName);
			for (const folder of new Set(all().map((made) => dirname(made.folder)))) {
				if (!existsSync(folder) || !existsSync(erasures)) continue;
				try {
					copyFileSync(erasures, join(folder, erasuresName));
				} catch {
					// A disk that is not there now, or full: the list in the data folder stands, and a restore reads that too.
				}
			}
		},
	};
}

/** On the disk when it returns. */
export const noteBackup = (dataDir: string, made: MadeBackup): void =>
	appendFileSync(join(dataDir, backupsName), `${JSON.stringify(made)}\n`, { mode: 0o600, flush: true });

export function backupsIn(dataDir: string): MadeBackup[] {
	const file = join(dataDir, backupsName);
	if (!existsSync(file)) return [];
	return readFileSync(file, 'utf8')
		.split('\n')
		.flatMap((line) => {
			const read = v.safeParse(lineSchema, parsed(line));
			return read.success ? [read.output] : [];
		});
}

function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		// A line that the power cut off: the backup itself was made, but nobody was told of it.
		return null;
	}
}
