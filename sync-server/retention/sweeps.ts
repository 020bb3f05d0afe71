/** What each part of the data removes when its period is over. */
import type { Auth } from '#server/auth/auth.ts';
import type { Photos } from '#server/blobs/photos.ts';
import type { Deliveries } from '#server/deliveries/deliveries.ts';
import type { Trace } from '#server/out/trace.ts';
import type { Store } from '#server/store/store.ts';
import type { Swept } from './periods.ts';
import type { Sweep } from './retention.ts';

export interface SweepDeps {
	readonly auth: Pick<Auth, 'removeExpired'>;
	readonly deliveries: Pick<Deliveries, 'removeBefore'>;
	readonly trace: Pick<Trace, 'removeBefore'>;
	readonly store: { readonly shelf: Pick<Store['shelf'], 'emptyPackets' | 'forgetHeld'> };
	readonly photos: Pick<Photos, 'tidy'>;
	/** Unix ms. */
	readonly now: () => number;
}

/** In whose name the job discards what nobody dealt with; no account can be called so. */
const byRetention = '(retention)';

export const createSweeps = ({
	auth,
	deliveries,
	trace,
	store,
	photos,
	now,
}: SweepDeps): Readonly<Record<Swept, Sweep>> => ({
	deliveries: deliveries.removeBefore,
	exports: trace.removeBefore,
	quarantine: (before) => store.shelf.emptyPackets(before, { at: now(), by: byRetention, why: '保存期限到了' }),
	held: store.shelf.forgetHeld,
	// Each session carries the end of its own time.
	sessions: () => auth.removeExpired(),
	// What belongs to no entry, and uploads that nobody went on with; each for its own time.
	photos: () => photos.tidy(),
});
