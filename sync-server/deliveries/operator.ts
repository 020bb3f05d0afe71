/** What the command line shows or carries out: nobody is signed in there, so it is on record as the operator's. Rule DL10. */
import { operator } from '#server/auth/covers.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import type { Parts } from './parts.ts';

export type OperatorShown = Pick<Delivery, 'way' | 'what' | 'page'>;

/** On the disk when it resolves. @throws when it cannot be written: then nothing may be shown. */
export type OperatorRecord = (shown: OperatorShown, parts: Parts) => Promise<void>;

/** @param user who sits at the machine, as its system calls him. */
export const createOperatorRecord =
	({ write }: Pick<Deliveries, 'write'>, user: string): OperatorRecord =>
	async ({ what, ...shown }, parts) => {
		for (const [area, ids] of parts)
			await write({ ...shown, account: operator, device: null, address: '', area, ids, what: { ...what, user } });
	};
