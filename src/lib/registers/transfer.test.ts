import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAmend } from '#lib/ledger/amend.ts';
import { hlcOf, hlcToMs } from '#lib/ledger/clock.ts';
import { isEntryId, type Entry, type Json } from '#lib/ledger/entry.ts';
import { foldRecord } from '#lib/ledger/fold.ts';
import { projectRecord, standingOf } from '#lib/kinds/project.ts';
import { entryFault } from '#lib/kinds/index.ts';
import { matterOf } from '#lib/kinds/matter/matter-of.ts';
import { means } from '#tests/support/clerk-means.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';
import type { Contact } from './carried.ts';
import { clerk } from './leads.ts';
import { carriedAmend, carriedFrom, copyOf, matterEntries, matterIdOf, movedAmend, type Source } from './transfer.ts';

const to = { desk: otherGrid, id: means.idOf(morning, 'transfer', 'home'), day: '2026-11-23' };
const passage = { to, about: idOf(900), nameOf: () => undefined };
const home = { kind: 'household', body: { label: '3-2-501', building: '3', door: '501', tenure: 'owner' } } as const;

/** What lies at both desks and on the phones of an old and a new worker, as they are told to act. */
function createWorld() {
	const entries = createEntries();
	const root = entries.make(home);
	const server = { old: [root] as Entry[], new: [] as Entry[] };
	const phones = { old: [root] as Entry[], second: [root] as Entry[], new: [] as Entry[] };
	const unsent = { old: [] as Entry[], second: [] as Entry[], new: [] as Entry[] };
	/** Everything that people wrote, with what they knew. */
	const people: Entry[] = [];
	let isMoved = false;

	const about = (all: readonly Entry[]) => {
		const records = [...Map.groupBy(all, (entry) => entry.re ?? entry.id).values()];
		return records.map((own) => projectRecord(own)!).filter(({ about: id }) => id === root.id || id === to.id);
	};
	const contactsOf = (all: readonly Entry[]): Contact[] =>
		about(all).filter(({ facts }) => facts.reached === true || facts.alarm === true);
	const ofRecord = (all: readonly Entry[], id: string) => all.filter((entry) => (entry.re ?? entry.id) === id);
	const take = (entry: Entry) => {
		const list = entry.desk === grid ? server.old : server.new;
		const twin = list.find(({ id }) => id === entry.id);
		if (twin) expect(entry).toEqual(twin);
		else list.push(entry);
	};

	/** One round of the clerk; what was missing. */
	const round = (): Entry[] => {
		if (!isMoved) return [];
		const own = ofRecord(server.old, root.id);
		const known = new Set([...server.old, ...server.new].map(({ id }) => id));
		const copy = copyOf(own, passage, means);
		const missing = [...copy, movedAmend(own, to, means)].filter((entry) => entry !== null);
		const there = [...ofRecord(server.new, to.id), ...copy.filter(({ id }) => !known.has(id))];
		const wanted = carriedFrom(foldRecord(own)!.body, contactsOf(server.old));
		const carried = carriedAmend(there, wanted, means);
		const matters = about(server.old).flatMap((record) => {
			const source = { ...record, matter: matterOf(record) } as Source;
			return matterEntries(source, to, ofRecord(server.new, matterIdOf(source, to, means)), means);
		});
		return [...missing, ...(carried ? [carried] : []), ...matters].filter(({ id }) => !known.has(id));
	};
	const clerkWorks = () => {
		for (let left = 5; left > 0; left--) {
			const missing = round();
			if (missing.length === 0) return;
			for (const entry of missing) take(entry);
		}
		throw new Error('the clerk does not come to an end');
	};
	const write = (phone: keyof typeof phones, entry: Entry) => {
		phones[phone].push(entry);
		unsent[phone].push(entry);
		people.push(entry);
	};
	return {
		root,
		server,
		people,
		about,
		clerkWorks,
		round,
		transfer: () => {
			isMoved = true;
			clerkWorks();
		},
		amend: (phone: keyof typeof phones, field: string, value: Json) => {
			const id = phone === 'new' ? to.id : root.id;
			const record = foldRecord(ofRecord(phones[phone], id));
			if (!record) return;
			const desk = record.root.desk;
			const part = {
				kind: 'amend',
				re: id,
				desk,
				by: phone,
				body: { of: 'household', base: [...record.heads], set: { [field]: value } },
			};
			write(phone, entries.make(part));
		},
		record: (phone: keyof typeof phones, kind: string, body: Entry['body']) => {
			const desk = phone === 'new' ? otherGrid : grid;
			if (phone === 'new' && !phones.new.some(({ id }) => id === to.id)) return;
			write(phone, entries.make({ kind, body, desk, by: phone, about: phone === 'new' ? to.id : root.id }));
		},
		answer: (phone: 'old' | 'second', index: number, set: { [field: string]: Json }) => {
			const visits = phones[phone].filter(({ kind }) => kind === 'visit');
			const visit = visits[index % Math.max(1, visits.length)];
			if (!visit) return;
			const heads = foldRecord(ofRecord(phones[phone], visit.id))!.heads;
			const body = { of: 'visit', base: [...heads], set };
			write(phone, entries.make({ kind: 'amend', re: visit.id, by: phone, body }));
		},
		send: (phone: keyof typeof phones, count: number) => {
			// Some arrive, some twice.
			for (const entry of unsent[phone].splice(0, count).flatMap((entry) => [entry, entry])) take(entry);
			for (const entry of phone === 'new' ? server.new : server.old)
				if (!phones[phone].some(({ id }) => id === entry.id)) phones[phone].push(entry);
		},
		ofRecord,
	};
}
type World = ReturnType<typeof createWorld>;

