import type { Auth } from '#server/auth/auth.ts';
import type { Photos } from '#server/blobs/photos.ts';
import type { Callers } from '#server/auth/caller.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Deliveries } from '#server/deliveries/deliveries.ts';
import type { Drawings } from '#server/drawing/drawings.ts';
import type { Erasures } from '#server/erasure/erasures.ts';
import type { FanOut } from '#server/fan-out/fan-out.ts';
import type { Identities } from '#server/roster/identities.ts';
import type { RasterConfig } from '#server/maps/raster.ts';
import type { Trace } from '#server/out/trace.ts';
import type { Retention } from '#server/retention/retention.ts';
import type { Signer } from '#server/proof/signer.ts';
import type { Store } from '#server/store/store.ts';
import type { Rooms } from '#server/sync/rooms.ts';
import type { Clerk } from '#server/transfers/clerk.ts';

/** What the routes work with; made once in main.ts. */
export interface Deps {
	readonly store: Store;
	readonly signer: Pick<Signer, 'publicKey'>;
	readonly rooms: Rooms;
	readonly fanOut: FanOut;
	readonly auth: Auth;
	readonly callers: Callers;
	readonly areas: Areas;
	readonly identities: Identities;
	readonly trace: Trace;
	/** Who was shown whose details. */
	readonly deliveries: Deliveries;
	readonly photos: Photos;
	readonly drawings: Drawings;
	readonly erasures: Erasures;
	/** What is kept for how long. */
	readonly retention: Pick<Retention, 'periods' | 'runs'>;
	readonly clerk: Pick<Clerk, 'aside'>;
	/** A raster service beneath the drawing; null where none is configured. */
	readonly raster: RasterConfig | null;
	/** Folder of the built app. */
	readonly buildDir: string;
	/** Folder of the data. */
	readonly dataDir: string;
	readonly publicUrl: URL | null;
	readonly timeZone: string;
	/** Days for which a backup is kept. */
	readonly backupDays: number;
	/** Unix ms. */
	readonly now: () => number;
}
