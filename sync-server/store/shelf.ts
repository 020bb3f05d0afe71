/**
 * What lies beside the ledger and waits for a person: refused bytes (quarantine), and entries that were written after
 * their grant had ended (held). Whoever deals with either is written down beside it.
 */
import type { Book, PageId } from '#lib/ledger/page.ts';
import type { Refusal, RefusalCode } from '#lib/ledger/refusal.ts';

export interface Dealing {
	/** Server time, unix ms. */
	readonly at: number;
	/** Account, or `operator` at the command line. */
	readonly by: string;
	readonly act: 'released' | 'discarded';
	/** Checks of the gate that were passed over. */
	readonly waived: readonly RefusalCode[];
	readonly why: string;
	/** Ids that lie on the ledger since, and what was still not taken. */
	readonly taken: readonly string[];
	readonly refused: readonly Refusal[];
}

/** Bytes that the gate did not take, without the bytes. */
export interface RefusedPacket {
	readonly number: number;
	readonly page: PageId;
	readonly account: string;
	readonly device: string | null;
	/** Server time of arrival, unix ms. */
	readonly at: number;
	readonly refusals: readonly Refusal[];
	/** Bytes. */
	readonly size: number;
	/** What became of it; null while nothing did, or only part of it could be released. */
	readonly settled: Dealing['act'] | null;
	readonly dealings: readonly Dealing[];
}

export interface HeldVerdict {
	readonly verdict: 'released' | 'declined';
	/** Server time, unix ms. */
	readonly at: number;
	readonly by: string;
	/** '' when nothing was said. */
	readonly why: string;
}

export interface NewHeld {
	readonly id: string;
	readonly page: PageId;
	readonly desk: string;
	readonly book: Book;
	readonly account: string;
	readonly device: string | null;
	/** Server time of arrival, unix ms. */
	readonly at: number;
	/** Of the text. */
	readonly sha256: string;
	readonly text: string;
}

export interface Held extends Omit<NewHeld, 'text'> {
	readonly number: number;
	/** Null once it was declined. */
	readonly text: string | null;
	readonly decided: HeldVerdict | null;
}

interface Asked {
	/** This area and below. */
	readonly area: string;
	readonly before?: number;
	readonly limit: number;
}

/** Lists come latest first. */
export interface Shelf {
	/** @param asked.open only those that nobody has settled */
	readonly packets: (asked: Asked & { readonly open: boolean }) => Promise<readonly RefusedPacket[]>;
	readonly packet: (
		number: number,
	) => Promise<{ readonly packet: RefusedPacket; readonly bytes: Uint8Array | null } | null>;
	/** Writes a dealing down; `settles` ends the matter, and a discarded packet's bytes go. */
	readonly deal: (number: number, dealing: Dealing, settles: boolean) => Promise<void>;
	/** Those that are held already stay as they are. On the disk when it resolves. */
	readonly hold: (entries: readonly NewHeld[]) => Promise<void>;
	readonly heldById: (ids: readonly string[]) => Promise<ReadonlyMap<string, Held>>;
	readonly held: (asked: Asked & { readonly open: boolean }) => Promise<readonly Held[]>;
	/** Of entries that nobody has decided about. A declined one's text goes. */
	readonly decide: (ids: readonly string[], verdict: HeldVerdict) => Promise<void>;
	/** Throws away the bytes of packets from before; one that nobody dealt with is discarded, which stands there. Tells how many. */
	readonly emptyPackets: (before: number, dealing: Pick<Dealing, 'at' | 'by' | 'why'>) => Promise<number>;
	/** Throws away the texts of entries that were let in before. Tells how many. */
	readonly forgetHeld: (before: number) => Promise<number>;
}
