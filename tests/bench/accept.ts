/**
 * Entries accepted per second on one core, the gate and the projection included. The floor parses the same entries and
 * inserts them into the log of the same store, in transactions of the same size; a bare table of the same engine stands
 * beside it, which knows no pages, no records and no one who asks.
 */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { defaultTimeZone } from '#lib/ledger/page.ts';
import { createAppender } from '#lib/replica/append.ts';
import { snapshotToRuns } from '#lib/replica/runs.ts';
import { createFanOut } from '#server/fan-out/in-process.ts';
import type { Append } from '#server/store/store.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { defaultRules } from '#server/sync/gate.ts';
import { createIntake, type Intake } from '#server/sync/intake.ts';
import type { Packet } from '#server/sync/packet.ts';
import type { Author } from '#server/sync/rooms.ts';
import { createWriter } from './entries.ts';
import { byTurns, timedOnCore } from './rounds.ts';
import type { Row } from './table.ts';
import { createProve, type Prove } from '#server/proof/prove.ts';
import { createSigner } from '#server/proof/signer.ts';

/** Entries that a phone sends at once after some hours without signal. */
const perPacket = 20;
const grids = 40;
const householdsPerGrid = 100;
const now = Date.UTC(2026, 9, 15, 4);

export async function accept(size: number): Promise<Row[]> {
	const taken = await byTurns(
		{
			gate: (round) => measure(size, round, throughGate),
			log: (round) => measure(size, round, intoLog),
			unsigned: (round) => measure(size, round, throughUnsigned),
			table: (round) => measure(size, round, intoTable),
		},
		size > 10_000 ? 3 : 7,
	);
	const { gate: ours, log, table, unsigned } = taken;
	const what = 'entries accepted, one core';
	return [
		{ what, size, unit: 'entries/s', ours, floor: log, budget: 0.3, isRate: true },
		{
			what: `${what}, to the same without signed receipts`,
			size,
			unit: 'entries/s',
			ours,
			floor: unsigned,
			isRate: true,
			note: 'what signing costs',
		},
		{
			what: `${what}, to a bare table`,
			size,
			unit: 'entries/s',
			ours,
			floor: table,
			isRate: true,
			note: 'to compare with',
		},
	];
}

/** Puts the work in, once what it needs stands there; gives what that took of a core, in ms, and how many entries it was. */
type Put = (file: string, work: BenchWork) => Promise<{ tookMs: number; entries: number }>;

async function measure(size: number, round: number, put: Put): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), 'linli-bench-'));
	const { tookMs, entries } = await put(join(folder, 'ledger.sqlite'), createWork(size, round));
	rmSync(folder, { recursive: true });
	if (entries !== size) throw new Error(`${entries} of ${size} entries were taken`);
	return (size / tookMs) * 1000;
}

const throughGate = (file: string, work: BenchWork) => through(file, work, createProve(createSigner()));
const throughUnsigned = (file: string, work: BenchWork) => through(file, work, () => null);

async function through(file: string, { registers, packets }: BenchWork, prove: Prove) {
	const store = openSqliteStore(file);
	const intake = createIntake({
		store,
		fanOut: createFanOut(),
		rules: { ...defaultRules, timeZone: defaultTimeZone },
		calendar: { timeZone: defaultTimeZone },
		random32: createRandom32(1),
		prove,
	});
	await submitAll(intake, registers);
	let entries = 0;
	const tookMs = await timedOnCore(async () => void (entries = await submitAll(intake, packets)));
	await store.close();
	return { tookMs, entries };
}

async function submitAll(intake: Intake, packets: readonly Packet[]): Promise<number> {
	const verdicts = await Promise.all(packets.map((packet) => intake.submit(packet)));
	for (const { refused } of verdicts)
		if (refused.length > 0) throw new Error(`refused: ${refused[0]!.code} ${refused[0]!.detail}`);
	return verdicts.reduce((sum, verdict) => sum + verdict.accepted.length, 0);
}

/** Transactions as large as the gate's. */
const bytesAtOnce = 4 * 1024 * 1024;

