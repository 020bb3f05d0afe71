import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, idOf } from '#tests/support/entries.ts';
import { createOperatorRecord } from '#server/deliveries/operator.ts';
import { run } from './command.ts';

let app: App;
let id: string;
let visit: string;
beforeEach(async () => {
	app = await openApp();
	const { make } = createEntries();
	const home = make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });
	const she = make({ kind: 'resident', about: home.id, body: { name: '欧阳秀兰' } });
	const note = make({ about: home.id, body: { outcome: 'met', note: '欧阳秀兰说灯坏了' } });
	await app.write(`${grid}/field/register`, home, she);
	await app.write(`${grid}/field/2026-11`, note);
	[id, visit] = [she.id, note.id];
});
afterEach(() => app.close());

const backup = { at: 0, folder: '/backups/linli-1', sort: 'backup', until: 86_400_000 } as const;
const say = (...args: readonly string[]) =>
	run(args, {
		...app,
		newId: () => idOf(0xe0),
		backups: () => [backup],
		record: createOperatorRecord(app.deliveries, 'li'),
	});

it('[DL10] puts on record, as the operator’s, whom it finds and shows', async () => {
	await say('find', '别人');
	await say('find', '欧阳秀兰');
	await say('show', id);
	const rows = app.deliveries.list({ area: '12', limit: 10 });
	expect(rows).toMatchObject([
		{ account: 'system', device: null, address: '', way: 'card', area: grid, what: { list: 'erasure', user: 'li' } },
		{ account: 'system', way: 'list', area: grid, what: { list: 'erasure', user: 'li' } },
	]);
	for (const { number } of rows) expect(app.deliveries.idsOf(number)).toContain(id);
	const token = await app.signIn('super01');
	const { body } = await app.ask(token, `/api/records/${id}/deliveries`);
	expect(body.deliveries).toMatchObject([{ way: 'card', byName: '' }, { way: 'list' }]);
	vi.spyOn(app.deliveries, 'write').mockRejectedValue(new Error('disk full'));
	await expect(say('show', id)).rejects.toThrow('disk full');
});

it('[E10] finds, shows and erases at the command line, once the name, a ground and an account are said', async () => {
	expect((await say('find', '欧阳秀兰')).text).toContain(id);
	expect((await say('find', '别人')).text).toContain('There is no resident');
	const shown = await say('show', id);
	expect(shown.text).toMatch(
		/1 of resident[\s\S]*to be looked at[\s\S]*灯坏了[\s\S]*\/backups\/linli-1 {2}until 1970-01-02/,
	);
	const whole = ['--name', '欧阳秀兰', '--ground', 'consent', '--by', 'admin01'];
	for (const lacking of [
		whole.slice(2),
		[...whole.slice(0, 2), ...whole.slice(4)],
		whole.slice(0, 4),
		['--name', '别人'],
	])
		expect((await say('do', id, ...lacking)).code).toBe(1);
	expect((await app.store.reads.rows([id])).size).toBe(1);
	expect((await say('do', id, ...whole, '--blank', visit)).text).toMatch(/^Erased\.[\s\S]*linli-1/);
	const rows = await app.store.reads.rows([id, visit]);
	expect([...rows.values()].map(({ projection }) => projection.body.note)).toEqual(['○○说灯坏了']);
	expect((await say('list')).text).toMatch(/admin01 {2}consent.*1 entries/);
	expect((await say('show', id)).code).toBe(1);
	expect((await say('nonsense')).text).toContain('no command');
	expect((await say('--help')).text).toContain('npm run erase');
});
