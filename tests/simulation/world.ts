/**
 * A world of a few phones, a supervisor and a server on a bad network, played from a seed. First everything goes wrong,
 * then the network mends, and all must end equal with nothing lost.
 */
import { createEntries, createRandom } from '#tests/support/entries.ts';
import { samplesByKind } from '#lib/kinds/samples.ts';
import type { Entry, Json } from '#lib/ledger/entry.ts';
import { bytesToMessage } from '#lib/replica/messages.ts';
import { createModelPhone, recordsOf, type ModelPhone } from './model-phone.ts';
import { createModelServer, hashOf, type ModelServer } from './model-server.ts';
import { createWire, type Wire } from './wire.ts';

export interface WorldOptions {
	readonly seed: number;
	readonly phones: number;
	readonly steps: number;
	/** Phones hand their pages to one another, without the server. */
	readonly neighbours: boolean;
	/** Some entries are such as the server refuses. */
	readonly badEntries: boolean;
}

export interface World {
	readonly server: ModelServer;
	readonly phones: readonly ModelPhone[];
	readonly wire: Wire;
	readonly written: ReadonlyMap<string, { entry: Entry; isBad: boolean }>;
	readonly counts: { offlineEntries: number; handedOver: number; restarts: number; reviews: number; contacts: number };
}

export function playWorld(options: WorldOptions): World {
	const random = createRandom(options.seed);
	const below = (limit: number) => Math.floor(random() * limit);
	const oneOf = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
	const nextClient = createClientIds(random);
	const make = createEntries();
	const faults = {
		drop: random() * 0.4,
		double: random() * 0.3,
		reorder: random() * 0.3,
		damage: options.neighbours ? 0 : random() * 0.1,
	};
	const wire = createWire(random, faults);
	const server = createModelServer(nextClient, options.neighbours);
	const phones = Array.from({ length: options.phones }, (_, index) => createModelPhone(`phone${index}`, nextClient));
	const phoneByName = new Map(phones.map((phone) => [phone.name, phone]));
	const online = new Set<string>();
	const written = new Map<string, { entry: Entry; isBad: boolean }>();
	const counts = { offlineEntries: 0, handedOver: 0, restarts: 0, reviews: 0, contacts: 0 };

	const sendAll = (from: string, to: string, list: readonly Uint8Array[]) => {
		for (const bytes of list) wire.send({ from, to, bytes });
	};
	const spread = (news: readonly Uint8Array[], except: string) => {
		for (const name of online) if (name !== except) sendAll('server', name, news);
	};
	const connect = (phone: ModelPhone) => {
		online.add(phone.name);
		counts.contacts++;
		sendAll(phone.name, 'server', phone.greet());
	};
	const cut = (phone: ModelPhone) => {
		online.delete(phone.name);
		wire.lose(phone.name);
	};
	const deliver = () => {
		const parcel = wire.next();
		if (!parcel) return false;
		if (parcel.to === 'server') {
			const { answers, news } = server.receive(parcel.from, parcel.bytes);
			sendAll('server', parcel.from, answers);
			spread(news, parcel.from);
		} else if (online.has(parcel.to)) {
			expectOnDisk(parcel.bytes);
			const phone = phoneByName.get(parcel.to)!;
			const answers = phone.receive(parcel.bytes);
			if (answers) sendAll(phone.name, 'server', answers);
			else {
				cut(phone);
				connect(phone);
			}
		}
		return true;
	};
	const expectOnDisk = (bytes: Uint8Array) => {
		const message = bytesToMessage(bytes);
		for (const { id, sha256 } of message?.type === 'receipt' ? message.receipts : []) {
			if (hashOf(server.textOf(id) ?? '') !== sha256) throw new Error(`a receipt for ${id}, which is not on disk`);
		}
	};
	const write = (phone: ModelPhone) => {
		const isBad = options.badEntries && random() < 0.05;
		const entry = isBad ? make.make({ by: phone.name, body: { outcome: 'teleported' } }) : nextEntry(phone);
		written.set(entry.id, { entry, isBad });
		const update = phone.write(entry);
		if (online.has(phone.name)) sendAll(phone.name, 'server', [update]);
		else counts.offlineEntries++;
	};
	const nextEntry = (phone: ModelPhone): Entry => {
		const by = phone.name;
		const records = [...phone.records().values()].filter((record) => record.kind === 'visit');
		if (records.length === 0 || random() < 0.5) {
			const kind = oneOf(['visit', 'visit', 'patrol', 'problem'] as const);
			return make.make({ by, kind, body: oneOf(samplesByKind[kind]) });
		}
		const record = oneOf(records);
		const target = { ...record, dev: undefined, v: 1 } as unknown as Entry;
		if (record.by === by && random() < 0.1) return make.withdraw(target, { by });
		const base = record.heads.map((id) => ({ id }) as Entry);
		return make.amend(
			target,
			base,
			oneOf<{ [field: string]: Json }>([
				{ note: `改${below(9)}` },
				{ outcome: oneOf(['met', 'phone']) },
				{ note: null },
			]),
			{ by },
		);
	};
	const review = () => {
		const records = [...recordsOf(server.texts()).values()].filter(({ kind }) => kind === 'visit');
		if (records.length === 0) return;
		const record = oneOf(records);
		const upto = record.amends.map((id) => ({ id }) as Entry);
		const target = { id: record.id, desk: record.desk, kind: record.kind } as Entry;
		const entry = random() < 0.5 ? make.seen(target, upto) : make.returned(target, upto);
		written.set(entry.id, { entry, isBad: false });
		counts.reviews++;
		spread([server.write(entry)], 'server');
	};
	const handOver = () => {
		const [giver, taker] = [oneOf(phones), oneOf(phones)];
		if (!options.neighbours || giver === taker) return;
		counts.handedOver++;
		taker.merge(giver.page());
	};

	for (let step = 0; step < options.steps; step++) {
		const phone = oneOf(phones);
		const dice = random();
		if (dice < 0.25) write(phone);
		else if (dice < 0.6) deliver();
		else if (dice < 0.75) (online.has(phone.name) ? cut : connect)(phone);
		else if (dice < 0.8) handOver();
		else if (dice < 0.83) review();
		else if (dice < 0.85) {
			cut(phone);
			phone.restart();
			counts.restarts++;
		} else deliver();
	}
	mend();
	return { server, phones, wire, written, counts };

	/** The network is whole again: each phone connects anew until nothing waits anywhere. */
	function mend() {
		Object.assign(faults, { drop: 0, double: 0, reorder: 0, damage: 0 });
		for (let round = 0; round < 50; round++) {
			for (const phone of phones) {
				cut(phone);
				connect(phone);
				while (deliver()) if (wire.counts.sent > 100_000) throw new Error('the world does not come to rest');
			}
			// Once more after the last entry is in, so that each has heard of all.
			if (round > 2 && phones.every(({ outbox }) => outbox.size === 0)) return;
		}
	}
}

function createClientIds(random: () => number): () => number {
	const taken = new Set<number>();
	return () => {
		for (;;) {
			const client = Math.floor(random() * 0xffff_fffe) + 1;
			if (taken.has(client)) continue;
			taken.add(client);
			return client;
		}
	};
}
