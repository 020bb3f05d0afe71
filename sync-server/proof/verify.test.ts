import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { rollText } from '#lib/proof/roll.ts';
import { createEntries, morning } from '#tests/support/entries.ts';
import { fieldPage, grantsOf, openHall, type Hall } from '#tests/support/rooms.ts';
import { createSigningDevice, type SigningDevice } from '#tests/support/signing.ts';
import { adopt } from './prove.ts';
import { renewRoll, settleProofs } from './roll.ts';
import { keepSeal } from './seals.ts';
import { createSigner, openSigner, sha256 } from './signer.ts';
import { verifyLedger, type Wrong } from './verify.ts';

const signer = createSigner();
const calendar = { timeZone: 'Asia/Shanghai' } as const;
let hall: Hall;
let phone: SigningDevice;
let written: readonly Entry[];

beforeEach(async () => {
	hall = await openHall({ signer });
	const { make } = createEntries();
	written = [make(), make(), make(), make()];
	phone = createSigningDevice('grid01');
	for (const pair of [written.slice(0, 2), written.slice(2)])
		await hall.rooms.add(fieldPage, pair, { account: 'grid01', grants: grantsOf.grid01!, device: null });
	await hall.store.proofs.keepKey(phone.device, phone, morning);
});
afterEach(() => hall.close());

const seal = async (entries: readonly Entry[], contact = morning) => {
	const kept = await keepSeal(hall.store.proofs, phone.seal(fieldPage, entries, contact), phone, hall.clock.now);
	expect(kept).toMatchObject({ ok: true });
};
const wrong = async (): Promise<Wrong | null> => (await verifyLedger(hall.store, signer.publicKey, calendar)).wrong;
const replaced = (entry: Entry, change: Partial<Entry>) => entryToText({ ...entry, ...change });
/** As whoever holds the data folder can: in the log's table and in the page's bytes. */
function falsify(entry: Entry, text: string): void {
	const before = entryToText(entry);
	hall.file.prepare('UPDATE entries SET text = ? WHERE id = ?').run(text, entry.id);
	const rows = hall.file.prepare('SELECT rowid, bytes FROM updates').all() as { rowid: number; bytes: Uint8Array }[];
	for (const { rowid, bytes } of rows) {
		const at = Buffer.from(bytes).indexOf(before);
		if (at < 0) continue;
		if (Buffer.byteLength(text) !== Buffer.byteLength(before)) throw new Error('a text of another length');
		const changed = Buffer.from(bytes);
		changed.write(text, at);
		hall.file.prepare('UPDATE updates SET bytes = ? WHERE rowid = ?').run(changed, rowid);
	}
}

it('[P4] holds for a ledger that nobody touched, sealed or not', async () => {
	expect(await wrong()).toBeNull();
	await seal(written.slice(0, 3));
	await seal(written.slice(3));
	expect(await verifyLedger(hall.store, signer.publicKey, calendar)).toEqual({
		pages: 1,
		entries: 4,
		receipts: 2,
		headings: 0,
		seals: 2,
		sealed: 4,
		wrong: null,
	});
});

describe('[P5] receipts', () => {
	it('find a changed byte', async () => {
		falsify(written[1]!, replaced(written[1]!, { body: { outcome: 'mat' } }));
		expect(await wrong()).toEqual({ page: fieldPage, fault: { code: 'entry-changed', n: 1 } });
	});
	it('find a removed entry, also when the page was written without it', async () => {
		hall.file.prepare('DELETE FROM entries WHERE id = ?').run(written[2]!.id);
		hall.file.exec('DELETE FROM updates WHERE seq = 2');
		expect(await wrong()).toMatchObject({ fault: { code: 'page-differs' } });
		hall.file.prepare('DELETE FROM entries WHERE id = ?').run(written[3]!.id);
		expect(await wrong()).toEqual({ page: fieldPage, fault: { code: 'entry-missing', n: 2, id: written[2]!.id } });
	});
	it('find a receipt that is gone, or was written by another hand', async () => {
		const forged = createSigner().sign('x');
		hall.file.prepare('UPDATE receipts SET signature = ? WHERE n = 2').run(forged);
		expect(await wrong()).toMatchObject({ fault: { code: 'receipt-signature', n: 2 } });
		hall.file.exec('DELETE FROM receipts WHERE n = 1');
		expect(await wrong()).toMatchObject({ fault: { code: 'receipt-missing', n: 1 } });
	});
	it('find an exchanged author and another day', async () => {
		falsify(written[0]!, replaced(written[0]!, { by: 'grid02' }));
		expect(await wrong()).toMatchObject({ fault: { code: 'entry-changed', n: 1 } });
	});
});