const phone = fc.constantFrom('old', 'second', 'new' as const);
const field = fc.constantFrom('tenure', 'caution', 'note');
const value = fc.constantFrom('owner', 'tenant', 'vacant');
const act: fc.Arbitrary<(world: World) => void> = fc.oneof(
	fc.tuple(phone, field, value).map(
		([who, name, text]) =>
			(world: World) =>
				world.amend(who as never, name, text),
	),
	fc.tuple(phone, fc.nat(9)).map(
		([who, count]) =>
			(world: World) =>
				world.send(who as never, count),
	),
	fc.tuple(phone, fc.constantFrom('met', 'no-answer'), fc.boolean()).map(
		([who, outcome, promise]) =>
			(world: World) =>
				world.record(who as never, 'visit', {
					outcome,
					...(promise && { promise: { text: '代办', due: '2026-12-01' } }),
				}),
	),
	fc
		.tuple(
			fc.constantFrom('old', 'second' as const),
			fc.nat(5),
			fc.constantFrom<{ [field: string]: Json }>(
				{ kept: '2026-11-30' },
				{ promise: { text: '代办', due: '2026-12-09' } },
				{ outcome: 'no-answer' },
			),
		)
		.map(
			([who, index, set]) =>
				(world: World) =>
					world.answer(who as never, index, set),
		),
	fc.constant((world: World) => world.transfer()),
	fc.constant((world: World) => world.clerkWorks()),
);

function settle(world: World): void {
	world.transfer();
	for (const who of ['old', 'second', 'new'] as const) world.send(who, 99);
	world.clerkWorks();
}

/** The same as if all had been written about one record at one desk. */
function oracle(world: World): readonly Entry[] {
	const original = new Map(
		world.people.filter(isAmend).map((amend) => [means.idOf(hlcToMs(amend.hlc), to.id, amend.id), amend.id]),
	);
	// Where it went is part of what the old workers knew.
	const moved = world.ofRecord(world.server.old, world.root.id).filter(({ by }) => by === clerk);
	return [...world.people.filter(isAmend), ...moved.filter(isAmend)].flatMap((amend) => {
		if (amend.body.of !== 'household') return [];
		const base = amend.body.base.map((id) => original.get(id) ?? id);
		return [{ ...amend, re: world.root.id, desk: grid, body: { ...amend.body, base } }];
	});
}

const fieldsOf = (entries: readonly Entry[]) => {
	const { body, rivals } = foldRecord(entries)!;
	const { tenure, caution, note } = body;
	const beside = Object.entries(rivals).map(([name, these]) => [name, these.map((rival) => rival.value ?? null)]);
	return { tenure, caution, note, rivals: Object.fromEntries(beside.filter(([name]) => name !== 'carried')) };
};

