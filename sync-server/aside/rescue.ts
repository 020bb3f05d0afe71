/**
 * A rescue file (抢救文件): what a phone could still write when nothing else helped, brought in by hand. Nobody's seal
 * covers it, so its texts go to the quarantine, where a person looks at them and lets them in. Rule S76.
 */
import * as v from 'valibot';
import { isEntryId, textToEntry, type Entry } from '#lib/ledger/entry.ts';
import { textToPage } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { isOfErased, leadsTo } from '#lib/registers/erased.ts';
import { base64ToBytes, createCipher, openText, type Cipher } from '#lib/sealing/cipher.ts';
import { envelopeOf } from '#lib/sealing/envelope.ts';
import type { Quarantined, Store } from '#server/store/store.ts';
import type { SealingKey } from '#server/sync/sealing-key.ts';

const row = v.object({
	page: v.string(),
	text: v.optional(v.string()),
	id: v.optional(v.string()),
	sealed: v.optional(v.string()),
});
const file = v.object({
	format: v.literal('linli-rescue'),
	version: v.number(),
	account: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{1,39}$/)),
	device: v.string(),
	envelope: v.optional(v.object({ server: v.string(), bytes: v.string() })),
	waiting: v.array(row),
	refused: v.array(row),
});
type File = v.InferOutput<typeof file>;
type Row = v.InferOutput<typeof row>;

export type RescueFault = 'not-rescue' | 'later-version';

export interface Rescued {
	/** One for each page. */
	readonly packets: readonly Quarantined[];
	readonly account: string;
	/** Rows that nobody can open here, or that lie on no page. */
	readonly closed: number;
	/** Entries about people who were erased: they stay out. */
	readonly erased: number;
}

export interface RescueMeans {
	readonly store: Pick<Store, 'erasing'>;
	readonly key: SealingKey;
	/** Unix ms. */
	readonly now: () => number;
}

/** @param text the file's */
export async function readRescue(text: string, means: RescueMeans): Promise<Result<Rescued, RescueFault>> {
	const read = parse(text);
	if (!read.ok) return read;
	const { account, device, waiting, refused } = read.value;
	const cipher = await cipherOf(read.value, means.key);
	// What was refused is sealed under a key that never leaves the phone; its bytes came here when it was refused.
	const opened = [...waiting.map((each) => open(each, cipher)), ...refused.map((each) => open(each, null))].filter(
		(each) => each !== null,
	);
	cipher?.forget();
	const kept = await withoutErased(opened, means.store);
	const packets = [...Map.groupBy(kept, ({ page }) => page)].map(([page, entries]): Quarantined => ({
		page,
		account,
		device,
		at: means.now(),
		refusals: entries.map(({ entry }) => ({ id: entry?.id ?? null, code: 'rescued' })),
		bytes: new TextEncoder().encode(JSON.stringify(entries.map((each) => each.text))),
	}));
	const closed = waiting.length + refused.length - opened.length;
	return ok({ packets, account, closed, erased: opened.length - kept.length });
}

function parse(text: string): Result<File, RescueFault> {
	try {
		const parsed = v.safeParse(file, JSON.parse(text));
		if (!parsed.success) return err('not-rescue');
		return parsed.output.version === 1 ? ok(parsed.output) : err('later-version');
	} catch {
		return err('not-rescue');
	}
}

/** null where nothing is sealed, or not for this server. */
async function cipherOf({ envelope, account, device }: File, key: SealingKey): Promise<Cipher | null> {
	const opened = envelope && (await key.open(envelope.server, envelope.bytes, envelopeOf(account, device)));
	return opened ? createCipher(opened) : null;
}

interface Opened {
	readonly page: string;
	readonly text: string;
	/** null when the text is no entry: a person may still read it. */
	readonly entry: Entry | null;
}

function open({ page, text, id, sealed }: Row, cipher: Cipher | null): Opened | null {
	if (!textToPage(page).ok) return null;
	if (text !== undefined) return opened(page, text);
	if (!cipher || sealed === undefined || id === undefined || !isEntryId(id)) return null;
	try {
		return opened(page, openText(cipher, base64ToBytes(sealed), `outbox ${id}`));
	} catch {
		// Sealed under another key, or damaged.
		return null;
	}
}

function opened(page: string, text: string): Opened {
	const entry = textToEntry(text);
	return { page, text, entry: entry.ok ? entry.value : null };
}

async function withoutErased(all: readonly Opened[], { erasing }: Pick<Store, 'erasing'>): Promise<readonly Opened[]> {
	const erased = await erasing.known([...new Set(all.flatMap(({ entry }) => (entry ? leadsTo(entry) : [])))]);
	return all.filter(({ entry }) => !entry || !isOfErased(entry, (id) => erased.has(id)));
}
