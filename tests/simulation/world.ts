/**
 * A world of phones and a server, played from a seed with virtual time: the real device, the real gate and store, and a
 * wire between them that fails in every way. First everything goes wrong, then it mends, and the promises are held
 * against what is left.
 */
import './time.ts';
import { createHash } from 'node:crypto';
import Dexie from 'dexie';
import { IDBFactory } from 'fake-indexeddb';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { messageTypes } from '#lib/replica/messages.ts';
import { amend, append, record, saveTables, withdraw, type Saved } from '#lib/device/save.ts';
import { createRandom, grid, morning, seeded32 } from '#tests/support/entries.ts';
import { createPhone, type Phone, type PhoneDeps } from './phone.ts';
import {
	broken,
	expectEqual,
	expectErased,
	expectKept,
	expectNothingLost,
	expectProven,
	hearServer,
	mayRead,
} from './promises.ts';
import { openShore, openYard, supervisor, workerGrant, workers, type Shore } from './shore.ts';
import type { Step } from './steps.ts';
import { withTime, type Time } from './time.ts';
import { createWire, type Wire } from './wire.ts';

export interface Played {
	/** Of all that happened, in order. */
	readonly digest: string;
	readonly counts: Readonly<Record<string, number>>;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;
/** With those whose storage was copied; in a crowd one more than there are. */
const phonesAtMost = 4;
/** Share of messages that come twice. */
const twice = 0.03;

export interface WorldOptions {
	/** Phones beside the two or three that each world has. */
	readonly more?: number;
}

interface World {
	readonly time: Time;
	readonly wire: Wire;
	readonly shore: Shore;
	readonly phones: Phone[];
	readonly addPhone: (account: string, device: string) => Phone;
	readonly newId: () => string;
	readonly counts: Record<string, number>;
	readonly mark: () => string;
	/** Broken while something else was going on, which would have made it its own failure. */
	readonly breaches: unknown[];
	/** How many phones there were before any was cloned. */
	readonly atFirst: number;
	/** Marks of what was erased. */
	readonly erased: Set<string>;
}

let worlds = 0;

/** @throws Broken when a promise was not kept. */
export async function playWorld(
	seed: number,
	steps: readonly Step[],
	{ more = 0 }: WorldOptions = {},
): Promise<Played> {
	await openYard();
	Dexie.dependencies.indexedDB = new IDBFactory();
	return withTime(morning, async (time) => {
		const heard = quiet();
		const { world, digest } = await openWorld(seed, time, more);
		try {
			for (const phone of world.phones) phone.start();
			for (const [index, step] of steps.entries()) {
				await time.pass(step.after);
				await act(world, step);
				if (world.breaches.length > 0) throw world.breaches[0];
				if (index % 8 === 7) await expectKept(world.shore, world.phones, world.erased);
			}
			await mend(world);
			if (world.breaches.length > 0) throw world.breaches[0];
			await expectNothingLost(world.shore, world.phones, world.erased);
			await expectErased(world.shore, time, world.phones, world.erased);
			await expectEqual(world.shore, time, world.phones);
			await expectProven(world.shore, time);
			return { digest: digest(), counts: { ...world.counts, ...world.wire.counts } };
		} finally {
			await end(world).finally(heard);
		}
	});
}

async function end({ phones, wire, shore, time }: World): Promise<void> {
	for (const phone of phones) phone.kill();
	wire.cut(null, 'end');
	await time.pass(minuteMs);
	await time.during(shore.close());
}

/** What an app that is killed in the middle says to its console is no news. */
function quiet(): () => void {
	const { error, warn } = console;
	Object.assign(console, { error: () => undefined, warn: () => undefined });
	return () => void Object.assign(console, { error, warn });
}

async function openWorld(seed: number, time: Time, more: number): Promise<{ world: World; digest: () => string }> {
	const random = createRandom(seed ^ 0x5eed);
	const random32 = seeded32(seed ^ 0x1d5);
	const chance = createRandom(seed ^ 0x2ce);
	const trace = createHash('sha256');
	const counts: Record<string, number> = {};
	const phones: Phone[] = [];
	const shore = await openShore(time, seeded32(seed ^ 0x5e4e));
	const phoneOf = (host: string) => phones.find((phone) => phone.host === host)!;
	const measure = createMeasure();
	const breaches: unknown[] = [];
	const watch = (promise: () => void) => {
		try {
			promise();
		} catch (error) {
			breaches.push(error);
			// Nothing more goes on that could run in circles.
			for (const phone of phones) phone.network.state = 'down';
		}
	};
	let isOver = false;
	const note = (what: string, host: string, bytes?: Uint8Array) => {
		if (isOver) return;
		trace.update(`${time.now()} ${what} ${host} `);
		// In a word on who is present stands a number that Yjs draws by itself.
		if (bytes && bytes[0] !== messageTypes.awareness) trace.update(bytes);
		if (bytes && what === 'to phone') phoneOf(host).hear(bytes);
		if (/^(GET|POST) /.test(what)) watch(() => measure(host, time.now()));
		if (!bytes) counts[what] = (counts[what] ?? 0) + 1;
	};
	const wire = createWire({
		time,
		random,
		isTwice: () => chance() < twice,
		networkOf: (host) => phoneOf(host).network,
		accept: shore.accept,
		answer: shore.answer,
		note,
		said: (host, url, bytes) => watch(() => hearServer(shore, phoneOf(host).account, url, bytes, shore.now())),
	});
	(globalThis as { WebSocket: unknown }).WebSocket = wire.Socket;
	const newId = createIds(time, random32);
	const deps: PhoneDeps = { time, wire, shore, random32, newId, world: `world-${++worlds}` };
	const addPhone = (account: string, device: string) => {
		const phone = createPhone(`phone${phones.length}`, account, device, deps);
		phones.push(phone);
		return phone;
	};
	for (const account of workers) addPhone(account, `device-${account}`);
	if (random() < 0.3) addPhone(workers[0], `second-${workers[0]}`);
	for (let number = 1; number <= more; number++) {
		const account = workers[number % workers.length]!;
		addPhone(account, `more${number}-${account}`);
	}
	let marks = 0;
	const mark = () => `m${String(++marks).padStart(4, '0')}`;
	return {
		world: {
			time,
			wire,
			shore,
			phones,
			addPhone,
			newId,
			counts,
			mark,
			breaches,
			erased: new Set(),
			atFirst: phones.length,
		},
		digest: () => {
			isOver = true;
			return trace.digest('hex');
		},
	};
}

/** More questions of one phone within a minute than this many are a circle that it goes round. */
const questionsPerMinute = 150;

/** Counts the questions of each phone. */
function createMeasure(): (host: string, now: number) => void {
	const asked = new Map<string, number[]>();
	return (host, now) => {
		const lately = [...(asked.get(host) ?? []).filter((at) => at > now - minuteMs), now];
		asked.set(host, lately);
		if (lately.length > questionsPerMinute) broken('a phone asks in measure', `${host} at ${now}`);
	};
}

/** UUIDv7 by the virtual clock. */
function createIds({ now }: Time, random32: () => number): () => string {
	let number = 0;
	return () => {
		const head = now().toString(16).padStart(12, '0');
		const tail = (++number).toString(16).padStart(3, '0').slice(-3);
		const end = [random32(), random32()].map((part) => part.toString(16).padStart(8, '0')).join('');
		return `${head.slice(0, 8)}-${head.slice(8)}-7${tail}-8${end.slice(0, 3)}-${end.slice(3, 15)}`;
	};
}

async function act(world: World, { deed, who, salt }: Step): Promise<void> {
	const { time, wire, shore, phones, counts } = world;
	const phone = phones[Math.floor(who * phones.length)]!;
	counts[deed] = (counts[deed] ?? 0) + 1;
	switch (deed) {
		case 'write':
		case 'amend':
		case 'withdraw':
			return save(world, phone, deed, salt);
		case 'family':
			return moveIn(world, phone);
		case 'erase':
			return erase(world, salt);
		case 'bad':
			return smuggle(world, phone);
		case 'review':
			return review(world, salt);
		case 'wait':
			return time.pass(Math.floor(salt * 40 * secondMs));
		case 'down':
			phone.network.state = 'down';
			return wire.cut(phone.host, 'down');
		case 'mute':
			phone.network.state = 'mute';
			return;
		case 'up':
			phone.network.state = 'up';
			phone.network.slow = [20, 60, 400, 3000][Math.floor(salt * 4)]!;
			phone.network.loss = salt < 0.3 ? 0.3 : 0;
			return;
		case 'cut':
			return wire.cut(phone.host, 'cut');
		case 'wake':
			return phone.wake(salt < 0.5);
		case 'kill':
			phone.kill();
			wire.cut(phone.host, 'killed');
			return phone.start();
		case 'clone':
			return clone(world, phone);
		case 'crash':
			shore.crash();
			wire.cut(null, 'crash');
			time.later(Math.floor(salt * 20 * secondMs), shore.rise);
			return;
		case 'skew':
			phone.skew = Math.floor((salt - 0.5) ** 3 * 16 * 60 * minuteMs);
			return;
		case 'jump':
			if (phones.length > world.atFirst) return;
			counts.jumped = (counts.jumped ?? 0) + 1;
			// Back by a day, ahead by a day or by a year; right again, or mended with everything else.
			shore.clock.offset = [-1, 1, 365, 0][Math.floor(salt * 4)]! * dayMs;
			if (salt % 0.1 < 0.05 && shore.isUp()) await time.during(shore.rooms().sealDue());
			return;
		case 'session':
			for (const { account } of [phone]) shore.auth.accounts.signOut(account);
			return shore.auth.changed(phone.account);
		case 'end':
			return endGrant(world, phone.account);
		case 'seat':
			return giveGrant(world, phone.account);
		case 'decide':
			return decide(world, salt < 0.7 ? 'released' : 'declined');
		case 'nap':
			return sleep(world, Math.floor(salt * 6 * 60 * minuteMs));
		case 'month':
			return sleep(world, Math.floor((5 + salt * 40) * dayMs));
	}
}

/** An act of a person; sometimes the app ends before it has been told how it went. */
async function save(
	{ time, mark: newMark }: World,
	phone: Phone,
	deed: 'write' | 'amend' | 'withdraw',
	salt: number,
): Promise<void> {
	const mark = newMark();
	const space = phone.space();
	const note = `${mark} ${'楼'.repeat(Math.floor(salt * 40))}`;
	const rows = await time.during(space.db.records.toArray());
	const own = rows.filter(
		({ kind, by, state }) => kind === 'visit' && state !== 'withdrawn' && (deed === 'amend' || by === phone.account),
	);
	const target = own[Math.floor(salt * own.length)];
	const saving: Promise<Saved> =
		deed === 'write' || !target
			? record(space, { kind: 'visit', desk: grid, body: { outcome: salt < 0.5 ? 'met' : 'phone', note } })
			: deed === 'amend'
				? amend(space, target.id, { set: { note } })
				: withdraw(space, target.id, note);
	const saved = saving.then(
		(done) => void (done.ok && phone.saved.set(mark, { isBad: false })),
		// The app was ended meanwhile: nobody was told that it was saved.
		() => undefined,
	);
	if (salt < 0.9) await time.during(saved);
}

/** An entry that this app would not write. */
async function smuggle({ time, newId, mark: newMark }: World, phone: Phone): Promise<void> {
	const mark = newMark();
	const space = phone.space();
	const { account: by, device: dev } = phone;
	const at = new Date(time.now()).toISOString();
	const entry: Entry = {
		id: newId(),
		v: 1,
		kind: 'visit',
		desk: grid,
		by,
		dev,
		at,
		hlc: hlcOf(time.now()),
		body: { outcome: 'teleported', note: mark },
	};
	const page = `${grid}/field/${at.slice(0, 7)}`;
	const saving = space.db.transaction('rw', saveTables(space.db), async () =>
		append(space, page, entry, entryToText(entry)),
	);
	await time.during(Promise.resolve(saving));
	phone.saved.set(mark, { isBad: true });
}

/** A household and one who lives there, by a name that is its mark. */
async function moveIn({ time, mark }: World, phone: Phone): Promise<void> {
	const space = phone.space();
	const name = mark();
	const home = await time.during(
		record(space, { kind: 'household', desk: grid, body: { label: '3-501', building: '3', door: '501' } }),
	);
	if (!home.ok) return;
	const saved = await time.during(
		record(space, { kind: 'resident', desk: grid, about: home.value.id, body: { name } }),
	);
	if (saved.ok) phone.saved.set(name, { isBad: false });
}

/** What the law demands: nothing that says this name may be left, or come back. */
async function erase({ shore, time, newId, erased, counts }: World, salt: number): Promise<void> {
	if (!shore.isUp()) return;
	const find = shore.file.prepare(
		`SELECT id, json FROM records WHERE kind = 'resident' AND json LIKE '%"name":"m%' ORDER BY id`,
	);
	const people = find.all() as { id: string; json: string }[];
	const person = people[Math.floor(salt * people.length)];
	const mark = person && /"name":"(m\d+)"/.exec(person.json)?.[1];
	if (!person || !mark) return;
	const order = { id: newId(), by: supervisor, ground: 'consent', subject: person.id, choices: [] } as const;
	await time.during(shore.erasures().erase(order));
	erased.add(mark);
	counts.erased = (counts.erased ?? 0) + 1;
}

async function review({ shore, newId, mark: newMark }: World, salt: number): Promise<void> {
	if (!shore.isUp()) return;
	const rows = shore.file
		.prepare(`SELECT id, page FROM records WHERE kind = 'visit' AND state <> 'withdrawn' ORDER BY id`)
		.all();
	const target = rows[Math.floor(salt * rows.length)] as { id: string; page: string } | undefined;
	if (!target) return;
	const at = new Date(shore.now()).toISOString();
	const body = salt < 0.5 ? { verdict: 'seen', upto: [] } : { verdict: 'returned', upto: [], reason: newMark() };
	const entry = {
		id: newId(),
		v: 1,
		kind: 'review',
		desk: grid,
		by: supervisor,
		at,
		hlc: hlcOf(shore.now()),
		re: target.id,
		body,
	};
	const said = (await shore.ask('POST', `/api/pages/${target.page}/entries`, [entry])) as {
		accepted: string[];
		refused: unknown[];
	};
	if (said.accepted.length !== 1) broken('a review is taken', JSON.stringify(said));
}

/** A phone whose storage was copied, with the name of the device: both go on, and neither knows of the other. */
async function clone({ time, addPhone, phones, counts, atFirst }: World, phone: Phone): Promise<void> {
	// Both at once may write one entry twice, under two ids: S98 says so.
	if (phones.length >= Math.max(phonesAtMost, atFirst + 1) || counts.jumped) return;
	await time.settle();
	const other = addPhone(phone.account, phone.device);
	await time.during(phone.cloneTo(other));
	other.start();
}

function endGrant({ shore }: World, account: string): void {
	const day = shore.auth.accounts.get(account)?.grants ?? [];
	const grant = day.find(({ ended }) => ended === undefined);
	if (grant) shore.auth.accounts.endGrant(account, grant.number, { account: supervisor, address: '' });
	shore.auth.changed(account);
}

function giveGrant({ shore }: World, account: string): void {
	const grants = shore.auth.accounts.get(account)?.grants ?? [];
	if (grants.some(({ ended }) => ended === undefined)) return;
	shore.auth.accounts.grant(account, workerGrant);
	shore.auth.changed(account);
}

async function decide({ shore }: World, verdict: 'released' | 'declined'): Promise<void> {
	if (!shore.isUp()) return;
	const open = shore.file.prepare('SELECT id FROM held WHERE verdict IS NULL ORDER BY n').all();
	const ids = open.map(({ id }) => id as string);
	if (ids.length > 0) await shore.ask('POST', '/api/held/decisions', { ids, verdict, why: '不是本网格的' });
}

/** Nobody looks at a phone, and no timer of it runs; the server's own hour comes round. */
async function sleep({ time, shore }: World, ms: number): Promise<void> {
	await time.leap(ms);
	if (shore.isUp()) await time.during(shore.rooms().sealDue());
}

const roundsOfMending = 12;

/** Everything works again, and people open their apps until nothing waits any more. */
async function mend(world: World): Promise<void> {
	const { time, shore, phones } = world;
	await time.pass(20 * secondMs);
	shore.rise();
	shore.clock.offset = 0;
	for (const phone of phones) {
		phone.skew = 0;
		Object.assign(phone.network, { state: 'up', slow: 30, loss: 0 });
	}
	for (let round = 0; round < roundsOfMending; round++) {
		// Too many client ids today only means later.
		if (round > 3) await sleep(world, dayMs);
		else await time.during(shore.rooms().sealDue());
		for (const phone of phones) phone.wake(true);
		await time.pass(70 * secondMs);
		await decide(world, 'released');
		for (const phone of phones) phone.wake(false);
		await time.pass(5 * secondMs);
		if (await isAtRest(world)) return;
	}
	if (world.breaches.length > 0) throw world.breaches[0];
	const states = phones.map((phone) => `${phone.host} ${phone.state()}`).join(', ');
	const waiting = await Promise.all(
		phones.map(async (phone) => (await phone.own()).outbox.filter(({ state }) => state !== 'received')),
	);
	broken('everything comes to rest', `${states} ${JSON.stringify(waiting)}`);
}

async function isAtRest({ phones, shore, time }: World): Promise<boolean> {
	for (const phone of phones) {
		const { outbox } = await phone.own();
		if (phone.state() !== 'live' || outbox.some(({ state }) => state !== 'received')) return false;
		const pages = await time.during(phone.space().downloads.pages.toArray());
		if (pages.some(({ id }) => !mayRead(shore, phone.account, id, shore.now()))) return false;
	}
	return true;
}
