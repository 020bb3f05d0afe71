/**
 * Quarantine (隔离): what the gate did not take, dealt with by a person. Released, the entries pass the gate again, and
 * only the checks that he waives are passed over; discarded, the bytes go. Either is written down. Rules S70–S72.
 */
import type { Grant } from '#lib/access/policy.ts';
import { textToEntry, type Entry } from '#lib/ledger/entry.ts';
import type { Refusal, Waivable } from '#lib/ledger/refusal.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { updateToRuns } from '#lib/replica/runs.ts';
import type { Dealing, RefusedPacket } from '#server/store/shelf.ts';
import type { Store } from '#server/store/store.ts';
import type { Rooms } from '#server/sync/rooms.ts';

export interface QuarantineDeps {
	readonly store: Store;
	readonly rooms: Pick<Rooms, 'add' | 'openPage'>;
	/** Grants of an account as they are now. */
	readonly grantsOf: (account: string) => readonly Grant[];
	/** Unix ms. */
	readonly now: () => number;
}

export interface Order {
	/** Account, or `operator` at the command line. */
	readonly by: string;
	readonly waive: readonly Waivable[];
	readonly why: string;
}

/** `unknown`: no such packet. `settled`: dealt with before. `unreadable`: its bytes show no entry. */
export type QuarantineFault = 'unknown' | 'settled' | 'unreadable';

export interface Content {
	readonly packet: RefusedPacket;
	/** Null when the bytes were discarded. */
	readonly texts: readonly string[] | null;
}

export async function readPacket({ shelf }: Store, number: number): Promise<Content | null> {
	const found = await shelf.packet(number);
	return found && { packet: found.packet, texts: found.bytes && bytesToTexts(found.bytes) };
}

/** The texts that refused bytes hold: a list of texts, or an update. None when nothing can be read. */
export function bytesToTexts(bytes: Uint8Array): readonly string[] {
	try {
		const list: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
		if (Array.isArray(list)) return list.filter((text) => typeof text === 'string');
	} catch {
		// Not the list that entries are kept as: then it is an update, or nothing.
	}
	const runs = updateToRuns(bytes);
	return runs.ok ? runs.value.flatMap(({ texts }) => texts) : [];
}

/** The dealing as it was written down; the packet stays open while the gate still refuses something of it. */
export async function release(
	deps: QuarantineDeps,
	number: number,
	{ by, waive, why }: Order,
): Promise<Result<Dealing, QuarantineFault>> {
	const found = await readPacket(deps.store, number);
	if (!found) return err('unknown');
	const { packet, texts } = found;
	if (packet.settled !== null) return err('settled');
	const read = (texts ?? []).map(textToEntry);
	const entries = read.flatMap((entry): readonly Entry[] => (entry.ok ? [entry.value] : []));
	if (entries.length === 0) return err('unreadable');
	const { account, device } = packet;
	const author = { account, grants: deps.grantsOf(account), device, waives: new Set(waive) };
	const { accepted, refused, held } = await deps.rooms.add(deps.rooms.openPage(packet.page), entries, author);
	const broken = read.flatMap((entry): Refusal[] => (entry.ok ? [] : [{ id: null, code: entry.error }]));
	const dealing: Dealing = {
		at: deps.now(),
		by,
		act: 'released',
		waived: waive,
		why,
		taken: accepted,
		refused: [...broken, ...refused],
	};
	// What was erased since cannot be waited for.
	const left = dealing.refused.filter(({ code }) => code !== 'erased');
	await deps.store.shelf.deal(number, dealing, left.length + held.length === 0);
	return ok(dealing);
}

export async function discard(
	{ store, now }: Pick<QuarantineDeps, 'store' | 'now'>,
	number: number,
	{ by, why }: Omit<Order, 'waive'>,
): Promise<Result<Dealing, QuarantineFault>> {
	const found = await store.shelf.packet(number);
	if (!found) return err('unknown');
	if (found.packet.settled !== null) return err('settled');
	const dealing: Dealing = { at: now(), by, act: 'discarded', waived: [], why, taken: [], refused: [] };
	await store.shelf.deal(number, dealing, true);
	return ok(dealing);
}
