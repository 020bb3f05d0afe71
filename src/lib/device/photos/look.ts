/**
 * The bytes of a photo to look at: one's own from this phone while they are here, all others from the server, in memory
 * alone and the last few of them. Rule D136.
 */
import type { Space } from '#lib/device/database.ts';
import type { Remote } from '#lib/device/remote.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';

/** `offline`: not here, and no network; `waiting`: it is still on the phone that took it; `gone`: not to be seen. */
export type LookFault = 'offline' | 'waiting' | 'gone';
/** Photos of others in memory: some 3 MB. */
const kept = 8;

export function createLooking(remote: Pick<Remote, 'photo'>, space?: Pick<Space, 'db'>) {
	const seen = new Map<string, Blob>();

	async function look(entry: string): Promise<Result<Blob, LookFault>> {
		const known = seen.get(entry) ?? (space && (await own(space, entry)));
		if (known) return ok(known);
		const answer = await remote.photo(entry);
		if (!answer.ok) return err(faultOf(answer.error));
		seen.set(entry, answer.value);
		for (const oldest of [...seen.keys()].slice(0, Math.max(0, seen.size - kept))) seen.delete(oldest);
		return answer;
	}
	return { look, forget: () => seen.clear() };
}
export type Looking = ReturnType<typeof createLooking>;

async function own({ db }: Pick<Space, 'db'>, entry: string): Promise<Blob | null> {
	const row = await db.photos.where('entry').equals(entry).first();
	const found = row && (await db.photoBytes.get(row.id));
	return row && found ? new Blob([found.bytes as Uint8Array<ArrayBuffer>], { type: row.body.type }) : null;
}

function faultOf({ code, status }: { readonly code: string; readonly status: number }): LookFault {
	if (code === 'photo-waiting') return 'waiting';
	return status === 404 || status === 403 ? 'gone' : 'offline';
}
