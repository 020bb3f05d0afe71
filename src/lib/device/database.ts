/**
 * The one database of an account on this phone. Pages and outbox are the truth; `records` and `contacts` are computed
 * from them and may be thrown away. Indexes hold ids, days, clocks and kinds only: all else is sealed in a locked space.
 */
import Dexie, { type EntityTable, type Table, type Transaction } from 'dexie';
import { v7 } from 'uuid';
import type { Grant } from '#lib/access/policy.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { isByDoor } from '#lib/registers/buildings.ts';
import type { Cipher } from '#lib/sealing/cipher.ts';
import { readDevice, readIdentity } from './identity.ts';
import { isFull } from './full.ts';
import { createDirectoryKeeper, type DirectoryKeeper } from './directory.ts';
import type { LockRow } from './lock/lock-rows.ts';
import { sealing, type SpaceCiphers } from './lock/sealing.ts';
import { createPen, type Pen } from './pen.ts';
import type { ChainRow, ReceiptRow, SigningKeyRow } from './proof/proof-rows.ts';
import type {
	ContactRow,
	KeptRow,
	MetaRow,
	OrphanRow,
	OutboxRow,
	PageRow,
	PhotoBytesRow,
	PhotoRow,
	RecordRow,
	RefusedRow,
	SnapshotRow,
	UpdateRow,
} from './rows.ts';

export type { ContactRow, OutboxRow, PageRow, RecordRow, RefusalNote, RefusedRow } from './rows.ts';
export type { Mark } from './marks.ts';

export class Ledger extends Dexie {
	declare pages: Table<PageRow, PageId>;
	declare snapshots: Table<SnapshotRow, PageId>;
	declare updates: EntityTable<UpdateRow, 'seq'>;
	declare records: Table<RecordRow, string>;
	declare kept: Table<KeptRow, string>;
	declare contacts: Table<ContactRow, string>;
	declare orphans: Table<OrphanRow, string>;
	declare outbox: Table<OutboxRow, string>;
	declare refused: Table<RefusedRow, string>;
	declare meta: Table<MetaRow, string>;
	declare keys: Table<SigningKeyRow, 'signing'>;
	declare chains: Table<ChainRow, PageId>;
	declare receipts: Table<ReceiptRow, [PageId, number]>;
	declare photos: Table<PhotoRow, string>;
	declare photoBytes: Table<PhotoBytesRow, string>;
	declare lock: Table<LockRow, LockRow['key']>;

	/** Told when a later version of the app has taken the database over. */
	onOutdated: () => void = () => {};

	/** @param ciphers of a locked space, `null` where there is none; `raw` gives and takes rows as they lie there. */
	constructor(account: string, durability: 'strict' | 'relaxed', ciphers: SpaceCiphers | null | 'raw' = null) {
		super(databaseName(account), { chromeTransactionDurability: durability });
		if (ciphers !== 'raw') this.use(sealing(ciphers));
		this.on('versionchange', ({ newVersion }) => {
			// Another tab upgrades or deletes it, and waits for this one to let go. What would open it again by itself would
			// write as an older app into what a later one made.
			this.close();
			if (newVersion !== null) this.onOutdated();
			return false;
		});
		// A version that has been out is never changed: a phone may come from any of them.
		this.version(1).stores({
			pages: 'id',
			updates: '++seq, [page+seq]',
			records: 'id, page, about, [kind+hlc], [by+hlc], [kind+due]',
			contacts: 'id',
			outbox: 'id, state, [page+state], [record+state]',
			refused: 'id, page, record',
			meta: 'key',
		});
		// 2: entries that arrive before their root; alarms and returns found without reading all elders and records; copies
		// apart from the rows of their pages.
		this.version(2)
			.stores({
				records: 'id, page, about, [kind+hlc], [by+hlc], [kind+due], alarm, returned.at',
				orphans: 'id, target',
				snapshots: 'page',
			})
			.upgrade(moveSnapshots);
		// 3: own records of pages that have gone from this phone.
		this.version(3).stores({ kept: 'id, page, [by+hlc]' });
		// 4: what this phone signs, and the server's signed receipts.
		this.version(4).stores({ keys: 'id', chains: 'page', receipts: '[page+n]' });
		// 5: who was folded into whom, found from the one that was kept; unsent work counted by the act it belongs to.
		this.version(5)
			.stores({
				records: 'id, page, about, [kind+hlc], [by+hlc], [kind+due], alarm, returned.at, body.sameAs',
				outbox: 'id, state, [page+state], [record+state], [state+act]',
			})
			.upgrade(nameActs);
		// 6: households whose door tells the building.
		this.version(6)
			.stores({
				records: 'id, page, about, [kind+hlc], [by+hlc], [kind+due], alarm, returned.at, body.sameAs, byDoor',
			})
			.upgrade(noteDoors);
		// 7: the ways to the key of a locked space. Rows become sealed when a PIN is set (lock/reseal.ts), not here.
		this.version(7).stores({ lock: 'key' });
		// 8: photos, their bytes apart: lists and counts do not read those.
		this.version(8).stores({ photos: 'id, form, entry, record, [state+at]', photoBytes: 'id' });
	}
}

