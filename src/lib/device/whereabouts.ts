/** What a position is held against when it is written down: where the subject stands, and the last own positions. Rule D165. */
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Position } from '#lib/kinds/fields.ts';
import type { Fix } from '#lib/kinds/position.ts';
import type { Point } from '#lib/ground/point.ts';
import type { Space } from './database.ts';
import { sitesOf } from './ground.ts';

export interface Whereabouts {
	/** null: the subject is registered nowhere. */
	readonly site: Point | null;
	/** Of own records, the latest first. */
	readonly before: readonly Fix[];
}

export const nowhere: Whereabouts = { site: null, before: [] };

/** Records looked at, and positions found among them that are enough. */
const limits = { records: 30, fixes: 2 } as const;

export async function whereabouts({ db, account }: Space, about: string | undefined): Promise<Whereabouts> {
	const own = await db.records
		.where('[by+hlc]')
		.between([account, ''], [account, '\uffff'])
		.reverse()
		.limit(limits.records)
		.toArray();
	const before = own.flatMap(({ body, hlc }) => {
		const position = body.position as unknown as Position | undefined;
		return position ? [toFix(position, hlcToMs(hlc))] : [];
	});
	const site = about === undefined ? null : ((await sitesOf(db, [about])).get(about) ?? null);
	return { site, before: before.slice(0, limits.fixes) };
}

const toFix = ({ lat, lon, accuracy, age = 0 }: Position, writtenMs: number): Fix => ({
	at: [lon, lat],
	accuracy,
	ms: writtenMs - age * 1000,
});