async function intoLog(file: string, { packets }: BenchWork) {
	const store = openSqliteStore(file);
	let entries = 0;
	const tookMs = await timedOnCore(async () => {
		let appends: Append[] = [];
		let bytes = 0;
		for (const packet of packets) {
			const append = packetToAppend(packet);
			appends.push(append);
			entries += append.entries.length;
			bytes += append.update.length;
			if (bytes < bytesAtOnce) continue;
			await store.append({ appends, rows: [] });
			appends = [];
			bytes = 0;
		}
		await store.append({ appends, rows: [] });
	});
	await store.close();
	return { tookMs, entries };
}

function packetToAppend({ page, content, author }: Packet): Append {
	if (content.type !== 'update') throw new Error('the bench sends updates');
	const [run] = snapshotToRuns(content.bytes);
	const { client, texts } = run!;
	return {
		page,
		update: content.bytes,
		ranges: [{ client, from: 0, to: texts.length }],
		receipt: null,
		clients: [{ client, account: author.account, device: author.device }],
		devices: [],
		entries: texts.map((text) => {
			const { id } = JSON.parse(text) as Entry;
			return { id, record: id, sha256: hash('sha256', text), text };
		}),
		written: null,
		changed: [],
		now,
		day: '2026-10-15',
	};
}

async function intoTable(file: string, { texts }: BenchWork) {
	const db = new DatabaseSync(file);
	db.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536',
	);
	db.exec(
		'CREATE TABLE entries (id TEXT PRIMARY KEY, desk TEXT NOT NULL, by TEXT NOT NULL, hlc TEXT NOT NULL, text TEXT NOT NULL) STRICT',
	);
	const insert = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?)');
	const tookMs = await timedOnCore(() => {
		let bytes = 0;
		db.exec('BEGIN');
		for (const text of texts) {
			const { id, desk, by, hlc } = JSON.parse(text) as Entry;
			insert.run(id, desk, by, hlc, text);
			bytes += text.length;
			if (bytes < bytesAtOnce) continue;
			db.exec('COMMIT; BEGIN');
			bytes = 0;
		}
		db.exec('COMMIT');
	});
	db.close();
	return { tookMs, entries: texts.length };
}

const createRandom32 = (seed: number) => {
	let next = seed * 1_000_003;
	return () => (next = (next + 2_654_435_761) % 4_294_967_291) + 1;
};

interface BenchWork {
	/** Must stand before the clock starts. */
	readonly registers: readonly Packet[];
	readonly packets: readonly Packet[];
	readonly texts: readonly string[];
}

/** Packets of many phones of some grids, by turns; each about households that stand on the register. */
function createWork(size: number, round: number): BenchWork {
	const random32 = createRandom32(round + 77);
	const desks = Array.from({ length: grids }, (_, index) => {
		const desk = `120101004010${String(index + 1).padStart(3, '0')}`;
		const writer = createWriter(round * 1000 + index, desk);
		const households = Array.from({ length: householdsPerGrid }, (_, door) =>
			writer.entry(now - 1000, {
				kind: 'household',
				by: `r${index}`,
				body: { label: `3-${door}`, building: '3', door: `${door}` },
			}),
		);
		return { desk, writer, households };
	});
	const registers = desks.map(({ desk, households }, index) =>
		packetOf(`${desk}/field/register`, authorOf(`r${index}`, desk), households, random32()),
	);
	const packets: Packet[] = [];
	const texts: string[] = [];
	for (let begun = 0, phone = 0; begun < size; begun += perPacket, phone++) {
		const { desk, writer, households } = desks[phone % grids]!;
		const author = authorOf(`worker${phone}`, desk);
		const entries = Array.from({ length: Math.min(perPacket, size - begun) }, (_, index) =>
			writer.entry(now - 3_600_000 + index * 1000, {
				by: author.account,
				dev: author.device!,
				about: households[writer.below(households.length)]!.id,
				body: writer.visit(),
			}),
		);
		packets.push(packetOf(`${desk}/field/2026-10`, author, entries, random32()));
		texts.push(...entries.map(entryToText));
	}
	return { registers, packets, texts };
}

const authorOf = (account: string, desk: string): Author => ({
	account,
	device: `device-${account}`,
	grants: [{ role: 'worker', desk, books: ['field'] }],
});

function packetOf(page: string, author: Author, entries: readonly Entry[], client: number): Packet {
	const owned = entries.map((entry) => ({ ...entry, dev: author.device ?? undefined }));
	const bytes = createAppender(client).append(owned.map(entryToText));
	return { page, author, now, content: { type: 'update', bytes }, from: null };
}
