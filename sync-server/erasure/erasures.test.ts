import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hlcOf } from '#lib/ledger/clock.ts';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { leadsOf } from '#lib/registers/leads.ts';
import { checkProjections } from '#server/projections/check.ts';
import { verifyLedger } from '#server/proof/verify.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';

const register = `${grid}/field/register`;
const careRegister = `${grid}/care/register`;
const field = `${grid}/field/2026-11`;
const care = `${grid}/care/2026-11`;
const name = '欧阳秀兰';
const phone = '13812345678';
const order = (subject: string, part: object = {}) =>
	({ id: idOf(0xe0), by: 'admin01', ground: 'consent', subject, choices: [], ...part }) as const;

let app: App;
let entries: ReturnType<typeof createEntries>;
beforeEach(async () => {
	app = await openApp();
	entries = createEntries();
});
afterEach(() => app.close());

/** A household of two with an elder, and what was written about them. */
async function family() {
	const make = entries.make;
	const home = make({
		kind: 'household',
		body: { label: '3-501', building: '3', door: '501', phone, caution: `${name}耳背`, note: '有狗' },
	});
	const she = make({ kind: 'resident', about: home.id, body: { name, phone, birth: '1941' } });
	const son = make({ kind: 'resident', about: home.id, body: { name: '李建国', phone: '13900000000' } });
	const elder = make({
		kind: 'elder',
		about: she.id,
		body: { household: home.id, tier: 'high', types: ['alone'], contacts: [], health: '高血压' },
	});
	const other = make({
		kind: 'elder',
		about: son.id,
		body: {
			household: home.id,
			tier: 'general',
			types: [],
			contacts: [
				{ relation: 'spouse', name, phone },
				{ relation: 'child', name: '李强', phone: '13700000000' },
			],
		},
	});
	const visit = make({ about: home.id, body: { outcome: 'met', note: `${name}说楼道灯坏了` } });
	const plain = make({ about: home.id, body: { outcome: 'no-answer' } });
	const checkIn = make({ kind: 'check-in', about: elder.id, body: { outcome: 'met', well: true, note: '血压高' } });
	const renamed = entries.amend(she, [], { name: '欧阳秀蓝' });
	const change = make({
		kind: 'change',
		about: home.id,
		body: { what: 'absent', day: '2026-11-22', people: [she.id], note: '住院了', did: [renamed.id] },
	});
	const seen = entries.seen(checkIn, [], { dev: undefined });
	await app.write(register, home, she, son, renamed);
	await app.write(careRegister, elder, other);
	await app.write(field, visit, plain, change);
	await app.write(care, checkIn, seen);
	return { home, she, son, elder, other, visit, plain, checkIn, renamed, change, seen };
}

const bytesWith = (word: string): string[] =>
	readdirSync(app.dataDir, { recursive: true, withFileTypes: true })
		.filter((file) => file.isFile())
		.map((file) => join(file.parentPath, file.name))
		.filter((file) => readFileSync(file).includes(word));
const textsOf = async (page: string) => [...(await app.store.proofs.texts(page)).map(({ text }) => text)];
async function everythingHolds(): Promise<void> {
	expect((await checkProjections(app.store, { timeZone: 'Asia/Shanghai' })).differences).toEqual([]);
	const { wrong } = await verifyLedger(app.store, app.signer.publicKey, { timeZone: 'Asia/Shanghai' });
	expect(wrong).toBeNull();
}
const worker = {
	account: 'grid01',
	grants: [{ role: 'worker', desk: grid, books: ['field', 'care'] }],
	device: null,
} as const;

