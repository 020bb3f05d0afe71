/** What lies closed in a parcel: for each page a seal of the author's device, outside its chain, and the texts that it covers. */
import type { Seal } from '#lib/proof/seal.ts';

export interface Contents {
	readonly pages: readonly { readonly seal: Seal; readonly texts: readonly string[] }[];
}

/** Bytes of the contents as JSON, at most: what a server unpacks for a stranger. */
export const contentsLimit = 8 * 1024 * 1024;
