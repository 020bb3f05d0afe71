import { bytesToHex } from '@noble/hashes/utils.js';

/** SHA-256 in hex, by the browser. */
export const sha256Of = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
	bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
