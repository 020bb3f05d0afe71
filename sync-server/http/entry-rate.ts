/**
 * How many entries one account may hand in by HTTP, on whichever door: as many as a socket takes messages. Kept in memory:
 * it spares the server, it keeps no books. Rule S39 of sync.
 */
import type { FastifyReply } from 'fastify';
import { createAllowance, type Allowance } from '#server/sync/allowance.ts';
import { messageRate } from '#server/sync/peer.ts';
import { fail } from './errors.ts';

export interface EntryRates {
	/**
	 * Counts so many entries, at least one a request, and tells after how many whole seconds they may come again; 0 when
	 * they may be taken now. Of what must wait nothing is counted.
	 */
	readonly take: (account: string, entries: number) => number;
}

/** @param now unix ms */
export function createEntryRates(now: () => number): EntryRates {
	const allowances = new Map<string, Allowance>();
	return {
		take: (account, entries) => {
			const allowance = allowances.get(account) ?? createAllowance(messageRate, now);
			allowances.set(account, allowance);
			// What comes as a whole, and holds more than may come at once, needs the whole bucket.
			const count = Math.min(Math.max(1, entries), messageRate.burst);
			return allowance.take(count) ? 0 : Math.max(1, Math.ceil(allowance.waitSeconds(count)));
		},
	};
}

/** Nothing was taken: the phone keeps all of it, and comes again. */
export const tooFast = (reply: FastifyReply, retryAfterSeconds: number): FastifyReply =>
	fail(reply.header('retry-after', retryAfterSeconds), 'entry-rate', { retryAfterSeconds });
