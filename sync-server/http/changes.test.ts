import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid } from '#tests/support/entries.ts';

const month = `${grid}/field/2026-11`;
const register = `${grid}/field/register`;
let app: App;
let worker: string;
let supervisor: string;
let acts = 0;
beforeAll(async () => {
	app = await openApp();
	worker = await app.signIn('grid01', 'device-grid01');
	supervisor = await app.signIn('super01');
	app.clock.ms += 3_600_000;
});
afterAll(() => app.close());

/** A door, who lives there, and a change that a phone wrote in one act: two pages, two sockets. */
function act() {
	const entries = createEntries(100 * ++acts);
	const home = entries.make({ kind: 'household', body: { label: '3-2-501', building: '3', unit: 2, door: '501' } });
	const people = ['张桂兰', '李强'].map((name) => entries.make({ kind: 'resident', about: home.id, body: { name } }));
	const [zhang, li] = people as [Entry, Entry];
	const gone = { presence: 'moved', since: '2026-09-03', until: null };
	const parts = [
		entries.amend(home, [], { tenure: 'vacant' }),
		entries.amend(zhang, [], gone),
		entries.amend(li, [], gone),
	];
	const change = entries.make({
		kind: 'change',
		about: home.id,
		body: { what: 'moved-out', day: '2026-09-03', people: [zhang.id, li.id], did: parts.map(({ id }) => id) },
	});
	return { home, people, change, parts };
}

async function taken(order: 'change first' | 'change last' | 'change alone') {
	const { home, people, change, parts } = act();
	const post = async (page: string, all: readonly Entry[]) => {
		const payload = all as object[];
		const { body } = await app.ask(worker, { method: 'POST', url: `/api/pages/${page}/entries`, payload });
		expect(body.refused).toEqual([]);
	};
	await app.write(register, ...[home, ...people].map((entry) => ({ ...entry, by: 'super01', dev: undefined })));
	if (order !== 'change last') await post(month, [change]);
	if (order !== 'change alone') await post(register, parts.toReversed());
	if (order === 'change last') await post(month, [change]);
	const door = await app.ask(supervisor, `/api/records/${home.id}`);
	const list = await app.ask(supervisor, `/api/records?kind=change&about=${home.id}`);
	return { door: door.body, changes: list.body.records, people, change };
}

describe('a change at the door, at the desk', () => {
	it('[D37] is the same in whatever order its entries come', async () => {
		const [first, last] = [await taken('change first'), await taken('change last')];
		for (const { door, changes, people, change } of [first, last]) {
			expect(door.record.body).toMatchObject({ tenure: 'vacant' });
			expect(door.people).toMatchObject(people.map(() => ({ body: { presence: 'moved', since: '2026-09-03' } })));
			expect(changes).toMatchObject([{ id: change.id, state: 'open', facts: { routine: true } }]);
		}
	});

	it('[D37] can be read while the rest of it is on its way, with the names of those whom it concerns', async () => {
		const { door, changes, people } = await taken('change alone');
		expect(door.record.body.tenure).toBeUndefined();
		expect(changes[0]).toMatchObject({
			subject: { label: '3-2-501' },
			names: { [people[0]!.id]: '张桂兰', [people[1]!.id]: '李强' },
		});
	});
});