describe('an erasure', () => {
	it('[E1, E2] takes the person and all that is about the person, and leaves the household, the others and the visits', async () => {
		const { home, she, son, elder, other, visit, plain, checkIn, renamed, change, seen } = await family();
		const done = await app.erasures.erase(order(she.id));
		expect(done?.done?.summary).toMatchObject([{ desk: grid, entries: 6, stripped: 1 }]);
		const gone = [she, elder, checkIn, renamed, change, seen].map(({ id }) => id);
		const known = await app.store.known({ ids: gone, records: [], devices: [], accounts: [], day: '' });
		expect([...known.entries.keys()]).toEqual([]);
		const rows = await app.store.reads.rows([...gone, home.id, son.id, other.id, visit.id, plain.id]);
		expect([...rows.keys()].sort()).toEqual([home.id, son.id, other.id, visit.id, plain.id].sort());
		expect(rows.get(home.id)!.projection.body).toEqual({
			label: '3-501',
			building: '3',
			door: '501',
			caution: '○○耳背',
			note: '有狗',
		});
		await everythingHolds();
	});

	it('[E2] takes what is to be minded at the door along when nobody else lives there', async () => {
		const home = entries.make({
			kind: 'household',
			body: { label: '3-502', building: '3', door: '502', phone: '022-11112222', caution: '耳背', note: '门铃坏' },
		});
		const he = entries.make({ kind: 'resident', about: home.id, body: { name: '欧阳老' } });
		await app.write(register, home, he);
		await app.erasures.erase(order(he.id));
		expect((await app.store.reads.rows([home.id])).get(home.id)!.projection.body).toEqual({
			label: '3-502',
			building: '3',
			door: '502',
		});
		await everythingHolds();
	});

	it('[E3] shows what others wrote of the person, and blanks or takes only what somebody chose', async () => {
		const { she, other, visit, plain } = await family();
		const looks = (await app.erasures.preview(she.id))!.looks;
		expect(looks.map(({ id, near }) => [id, near]).sort()).toEqual(
			[
				[other.id, false],
				[visit.id, true],
			].sort(),
		);
		await app.erasures.erase(
			order(she.id, {
				choices: [
					{ id: visit.id, as: 'blanked' },
					{ id: other.id, as: 'gone' },
				],
			}),
		);
		const rows = await app.store.reads.rows([visit.id, other.id, plain.id]);
		expect(rows.get(visit.id)!.projection.body.note).toBe('○○说楼道灯坏了');
		// A card of somebody else never goes as a whole.
		expect(rows.get(other.id)!.projection.body.contacts).toEqual([
			{ relation: 'child', name: '李强', phone: '13700000000' },
		]);
		await everythingHolds();
	});

	it('[E3] takes a single entry of another whole when it is named', async () => {
		const { she, visit } = await family();
		const note = entries.amend(visit, [], { note: '改' });
		await app.write(field, note);
		await app.erasures.erase(order(she.id, { choices: [{ id: visit.id, as: 'gone' }] }));
		expect(await app.store.reads.rows([visit.id])).toEqual(new Map());
		const known = await app.store.known({ ids: [note.id], records: [], devices: [], accounts: [], day: '' });
		expect(known.entries.size).toBe(0);
		await everythingHolds();
	});

	it('[E1] follows the person through folded doubles and to other grids', async () => {
		const { home, she, elder } = await family();
		const double = entries.make({ kind: 'resident', about: home.id, body: { name: '欧阳秀', sameAs: she.id } });
		await app.write(register, double);
		const admin = { account: 'super01', grants: app.auth.accounts.get('super01')!.grants, device: null };
		const moved = await app.app.inject({
			method: 'POST',
			url: '/api/transfers',
			headers: { authorization: `Bearer ${await app.signIn(admin.account)}` },
			payload: { id: idOf(0x77), from: grid, to: otherGrid, households: [home.id], day: '2026-11-23', dry: false },
		});
		expect(moved.statusCode).toBe(200);
		await app.clerk.idle();
		const there = leadsOf((await app.store.reads.rows([she.id])).get(she.id)!.projection.body).movedTo!.id;
		const elderThere = leadsOf((await app.store.reads.rows([elder.id])).get(elder.id)!.projection.body).movedTo!.id;
		const { summary } = (await app.erasures.erase(order(there)))!.done!;
		expect(summary.map(({ desk }) => desk)).toEqual([grid, otherGrid]);
		expect(await app.store.reads.rows([she.id, double.id, there, elder.id, elderThere])).toEqual(new Map());
		await app.clerk.idle();
		await everythingHolds();
		for (const desk of [grid, otherGrid]) expect((await textsOf(`${desk}/field/register`)).join()).not.toContain(name);
	});

	it('[E5] leaves no byte of the person in any file of the data folder', async () => {
		const { she, visit, other } = await family();
		await app.identities.keep(community, idOf(0x55), new Map([['HASH-OF-HER-NUMBER', she.id]]));
		app.trace.write({
			at: morning,
			account: 'super01',
			name: '张桂芬',
			list: 'residents' as never,
			area: community,
			filters: { find: name },
			rows: 1,
			format: 'csv',
			address: '127.0.0.1',
		});
		const refused = entries.make({
			by: 'grid01',
			desk: grid,
			body: { outcome: 'met', note: `又见${name}`, wrong: name },
		});
		const bystander = entries.make({ by: 'grid01', body: { outcome: 'met', note: '别人的', wrong: 1 } });
		expect((await app.rooms.add(field, [refused, bystander], worker)).refused).toHaveLength(2);
		// Rows that were moved about in the file leave copies that deleting alone does not reach.
		for (let round = 0; round < 40; round++)
			await app.write(
				field,
				...Array.from({ length: 25 }, () =>
					entries.make({ ms: morning, body: { outcome: 'met', note: '楼道整洁'.repeat(20) } }),
				),
			);
		expect(bytesWith(name).length).toBeGreaterThan(1);
		const choices = [visit, other].map(({ id }) => ({ id, as: 'blanked' as const }));
		await app.erasures.erase(order(she.id, { choices }));
		for (const word of [name, '欧阳秀蓝', phone, 'HASH-OF-HER-NUMBER'])
			expect([word, bytesWith(word)]).toEqual([word, []]);
		const [packet] = await app.store.shelf.packets({ area: community, open: true, limit: 5 });
		expect(Buffer.from((await app.store.shelf.packet(packet!.number))!.bytes!).toString()).toContain('别人的');
		await everythingHolds();
	});

	it('[E5] reaches a month that was sealed, and leaves it sealed', async () => {
		const { she, checkIn } = await family();
		app.clock.ms = Date.UTC(2027, 0, 16);
		expect(await app.rooms.sealDue()).toContain(care);
		await app.erasures.erase(order(she.id));
		expect(await textsOf(care)).toEqual([]);
		expect(await app.rooms.epochOf(care)).toBe(3);
		expect(await app.rooms.sealDue()).toEqual([]);
		const again = await app.rooms.add(care, [checkIn], worker);
		expect(again.refused).toMatchObject([{ code: 'erased' }]);
		await everythingHolds();
	});

	it('[E6] leaves a tombstone that says by whom, when and on what ground, and no name; asked twice it is done once', async () => {
		const { she } = await family();
		const [first, again] = await Promise.all([app.erasures.erase(order(she.id)), app.erasures.erase(order(she.id))]);
		expect(again).toEqual(first);
		const tombs = (await textsOf(register))
			.map((text) => JSON.parse(text) as Entry)
			.filter(({ kind }) => kind === 'erasure');
		expect(tombs).toMatchObject([{ by: 'admin01', body: { ground: 'consent', entries: 6, stripped: 1 } }]);
		expect(JSON.stringify(tombs)).not.toContain(name);
		expect(app.erasures.list()).toHaveLength(1);
	});

	it('[E9] refuses what comes later under an erased id or about the person, and nothing else', async () => {
		const { home, she, son, elder, visit, checkIn, change } = await family();
		const choices = [{ id: visit.id, as: 'blanked' as const }];
		await app.erasures.erase(order(she.id, { choices }));
		const at = { hlc: hlcOf(morning), by: 'grid01' };
		const late = {
			again: she,
			amended: entries.amend(she, [], { phone: '13811111111' }, at),
			checked: entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'met' }, ...at }),
			changed: entries.make({ kind: 'change', about: home.id, body: { ...change.body }, ...at }),
			double: entries.make({ kind: 'resident', about: home.id, body: { name, sameAs: she.id }, ...at }),
			old: visit,
		};
		const pageOf = { again: register, amended: register, checked: care, changed: field, double: register, old: field };
		for (const [which, entry] of Object.entries(late)) {
			const { refused } = await app.rooms.add(pageOf[which as keyof typeof late], [entry], worker);
			expect([which, refused.map(({ code }) => code)]).toEqual([which, ['erased']]);
		}
		expect(await app.store.shelf.packets({ area: community, open: false, limit: 5 })).toEqual([]);
		const both = entries.make({
			kind: 'change',
			about: home.id,
			body: { ...change.body, people: [she.id, son.id] },
			...at,
		});
		const fine = entries.make({ about: home.id, body: { outcome: 'met' }, ...at });
		expect((await app.rooms.add(field, [both, fine], worker)).refused).toEqual([]);
		expect((await app.rooms.add(care, [checkIn], worker)).refused).toMatchObject([{ code: 'erased' }]);
		expect(entryToText(visit)).toContain(name);
		await everythingHolds();
	});

	it('[E4] takes held entries about the person, and releases nothing of them', async () => {
		const { elder, she } = await family();
		const gone = { ...worker, grants: [{ ...worker.grants[0], to: '2026-11-20' }] };
		const late = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'met', note: name } });
		const other = entries.make({ body: { outcome: 'met', note: '别的' } });
		expect((await app.rooms.add(care, [late], gone)).held).toEqual([late.id]);
		expect((await app.rooms.add(field, [other], gone)).held).toEqual([other.id]);
		await app.erasures.erase(order(she.id));
		const held = await app.store.shelf.held({ area: community, open: false, limit: 9 });
		expect(held.map(({ id }) => id)).toEqual([other.id]);
		expect((await app.rooms.add(care, [late], gone)).refused).toMatchObject([{ code: 'erased' }]);
	});

	it('[E8] is carried on where it was cut short, wherever that was', async () => {
		const { she } = await family();
		let failures = 3;
		const cut = (error: string) => {
			if (failures-- > 0) throw new Error(error);
		};
		app.erasures.register({ name: 'one that fails', clean: async () => cut('the disk is full') });
		for (let round = 0; round < 3; round++)
			await expect(app.erasures.resume().then(() => app.erasures.erase(order(she.id)))).rejects.toThrow();
		expect(app.erasures.list()).toMatchObject([{ done: null }]);
		expect(await app.store.reads.rows([she.id])).not.toEqual(new Map());
		expect(await app.erasures.resume()).toBe(1);
		expect(await app.erasures.resume()).toBe(0);
		expect(app.erasures.list()).toMatchObject([{ done: { summary: [{ desk: grid, entries: 6 }] } }]);
		expect(await app.store.reads.rows([she.id])).toEqual(new Map());
		await everythingHolds();
	});
});
