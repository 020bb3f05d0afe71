/** `npm run quarantine -- …`: what the gate did not take, at the command line. */
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { isWriting, run } from './aside/command.ts';
import { openAuth } from './auth/auth.ts';
import { readConfig, type Config } from './config.ts';
import { openOperatorRecord } from './deliveries/open.ts';
import { createFanOut } from './fan-out/in-process.ts';
import { openSigner } from './proof/signer.ts';
import { folderTaken } from './startup.ts';
import { lockFolder } from './store/sqlite-lock.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { createRooms } from './sync/room.ts';
import { openSealingKey } from './sync/sealing-key.ts';

process.umask(0o077);
const config = readConfig(process.env);
process.exitCode = config.ok ? await main(config.value, process.argv.slice(2)) : fail(config.error.join('\n'));

async function main(config: Config, args: readonly string[]): Promise<number> {
	const { dataDir } = config;
	if (!existsSync(join(dataDir, 'ledger.sqlite'))) return fail(`There is no ledger in ${dataDir}.`);
	if (!isWriting(args)) return within(config, args);
	const lock = lockFolder(join(dataDir, 'lock.sqlite'));
	if (!lock.ok) return fail(folderTaken(dataDir));
	try {
		return await within(config, args);
	} finally {
		lock.value();
	}
}

async function within({ dataDir, timeZone }: Config, args: readonly string[]): Promise<number> {
	const auth = await openAuth(join(dataDir, 'accounts.sqlite'));
	const store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	const now = Date.now;
	const signer = openSigner(join(dataDir, 'signing.key'));
	const onError = (error: unknown) => void fail(String(error));
	const rooms = createRooms({ store, fanOut: createFanOut(), signer, timeZone, now, onError });
	const { record, close } = openOperatorRecord(dataDir);
	try {
		const grantsOf = (account: string) => auth.accounts.get(account)?.grants ?? [];
		const key = await openSealingKey(join(dataDir, 'sealed-entries.key'));
		const deps = { store, rooms, grantsOf, now, key, read: readText, record };
		const { text, code } = await run(args, deps, `operator:${userInfo().username}`);
		(code === 0 ? console.log : console.error)(text);
		return code;
	} finally {
		await rooms.close();
		await store.close();
		auth.close();
		close();
	}
}

function readText(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		// Not there, a folder, or not to be read by this user.
		return null;
	}
}

function fail(words: string): number {
	console.error(words);
	return 1;
}
