/**
 * Entries that came by another hand: a colleague's phone, a file. They are judged as if their author had brought them,
 * by his seal and his grants; who carried them is on record. Rule P12.
 */
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { Refusal } from '#lib/ledger/refusal.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { sealFault, type Seal, type SealFault } from '#lib/proof/seal.ts';
import type { Proofs } from '#server/store/proofs.ts';
import type { Author, Outcome, Rooms } from '#server/sync/rooms.ts';
import { isSignedBy, sha256 } from './signer.ts';

export interface RelayDeps {
	readonly proofs: Proofs;
	readonly rooms: Pick<Rooms, 'add'>;
	/**
	 * The account as an author, with its grants and, for a revoked device, the moment of its end; null when there is none or
	 * it may not work any more.
	 */
	readonly authorOf: (account: string, device: string) => Omit<Author, 'device'> | null;
	/** Unix ms. */
	readonly now: () => number;
}

export type RelayRefusal =
	/** Nobody, no key, or another's. */
	{ readonly code: 'no-key' } | { readonly code: 'seal'; readonly fault: SealFault };

/** @param carrier the account that brought them. @throws when the store fails. */
export async function relay(
	{ proofs, rooms, authorOf, now }: RelayDeps,
	page: PageId,
	{ seal, entries }: { readonly seal: Seal; readonly entries: readonly Entry[] },
	carrier: string,
): Promise<Result<Outcome, RelayRefusal>> {
	const { account, device } = seal;
	const key = (await proofs.keys([device])).get(device);
	const author = authorOf(account, device);
	if (!author || key?.account !== account || seal.page !== page) return err({ code: 'no-key' });
	const textById = new Map(entries.map((entry) => [entry.id, entryToText(entry)]));
	const fault = sealFault(seal, null, {
		textOf: (id) => textById.get(id),
		sha256,
		isSigned: (text, signature) => isSignedBy(key.key, text, signature),
		now: now(),
	});
	if (fault) return err({ code: 'seal', fault });
	const sealed = new Set(seal.ids);
	const outcome = await rooms.add(
		page,
		entries.filter(({ id }) => sealed.has(id)),
		{ ...author, device },
	);
	const refused: Refusal[] = entries
		.filter(({ id }) => !sealed.has(id))
		.map(({ id }) => ({ id, code: 'author', detail: 'no seal' }));
	// A seal proves nothing on a page that lacks one of its texts.
	if (outcome.refused.length + outcome.held.length === 0) await proofs.keepSeal({ ...seal, at: now() }, carrier);
	return ok({ ...outcome, refused: [...refused, ...outcome.refused] });
}
