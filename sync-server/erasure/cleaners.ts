/**
 * What holds a person's data outside of the ledger. Each such store registers a cleaner; an erasure calls all of them
 * before the ledger lets go, and again when it was cut short, so doing it twice must come to the same.
 */
import type { Words } from './strip.ts';

export interface Erasee {
	/** Ids of the resident and of the elder that he is, under all of them. */
	readonly subjects: ReadonlySet<string>;
	/** Ids of all entries that go. */
	readonly entries: ReadonlySet<string>;
	/** What he was called and how he was reached; in memory only, never to be written down. */
	readonly words: Words;
	/** 12-digit codes of the communities concerned. */
	readonly communities: readonly string[];
}

export interface Cleaner {
	/** What it cleans, for the log of a failure. */
	readonly name: string;
	/** Lets go of all that it holds of the person, also of the bytes in its file. @throws when it cannot: the erasure is then tried again at the next start. */
	readonly clean: (erasee: Erasee) => Promise<void>;
}
