/** What lies in the table `lock`: ways to the key of the space, never the key. Nothing here runs. */
import type { PageId } from '#lib/ledger/page.ts';
import type { RefusalCode } from '#lib/ledger/refusal.ts';
import type { ErasedTold } from '#lib/device/rows.ts';
import type { Finger } from './authenticator.ts';
import type { PinWrap, Wrapped } from './keys.ts';
import type { Tries } from './tries.ts';

/** By id; the texts stay sealed. */
export interface Carried {
	readonly accepted: readonly string[];
	readonly refused: readonly { readonly id: string; readonly code: RefusalCode; readonly page: PageId }[];
}

export interface LockValues {
	readonly pin: PinWrap;
	readonly device: CryptoKey;
	readonly tries: Tries;
	/** Under a key that the server keeps by this id, and gives out for the password alone. */
	readonly server: Wrapped & { readonly id: string };
	/** Under what the phone's authenticator gives for a finger or a face. */
	readonly finger: Wrapped & Finger;
	/** The key of own texts, sealed for the server, and for which of its keys. */
	readonly envelope: { readonly server: string; readonly bytes: Uint8Array };
	/** What the server said of own entries while the space was locked. */
	readonly carried: Carried;
	/** Photos that it took, or refused, while the space was locked, by their entries. */
	readonly carriedPhotos: readonly string[];
	/** Up to where the server's list of erased ids was heard since the space was locked. */
	readonly erasedAfter: string;
	/** What went by it, to be told once the space is open. */
	readonly erasedTold: ErasedTold & { readonly records: readonly string[] };
	/** Every row that was written before the PIN was set is sealed, and each under the key that it lies under now. */
	readonly allSealed: boolean;
	/** Minutes without a touch, or out of sight, until it locks by itself. */
	readonly minutes: number;
}
export type LockRow = { readonly key: keyof LockValues; readonly value: unknown };
