/**
 * Appending blind: an app session adds texts to a page without having loaded it, under a client id of its own that is
 * never used again. The bytes are those that a Y.Doc holding only this run would send.
 */
import { runLimit } from './limits.ts';
import { runsToUpdate } from './runs.ts';

export interface Appender {
	readonly client: number;
	/** How many more texts fit under this client id. */
	readonly room: () => number;
	/** The update that adds these texts behind those of before. @throws when they do not fit: ask `room` first. */
	readonly append: (texts: readonly string[]) => Uint8Array;
}

/** @param client a fresh random client id; never one that was stored. */
export function createAppender(client: number): Appender {
	let clock = 0;
	return {
		client,
		room: () => runLimit - clock,
		append: (texts) => {
			if (texts.length === 0 || clock + texts.length > runLimit) throw new RangeError('run is full or empty');
			const origin = clock === 0 ? null : { client, clock: clock - 1 };
			const update = runsToUpdate([{ client, clock, origin, texts }]);
			clock += texts.length;
			return update;
		},
	};
}

/** A client id as Yjs 13 takes them: 32 bits, not 0. @param random32 returns a random unsigned 32-bit number. */
export function newClientId(random32: () => number): number {
	return random32() || 1;
}