async function moveSnapshots(change: Transaction): Promise<void> {
	const pages = await change.table<PageRow & { snapshot?: Uint8Array }>('pages').toArray();
	const copies = pages.flatMap(({ id, snapshot }) => (snapshot ? [{ page: id, bytes: snapshot }] : []));
	await change.table('snapshots').bulkPut(copies);
	await change.table('pages').bulkPut(pages.map(({ snapshot, ...row }) => row));
}

/** What was unsent before acts were told apart counts as one each. */
async function nameActs(change: Transaction): Promise<void> {
	await change
		.table<{ readonly id: string; act?: string }>('outbox')
		.toCollection()
		.modify((row) => void (row.act ??= row.id));
}

async function noteDoors(change: Transaction): Promise<void> {
	await change
		.table<{ -readonly [Field in keyof RecordRow]: RecordRow[Field] }>('records')
		.where('[kind+hlc]')
		.between(['household', ''], ['household', '\uffff'])
		.modify((row) => {
			const entered = row.log?.find(({ id }) => id === row.id)?.body ?? row.body;
			if (isByDoor(row, entered, row.body)) row.byDoor = 1;
		});
}

/** Of the last `version` in `Ledger`. */
const schemaVersion = 8;
/** Dexie counts in tens. */
const nativeVersion = (version: number): number => version * 10;

export const databaseName = (account: string): string => `linli-${account}`;

/** An account's place on this phone, with all that writing there needs. */
export interface Space {
	readonly account: string;
	readonly device: string;
	/** Commits are on the disk when they resolve: for what a person does. */
	readonly db: Ledger;
	/** The same database for what was downloaded and can be downloaded again. */
	readonly downloads: Ledger;
	readonly pen: Pen;
	/** Who lives behind which door, in memory; made when a screen asks for it. */
	readonly directory: DirectoryKeeper;
	/** Grants as last heard from the server. */
	readonly grants: () => readonly Grant[];
	/** ms of the phone's clock, uncorrected. */
	readonly now: () => number;
	readonly newId: () => string;
	readonly random32: () => number;
	/** null where no PIN is set. */
	readonly ciphers: SpaceCiphers | null;
}

const random32 = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;

/** Opens nothing yet: the database opens with the first question to it. */
export function openSpace(account: string, given: Partial<Space> = {}): Space {
	const device = given.device ?? readDevice(localStorage, account) ?? crypto.randomUUID();
	const ciphers = given.ciphers ?? null;
	const db = new Ledger(account, 'strict', ciphers);
	const downloads = new Ledger(account, 'relaxed', ciphers);
	return {
		account,
		device,
		db,
		downloads,
		pen: createPen(random32),
		directory: createDirectoryKeeper(downloads.records),
		grants: () => {
			const identity = readIdentity(localStorage);
			return identity?.account === account ? identity.grants : [];
		},
		now: Date.now,
		newId: () => v7(),
		random32,
		ciphers,
		...given,
	};
}

