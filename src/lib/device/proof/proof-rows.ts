/** What lies in the tables of the phone to prove what it wrote. Nothing here runs. */
import type { PageId } from '#lib/ledger/page.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import type { ChainState, Seal } from '#lib/proof/seal.ts';

export interface ChainRow {
	readonly page: PageId;
	readonly chain: ChainState;
	/** Signed and not yet answered: sent again as it is. */
	readonly pending?: Seal;
}

/** A signed receipt over own entries, held against the server's key. Ids and hashes alone. */
export interface ReceiptRow extends SignedReceipt {
	/** Head of the page's chain before it. */
	readonly before: string;
	/** Public key of the server, base64url. */
	readonly key: string;
	/** null where this browser cannot tell. */
	readonly holds: boolean | null;
}

export interface SigningKeyRow {
	readonly id: 'signing';
	readonly pair: CryptoKeyPair;
	/** SubjectPublicKeyInfo, base64url. */
	readonly publicKey: string;
	/** The server has it; or it does not take it, and this device signs nothing. */
	readonly known?: 'yes' | 'refused';
}