it('[P6] an entry that was put in behind the gate is named', async () => {
	const { make } = createEntries(100);
	const secret = make();
	await hall.store.append({
		appends: [
			{
				page: fieldPage,
				update: new Uint8Array([0, 0]),
				ranges: [],
				clients: [],
				devices: [],
				entries: [{ id: secret.id, record: secret.id, sha256: 'x', text: entryToText(secret) }],
				receipt: null,
				written: null,
				changed: [],
				now: morning,
				day: '2026-11-23',
			},
		],
		rows: [],
	});
	expect(await wrong()).toMatchObject({ fault: { code: 'page-differs', id: secret.id } });
	hall.file.prepare('DELETE FROM entries WHERE id = ?').run(secret.id);
	hall.file.prepare(`DELETE FROM receipts WHERE n = 2`).run();
	expect(await wrong()).toMatchObject({ fault: { code: 'entry-unreceipted', id: written[2]!.id } });
});

it('[P7] names a page that says something else than the log, and a list that says something else than its entries', async () => {
	hall.file.prepare('UPDATE records SET json = replace(json, ?, ?) WHERE id = ?').run('"met"', '"out"', written[0]!.id);
	expect(await wrong()).toEqual({ record: written[0]!.id, list: 'different' });
	hall.file.prepare('UPDATE entries SET text = replace(text, ?, ?) WHERE id = ?').run('met', 'mat', written[3]!.id);
	expect(await wrong()).toEqual({ page: fieldPage, fault: { code: 'page-differs', id: written[3]!.id } });
});

describe('[P17, P18, P19] the whole of it', () => {
	const folder = mkdtempSync(join(tmpdir(), 'linli-key-'));
	const key = openSigner(join(folder, 'signing.key'));
	afterAll(() => rmSync(folder, { recursive: true }));
	const found = async () => (await verifyLedger(hall.store, key.publicKey, calendar, key.isSettled())).wrong;
	beforeEach(async () => {
		hall.file.exec('DELETE FROM receipts');
		await adopt(hall.store.proofs, key, () => morning);
		await hall.store.proofs.keepSeal({ ...phone.seal(fieldPage, written, morning), at: morning }, null);
		if (!key.isSettled()) await settleProofs(hall.store.proofs, key, () => morning);
		await hall.store.proofs.keepRoll(await rollOf(morning));
		expect(await found()).toBeNull();
	});
	const rollOf = async (at: number) => {
		const ends = await hall.store.proofs.ends();
		return { at, ends, signature: key.sign(rollText({ at, ends }, sha256)) };
	};
	const restart = async () => {
		await settleProofs(hall.store.proofs, key, () => morning);
		return renewRoll(hall.store.proofs, key, morning);
	};

	it('finds a changed entry of a page that is said to hold none', async () => {
		falsify(written[1]!, replaced(written[1]!, { body: { outcome: 'mat' } }));
		hall.file.exec('UPDATE pages SET entries = 0');
		expect(await found()).toEqual({ page: fieldPage, fault: { code: 'entry-changed', n: 1 } });
	});

	it('finds a page that was taken away with all that was on it, also after the server was started again', async () => {
		for (const table of ['entries', 'updates', 'receipts', 'seals', 'ranges']) hall.file.exec(`DELETE FROM ${table}`);
		hall.file.exec('DELETE FROM records');
		hall.file.exec('PRAGMA foreign_keys = OFF; DELETE FROM pages');
		const gone = { code: 'chain-cut', end: { page: fieldPage, device: null, n: 1 } };
		expect(await found()).toMatchObject({ roll: gone });
		expect(await restart()).toMatchObject(gone);
		hall.file.exec('DELETE FROM roll');
		expect(await restart()).toEqual({ code: 'roll-missing' });
		expect(await found()).toEqual({ roll: { code: 'roll-missing' } });
	});

	it('finds what lies there of a page that is gone', async () => {
		hall.file.exec('PRAGMA foreign_keys = OFF; DELETE FROM pages');
		expect(await found()).toEqual({ table: 'entries' });
	});

	it('finds that all seals of a device were taken away', async () => {
		hall.file.exec('DELETE FROM seals');
		expect(await found()).toMatchObject({ roll: { code: 'chain-cut', end: { device: phone.device, n: 1 } } });
	});

	it('receipts nothing that was put in behind the gate’s back, however often the server is started', async () => {
		falsify(written[1]!, replaced(written[1]!, { body: { outcome: 'mat' } }));
		hall.file.exec('DELETE FROM receipts; DELETE FROM seals');
		await restart();
		expect(await found()).toMatchObject({ fault: { code: 'entry-unreceipted' } });
	});

	it('does not believe a roll that another hand has signed', async () => {
		hall.file.prepare('UPDATE roll SET signature = ?').run(createSigner().sign('x'));
		expect(await found()).toEqual({ roll: { code: 'roll-signature' } });
	});
});

