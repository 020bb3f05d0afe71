/** `npm run ledger -- check | rebuild | restored | export`: what an operator does to a ledger at rest. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageToId, textToPage } from '#lib/ledger/page.ts';
import { readConfig, type Config } from './config.ts';
import { openOperatorRecord } from './deliveries/open.ts';
import { idsOfTexts } from './deliveries/subjects.ts';
import { checkProjections, rebuildProjections } from './projections/check.ts';
import { exportPage } from './proof/exported-page.ts';
import { openSigner } from './proof/signer.ts';
import { folderTaken } from './startup.ts';
import { lockFolder } from './store/sqlite-lock.ts';
import { openSqliteStore, renewGeneration } from './store/sqlite.ts';

const help = `Usage: npm run ledger -- <command>      (stop the server first; DATA_DIR names the folder)

  check      compares every list row with what its entries fold to
  rebuild    writes all list rows anew from the entries
  export <page> <file>   writes a page with its proofs, for npm run verify; goes on record (查看记录)
  restored   after putting back a backup: phones will send again what came after it`;

const commands = { check, rebuild, restored, export: exportToFile } as const;

process.umask(0o077);
process.exitCode = await main(process.argv[2]);

async function main(name: string | undefined): Promise<number> {
	if (name === undefined || !Object.hasOwn(commands, name)) {
		console.log(help);
		return name === undefined || name === '--help' ? 0 : 2;
	}
	const config = readConfig(process.env);
	if (!config.ok) return fail(config.error.join('\n'));
	const file = join(config.value.dataDir, 'ledger.sqlite');
	if (!existsSync(file)) return fail(`There is no ledger in ${config.value.dataDir}.`);
	const lock = lockFolder(join(config.value.dataDir, 'lock.sqlite'));
	if (!lock.ok) return fail(folderTaken(config.value.dataDir));
	try {
		return await commands[name as keyof typeof commands](file, config.value);
	} finally {
		lock.value();
	}
}

async function check(file: string, { timeZone }: Config): Promise<number> {
	const store = openSqliteStore(file);
	const { records, differences } = await checkProjections(store, { timeZone });
	await store.close();
	for (const { id, type } of differences.slice(0, 20)) console.log(`${type}  ${id}`);
	console.log(`${records} records, ${differences.length} differ from their entries`);
	return differences.length === 0 ? 0 : 1;
}

async function rebuild(file: string, { timeZone }: Config): Promise<number> {
	const store = openSqliteStore(file);
	const records = await rebuildProjections(store, { timeZone });
	await store.close();
	console.log(`${records} records written anew`);
	return 0;
}

async function exportToFile(file: string, { dataDir }: Config): Promise<number> {
	const [page, target] = process.argv.slice(3);
	const parsed = page === undefined ? null : textToPage(page);
	if (!parsed?.ok || target === undefined) return fail(help);
	const store = openSqliteStore(file);
	const signer = openSigner(join(dataDir, 'signing.key'));
	const exported = await exportPage(store, pageToId(parsed.value), signer, Date.now());
	await store.close();
	const { record, close } = openOperatorRecord(dataDir);
	const { entries, epoch } = exported;
	const parts = new Map([[parsed.value.desk, idsOfTexts(entries)]]);
	await record({ way: 'exported', page: exported.page, what: { list: 'page', epoch } }, parts).finally(close);
	writeFileSync(target, JSON.stringify(exported), { mode: 0o600 });
	console.log(`${entries.length} entries in ${target}`);
	return 0;
}

async function restored(file: string): Promise<number> {
	console.log(`generation ${renewGeneration(file)}: phones send again what this ledger lacks`);
	return 0;
}

function fail(words: string): number {
	console.error(words);
	return 1;
}