describe('a household that goes to another desk', () => {
	it('[T1, T3] is what it would be had all been written at one desk, in whatever order things came', () => {
		fc.assert(
			fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
				const world = createWorld();
				for (const one of acts) one(world);
				settle(world);
				const there = world.ofRecord(world.server.new, to.id);
				expect(fieldsOf(there)).toEqual(fieldsOf([world.root, ...oracle(world)]));
				expect(foldRecord(world.ofRecord(world.server.old, world.root.id))!.body.movedTo).toEqual(to);
			}),
		);
	});

	it('[T3] knows what the old worker knew, also when he had heard of the transfer in between', () => {
		const world = createWorld();
		world.amend('old', 'tenure', 'tenant');
		world.send('old', 1);
		settle(world);
		world.amend('old', 'tenure', 'vacant');
		settle(world);
		expect(fieldsOf(world.ofRecord(world.server.new, to.id))).toEqual({ tenure: 'vacant', rivals: {} });
	});

	it('[T2] writes nothing twice and nothing that the gate would not take', () => {
		fc.assert(
			fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
				const world = createWorld();
				for (const one of acts) one(world);
				settle(world);
				expect(world.round()).toEqual([]);
				const written = [...world.server.old, ...world.server.new];
				expect(new Set(written.map(({ id }) => id)).size).toBe(written.length);
				const late = world.people.filter((entry) => isAmend(entry) && entry.re === world.root.id);
				const copies = world.ofRecord(world.server.new, to.id).filter(({ by, body }) => by === clerk && 'set' in body);
				expect(copies.filter(({ body }) => !('carried' in (body.set as object)))).toHaveLength(late.length);
				for (const entry of written.filter(({ by }) => by === clerk)) {
					expect(entryFault(entry)).toBeNull();
					expect(isEntryId(entry.id)).toBe(true);
				}
			}),
		);
	});

	it('[T4] counts every contact, at whichever desk it was made and whenever it came', () => {
		fc.assert(
			fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
				const world = createWorld();
				for (const one of acts) one(world);
				settle(world);
				const there = projectRecord(world.ofRecord(world.server.new, to.id))!;
				const here = projectRecord(world.ofRecord(world.server.old, world.root.id))!;
				const all = [...world.about(world.server.old), ...world.about(world.server.new)];
				const whole = standingOf({ kind: 'household', body: there.body, state: 'open' }, all);
				expect(standingOf(there, world.about(world.server.new))).toEqual(whole);
				expect(standingOf(here, all)).not.toHaveProperty('due');
				expect(whole.last).toBe(
					Math.max(0, ...all.filter(({ facts }) => facts.reached).map(({ hlc }) => hlcToMs(hlc))) || null,
				);
			}),
		);
	});

	it('[T6] takes each open promise along once, and hears when it was kept at the old desk', () => {
		fc.assert(
			fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
				const world = createWorld();
				for (const one of acts) one(world);
				settle(world);
				const open = (list: readonly Entry[], kind: string) =>
					world.about(list).filter((record) => record.kind === kind && record.facts.due !== undefined);
				const dues = (list: ReturnType<typeof open>) => list.map(({ facts }) => facts.due).sort();
				expect(dues(open(world.server.new, 'matter'))).toEqual(dues(open(world.server.old, 'visit')));
			}),
			{ numRuns: 300 },
		);
	});

	it('[T6] leaves behind what was done before, and hears each change of what came along', () => {
		const world = createWorld();
		const promise = { text: '代办', due: '2026-12-01' };
		for (const name of ['前', '后'])
			world.record('old', 'visit', { outcome: 'met', promise: { ...promise, text: name } });
		world.answer('old', 0, { kept: '2026-11-30' });
		settle(world);
		const matters = () => world.about(world.server.new).filter(({ kind }) => kind === 'matter');
		expect(matters().map(({ body }) => body.text)).toEqual(['后']);
		for (const due of ['2026-12-03', '2026-12-05', '2026-12-04', '2026-12-06']) {
			world.answer('old', 1, { promise: { text: '后', due } });
			settle(world);
			expect(matters().map(({ facts, rivals }) => ({ facts, rivals }))).toEqual([{ facts: { due }, rivals: {} }]);
		}
	});
});

describe('an elder', () => {
	const entries = createEntries();
	const elder = entries.make({ kind: 'elder', body: { household: idOf(7), tier: 'high', types: [], contacts: [] } });
	const seen = { id: idOf(50), hlc: hlcOf(morning), facts: { reached: true } };
	const missed = { id: idOf(51), hlc: hlcOf(morning + 5), facts: { alarm: true } };
	const nameOf = (id: string) => (id === idOf(7) ? to.id : undefined);

	it('[T5] who was not seen raises the alarm at the new desk, until somebody there or here finds them', () => {
		const copy = copyOf([elder], { ...passage, nameOf }, means);
		const carried = carriedAmend(copy, carriedFrom(elder.body, [seen, missed]), means)!;
		const there = projectRecord([...copy, carried])!;
		expect(there.body.household).toBe(to.id);
		expect(standingOf(there, [])).toMatchObject({ last: morning, alarm: missed.id });
		const found = { id: idOf(52), hlc: hlcOf(morning + 9), facts: { reached: true } };
		expect(standingOf(there, [found]).alarm).toBeNull();
		const late = carriedAmend([...copy, carried], carriedFrom(elder.body, [seen, missed, found]), means)!;
		expect(standingOf(projectRecord([...copy, carried, late])!, []).alarm).toBeNull();
	});
});

describe('a second transfer', () => {
	it('[T8] back again is a copy of the copy, with what was written at both desks', () => {
		const world = createWorld();
		world.amend('old', 'caution', '有狗');
		settle(world);
		world.send('new', 0);
		world.amend('new', 'note', '换了锁');
		settle(world);
		const back = { desk: grid, id: means.idOf(morning, 'back', to.id), day: '2026-11-24' };
		const copy = copyOf(world.ofRecord(world.server.new, to.id), { ...passage, to: back }, means);
		expect(foldRecord(copy)!.body).toMatchObject({
			caution: '有狗',
			note: '换了锁',
			was: { desk: otherGrid, id: to.id },
		});
		expect(foldRecord(copy)!.body).not.toHaveProperty('movedTo');
	});
});