/** The device id under which an account worked on this phone before; null when it never did. */
export async function storedDevice(account: string): Promise<string | null> {
	const kept = readDevice(localStorage, account);
	if (kept || !(await Dexie.exists(databaseName(account)))) return kept;
	const db = new Ledger(account, 'relaxed');
	try {
		return ((await db.meta.get('device'))?.value as string | undefined) ?? null;
	} catch {
		// A database that does not open is told of elsewhere; signing in must still be possible.
		return null;
	} finally {
		db.close();
	}
}

/** Its keys are overwritten: nothing that still runs can read or write on. */
export function closeSpace({ db, downloads, directory, ciphers }: Space): void {
	directory.close();
	db.close();
	downloads.close();
	for (const cipher of Object.values(ciphers ?? {}) as Cipher[]) cipher.forget();
}

/**
 * `newer`: a later version of the app has been here. `blocked`: another tab holds on to the version before. `full`: no
 * room to open it. `unreadable`: damaged, or forbidden by the browser.
 */
export type OpenFault = 'newer' | 'blocked' | 'full' | 'unreadable';

export interface Opening {
	/** ms before each further try of one that did not open: a phone short of memory fails once and opens then. */
	readonly pausesMs?: readonly number[];
	/** ms after which a tab that does not let go is told of. */
	readonly blockedMs?: number;
	/** It opened after all, when it had been told as blocked. */
	readonly onLate?: () => void;
}

/** Opens it, or says why not. */
export async function openDatabase(
	db: Dexie,
	{ pausesMs = [200, 800], blockedMs = 3000, onLate = () => {} }: Opening = {},
): Promise<Result<void, OpenFault>> {
	const trying = openAtLast(db, pausesMs);
	const waited = Promise.withResolvers<'blocked'>();
	let timer: ReturnType<typeof setTimeout> | undefined;
	db.on('blocked', () => {
		timer ??= setTimeout(() => waited.resolve('blocked'), blockedMs);
	});
	const opened = await Promise.race([trying, waited.promise]);
	clearTimeout(timer);
	if (opened !== 'blocked') return opened;
	void trying.then(onLate);
	return err('blocked');
}

async function openAtLast(db: Dexie, pausesMs: readonly number[]): Promise<Result<void, OpenFault>> {
	for (const pause of [...pausesMs, null]) {
		try {
			await db.open();
			if (!isNewer(db)) return ok(undefined);
			// Dexie opens a later schema too; but an older app would write rows there that lack what the later one needs.
			db.close();
			return err('newer');
		} catch (error) {
			if (nameOf(error) === 'VersionError') return err('newer');
			if (isFull(error)) return err('full');
			if (pause !== null) await new Promise((done) => setTimeout(done, pause));
		}
	}
	return err('unreadable');
}

const isNewer = (db: Dexie): boolean => db.backendDB().version >= nativeVersion(schemaVersion + 1);

const lostConnection = new Set(['DatabaseClosedError', 'InvalidStateError', 'UnknownError']);

/** The app of another tab has gone on to a later version of the database: this one writes nothing there any more. */
export class NewerError extends Error {
	override readonly name = 'NewerError';
}

/**
 * Runs work; when the system took the connection away meanwhile, opens it again and runs it once more.
 * @throws NewerError when a later version of the app took it away.
 */
export async function reopening<Value>(db: Dexie, work: () => Promise<Value>): Promise<Value> {
	try {
		return await work();
	} catch (error) {
		if (!lostConnection.has(nameOf(error))) throw error;
		db.close({ disableAutoOpen: false });
		await db.open();
		if (!isNewer(db)) return work();
		db.close();
		throw new NewerError();
	}
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');
