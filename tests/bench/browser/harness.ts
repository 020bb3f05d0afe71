/** What runs in the browser: the phone's own code and its floors, called by the bench through the page. */
import Dexie from 'dexie';
import type { Grant } from '#lib/access/policy.ts';
import { closeSpace, databaseName, openDatabase, openSpace, type RecordRow, type Space } from '#lib/device/database.ts';
import { ledgerRows } from '#lib/device/ledger-list.ts';
import type { SpaceCiphers } from '#lib/device/lock/sealing.ts';
import { today } from '#lib/device/today.ts';
import { createCipher } from '#lib/sealing/cipher.ts';
import { createRemote } from '#lib/device/remote.ts';
import { projectionTables, projectPart } from '#lib/device/project.ts';
import { record } from '#lib/device/save.ts';
import { spellResidents } from '#lib/device/spelling.ts';
import { takeCopy } from '#lib/device/sync/copies.ts';
import { createRegister } from '#tests/bench/register.ts';

const account = 'bench';
let space: Space;
let ciphers: SpaceCiphers | null = null;

/** From here on spaces are locked ones, or not. */
function sealSpaces(isSealed: boolean): void {
	const cipherOf = (byte: number) => createCipher(new Uint8Array(32).fill(byte));
	ciphers = isSealed ? { rows: cipherOf(1), outbox: cipherOf(2), drafts: cipherOf(3) } : null;
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
	const begun = performance.now();
	await work();
	return performance.now() - begun;
};

async function openAnew(desk: string, name = account): Promise<void> {
	if (space) closeSpace(space);
	if (ciphers) sealSpaces(true);
	await Dexie.delete(databaseName(name));
	const grant: Grant = { role: 'worker', desk, books: ['field', 'care'] };
	space = openSpace(name, { device: 'device-bench', grants: () => [grant], ciphers });
	await space.db.open();
	await space.downloads.open();
}

const deskOf = (page: string): string => page.slice(0, page.indexOf('/'));

/** Fetches a page, projects it and writes its rows, as a phone does with one it has not. */
async function takePage(page: string): Promise<void> {
	const copy = await createRemote().snapshot(page);
	if (!copy.ok) throw new Error(`snapshot of ${page}: ${copy.error.code}`);
	await takeCopy(space, page, copy.value);
}

/** A new device takes a page. */
async function loadPage(page: string): Promise<number> {
	await openAnew(deskOf(page));
	return timed(() => takePage(page));
}

/** Opens a space that is there, as a start of the app does, up to what 今日 and 台账 show. */
async function openAgain(desk: string, name: string): Promise<{ today: number; ledger: number }> {
	closeSpace(space);
	if (ciphers) sealSpaces(true);
	const grant: Grant = { role: 'worker', desk, books: ['field', 'care'] };
	const begun = performance.now();
	space = openSpace(name, { device: 'device-bench', grants: () => [grant], ciphers });
	const opened = await openDatabase(space.db);
	if (!opened.ok) throw new Error(opened.error);
	await today(space);
	const shown = performance.now();
	await ledgerRows(space, { limit: 50, everyone: true });
	return { today: shown - begun, ledger: performance.now() - shown };
}

/** The directory that a search answers from, made of all rows. */
const makeDirectory = (): Promise<number> =>
	timed(async () => {
		space.directory.warm();
		await space.directory.settled();
	});

let rows: RecordRow[] = [];
/** Keeps the rows that stand there, for the floors. */
async function keepRows(): Promise<number> {
	rows = await space.db.records.toArray();
	return rows.length;
}

/** Fetches the same entries as JSON lines, parses them, and writes the same rows at once. */
async function loadLines(address: string, page: string): Promise<number> {
	await openAnew(deskOf(page));
	return timed(async () => {
		const text = await (await fetch(address)).text();
		const entries = text.split('\n').map((line) => JSON.parse(line) as { id: string });
		if (entries.length < rows.length) throw new Error('the floor has fewer entries than there are rows');
		await space.downloads.records.bulkPut(rows);
	});
}

let households: RecordRow[] = [];
async function keepHouseholds(): Promise<number> {
	households = await space.db.records.filter(({ kind }) => kind === 'household').toArray();
	return households.length;
}

/** Saves so often in two spaces that are there, one after the other each time; the first saves warm up. Gives ms. */
async function saveByTurns(
	desk: string,
	names: { readonly sealed: string; readonly open: string },
	count: number,
): Promise<{ sealed: number[]; open: number[] }> {
	const ways = ['sealed', 'open'] as const;
	const opened = {} as Record<(typeof ways)[number], { space: Space; households: RecordRow[] }>;
	for (const way of ways) {
		sealSpaces(way === 'sealed');
		await openAgain(desk, names[way]);
		await keepHouseholds();
		opened[way] = { space, households };
		// What follows must not close it.
		space = openSpace('bench-none');
	}
	const taken = { sealed: [] as number[], open: [] as number[] };
	const warmUp = 10;
	for (let number = 0; number < count + warmUp; number++)
		for (const way of number % 2 ? ways : ways.toReversed()) {
			({ space, households } = opened[way]);
			const ms = await save(number);
			if (number >= warmUp) taken[way].push(ms);
		}
	closeSpace(opened.sealed.space);
	return taken;
}

