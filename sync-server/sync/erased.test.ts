import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryToText } from '#lib/ledger/entry.ts';
import { createAppender } from '#lib/replica/append.ts';
import { textLimit } from '#lib/replica/limits.ts';
import { updateMessage } from '#lib/replica/messages.ts';
import { runsToUpdate } from '#lib/replica/runs.ts';
import { bytesToTexts } from '#server/aside/quarantine.ts';
import { createEntries, grid, idOf } from '#tests/support/entries.ts';
import { fieldPage, openHall, type Hall } from '#tests/support/rooms.ts';

let hall: Hall;
beforeEach(async () => {
	hall = await openHall();
});
afterEach(() => hall.close());

const remember = (id: string) =>
	hall.store.erasing.erase({
		erasure: idOf(0xe0),
		at: 1,
		summary: [],
		pages: [],
		remembered: [{ id, how: 'gone', desk: grid }],
		packets: [],
		held: [],
	});
const inQuarantine = async () => {
	const packets = await hall.store.shelf.packets({ area: '12', open: true, limit: 9 });
	const kept = await Promise.all(packets.map(({ number }) => hall.store.shelf.packet(number)));
	return kept.map((packet) => bytesToTexts(packet!.bytes!));
};

it('[E9] refuses an update that holds something erased, and keeps no byte of that aside', async () => {
	const { make } = createEntries();
	const subject = idOf(0x900);
	await remember(subject);
	const [about, wrong, fine] = [make({ about: subject }), make({ body: { outcome: 'nonsense' } }), make()];
	const client = await hall.open(fieldPage);
	client.send(updateMessage(createAppender(11).append([about, wrong].map(entryToText))));
	const { refusals } = await client.next('refusal');
	expect(refusals.map(({ id, code }) => [id, code])).toEqual([
		[about.id, 'erased'],
		[wrong.id, 'schema'],
	]);
	expect(await inQuarantine()).toEqual([[entryToText(wrong)]]);
	client.send(updateMessage(createAppender(12).append([entryToText(about)])));
	expect((await client.next('refusal')).refusals).toMatchObject([{ id: about.id, code: 'erased' }]);
	expect(await inQuarantine()).toHaveLength(1);
	client.send(updateMessage(createAppender(13).append([entryToText(fine)])));
	expect((await client.next('receipt')).receipts).toMatchObject([{ id: fine.id }]);
	await client.close();
});

it('[E9] keeps nothing erased of an update that cannot be taken as a whole', async () => {
	const { make } = createEntries();
	const [erased, other] = [make(), make()];
	await remember(erased.id);
	const appender = createAppender(11);
	appender.append([entryToText(make())]);
	const client = await hall.open(fieldPage);
	// Its first part never came.
	client.send(updateMessage(appender.append([erased, other].map(entryToText))));
	expect((await client.next('refusal')).refusals.map(({ code }) => code)).toContain('gap');
	expect(await inQuarantine()).toEqual([[entryToText(other)]]);
	await client.close();
});

it('[E9, S7] keeps none of more texts than any phone sends, so that nothing erased lies among them unread', async () => {
	const { make } = createEntries();
	const erased = make();
	await remember(erased.id);
	const filler = Array.from({ length: textLimit }, (_, index) => JSON.stringify({ id: idOf(index), filler: '' }));
	const client = await hall.open(fieldPage);
	const texts = [...filler, entryToText(erased)];
	client.send(updateMessage(runsToUpdate([{ client: 11, clock: 0, origin: null, texts }])));
	expect((await client.next('refusal')).refusals).toMatchObject([{ id: null, code: 'frame' }]);
	expect(await inQuarantine()).toEqual([[]]);
	await client.close();
});
