/** `npm run verify -- <data folder or exported page>`: holds a ledger at rest against its proofs, and names the first thing wrong. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultTimeZone } from '#lib/ledger/page.ts';
import { openArrivals } from './blobs/arrivals-sqlite.ts';
import { verifyPhotos } from './blobs/verify.ts';
import { exportedPageFault, readExportedPage } from './proof/exported-page.ts';
import { openSigner } from './proof/signer.ts';
import { verifyLedger } from './proof/verify.ts';
import { pageWrongWords, wrongWords } from './proof/words.ts';
import { folderTaken } from './startup.ts';
import { lockFolder } from './store/sqlite-lock.ts';
import { openSqliteStore } from './store/sqlite.ts';

const help = `Usage: npm run verify -- <data folder or exported page> [--key <public key of the server>]

Holds what is there against its proofs: receipts, seals of the devices, lists. Stop the server first.
Without --key the key that lies beside the ledger is believed; with it, only what that key signed, the roll of all
pages among it.
A page is exported by: npm run ledger -- export <page> <file>`;

process.umask(0o077);
process.exitCode = await main();

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { key: { type: 'string' }, help: { type: 'boolean' } },
	});
	const [given] = positionals;
	if (given === undefined || values.help) return say(help, values.help ? 0 : 2);
	const path = resolve(given);
	if (!existsSync(path)) return say(`There is nothing at ${path}.`, 1);
	return statSync(path).isDirectory() ? verifyFolder(path, values.key) : verifyPage(path, values.key);
}

async function verifyFolder(folder: string, givenKey: string | undefined): Promise<number> {
	const file = join(folder, 'ledger.sqlite');
	if (!existsSync(file)) return say(`There is no ledger in ${folder}.`, 1);
	const keyFile = join(folder, 'signing.key');
	if (givenKey === undefined && !existsSync(keyFile))
		return say(`There is no key in ${folder}: tell the server's public key with --key.`, 1);
	const lock = lockFolder(join(folder, 'lock.sqlite'));
	if (!lock.ok) return say(folderTaken(folder), 1);
	const store = openSqliteStore(file);
	// A folder from before there were photos is left as it is.
	const photosFile = join(folder, 'photos.sqlite');
	const arrivals = existsSync(photosFile) ? openArrivals(photosFile) : null;
	try {
		const own = existsSync(keyFile) ? openSigner(keyFile) : null;
		const key = givenKey ?? own!.publicKey;
		const timeZone = process.env.TIME_ZONE?.trim() || defaultTimeZone;
		const { pages, entries, receipts, headings, seals, sealed, wrong } = await verifyLedger(
			store,
			key,
			{ timeZone },
			givenKey !== undefined || own!.isSettled(),
		);
		if (wrong) return say(`WRONG  ${wrongWords(wrong)}`, 1);
		const photos = arrivals ? await verifyPhotos(folder, arrivals) : { photos: 0, wrong: null };
		if (photos.wrong) return say(`WRONG  the photo of entry ${photos.wrong} is missing, or is not what it was`, 1);
		const counts = `${photos.photos} photos, ${pages} pages, ${entries} entries, ${receipts} receipts, ${headings} headings, ${seals} seals`;
		return say(`All holds: ${counts}; ${entries - sealed} entries bear no device's seal. Server's key ${key}`, 0);
	} finally {
		await store.close();
		arrivals?.close();
		lock.value();
	}
}

function verifyPage(file: string, givenKey: string | undefined): number {
	const page = readExportedPage(readFileSync(file, 'utf8'));
	if (!page.ok) return say(`${file} is no exported page: ${page.error}.`, 1);
	const key = givenKey ?? page.value.serverKey;
	const fault = exportedPageFault(page.value, key);
	if (fault) return say(`WRONG  ${pageWrongWords(page.value.page, fault)}`, 1);
	const { entries, receipts, headings, seals } = page.value;
	const believed = givenKey === undefined ? `, if the server's key is ${key}` : '';
	const counts = `${entries.length} entries, ${receipts.length} receipts, ${headings.length} headings, ${seals.length} seals`;
	const end = page.value.end ? '' : '; whether it was cut short nobody says: export it anew';
	return say(`All holds: ${counts}${believed}${end}`, 0);
}

function say(words: string, code: number): number {
	if (code === 1) console.error(words);
	else console.log(words);
	return code;
}