/** What the last save left behind, table by table. */
let written: (() => Promise<unknown>)[] = [];

/** Saves a visit as a tap does; the promise resolves when it is on the disk. */
async function save(number: number): Promise<number> {
	const { id: about, desk } = households[number % households.length]!;
	let id = '';
	const took = await timed(async () => {
		const body = { outcome: 'met', purposes: ['check'], note: `家中一切正常，第 ${number} 次` };
		const saved = await record(space, { kind: 'visit', desk, about, body });
		if (!saved.ok) throw new Error(JSON.stringify(saved.error));
		id = saved.value.id;
	});
	written = await writesOf(id, about);
	return took;
}

/** Puts the rows of a save again, as new ones where they were new. */
async function writesOf(id: string, about: string): Promise<(() => Promise<unknown>)[]> {
	const { db } = space;
	const [row, household, contact, own, clock] = await Promise.all([
		db.records.get(id),
		db.records.get(about),
		db.contacts.get(about),
		db.outbox.get(id),
		db.meta.get('clock'),
	]);
	const { seq, ...update } = (await db.updates.get(own!.seq))!;
	const newId = `${crypto.randomUUID()}`;
	return [
		() => db.meta.put(clock!),
		() => db.updates.add(update as never),
		() => db.outbox.put({ ...own!, id: newId, record: newId, seq, state: 'received' }),
		() => db.contacts.put(contact!),
		() => db.records.bulkPut([{ ...row!, id: newId }, household!]),
	];
}

/** The same rows in one strict transaction, and nothing else. */
async function saveRows(): Promise<number> {
	const { db } = space;
	return timed(() =>
		db.transaction('rw', [db.meta, db.updates, db.outbox, db.contacts, db.records], async () => {
			for (const write of written) await write();
		}),
	);
}

/** The space of an account that the app has open in another tab. */
async function openSpaceOf(name: string): Promise<void> {
	space = openSpace(name);
	await space.db.open();
	await keepHouseholds();
}

/** Records visits while there is no network; gives the bytes of their entries. */
async function recordOffline(count: number, round: number): Promise<number> {
	for (let number = 0; number < count; number++) await save(round * count + number);
	const own = await space.db.outbox.where('state').equals('waiting').toArray();
	if (own.length !== count) throw new Error(`${own.length} entries wait instead of ${count}`);
	return own.reduce((sum, { text }) => sum + new TextEncoder().encode(text).length, 0);
}

async function expectReceived(count: number): Promise<void> {
	const received = await space.db.outbox.where('state').equals('received').count();
	const refused = await space.db.refused.toArray();
	if (received !== count || refused.length > 0) {
		throw new Error(
			`${received} of ${count} entries have a receipt, ${refused.length} were refused: ${refused[0]?.code}`,
		);
	}
}

/** One upload of so many bytes, until the server says that they are on its disk. */
const upload = (url: string, bytes: number): Promise<number> =>
	timed(async () => {
		const answer = await fetch(url, { method: 'POST', body: 'x'.repeat(bytes) });
		if ((await answer.text()) !== 'taken') throw new Error('the upload was not taken');
	});

/** A register of so many people on the phone of an account, put there without a server. Gives the tower's id. */
async function fillRegister(name: string, desk: string, people: number): Promise<string> {
	space = openSpace(name);
	const { db, page, entries, tower } = {
		db: space.downloads,
		page: `${desk}/field/register`,
		...createRegister(desk, people),
	};
	await db.open();
	for (let from = 0; from < entries.length; from += 2000) {
		const part = entries.slice(from, from + 2000);
		await db.transaction('rw', projectionTables(db), async () => projectPart(db, page, part, new Set()));
	}
	await spellResidents(space);
	closeSpace(space);
	return tower;
}

/** What a plain search looks through: one text for each household, with all that can be typed of it. */
async function searchTexts(name: string): Promise<string[]> {
	space = openSpace(name);
	const rows = await space.downloads.records
		.where('[kind+hlc]')
		.between(['household', ''], ['resident', '\uffff'])
		.toArray();
	closeSpace(space);
	return rows.map(({ body, pinyin }) =>
		[body.label, body.name, pinyin?.initials, pinyin?.full, body.phone].filter(Boolean).join(' ').toLowerCase(),
	);
}

const records = (): Promise<number> => space.db.records.count();

const bench = {
	sealSpaces,
	openAnew,
	openAgain,
	makeDirectory,
	openSpaceOf,
	takePage,
	loadPage,
	keepRows,
	loadLines,
	keepHouseholds,
	save,
	saveRows,
	saveByTurns,
	recordOffline,
	expectReceived,
	upload,
	fillRegister,
	searchTexts,
	records,
};
export type Bench = typeof bench;

Object.assign(globalThis, { bench });
