/** A device that signs as a phone does, with a real key. */
import { randomBytes } from 'node:crypto';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { chainAfter, chainStart, drawSeal, sealText, type ChainState, type Seal } from '#lib/proof/seal.ts';
import { createSigner, sha256 } from '#server/proof/signer.ts';

export interface SigningDevice {
	readonly device: string;
	readonly account: string;
	readonly key: string;
	/** The next seal of its chain on the page. @param contact server's unix ms that each entry names */
	readonly seal: (page: string, entries: readonly Entry[], contact: number) => Seal;
	/** For another hand to carry. */
	readonly sealForRelay: (page: string, entries: readonly Entry[], contact: number) => Seal;
	readonly goOnFrom: (page: string, chain: ChainState) => void;
}

export function createSigningDevice(account: string, device = `device-${account}`): SigningDevice {
	const signer = createSigner();
	const chains = new Map<string, ChainState>();
	const draw = (page: string, entries: readonly Entry[], contact: number, before: ChainState | null): Seal => {
		const unsealed = entries.map((entry) => ({ id: entry.id, text: entryToText(entry), contact }));
		const seed = randomBytes(16).toString('hex');
		const seal = drawSeal({ page, device, account }, unsealed, before, { sha256, seed });
		return { ...seal, signature: signer.sign(sealText(seal)) };
	};
	return {
		device,
		account,
		key: signer.publicKey,
		seal: (page, entries, contact) => {
			const seal = draw(page, entries, contact, chains.get(page) ?? chainStart({ page, device }, sha256));
			chains.set(page, chainAfter(seal));
			return seal;
		},
		sealForRelay: (page, entries, contact) => draw(page, entries, contact, null),
		goOnFrom: (page, chain) => void chains.set(page, chain),
	};
}
