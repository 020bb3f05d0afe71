/** What a supervisor asks for when something is to go to another grid, and why it does not. */
import type { Author } from '#server/sync/rooms.ts';

export interface TransferRequest {
	/** Made by who asks, so that asking twice is one transfer. */
	readonly id: string;
	readonly from: string;
	/** A grid of the same community, or the name of one that is to be. */
	readonly to: string | { readonly name: string };
	readonly places?: readonly string[];
	readonly households?: readonly string[];
	/** All that the grid has: it is merged into the other. */
	readonly whole?: boolean;
	readonly day: string;
	readonly note?: string;
	/** The transfer that is taken back. */
	readonly undoes?: string;
	readonly author: Author;
	/** Only looks at what would go. */
	readonly dry: boolean;
}

/** `gone`: something of it is not at this grid any more; `day`: it lies ahead; `grid`: there is no such grid here. */
export type TransferFault = 'desk' | 'book' | 'role' | 'gone' | 'day' | 'grid' | 'nothing';
