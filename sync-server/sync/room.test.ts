import { photoEntriesPerRecord } from '#lib/ledger/photo.ts';
import { hash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { hlcOf } from '#lib/ledger/clock.ts';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { createAppender } from '#lib/replica/append.ts';
import { answerMessage, askMessage, haveYouMessage, updateMessage } from '#lib/replica/messages.ts';
import { clocksOf, rootName, runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import { createEntries, grid, idOf, otherGrid } from '#tests/support/entries.ts';
import { docOf, textsOf } from '#tests/support/pages.ts';
import { carePage, fieldPage, grantsOf, openHall, type Client, type Hall } from '#tests/support/rooms.ts';
import { messageRate } from './peer.ts';

const receiptOf = (entry: Entry) => ({ id: entry.id, sha256: hash('sha256', entryToText(entry), 'hex') });
const texts = (...entries: readonly Entry[]) => entries.map(entryToText);

let hall: Hall;
let entries: ReturnType<typeof createEntries>;
beforeEach(async () => {
	hall = await openHall();
	entries = createEntries();
});
afterEach(() => hall.close());

const author = (account = 'grid01') => ({ account, grants: grantsOf[account]!, device: null });
const pageTexts = async () => textsOf(docOf((await hall.rooms.snapshot(fieldPage)).update));
const quarantine = () => hall.file.prepare('SELECT account, refusals, size, bytes FROM quarantine').all();
/** All that the server had to say is here once it has answered this. */
const settle = async (client: Client) => {
	client.send(haveYouMessage([]));
	await client.next('receipt');
};

describe('receipts', () => {
	it('[S1] come when the entry, its record and its event are on the disk', async () => {
		const client = await hall.open(fieldPage);
		const entry = entries.make();
		client.send(updateMessage(createAppender(5).append(texts(entry))));
		expect((await client.next('receipt')).receipts).toEqual([receiptOf(entry)]);
		// Another connection sees only what was committed.
		for (const table of ['updates', 'entries', 'records', 'events']) {
			expect(hall.file.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 1 });
		}
		expect(await pageTexts()).toEqual(texts(entry));
	});

	it('[S100] name what lies on another page, which takes it no second time, and cost what came along one more try', async () => {
		// The first hour of December: what was written an hour ago fits both months.
		hall.clock.now = Date.UTC(2026, 10, 30, 16, 30);
		const hlc = hlcOf(hall.clock.now - 3_600_000);
		const [visit, other] = [entries.make({ hlc }), entries.make({ hlc })];
		const november = await hall.open(fieldPage);
		november.send(updateMessage(createAppender(5).append(texts(visit))));
		await november.next('receipt');
		const december = `${grid}/field/2026-12`;
		const client = await hall.open(december);
		client.send(updateMessage(createAppender(6).append(texts(visit, other))));
		expect((await client.next('receipt')).receipts).toEqual([receiptOf(visit)]);
		expect((await client.next('refusal')).refusals).toMatchObject(
			[visit, other].map(({ id }) => ({ id, code: 'client-id' })),
		);
		client.send(updateMessage(createAppender(7).append(texts(other))));
		expect((await client.next('receipt')).receipts).toEqual([receiptOf(other)]);
		expect(textsOf(docOf((await hall.rooms.snapshot(december)).update))).toEqual(texts(other));
		expect(await pageTexts()).toEqual(texts(visit));
	});

	it('[S1] do not come when the disk fails; the socket closes and trying again succeeds', async () => {
		const client = await hall.open(fieldPage);
		const entry = entries.make();
		const update = createAppender(5).append(texts(entry));
		hall.file.exec(
			`CREATE TRIGGER full BEFORE INSERT ON updates BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
		);
		client.send(updateMessage(update));
		expect(await client.closed).toMatchObject({ code: 1011 });
		expect(client.unread()).not.toContain('receipt');
		expect(hall.errors).toHaveLength(1);
		hall.file.exec('DROP TRIGGER full');
		const again = await hall.open(fieldPage);
		again.send(updateMessage(update));
		expect((await again.next('receipt')).receipts).toEqual([receiptOf(entry)]);
	});

	it('[S2] come again for the same text, which changes no record', async () => {
		const client = await hall.open(fieldPage);
		const entry = entries.make();
		const update = createAppender(5).append(texts(entry));
		client.send(updateMessage(update));
		client.send(updateMessage(update));
		client.send(updateMessage(createAppender(6).append(texts(entry))));
		for (let time = 0; time < 3; time++) expect((await client.next('receipt')).receipts).toEqual([receiptOf(entry)]);
		expect(hall.file.prepare('SELECT count(*) AS n FROM entries').get()).toEqual({ n: 1 });
		expect((await hall.store.reads.pages([grid]))[0]?.entries).toBe(1);
	});

	it('[S2] are refused to another text under a known id', async () => {
		const client = await hall.open(fieldPage);
		const entry = entries.make();
		client.send(updateMessage(createAppender(5).append(texts(entry))));
		client.send(updateMessage(createAppender(6).append(texts({ ...entry, body: { outcome: 'nobody' } }))));
		await client.next('receipt');
		expect((await client.next('refusal')).refusals).toEqual([{ id: entry.id, code: 'id-conflict' }]);
		expect(await pageTexts()).toEqual(texts(entry));
	});

	it('[S9] answer have-you in its turn, for what lies on this page, and by an empty list when nothing does', async () => {
		const client = await hall.open(fieldPage);
		const [entry, other] = [entries.make(), entries.make({ kind: 'check-in' })];
		await hall.rooms.add(carePage, [other], author());
		client.send(haveYouMessage([entry.id]));
		client.send(updateMessage(createAppender(5).append(texts(entry))));
		client.send(haveYouMessage([entry.id, other.id, idOf(999)]));
		const answers = [await client.next('receipt'), await client.next('receipt'), await client.next('receipt')];
		expect(answers.map(({ receipts }) => receipts)).toEqual([[], [receiptOf(entry)], [receiptOf(entry)]]);
	});
});

describe('refusals', () => {
	it('[S3, S4, S7] name the bad entries alone, after all bytes are in quarantine; nothing of the update stays', async () => {
		const client = await hall.open(fieldPage);
		const [good, bad] = [entries.make(), entries.make({ by: 'grid02' })];
		const update = createAppender(5).append([...texts(good, bad), 'not even JSON']);
		client.send(updateMessage(update));
		expect((await client.next('refusal')).refusals).toEqual([
			{ id: bad.id, code: 'author', detail: 'grid02' },
			{ id: null, code: 'json' },
		]);
		expect(quarantine()).toMatchObject([{ account: 'grid01', size: update.length, bytes: update }]);
		expect(await pageTexts()).toEqual([]);
		await settle(client);
		expect(client.unread()).not.toContain('receipt');
	});

	it('[S4] name nobody when the bytes show nothing', async () => {
		const client = await hall.open(fieldPage);
		client.send(updateMessage(new Uint8Array([9, 9, 9])));
		expect((await client.next('refusal')).refusals).toMatchObject([{ id: null, code: 'frame' }]);
	});

	it('[S8] close a client that did not ask for receipts, naming the rule', async () => {
		const client = await hall.open(fieldPage, { receipts: false });
		client.send(updateMessage(createAppender(5).append(texts(entries.make({ by: 'grid02' })))));
		expect(await client.closed).toEqual({ code: 4422, reason: 'breaks the rules: author' });
		expect(quarantine()).toHaveLength(1);
	});

	it('[S14] cost neither those of others nor those behind them, sent in one go', async () => {
		const [client, other] = [
			await hall.open(fieldPage),
			await hall.open(fieldPage, { account: 'grid02', device: 'device-grid02' }),
		];
		const bad = createAppender(5);
		const [first, wrong, after, free] = [
			entries.make(),
			entries.make({ desk: otherGrid }),
			entries.make(),
			entries.make(),
		];
		const colleague = entries.make({ by: 'grid02', dev: 'device-grid02' });
		client.send(updateMessage(bad.append(texts(first))));
		client.send(updateMessage(bad.append(texts(wrong))));
		client.send(updateMessage(bad.append(texts(after))));
		client.send(updateMessage(createAppender(6).append(texts(free))));
		other.send(updateMessage(createAppender(7).append(texts(colleague))));
		expect((await client.next('receipt')).receipts).toEqual([receiptOf(first)]);
		expect((await client.next('refusal')).refusals).toMatchObject([{ id: wrong.id, code: 'desk' }]);
		expect((await client.next('refusal')).refusals).toMatchObject([{ id: after.id, code: 'gap' }]);
		expect((await client.next('receipt')).receipts).toEqual([receiptOf(free)]);
		expect((await other.next('receipt')).receipts).toEqual([receiptOf(colleague)]);
		expect((await pageTexts()).toSorted()).toEqual(texts(first, free, colleague).toSorted());
	});

	it('[S20] meet a client id that is somebody else’s, another device’s or the server’s', async () => {
		const client = await hall.open(fieldPage);
		const appender = createAppender(5);
		client.send(updateMessage(appender.append(texts(entries.make()))));
		await client.next('receipt');
		await hall.rooms.add(fieldPage, [entries.make()], author());
		const own = (await hall.store.openPages([fieldPage])).get(fieldPage)!.clients;
		const [server] = [...own].find(([, { account }]) => account === null)!;
		const colleague = await hall.open(fieldPage, { account: 'grid02', device: 'device-grid02' });
		const second = await hall.open(fieldPage, { device: 'device-second' });
		for (const [from, number, part] of [
			[colleague, 5, { by: 'grid02', dev: 'device-grid02' }],
			[second, 5, { dev: 'device-second' }],
			[client, server, {}],
		] as const) {
			const forged = entries.make(part);
			from.send(
				updateMessage(
					runsToUpdate([{ client: number, clock: 1, origin: { client: number, clock: 0 }, texts: texts(forged) }]),
				),
			);
			expect((await from.next('refusal')).refusals).toEqual([{ id: forged.id, code: 'client-id' }]);
		}
	});

	it('[S20] tell a cloned phone that its client id has gone apart', async () => {
		const client = await hall.open(fieldPage);
		const [one, other] = [entries.make(), entries.make()];
		client.send(updateMessage(createAppender(5).append(texts(one))));
		client.send(updateMessage(createAppender(5).append(texts(other))));
		await client.next('receipt');
		expect((await client.next('refusal')).refusals).toMatchObject([{ id: other.id, code: 'client-id' }]);
	});

	it('[S21] meet the 51st client id of a device and day, not the next day’s', async () => {
		const client = await hall.open(fieldPage);
		const append = (number: number) => client.send(updateMessage(createAppender(number).append(texts(entries.make()))));
		for (let number = 1; number <= 51; number++) append(number);
		for (let number = 1; number <= 50; number++) await client.next('receipt');
		expect((await client.next('refusal')).refusals).toMatchObject([{ code: 'client-quota' }]);
		hall.clock.now += 86_400_000;
		append(52);
		await client.next('receipt');
	});

	it('[S22] meet a device that is another account’s or not the session’s', async () => {
		await hall.rooms.add(fieldPage, [entries.make({ dev: 'phone-of-grid01' })], author());
		const { refused } = await hall.rooms.add(
			fieldPage,
			[entries.make({ by: 'grid02', dev: 'phone-of-grid01' })],
			author('grid02'),
		);
		expect(refused).toMatchObject([{ code: 'device' }]);
		const client = await hall.open(fieldPage);
		client.send(updateMessage(createAppender(5).append(texts(entries.make({ dev: 'phone-of-grid01' })))));
		expect((await client.next('refusal')).refusals).toMatchObject([{ code: 'device' }]);
	});
});

describe('what is known already', () => {
	it('[S22] is taken again from its author alone, and only where it lies', async () => {
		const [entry, inCare] = [entries.make(), entries.make({ kind: 'check-in' })];
		await hall.rooms.add(fieldPage, [entry], author());
		await hall.rooms.add(carePage, [inCare], author());
		const own = await hall.open(fieldPage);
		own.send(updateMessage(createAppender(5).append(texts(entry))));
		expect((await own.next('receipt')).receipts).toEqual([receiptOf(entry)]);
		own.send(updateMessage(createAppender(6).append(texts(inCare))));
		expect((await own.next('refusal')).refusals).toMatchObject([{ id: inCare.id, code: 'book' }]);
		for (const account of ['grid02', 'street01']) {
			const other = await hall.open(fieldPage, { account, device: null });
			other.send(updateMessage(createAppender(7).append(texts(entry))));
			expect((await other.next('refusal')).refusals).toMatchObject([{ id: entry.id, code: 'author' }]);
		}
		expect(await pageTexts()).toEqual(texts(entry, entry));
	});
});

describe('add', () => {
	it('[S5] takes the good ones and names the others', async () => {
		const [good, bad, odd] = [entries.make(), entries.make({ desk: otherGrid }), { ...entries.make(), hlc: 'noon' }];
		const large = entries.make({ body: { outcome: 'met', note: '长'.repeat(6000) } });
		const outcome = await hall.rooms.add(fieldPage, [good, bad, odd, large], author());
		expect(outcome.accepted).toEqual([good.id]);
		expect(outcome.refused.map(({ id, code }) => [id, code])).toEqual([
			[bad.id, 'desk'],
			[odd.id, 'envelope'],
			[large.id, 'too-large'],
		]);
		expect(quarantine()).toHaveLength(1);
		expect(await pageTexts()).toEqual(texts(good));
	});

	it('[S5] refuses a body that nests without end by name, and takes the good ones', async () => {
		const good = entries.make();
		const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as [];
		const bomb = entries.make({ body: { outcome: 'met', note: deep } });
		expect(await hall.rooms.add(fieldPage, [bomb, good], author())).toMatchObject({
			accepted: [good.id],
			refused: [{ id: bomb.id, code: 'envelope' }],
		});
	});

	it('[S11] appends under client ids of at most 500, and goes on where it stood', async () => {
		const many = Array.from({ length: 1200 }, () => entries.make());
		for (const part of [many.slice(0, 1), many.slice(1, 600), many.slice(600)]) {
			expect((await hall.rooms.add(fieldPage, part, author())).refused).toEqual([]);
		}
		const runs = snapshotToRuns((await hall.rooms.snapshot(fieldPage)).update);
		expect([...clocksOf(runs).values()].toSorted()).toEqual([200, 500, 500]);
		expect(runs).toHaveLength(3);
		expect((await pageTexts()).toSorted()).toEqual(texts(...many).toSorted());
	});

	it('[S21] takes no more amendments of one record than a review can name', async () => {
		await hall.close();
		hall = await openHall({ rules: { amendsPerRecord: 3 } });
		const [visit, other] = [entries.make(), entries.make()];
		const amends = (target: typeof visit, count: number) =>
			Array.from({ length: count }, () => entries.amend(target, [], { note: '又改' }));
		await hall.rooms.add(fieldPage, [visit, other, ...amends(visit, 2)], author());
		const { accepted, refused } = await hall.rooms.add(fieldPage, [...amends(visit, 2), ...amends(other, 3)], author());
		expect([accepted.length, refused.map(({ code }) => code)]).toEqual([4, ['quota']]);
	});

	it('[S21] takes no more photos of one record than it says', async () => {
		const [visit, other] = [entries.make(), entries.make()];
		const photos = (target: typeof visit) => Array.from({ length: photoEntriesPerRecord }, () => entries.photo(target));
		await hall.rooms.add(fieldPage, [visit, other, ...photos(visit)], author());
		const more = [entries.photo(visit), ...photos(other), entries.amend(visit, [], { note: '改' })];
		const { accepted, refused } = await hall.rooms.add(fieldPage, more, author());
		expect([accepted.length, refused.map(({ code }) => code)]).toEqual([photoEntriesPerRecord + 1, ['quota']]);
	});

	it('[S21] holds an account to its entries of the day, but not the seed', async () => {
		await hall.close();
		hall = await openHall({ rules: { entriesPerDay: 3 } });
		const made = Array.from({ length: 5 }, () => entries.make());
		const { accepted, refused } = await hall.rooms.add(fieldPage, made, author());
		expect([accepted.length, refused.map(({ code }) => code)]).toEqual([3, ['quota', 'quota']]);
		expect((await hall.rooms.add(fieldPage, made.slice(3), { ...author(), steward: true })).accepted).toHaveLength(2);
		hall.clock.now += 86_400_000;
		expect((await hall.rooms.add(fieldPage, [entries.make()], author())).refused).toEqual([]);
	});

	it('[S23, S73] judges by the grants of today', async () => {
		const cover = { role: 'worker', desk: grid, books: ['field'], to: '2026-11-23' } as const;
		const covering = { account: 'grid02', grants: [cover], device: null };
		expect((await hall.rooms.add(fieldPage, [entries.make({ by: 'grid02' })], covering)).refused).toEqual([]);
		hall.clock.now += 86_400_000;
		const [before, after] = [
			entries.make({ by: 'grid02' }),
			entries.make({ by: 'grid02', hlc: hlcOf(hall.clock.now) }),
		];
		expect(await hall.rooms.add(fieldPage, [before, after], covering)).toEqual({
			accepted: [before.id],
			refused: [],
			held: [after.id],
		});
		const elsewhere = { ...covering, grants: [{ ...cover, desk: otherGrid }] };
		expect((await hall.rooms.add(fieldPage, [entries.make({ by: 'grid02' })], elsewhere)).refused).toMatchObject([
			{ code: 'desk' },
		]);
	});
});

describe('a page among sockets', () => {
	it('[S10, S11] sends what was accepted to all others in our own encoding, without an echo', async () => {
		const [sender, other, third] = [
			await hall.open(fieldPage),
			await hall.open(fieldPage),
			await hall.open(fieldPage, { receipts: false }),
		];
		const elsewhere = await hall.open(carePage);
		const [one, two] = [entries.make(), entries.make()];
		// Two structs where one suffices.
		const doc = new Y.Doc();
		doc.clientID = 5;
		for (const text of texts(one, two)) doc.getArray(rootName).push([text]);
		const split = Y.mergeUpdates([Y.encodeStateAsUpdate(doc)]);
		sender.send(updateMessage(split));
		const [received] = await Promise.all([other.next('update'), third.next('update')]);
		expect(received.update).toEqual(runsToUpdate(snapshotToRuns(split)));
		await sender.next('receipt');
		await Promise.all([settle(sender), settle(elsewhere)]);
		expect(sender.unread()).not.toContain('update');
		expect(elsewhere.unread()).not.toContain('update');
	});

	it('[S10] tells sockets what came by HTTP', async () => {
		const client = await hall.open(fieldPage);
		const entry = entries.make();
		await hall.rooms.add(fieldPage, [entry], author());
		expect(textsOf(docOf((await client.next('update')).update))).toEqual(texts(entry));
	});

	it('[S6] answers a state vector with what is lacking, and an empty one with the whole page', async () => {
		const made = Array.from({ length: 40 }, () => entries.make());
		const appender = createAppender(5);
		const writer = await hall.open(fieldPage);
		for (const entry of made) writer.send(updateMessage(appender.append(texts(entry))));
		for (let count = 0; count < made.length; count++) await writer.next('receipt');
		await hall.rooms.add(fieldPage, [entries.make()], author());
		const reader = await hall.open(fieldPage);
		expect((await reader.next('ask')).clocks.get(5)).toBe(40);
		reader.send(askMessage(new Map()));
		const whole = (await reader.next('update')).update;
		expect(textsOf(docOf(whole))).toHaveLength(41);
		expect(snapshotToRuns(whole)).toHaveLength(2);
		reader.send(askMessage(new Map([[5, 38]])));
		const tail = snapshotToRuns((await reader.next('update')).update);
		expect(tail.find(({ client }) => client === 5)).toMatchObject({ clock: 38, texts: texts(...made.slice(38)) });
		expect(tail).toHaveLength(2);
		reader.send(askMessage(clocksOf(snapshotToRuns(whole))));
		expect((await reader.next('update')).update).toEqual(new Uint8Array([0, 0]));
		// The kept snapshot and what came after it.
		await hall.rooms.add(fieldPage, [entries.make()], author());
		reader.send(askMessage(new Map()));
		await reader.next('update');
		expect(textsOf(docOf((await reader.next('update')).update))).toHaveLength(42);
	});

	it('[S12] speaks after 20 s of silence, and ends a socket on which nobody answers', async () => {
		const client = await hall.open(fieldPage);
		await client.next('ask');
		for (let ticks = 0; ticks < 3; ticks++) hall.tick();
		await settle(client);
		expect(client.unread()).toEqual([]);
		// The answer just given broke the silence.
		for (let ticks = 0; ticks < 4; ticks++) hall.tick();
		await client.next('awareness');
		client.socket.pause();
		for (let ticks = 0; ticks < 8; ticks++) hall.tick();
		client.socket.resume();
		expect(await client.closed).toMatchObject({ code: 1006 });
	});

	it('[S12] relays no awareness', async () => {
		const [client, other] = [await hall.open(fieldPage), await hall.open(fieldPage)];
		client.send(new Uint8Array([1, 3, 1, 7, 0]));
		await Promise.all([settle(client), settle(other)]);
		expect(other.unread()).toEqual(['ask']);
	});

	it('[S23] closes when the session ends or the grant does', async () => {
		const client = await hall.open(fieldPage);
		const other = await hall.open(fieldPage, { account: 'field01', device: null });
		hall.clock.now += 2000;
		hall.sessions.set(hall.signIn('field01'), { ...hall.sessions.get(hall.signIn('field01'))!, grants: [] });
		for (let ticks = 0; ticks < 4; ticks++) hall.tick();
		expect(await other.closed).toMatchObject({ code: 4403 });
		hall.sessions.clear();
		hall.clock.now += 2000;
		client.send(updateMessage(createAppender(5).append(texts(entries.make()))));
		expect(await client.closed).toMatchObject({ code: 4401 });
		expect(await pageTexts()).toEqual([]);
	});

	it('[S23] closes instead of telling what others write, however busy the page is', async () => {
		const client = await hall.open(fieldPage, { account: 'field01', device: null });
		await settle(client);
		hall.sessions.set(hall.signIn('field01'), { ...hall.sessions.get(hall.signIn('field01'))!, grants: [] });
		hall.clock.now += 2000;
		await hall.rooms.add(fieldPage, [entries.make()], author());
		expect(await client.closed).toMatchObject({ code: 4403 });
		expect(client.unread()).not.toContain('update');
	});

	it('[S33] tells one who sends without end to slow down, and takes him again', async () => {
		const flood = await hall.open(fieldPage);
		const entry = entries.make();
		flood.send(updateMessage(createAppender(11).append(texts(entry))));
		for (let count = 0; count < messageRate.burst; count++) flood.send(haveYouMessage([]));
		expect(await flood.closed).toMatchObject({ code: 4529 });
		const again = await hall.open(fieldPage);
		again.send(haveYouMessage([entry.id]));
		expect((await again.next('receipt')).receipts).toEqual([receiptOf(entry)]);
		for (let second = 0; second < 20; second++) {
			for (let count = 0; count < messageRate.perSecond; count++) again.send(haveYouMessage([]));
			for (let count = 0; count < messageRate.perSecond; count++) await again.next('receipt');
			hall.clock.now += 1000;
		}
		await again.close();
	});

	it('[S32] closes on a message that is too large, or none', async () => {
		const [large, none] = [await hall.open(fieldPage), await hall.open(fieldPage)];
		large.send(answerMessage(new Uint8Array(1024 * 1024 + 100)));
		expect(await large.closed).toMatchObject({ code: 4413 });
		none.send(new Uint8Array([77, 1, 2]));
		expect(await none.closed).toMatchObject({ code: 4422 });
	});
});
