/** `npm run restore -- <backup>`: puts a backup in place of the data folder. */
import { resolve } from 'node:path';
import type { RestoreFault } from './backups/restore.ts';
import { restore } from './backups/restore.ts';
import { readConfig } from './config.ts';
import { folderTaken } from './startup.ts';

const help = `Usage: npm run restore -- <backup>      (stop the server first; DATA_DIR names the data folder)

What stands in the data folder is moved aside, not deleted. Phones send again what came after the backup.
What was erased since is erased again at the next start: keep erasures.jsonl beside your backups.`;

process.umask(0o077);
process.exitCode = main(process.argv[2]);

function main(given: string | undefined): number {
	if (given === undefined || given === '--help') {
		console.log(help);
		return given === undefined ? 2 : 0;
	}
	const config = readConfig(process.env);
	if (!config.ok) return fail(config.error.join('\n'));
	const { dataDir } = config.value;
	const restored = restore(resolve(given), dataDir, Date.now);
	if (!restored.ok) return fail(wordsOf(restored.error, resolve(given), dataDir));
	const { manifest, generation, aside } = restored.value;
	console.log(`${dataDir} is as it was at ${manifest.made}; generation ${generation}.`);
	if (aside) console.log(`What stood there is in ${aside}: delete it when all is well.`);
	console.log('Start the server. Phones bring back what came after the backup, at their next contact.');
	return 0;
}

function wordsOf(fault: RestoreFault, backup: string, dataDir: string): string {
	switch (fault.code) {
		case 'no-backup':
			return `There is no backup in ${backup}.`;
		case 'damaged':
			return `The backup in ${backup} is damaged: ${fault.name} is not what it was. Nothing was changed.`;
		case 'taken':
			return folderTaken(dataDir);
	}
}

function fail(words: string): number {
	console.error(words);
	return 1;
}
