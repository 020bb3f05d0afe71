import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { hlcOf } from '#lib/ledger/clock.ts';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { createAppender } from '#lib/replica/append.ts';
import { rootName, snapshotToRuns } from '#lib/replica/runs.ts';
import { updateMessage } from '#lib/replica/messages.ts';
import { checkProjections } from '#server/projections/check.ts';
import { createEntries, grid, morning } from '#tests/support/entries.ts';
import { docOf, textsOf } from '#tests/support/pages.ts';
import { fieldPage, grantsOf, openHall, type Hall } from '#tests/support/rooms.ts';

const dayMs = 86_400_000;
/** 45 days after the end of November, and a day. */
const closed = Date.UTC(2027, 0, 16);
const january = `${grid}/field/2027-01`;

let hall: Hall;
let entries: ReturnType<typeof createEntries>;
beforeEach(async () => {
	hall = await openHall();
	entries = createEntries();
});
afterEach(() => hall.close());

const author = (account = 'grid01') => ({ account, grants: grantsOf[account]!, device: null });
const pageTexts = async (page = fieldPage) => textsOf(docOf((await hall.rooms.snapshot(page)).update));
const sorted = (list: readonly string[]) => [...list].sort();
async function write(count: number): Promise<Entry[]> {
	const made = Array.from({ length: count }, () => entries.make({ hlc: hlcOf(morning) }));
	expect((await hall.rooms.add(fieldPage, made, author())).refused).toEqual([]);
	return made;
}

it('[S34] seals a page after its time: the same entries, once each, in few runs, under another epoch that lasts', async () => {
	const visit = (await write(1200))[0]!;
	for (const client of [11, 12, 13]) {
		const socket = await hall.open(fieldPage);
		socket.send(updateMessage(createAppender(client).append([entryToText(entries.make())])));
		await socket.next('receipt');
		await socket.close();
	}
	await hall.rooms.add(fieldPage, [entries.seen(visit)], author('super01'));
	const before = await pageTexts();
	const row = (await hall.store.reads.rows([visit.id])).get(visit.id);
	hall.clock.now = closed - 2 * dayMs;
	expect(await hall.rooms.sealDue()).toEqual([]);
	hall.clock.now = closed;
	expect(await hall.rooms.sealDue()).toEqual([fieldPage]);
	expect(await hall.rooms.sealDue()).toEqual([]);
	const { update, epoch } = await hall.rooms.snapshot(fieldPage);
	expect(epoch).toBe(2);
	expect(sorted(textsOf(docOf(update))).join('\n') === sorted(before).join('\n')).toBe(true);
	expect(snapshotToRuns(update)).toHaveLength(3);
	expect([await hall.rooms.epochOf(fieldPage), (await hall.store.reads.pages([grid]))[0]]).toMatchObject([
		2,
		{ epoch: 2, entries: before.length, bytes: update.length },
	]);
	expect((await hall.store.reads.rows([visit.id])).get(visit.id)).toEqual(row);
	expect(await checkProjections(hall.store, { timeZone: 'Asia/Shanghai' })).toMatchObject({ differences: [] });
});

it('[S34] leaves registers and open months alone, and does it by the days that are configured', async () => {
	await hall.close();
	hall = await openHall({ rules: { lateDays: 3 } });
	const home = entries.make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });
	await hall.rooms.add(`${grid}/field/register`, [home], author());
	await write(1);
	hall.clock.now = Date.UTC(2026, 11, 3);
	expect(await hall.rooms.sealDue()).toEqual([]);
	hall.clock.now = Date.UTC(2026, 11, 5);
	expect(await hall.rooms.sealDue()).toEqual([fieldPage]);
});

it('[S35] closes the sockets of the old epoch, and opens none without the new one', async () => {
	await write(3);
	const client = await hall.open(fieldPage);
	await client.next('ask');
	hall.clock.now = closed;
	await hall.rooms.sealDue();
	expect(await client.closed).toMatchObject({ code: 4409 });
	for (const query of ['', '&epoch=1', '&epoch=3'])
		expect(await (await hall.open(fieldPage, { query })).closed).toMatchObject({ code: 4409 });
	const again = await hall.open(fieldPage, { query: '&epoch=2' });
	await again.next('ask');
	await again.close();
});

