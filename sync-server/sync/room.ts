/** Makes the rooms: sockets by page, the intake before the gate, and the way from a commit back to all who watch. */
import { randomInt } from 'node:crypto';
import { areaPath } from '#lib/access/areas/area-tree.ts';
import { entrySizeLimit, entryToText, isEntryId, type Entry } from '#lib/ledger/entry.ts';
import { dayOf, pageToId, periodOf, type PageId } from '#lib/ledger/page.ts';
import { updateMessage } from '#lib/replica/messages.ts';
import { snapshotToRuns } from '#lib/replica/runs.ts';
import type { FanOut } from '#server/fan-out/fan-out.ts';
import { createProve } from '#server/proof/prove.ts';
import type { Signer } from '#server/proof/signer.ts';
import type { Store } from '#server/store/store.ts';
import type { WebSocket } from 'ws';
import { pageOf } from './batch.ts';
import { closes } from './closes.ts';
import { defaultRules, isClosed, openPageFor, type Rules } from './gate.ts';
import { createIntake } from './intake.ts';
import { entryToItem, type Item } from './packet.ts';
import { createPeer, type Peer, type PeerDeps } from './peer.ts';
import type { Connection, Outcome, Rooms } from './rooms.ts';
import { rewritePage } from './rewriting.ts';
import { createSnapshots } from './snapshots.ts';

export interface RoomsDeps {
	readonly store: Store;
	readonly signer: Signer;
	readonly fanOut: FanOut;
	readonly timeZone: string;
	/** Unix ms. */
	readonly now: () => number;
	/** What went wrong and is no client's fault: a failing disk, a bug. */
	readonly onError: (error: unknown) => void;
	readonly rules?: Partial<Omit<Rules, 'timeZone'>>;
	/** Calls back every so often until the returned function is called. */
	readonly every?: (ms: number, call: () => void) => () => void;
	/** A random unsigned 32-bit number. */
	readonly random32?: () => number;
}

const tickMs = 5000;
/** Entries of one `add` that are judged and written in one step. */
const entriesAtOnce = 500;

export function createRooms({ store, signer, fanOut, timeZone, now, onError, ...options }: RoomsDeps): Rooms {
	const { every = repeat, random32 = () => randomInt(0, 2 ** 32), rules } = options;
	const allRules = { ...defaultRules, ...rules, timeZone };
	const prove = createProve(signer);
	const snapshots = createSnapshots(store);
	const intake = createIntake({
		store,
		fanOut,
		rules: allRules,
		calendar: { timeZone },
		random32,
		prove,
	});
	const held: PeerDeps['held'] = async (page, ids) => {
		const { entries } = await store.known({ ids, records: [], devices: [], accounts: [], day: dayOf(now(), timeZone) });
		return [...entries].filter(([, entry]) => entry.page === page).map(([id, { sha256 }]) => ({ id, sha256 }));
	};
	const peersByPage = new Map<PageId, { readonly peers: Map<WebSocket, Peer>; readonly leave: () => void }>();
	const allPeers = () => [...peersByPage.values()].flatMap(({ peers }) => [...peers.values()]);
	const stopTicks = every(tickMs, () => allPeers().forEach((peer) => peer.tick()));

	const openRoom = (page: PageId) => {
		const peers = new Map<WebSocket, Peer>();
		const leave = fanOut.subscribe(areaPath(pageOf(page).desk), (committed) => {
			if (committed.page !== page) return;
			const others = [...peers].filter(([socket]) => socket !== committed.from);
			if (others.length === 0) return;
			const message = updateMessage(committed.update);
			const texts = snapshotToRuns(committed.update).flatMap((run) => run.texts);
			for (const [, peer] of others) peer.send(message, texts);
		});
		const room = { peers, leave };
		peersByPage.set(page, room);
		return room;
	};

	/** Whoever holds the page as it was must start afresh, or would bring the old back. */
	const turnAway = (page: PageId) => {
		for (const peer of peersByPage.get(page)?.peers.values() ?? []) peer.close(closes.epoch);
	};
	const seal = (page: PageId) =>
		intake.alone(page, async () => {
			const at = now();
			const nothing = { dropped: [], rows: [], gone: [], day: dayOf(at, timeZone) };
			await rewritePage({ store, signer, random32 }, { page, why: 'sealed', at, ...nothing });
			turnAway(page);
		});

	return {
		add: async (page, entries, author, at) => {
			const parts = chunksOf(entries.map(toItem), entriesAtOnce);
			const content = (items: readonly Item[]) => ({ type: 'entries', items }) as const;
			const packets = parts.map((items) => ({ page, author, now: at ?? now(), content: content(items), from: null }));
			const verdicts = await Promise.all(packets.map((packet) => intake.submit(packet)));
			return joined(verdicts.map((verdict) => ({ ...verdict, accepted: verdict.accepted.map(({ id }) => id) })));
		},
		openPage: (page) => pageToId(openPageFor(pageOf(page), now(), allRules)),
		sealDue: async () => {
			const sealed: PageId[] = [];
			for (const page of await store.unsealed(periodOf(now(), timeZone), now())) {
				if (!isClosed(pageOf(page).period, now(), allRules)) continue;
				await seal(page);
				sealed.push(page);
			}
			return sealed;
		},
		rewrite: async (work) => {
			for (const page of await intake.alone('all', () => work({ prove, signer, random32 }))) turnAway(page);
		},
		epochOf: intake.epochOf,
		snapshot: snapshots.whole,
		connect: (socket: WebSocket, page: PageId, connection: Connection) => {
			const room = peersByPage.get(page) ?? openRoom(page);
			const deps = { intake, snapshots, held, timeZone, now, onError };
			room.peers.set(socket, createPeer(socket, page, pageOf(page), connection, deps));
			socket.once('close', () => {
				room.peers.delete(socket);
				if (room.peers.size > 0) return;
				room.leave();
				peersByPage.delete(page);
			});
		},
		close: async () => {
			stopTicks();
			for (const peer of allPeers()) peer.close(closes.leaving);
			await intake.idle();
		},
	};
}

function toItem(entry: Entry): Item {
	try {
		const text = entryToText(entry);
		return entryToItem(entry, text, Buffer.byteLength(text) > entrySizeLimit);
	} catch {
		// A hostile body may nest some thousand levels deep: reading that is flat, writing it runs out of stack.
		return { text: '', id: isEntryId(entry.id) ? entry.id : null, read: { ok: false, error: 'envelope' } };
	}
}

function chunksOf<Value>(values: readonly Value[], size: number): Value[][] {
	const chunks: Value[][] = [];
	for (let index = 0; index < values.length; index += size) chunks.push(values.slice(index, index + size));
	return chunks;
}

const joined = (outcomes: readonly Outcome[]): Outcome => ({
	accepted: outcomes.flatMap(({ accepted }) => accepted),
	refused: outcomes.flatMap(({ refused }) => refused),
	held: outcomes.flatMap(({ held }) => held),
});

function repeat(ms: number, call: () => void): () => void {
	const timer = setInterval(call, ms);
	timer.unref();
	return () => clearInterval(timer);
}
