/** The server's signed word on where every chain of its ledger stands, so that none can be cut off or taken away whole. Rules P17–P19. */
import type { Sha256 } from './chain.ts';

export interface ChainEnd {
	readonly page: string;
	/** Whose seals they are; null: the receipts of the page. */
	readonly device: string | null;
	/** Of the last link. */
	readonly n: number;
	readonly head: string;
}

export interface SignedRoll {
	/** Server time, unix ms. */
	readonly at: number;
	readonly ends: readonly ChainEnd[];
	/** Of `rollText`, base64url. */
	readonly signature: string;
}

export type RollFault =
	/** There was one, and it is gone. */
	| { readonly code: 'roll-missing' }
	| { readonly code: 'roll-signature' }
	/** Of a chain that the roll names the link is not there, or is another one. */
	| { readonly code: 'chain-cut'; readonly end: ChainEnd };

export const rollText = ({ at, ends }: Pick<SignedRoll, 'at' | 'ends'>, sha256: Sha256): string => {
	const list = ends.map(({ page, device, n, head }) => [page, device, n, head]);
	return JSON.stringify(['linli-roll-1', at, sha256(JSON.stringify(list))]);
};
