/** What the clerk needs to write, without a server: ids by the same hash. */
import type { Entry } from '#lib/ledger/entry.ts';
import type { Means } from '#lib/registers/transfer.ts';
import { derivedId } from '#server/transfers/derived-id.ts';

export const means: Means = {
	idOf: derivedId,
	current: ({ v, body }: Entry) => ({ v, body }),
};
