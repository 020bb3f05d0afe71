/** `npm run drawing -- …`: 社区底图 at the command line, also while the server runs. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { readConfig, type Config } from './config.ts';
import { run } from './drawing/command.ts';
import { createDrawings } from './drawing/drawings.ts';
import { openDrawingFile } from './drawing/drawings-sqlite.ts';
import { registeredBuildings } from './drawing/registered.ts';
import { openSqliteStore } from './store/sqlite.ts';

process.umask(0o077);
const config = readConfig(process.env);
process.exitCode = config.ok ? await main(config.value, process.argv.slice(2)) : fail(config.error.join('\n'));

async function main({ dataDir }: Config, args: readonly string[]): Promise<number> {
	if (!existsSync(join(dataDir, 'ledger.sqlite'))) return fail(`There is no ledger in ${dataDir}.`);
	const store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	const drawings = createDrawings({
		file: openDrawingFile(join(dataDir, 'drawings.sqlite')),
		registered: (community) => registeredBuildings(store.reads, community),
		now: Date.now,
		newId: v7,
	});
	try {
		const { text, code } = await run(args, {
			drawings,
			read: (file) => readFileSync(file, 'utf8'),
			write: (file, content) => writeFileSync(file, content),
			account: `operator:${userInfo().username}`,
		});
		(code === 0 ? console.log : console.error)(text);
		return code;
	} finally {
		drawings.close();
		await store.close();
	}
}

function fail(words: string): number {
	console.error(words);
	return 1;
}
