/** Rooms: where the sockets of a page meet, and the one door through which the server itself writes. */
import type { Grant } from '#lib/access/policy.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { Refusal, RefusalCode } from '#lib/ledger/refusal.ts';
import type { Prove } from '#server/proof/prove.ts';
import type { Signer } from '#server/proof/signer.ts';
import type { WebSocket } from 'ws';
import type { WholePage } from './snapshots.ts';

/** On whose behalf entries come. */
export interface Author {
	readonly account: string;
	readonly grants: readonly Grant[];
	/** The device that the session declared; null when none. */
	readonly device: string | null;
	/** For the seed and the roster: writes for others (`by` is not compared), without a quota, and on months long closed. */
	readonly steward?: true;
	/** For a revoked device: the moment of its end, unix ms. What was written later is not taken. */
	readonly until?: number;
	/** Checks that somebody who may do so has waived for these entries. */
	readonly waives?: ReadonlySet<RefusalCode>;
}

export interface Outcome {
	/** Ids on the disk, also those that were there before with the same text. */
	readonly accepted: readonly string[];
	readonly refused: readonly Refusal[];
	/** Ids that are on the disk and wait for a supervisor's word. */
	readonly held: readonly string[];
}

/** What goes out on a socket: the whole page, or some texts of it. */
export type Sent =
	| { readonly way: 'page'; readonly epoch: number; readonly seq: number }
	| { readonly way: 'part'; readonly texts: readonly string[] };

/** Puts on record what is about to go out. */
export interface Recorder {
	/** On the disk when it resolves. @throws when it cannot be: then nothing may go out. */
	readonly write: (sent: Sent) => Promise<void>;
	/** With the next group. @returns false when it cannot be put on record. */
	readonly note: (sent: Sent) => boolean;
}

export interface Connection {
	/** Absent: nobody reads here but the server itself and its tests. */
	readonly recorder?: Recorder;
	readonly receipts: boolean;
	/** The author as the session is now; null once it has ended. Asked again at each message. */
	readonly author: () => Author | null;
	/** Calls back when the account, its seats or its devices have changed; gives what ends that. */
	readonly watch?: (listener: () => void) => () => void;
}

export interface Rooms {
	/** Any number of entries for one page; each is judged by itself. @throws when the store fails: nothing is known of them then. */
	readonly add: (page: PageId, entries: readonly Entry[], author: Author, now?: number) => Promise<Outcome>;
	/** Raised when a page was rewritten; 1 at first. */
	readonly epochOf: (page: PageId) => Promise<number>;
	/** The page that takes now what is meant for this one: itself, or that of the month of arrival once it is closed. */
	readonly openPage: (page: PageId) => PageId;
	/** Seals every page whose time is over and that is not sealed yet; tells which. */
	readonly sealDue: () => Promise<readonly PageId[]>;
	/**
	 * Runs while nothing is written, with what pages are written anew by; it gives those pages, and whoever holds one as
	 * it was is turned away.
	 */
	readonly rewrite: (
		work: (means: {
			readonly prove: Prove;
			readonly signer: Signer;
			readonly random32: () => number;
		}) => Promise<readonly PageId[]>,
	) => Promise<void>;
	/** All of a page as one Yjs update, with the number of the last update in it; 0 when there is none. */
	readonly snapshot: (page: PageId) => Promise<WholePage>;
	/** Takes over an upgraded socket of someone who may read the page. */
	readonly connect: (socket: WebSocket, page: PageId, connection: Connection) => void;
	/** Closes all sockets (1001) and waits until what has begun is committed. */
	readonly close: () => Promise<void>;
}
