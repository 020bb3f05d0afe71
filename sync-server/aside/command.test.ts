import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEntries, morning } from '#tests/support/entries.ts';
import { fieldPage, grantsOf, openHall, type Hall } from '#tests/support/rooms.ts';
import { createAppender } from '#lib/replica/append.ts';
import { entryToText } from '#lib/ledger/entry.ts';
import { updateMessage } from '#lib/replica/messages.ts';
import { createOperatorRecord } from '#server/deliveries/operator.ts';
import { isWriting, run } from './command.ts';

let hall: Hall;
const { make } = createEntries();
beforeEach(async () => {
	hall = await openHall();
});
afterEach(() => hall.close());

const command = (...args: string[]) => {
	const { store, rooms, clock } = hall;
	return run(
		args,
		{
			store,
			rooms,
			grantsOf: (account) => grantsOf[account] ?? [],
			now: () => clock.now,
			key: { id: '', key: '', open: async () => null },
			read: () => null,
			record: createOperatorRecord(hall.deliveries, 'li'),
		},
		'operator:li',
	);
};
const old = () => make({ ms: morning - 500 * 86_400_000 });

it('[S70, S71, S72, DL10] lists, shows, releases and discards what came by a socket, in words', async () => {
	expect((await command('list')).text).toBe('There is nothing in quarantine.');
	const client = await hall.open(fieldPage);
	const entry = old();
	client.send(updateMessage(createAppender(7).append([entryToText(entry)])));
	client.send(new Uint8Array([0, 2, 3, 9, 9, 9]));
	await client.next('refusal');
	await client.next('refusal');
	expect((await command('list')).text.split('\n')).toHaveLength(2);
	expect((await command('list')).text).toMatch(/ 1 .*grid01\/device-grid01 .*clock/);
	expect((await command('show', '1')).text).toContain(entryToText(entry));
	expect(hall.deliveries.list({ area: '12', limit: 1 })).toMatchObject([
		{ account: 'system', address: '', way: 'card', what: { list: 'quarantine', packet: 1, user: 'li' }, count: 1 },
	]);
	expect((await command('show', '2')).text).toContain('no text can be read');
	expect(await command('release', '2', '--why', 'x')).toMatchObject({ code: 1 });
	expect(await command('release', '1')).toMatchObject({ code: 1 });
	expect(await command('release', '1', '--why', 'x', '--waive', 'schema')).toMatchObject({ code: 1 });
	expect((await command('release', '1', '--why', '试')).text).toContain('1 still refused: clock');
	const done = await command('release', '1', '--why', '补录', '--waive', 'clock,period');
	expect(done.text).toMatch(/^released by operator:li at .*: 补录\n {2}waived clock,period\n {2}1 on the ledger$/);
	expect((await hall.store.reads.entries(entry.id)).map(({ entry: { by } }) => by)).toEqual(['grid01']);
	expect((await command('discard', '2', '--why', '乱码')).code).toBe(0);
	expect((await command('list')).text).toBe('There is nothing in quarantine.');
	expect((await command('list', '--all')).text).toMatch(/discarded\n.*released/);
	expect((await command('show', '2')).text).toContain('(discarded)');
	expect(await command('release', '1', '--why', 'x')).toMatchObject({
		code: 1,
		text: expect.stringContaining('before'),
	});
	await client.close();
});

it('says what it can do, and what it cannot', async () => {
	expect((await command()).text).toContain('npm run quarantine -- list');
	expect((await command('burn')).code).toBe(1);
	expect((await command('show', 'x')).code).toBe(1);
	expect((await command('show', '99')).code).toBe(1);
	expect((await command('list', '--nonsense')).code).toBe(1);
	expect([isWriting(['list']), isWriting(['release', '1'])]).toEqual([false, true]);
});