describe('seals, when the server itself is not to be trusted', () => {
	/** Whoever holds the server's key can sign all receipts anew. */
	async function signAnew(): Promise<void> {
		hall.file.exec('DELETE FROM receipts');
		await adopt(hall.store.proofs, signer, () => hall.clock.now);
	}
	beforeEach(async () => {
		await seal(written.slice(0, 2));
		await seal(written.slice(2), morning + 3000);
	});

	it('[P9] find a changed byte, a removed entry and a removed seal', async () => {
		falsify(written[0]!, replaced(written[0]!, { body: { outcome: 'mat' } }));
		await signAnew();
		expect(await wrong()).toMatchObject({ fault: { code: 'seal', n: 1, fault: { code: 'seal-changed' } } });
		falsify({ ...written[0]!, body: { outcome: 'mat' } }, entryToText(written[0]!));
		await signAnew();
		expect(await wrong()).toBeNull();
		hall.file.exec('DELETE FROM seals WHERE n = 1');
		expect(await wrong()).toMatchObject({ fault: { code: 'seal', n: 2, fault: { code: 'seal-missing' } } });
	});
	it('[P9] find an entry that was taken away with its receipt', async () => {
		hall.file.prepare('DELETE FROM entries WHERE id IN (?, ?)').run(written[2]!.id, written[3]!.id);
		hall.file.exec('DELETE FROM updates WHERE seq = 2');
		await signAnew();
		expect(await wrong()).toMatchObject({ fault: { fault: { code: 'entry-missing', id: written[2]!.id } } });
	});
	it('[P10] find an exchanged author', async () => {
		falsify(written[3]!, replaced(written[3]!, { by: 'grid02' }));
		await signAnew();
		expect(await wrong()).toMatchObject({ fault: { code: 'seal', n: 2, fault: { code: 'seal-changed' } } });
		hall.file.exec(`UPDATE device_keys SET account = 'grid02'`);
		expect(await wrong()).toMatchObject({ fault: { code: 'key', device: phone.device } });
	});
});

describe('[P11] a device cannot date back', () => {
	const offer = async (entries: readonly Entry[], contact: number) => {
		const kept = await keepSeal(hall.store.proofs, phone.seal(fieldPage, entries, contact), phone, hall.clock.now);
		return kept.ok ? null : kept.error;
	};
	it('before the last contact that it names', async () => {
		expect(await offer([written[0]!], morning + 60_000)).toEqual({
			code: 'seal',
			fault: { code: 'back-dated', id: written[0]!.id },
		});
	});
	it('by naming an earlier contact than before, or one that is still to come', async () => {
		await seal([written[3]!], morning + 3000);
		expect(await offer([written[0]!], morning)).toMatchObject({ fault: { code: 'contact' } });
	});
	it('and a ledger in which such a seal lies, or one over another’s entry, does not hold', async () => {
		const lay = (own: SigningDevice, entry: Entry, contact: number) =>
			hall.store.proofs.keepSeal({ ...own.seal(fieldPage, [entry], contact), at: hall.clock.now }, null);
		await lay(phone, written[0]!, morning + 60_000);
		expect(await wrong()).toMatchObject({ fault: { code: 'seal', n: 1, fault: { code: 'back-dated' } } });
		hall.file.exec('DELETE FROM seals');
		const stranger = createSigningDevice('grid02', 'device-stranger');
		await hall.store.proofs.keepKey(stranger.device, stranger, morning);
		await lay(stranger, written[0]!, morning);
		expect(await wrong()).toMatchObject({
			fault: { code: 'seal', device: 'device-stranger', fault: { code: 'author' } },
		});
	});
	it('nor may it name a contact that has not been', async () => {
		expect(await offer([written[0]!], hall.clock.now + 1)).toMatchObject({ fault: { code: 'contact' } });
	});
});