it('[S35] gives a stock client that starts afresh the same entries', async () => {
	await write(700);
	hall.clock.now = closed;
	const params = { token: hall.signIn('grid01', 'device-stock') };
	const open = (doc: Y.Doc, more: Record<string, string> = {}) => {
		const WebSocketPolyfill = WebSocket as never;
		return new WebsocketProvider(hall.url, fieldPage, doc, {
			params: { ...params, ...more },
			WebSocketPolyfill,
			disableBc: true,
		});
	};
	const old = open(new Y.Doc());
	await new Promise<void>((done) => old.on('sync', (isSynced: boolean) => isSynced && done()));
	const gone = new Promise<number>((done) => old.on('closed', ({ code }) => done(code)));
	await hall.rooms.sealDue();
	expect(await gone).toBe(4409);
	const doc = new Y.Doc();
	const fresh = open(doc, { epoch: '2' });
	await new Promise<void>((done) => fresh.on('sync', (isSynced: boolean) => isSynced && done()));
	expect(sorted(doc.getArray<string>(rootName).toArray())).toEqual(sorted(await pageTexts()));
	old.destroy();
	fresh.destroy();
});

it('[S96] seals a month again that a wrong clock had sealed, once its time has come, and takes what is written until then', async () => {
	const now = hall.clock.now;
	const [visit] = await write(1);
	hall.clock.now = now + 365 * dayMs;
	expect(await hall.rooms.sealDue()).toEqual([fieldPage]);
	hall.clock.now = now;
	const later = entries.make({ hlc: hlcOf(morning) });
	expect(await hall.rooms.add(fieldPage, [later], author())).toMatchObject({ accepted: [later.id], refused: [] });
	expect(await hall.rooms.sealDue()).toEqual([]);
	hall.clock.now = closed;
	expect(await hall.rooms.sealDue()).toEqual([fieldPage]);
	expect(await hall.rooms.sealDue()).toEqual([]);
	expect(await hall.rooms.epochOf(fieldPage)).toBe(3);
	expect(await pageTexts()).toEqual([visit!, later].map(entryToText));
});

it('[S34] judges what waits behind it by the page as it is then', async () => {
	const [visit] = await write(1);
	hall.clock.now = closed;
	const late = entries.make({ hlc: hlcOf(morning) });
	const [, outcome] = await Promise.all([hall.rooms.sealDue(), hall.rooms.add(fieldPage, [late, visit!], author())]);
	expect(outcome).toMatchObject({ accepted: [visit!.id], refused: [{ id: late.id, code: 'period' }] });
	expect(await pageTexts()).toEqual([entryToText(visit!)]);
});

it('[S36] takes what answers to a sealed record on the page of the month of arrival, and shows it on the record', async () => {
	const [visit] = await write(1);
	hall.clock.now = closed;
	await hall.rooms.sealDue();
	const at = { hlc: hlcOf(closed) };
	const note = entries.amend(visit!, [], { note: '补一句' }, at);
	const seen = entries.seen(visit!, [note], { ...at, dev: undefined });
	for (const [entry, account] of [[note, 'grid01'] as const, [seen, 'super01'] as const]) {
		expect((await hall.rooms.add(fieldPage, [entry], author(account))).refused).toMatchObject([{ code: 'period' }]);
		expect(hall.rooms.openPage(fieldPage)).toBe(january);
		expect((await hall.rooms.add(january, [entry], author(account))).refused).toEqual([]);
	}
	expect((await hall.store.reads.rows([visit!.id])).get(visit!.id)).toMatchObject({
		page: fieldPage,
		projection: { state: 'seen', body: { note: '补一句' } },
	});
	expect(await pageTexts()).toHaveLength(1);
	expect(await checkProjections(hall.store, { timeZone: 'Asia/Shanghai' })).toMatchObject({ differences: [] });
});
