/** `npm run erase -- …`: 清除个人信息 at the command line. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { openAreas } from './areas/areas.ts';
import { openAuth } from './auth/auth.ts';
import { openBackupLog } from './backups/log.ts';
import { openArrivals } from './blobs/arrivals-sqlite.ts';
import { createPhotos } from './blobs/photos.ts';
import { readConfig, type Config } from './config.ts';
import { openOperatorRecord } from './deliveries/open.ts';
import { run } from './erasure/command.ts';
import { openErasures } from './erasure/open.ts';
import { createFanOut } from './fan-out/in-process.ts';
import { openTrace } from './out/trace-sqlite.ts';
import { openSigner } from './proof/signer.ts';
import { createIdentities } from './roster/identities.ts';
import { folderTaken } from './startup.ts';
import { openSqliteIdentities } from './store/sqlite-identities.ts';
import { lockFolder } from './store/sqlite-lock.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { createRooms } from './sync/room.ts';

process.umask(0o077);
const config = readConfig(process.env);
process.exitCode = config.ok ? await main(config.value, process.argv.slice(2)) : fail(config.error.join('\n'));

async function main(config: Config, args: readonly string[]): Promise<number> {
	const { dataDir } = config;
	if (!existsSync(join(dataDir, 'ledger.sqlite'))) return fail(`There is no ledger in ${dataDir}.`);
	const lock = lockFolder(join(dataDir, 'lock.sqlite'));
	if (!lock.ok) return fail(folderTaken(dataDir));
	try {
		return await within(config, args);
	} finally {
		lock.value();
	}
}

async function within({ dataDir, timeZone, sealDays, backupDays }: Config, args: readonly string[]): Promise<number> {
	const file = (name: string) => join(dataDir, name);
	const auth = await openAuth(file('accounts.sqlite'));
	const store = openSqliteStore(file('ledger.sqlite'));
	const identities = createIdentities(openSqliteIdentities(file('identities.sqlite')), file('identity.key'));
	const trace = openTrace(file('exports.sqlite'));
	const areas = openAreas(file('areas.json'));
	const now = Date.now;
	const onError = (error: unknown) => void fail(String(error));
	const rules = { lateDays: sealDays };
	const signer = openSigner(file('signing.key'));
	const rooms = createRooms({ store, fanOut: createFanOut(), signer, timeZone, now, onError, rules });
	const arrivals = openArrivals(file('photos.sqlite'));
	const photos = createPhotos({ dataDir, arrivals, reads: store.reads, timeZone, now });
	const erasures = openErasures({ dataDir, store, rooms, identities, trace, photos, timeZone, now });
	const { record, close } = openOperatorRecord(dataDir);
	const backups = () => openBackupLog(dataDir).holding(now(), backupDays);
	try {
		await erasures.resume();
		const { text, code } = await run(args, { store, erasures, auth, areas, newId, backups, record });
		(code === 0 ? console.log : console.error)(text);
		return code;
	} finally {
		await rooms.close();
		await store.close();
		identities.close();
		trace.close();
		close();
		arrivals.close();
		auth.close();
	}
}

function fail(words: string): number {
	console.error(words);
	return 1;
}
