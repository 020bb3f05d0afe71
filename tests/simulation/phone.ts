/** A phone of a world: the real device on an IndexedDB in memory, whose app may be killed, opened again, or cloned. */
import type { Grant } from '#lib/access/policy.ts';
import { closeSpace, openSpace, type OutboxRow, type RefusedRow, type Space } from '#lib/device/database.ts';
import type { UpdateRow } from '#lib/device/rows.ts';
import { createPen } from '#lib/device/pen.ts';
import { createRemote } from '#lib/device/remote.ts';
import { startEngine, type Engine } from '#lib/device/sync/engine.ts';
import type { SyncState } from '#lib/device/sync/status.ts';
import { bytesToMessage } from '#lib/replica/messages.ts';
import { workerGrant, type Shore } from './shore.ts';
import type { Time } from './time.ts';
import type { Network, Wire } from './wire.ts';

export interface Written {
	/** The server must refuse it. */
	readonly isBad: boolean;
}

export interface PhoneDeps {
	readonly time: Time;
	readonly wire: Wire;
	readonly shore: Shore;
	readonly random32: () => number;
	readonly newId: () => string;
	/** Of this world's databases. */
	readonly world: string;
}

export interface Phone {
	readonly host: string;
	readonly account: string;
	readonly device: string;
	readonly network: Network;
	/** What was saved here, by its mark; whether the server must refuse it. */
	readonly saved: Map<string, Written>;
	/** Ids that the server has named to this phone as taken or kept aside. */
	readonly named: Set<string>;
	/** Ids that the server has refused to this phone. */
	readonly turnedAway: Set<string>;
	skew: number;
	readonly space: () => Space;
	readonly state: () => SyncState;
	readonly grants: () => readonly Grant[];
	readonly start: () => void;
	/** The system ends the app, whatever it was doing. */
	readonly kill: () => void;
	readonly wake: (isSuspect: boolean) => void;
	/** All that lies here of own entries. */
	readonly own: () => Promise<{ outbox: OutboxRow[]; refused: RefusedRow[] }>;
	readonly hear: (bytes: Uint8Array) => void;
	/** The storage as it is, copied onto another phone. */
	readonly cloneTo: (other: Phone) => Promise<void>;
	readonly learn: (grants: readonly Grant[]) => void;
}

const tables = [
	'pages',
	'snapshots',
	'updates',
	'records',
	'kept',
	'contacts',
	'orphans',
	'outbox',
	'refused',
	'meta',
] as const;

export function createPhone(name: string, account: string, device: string, deps: PhoneDeps): Phone {
	const { time, wire, shore, random32, newId, world } = deps;
	const params = { token: shore.signIn(account, device) };
	let grants: readonly Grant[] = [workerGrant];
	let space: Space;
	let engine: Engine;
	let state: SyncState = 'connecting';
	const named = new Set<string>();
	const turnedAway = new Set<string>();
	const phone: Phone = {
		host: name,
		account,
		device,
		network: { state: 'up', slow: 60, loss: 0 },
		saved: new Map(),
		named,
		turnedAway,
		skew: 0,
		space: () => space,
		state: () => state,
		grants: () => grants,
		learn: (told) => void (grants = told),
		start: () => {
			const now = () => time.now() + phone.skew;
			const given = { account, device, grants: () => grants, now, newId, random32, pen: createPen(random32) };
			space = openSpace(`${world}-${name}`, given);
			const remote = createRemote(
				wire.fetcher(name, () => params.token),
				`http://${name}`,
			);
			const post: typeof remote.post = async (page, entries) => {
				const answer = await remote.post(page, entries);
				for (const id of answer.ok ? [...answer.value.accepted, ...(answer.value.held ?? [])] : []) named.add(id);
				for (const { id } of answer.ok ? answer.value.refused : []) if (id !== null) turnedAway.add(id);
				return answer;
			};
			engine = startEngine(space, {
				remote: { ...remote, post },
				server: `ws://${name}`,
				params,
				report: (status) => void (state = status.state),
				learn: (told) => void (grants = told),
				onSignedOut: () => {
					params.token = shore.signIn(account, device);
					time.later(5000, () => engine.wake(true));
				},
				onRevoked: () => undefined,
				later: time.later,
			});
		},
		kill: () => {
			void engine.stop().catch(() => undefined);
			closeSpace(space);
		},
		wake: (isSuspect) => engine.wake(isSuspect),
		own: async () => {
			const [outbox, refused] = await time.during(
				Promise.all([space.downloads.outbox.toArray(), space.downloads.refused.toArray()]),
			);
			return { outbox, refused };
		},
		hear: (bytes) => {
			const message = bytesToMessage(bytes);
			if (message?.type === 'receipt') for (const { id } of message.receipts) named.add(id);
			if (message?.type === 'refusal') for (const { id } of message.refusals) if (id !== null) turnedAway.add(id);
		},
		cloneTo: async (other) => {
			other.learn(grants);
			for (const [mark, what] of phone.saved) other.saved.set(mark, what);
			const copy = openSpace(`${world}-${other.host}`, { account, device });
			for (const table of tables) {
				const rows = await space.downloads.table<UpdateRow>(table).toArray();
				await copy.downloads.table<UpdateRow>(table).bulkAdd(rows);
			}
			closeSpace(copy);
			// Only now: a receipt may have come while the tables were read, and then its row was copied as received.
			for (const id of named) other.named.add(id);
			for (const id of turnedAway) other.turnedAway.add(id);
		},
	};
	return phone;
}
