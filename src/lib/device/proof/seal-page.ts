/**
 * Signs what this phone wrote on a page and has a receipt for, a batch at a time, and keeps the server's signed receipts.
 * Nothing that a person does waits for it. Rules D90–D93.
 */
import { sha256 as digest } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { headAfter, seedBytes, type Sha256 } from '#lib/proof/chain.ts';
import { receiptText } from '#lib/proof/receipt.ts';
import { chainStart, drawSeal, sealLimit, sealText, type ChainState, type Seal } from '#lib/proof/seal.ts';
import type { Ledger, Space } from '#lib/device/database.ts';
import type { Remote, ReceiptAnswer } from '#lib/device/remote.ts';
import type { OutboxRow } from '#lib/device/rows.ts';
import type { ReceiptRow, SigningKeyRow } from './proof-rows.ts';
import { isServers, signingKey, signText } from './signing-key.ts';

export const sha256: Sha256 = (text) => bytesToHex(digest(utf8ToBytes(text)));

/** `later`: no network, or the server cannot yet; `never`: this device does not sign. */
export type Sealed = 'done' | 'later' | 'never';

export async function sealPage(space: Space, remote: Remote, page: PageId): Promise<Sealed> {
	const { downloads: db } = space;
	const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
	const key = await signingKey(db, subtle);
	if (!key || !subtle || key.known === 'refused') return 'never';
	let isRegistered = key.known === 'yes';
	// One turn more than the batches: a chain that stands elsewhere at the server costs one.
	for (let turns = 0; turns < maxTurns; turns++) {
		const row = await db.chains.get(page);
		const rows = row?.pending ? [] : await unsealed(db, page);
		if (!row?.pending && rows.length === 0) return 'done';
		isRegistered ||= await register(db, remote, key);
		if (!isRegistered) return 'later';
		const seal = row?.pending ?? (await drawNext(space, page, rows, row?.chain ?? null, { key, subtle }));
		const outcome = await offer(space, remote, page, seal, subtle);
		if (outcome !== 'next') return outcome;
	}
	return 'later';
}

const maxTurns = 50;

/** Own entries of the page that are receipted and not sealed, oldest first. */
async function unsealed(db: Ledger, page: PageId): Promise<OutboxRow[]> {
	const received = await db.outbox.where('[page+state]').equals([page, 'received']).toArray();
	const rows = received.filter(({ signed }) => signed === undefined);
	return rows.sort((a, b) => (a.contact ?? 0) - (b.contact ?? 0) || (a.id < b.id ? -1 : 1)).slice(0, sealLimit);
}

/** Makes the device's key known to the server; false when that failed, or the server has another of this device. */
export async function register(
	db: Ledger,
	remote: Pick<Remote, 'putKey'>,
	{ publicKey }: SigningKeyRow,
): Promise<boolean> {
	const answer = await remote.putKey(publicKey);
	if (!answer.ok && answer.error.status !== 409) return false;
	await db.keys.update('signing', { known: answer.ok ? 'yes' : 'refused' });
	return answer.ok;
}

async function drawNext(
	{ downloads: db, account, device }: Space,
	page: PageId,
	rows: readonly OutboxRow[],
	chain: ChainState | null,
	{ key, subtle }: { key: SigningKeyRow; subtle: SubtleCrypto },
): Promise<Seal> {
	const from = chain ?? chainStart({ page, device }, sha256);
	// A chain never names an earlier contact than before.
	const entries = rows.map(({ id, text, contact = 0 }) => ({ id, text, contact: Math.max(contact, from.contact) }));
	const fit = entries.filter(({ text, contact }) => hlcToMs((JSON.parse(text) as Entry).hlc) >= contact);
	const late = entries.filter((entry) => !fit.includes(entry)).map((entry) => ({ ...entry, contact: from.contact }));
	const seed = bytesToHex(crypto.getRandomValues(new Uint8Array(seedBytes)));
	const drawn = drawSeal({ page, device, account }, [...late, ...fit], from, { sha256, seed });
	const seal = { ...drawn, signature: await signText(key, sealText(drawn), subtle) };
	await db.chains.put({ page, chain: from, pending: seal });
	return seal;
}

async function offer(
	space: Space,
	remote: Remote,
	page: PageId,
	seal: Seal,
	subtle: SubtleCrypto,
): Promise<Sealed | 'next'> {
	const { downloads: db } = space;
	const answer = await remote.seal(page, seal);
	if (answer.ok) {
		const receipts = await held(db, answer.value, subtle);
		await settle(db, page, seal.ids, 'yes', answer.value.chain, receipts);
		return 'next';
	}
	const { status, body } = answer.error;
	// Only what the server said of the seal itself is final: a server in trouble is asked again.
	if (![400, 404, 409].includes(status)) return 'later';
	if (body?.code === 'chain' && body.chain) {
		await db.chains.put({ page, chain: body.chain });
		return 'next';
	}
	return drop(db, page, seal);
}

/** The server cannot take this seal: its entries stay unsealed, and what comes after them is sealed all the same. */
async function drop(db: Ledger, page: PageId, { ids }: Seal): Promise<'next'> {
	const row = await db.chains.get(page);
	await settle(db, page, ids, 'no', row!.chain, []);
	return 'next';
}

async function settle(
	db: Ledger,
	page: PageId,
	ids: readonly string[],
	signed: 'yes' | 'no',
	chain: ChainState,
	receipts: readonly ReceiptRow[],
): Promise<void> {
	await db.transaction('rw', [db.outbox, db.chains, db.receipts], async () => {
		const rows = await db.outbox.bulkGet([...ids]);
		await db.outbox.bulkPut(rows.filter((row) => row !== undefined).map((row) => ({ ...row, signed })));
		await db.chains.put({ page, chain });
		await db.receipts.bulkPut([...receipts]);
	});
}

/** Receipts are held against the texts that are here and the server's key: what does not hold is kept, and says so. */
async function held(
	db: Ledger,
	{ receipts, key: publicKey }: ReceiptAnswer,
	subtle: SubtleCrypto,
): Promise<ReceiptRow[]> {
	return Promise.all(
		receipts.map(async (receipt) => {
			const rows = await db.outbox.bulkGet([...receipt.ids]);
			const texts = new Map(rows.flatMap((row) => (row ? [[row.id, row.text] as const] : [])));
			const head = headAfter(receipt.before, receipt, (id) => texts.get(id), sha256);
			const isRight = head.ok && head.value === receipt.head;
			const told = { publicKey, text: receiptText(receipt), signature: receipt.signature };
			return { ...receipt, key: publicKey, holds: isRight ? await isServers(told, subtle) : false };
		}),
	);
}
