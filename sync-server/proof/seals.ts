/** Takes a device's seal over what it wrote and what is receipted, and gives the receipts for it. Rules P8–P13. */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { pageStart, type SignedReceipt } from '#lib/proof/receipt.ts';
import { chainAfter, chainStart, sealFault, type ChainState, type Seal, type SealFault } from '#lib/proof/seal.ts';
import type { Proofs } from '#server/store/proofs.ts';
import { isSignedBy, sha256 } from './signer.ts';

export interface Signatory {
	readonly account: string;
	readonly device: string;
}

export type SealRefusal =
	| { readonly code: 'no-key' }
	/** The device's chain stands elsewhere here: it goes on from there. */
	| { readonly code: 'chain'; readonly chain: ChainState }
	| { readonly code: 'seal'; readonly fault: SealFault };

export interface SealKept {
	readonly chain: ChainState;
	/** Of the entries that it covers. */
	readonly receipts: readonly (SignedReceipt & { readonly before: string })[];
}

/** @param now server time, unix ms */
export async function keepSeal(
	proofs: Proofs,
	seal: Seal,
	{ account, device }: Signatory,
	now: number,
): Promise<Result<SealKept, SealRefusal>> {
	const key = (await proofs.keys([device])).get(device);
	if (key?.account !== account || seal.account !== account || seal.device !== device) return err({ code: 'no-key' });
	const last = await proofs.lastSeal(seal.page, device);
	const chain = last ? chainAfter(last) : chainStart(seal, sha256);
	const kept = async () => {
		const receipts = await proofs.receiptsOf(seal.page, seal.ids);
		const start = pageStart(seal.page, sha256);
		return {
			chain: chainAfter(seal),
			receipts: receipts.map(({ receipt, before }) => ({ ...receipt, before: before ?? start })),
		};
	};
	// Sent again because the answer was lost.
	if (last && last.n === seal.n && last.signature === seal.signature) return ok(await kept());
	if (seal.n !== chain.n + 1) return err({ code: 'chain', chain });
	const texts = await proofs.textsOf(seal.page, seal.ids);
	const fault = sealFault(seal, chain, {
		textOf: (id) => texts.get(id),
		sha256,
		isSigned: (text, signature) => isSignedBy(key.key, text, signature),
		now,
	});
	// Same number behind another head: a cloned phone, or a seal that was lost with a restored backup.
	if (fault?.code === 'seal-changed') return err({ code: 'chain', chain });
	if (fault) return err({ code: 'seal', fault });
	await proofs.keepSeal({ ...seal, at: now }, null);
	return ok(await kept());
}
