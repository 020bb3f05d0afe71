/** `npm run backup -- <folder>`: a copy of the data folder, also while it is served. */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { backUp } from './backups/backup.ts';
import { noteBackup, openBackupLog } from './backups/log.ts';
import { readConfig } from './config.ts';
import { startFault } from './startup.ts';

const help = `Usage: npm run backup -- <folder>      (DATA_DIR names the data; the server may be running)

Makes linli-<day>-<time> in that folder. It holds names, health and keys: keep it as carefully as the data.`;

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
	if (!existsSync(join(dataDir, 'ledger.sqlite'))) return fail(`There is no ledger in ${dataDir}.`);
	const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
	const target = join(resolve(given), `linli-${stamp}`);
	try {
		mkdirSync(resolve(given), { recursive: true });
		const at = Date.now();
		const { files } = backUp(dataDir, target, Date.now);
		noteBackup(dataDir, { at, folder: target, sort: 'backup' });
		openBackupLog(dataDir).leaveErasures();
		const bytes = files.reduce((sum, { size }) => sum + size, 0);
		console.log(`${target}: ${files.length} files, ${Math.ceil(bytes / 1e6)} MB`);
		return 0;
	} catch (error) {
		const words = startFault(error, { ...config.value, dataDir: resolve(given) });
		return fail(words ?? `The backup could not be made, and nothing was left of it: ${(error as Error).message}`);
	}
}

function fail(words: string): number {
	console.error(words);
	return 1;
}
