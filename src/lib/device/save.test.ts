import { beforeEach, describe, expect, it } from 'vitest';
import { hlcToMs } from '#lib/ledger/clock.ts';
import { textToEntry } from '#lib/ledger/entry.ts';
import { docToTexts, openDoc } from '#lib/replica/doc.ts';
import { grid, idOf, morning } from '#tests/support/entries.ts';
import { openTestSpace, worker } from '#tests/support/space.ts';
import { databaseName } from './database.ts';
import { amend, record, withdraw } from './save.ts';

type TestSpace = ReturnType<typeof openTestSpace>;
let space: TestSpace;
beforeEach(() => {
	space = openTestSpace();
});

const visit = (about?: string) => record(space, { kind: 'visit', desk: grid, about, body: { outcome: 'met' } });
const textsOf = async (page: string) => {
	const rows = await space.db.updates.where('[page+seq]').between([page, 0], [page, Infinity]).toArray();
	return docToTexts(openDoc(rows.map((row) => row.bytes)));
};
async function saved(result: ReturnType<typeof visit>): Promise<string> {
	const value = await result;
	if (!value.ok) throw new Error(JSON.stringify(value.error));
	return value.value.id;
}

describe('saving', () => {
	it('[D1] writes entry, bytes, outbox and row in one go', async () => {
		const id = await saved(visit(idOf(7)));
		const row = await space.db.records.get(id);
		expect(row).toMatchObject({
			id,
			kind: 'visit',
			mark: 'phone',
			waiting: 1,
			page: `${grid}/field/2026-11`,
			about: idOf(7),
		});
		const outbox = (await space.db.outbox.get(id))!;
		const entry = textToEntry(outbox.text);
		expect(entry.ok && entry.value).toMatchObject({ by: space.account, dev: space.device, desk: grid });
		expect(outbox).toMatchObject({ state: 'waiting', record: id, page: row!.page });
		expect(await textsOf(row!.page)).toEqual([outbox.text]);
	});

	it('[D1] leaves nothing half done when the phone is full, and carries on afterwards', async () => {
		const first = await saved(visit());
		const full = () => {
			throw new DOMException('no room', 'QuotaExceededError');
		};
		space.db.records.hook('creating', full);
		expect(await visit()).toEqual({ ok: false, error: 'full' });
		space.db.records.hook('creating').unsubscribe(full);
		expect(await space.db.updates.count()).toBe(1);
		expect(await space.db.outbox.count()).toBe(1);
		const second = await saved(visit());
		const texts = await textsOf(`${grid}/field/2026-11`);
		expect(texts.map((text) => (JSON.parse(text) as { id: string }).id).sort()).toEqual([first, second].sort());
	});

	it('[D181] lets go of sent photos when there is no room, and then saves; of nothing else', async () => {
		const photo = (id: string, state: string) =>
			({ id, state, body: { bytes: 700 }, record: 'r', form: 'f', at: 1 }) as never;
		await space.db.photos.bulkAdd([photo('sent', 'sent'), photo('own', 'waiting')]);
		let isFull = true;
		const full = () => {
			if (isFull) throw new DOMException('no room', 'QuotaExceededError');
		};
		space.db.photos.hook('deleting', () => void (isFull = false));
		space.db.records.hook('creating', full);
		const id = await saved(visit());
		expect((await space.db.outbox.get(id))?.record).toBe(id);
		expect(await space.db.outbox.count()).toBe(1);
		expect((await space.db.photos.toArray()).map((row) => row.id)).toEqual(['own']);
	});

	it('[D1] refuses a body that its kind does not take, and a desk that is not held', async () => {
		expect(await record(space, { kind: 'visit', desk: grid, body: { outcome: 'maybe' } })).toMatchObject({
			error: { code: 'schema' },
		});
		expect(await record(space, { kind: 'visit', desk: '120101004010099', body: { outcome: 'met' } })).toEqual({
			ok: false,
			error: 'no-desk',
		});
		const ended = openTestSpace(undefined, { grants: () => [{ ...worker, to: '2026-11-22' }] });
		expect(await record(ended, { kind: 'visit', desk: grid, body: { outcome: 'met' } })).toEqual({
			ok: false,
			error: 'no-desk',
		});
		expect(await space.db.outbox.count()).toBe(0);
	});

	it('[D2] gives each entry a later clock, corrected by the server, and the phone its own time', async () => {
		await space.db.meta.put({ key: 'clock', value: { hlc: null, offset: 60_000 } });
		const ids = [await saved(visit()), await saved(visit())];
		const [a, b] = await space.db.records.bulkGet(ids);
		expect(hlcToMs(a!.hlc)).toBe(morning + 60_000);
		expect(b!.hlc > a!.hlc).toBe(true);
		expect(Date.parse(a!.at)).toBe(morning);
	});

	it('[D2] does not carry on a reading from a clock that was far ahead', async () => {
		space.clock.ms = morning + 86_400_000;
		await saved(visit());
		space.clock.ms = morning;
		const row = await space.db.records.get(await saved(visit()));
		expect(hlcToMs(row!.hlc)).toBe(morning);
	});

	it('[D3] amends and withdraws on the page of the target, in knowledge of what is there', async () => {
		space.clock.ms = Date.UTC(2026, 9, 31, 2);
		const id = await saved(visit());
		space.clock.ms = morning;
		const first = await saved(amend(space, id, { set: { note: '门口有狗' } }));
		const second = await saved(amend(space, id, { set: { note: null, outcome: 'phone' } }));
		const row = (await space.db.records.get(id))!;
		expect(row).toMatchObject({
			page: `${grid}/field/2026-10`,
			body: { outcome: 'phone' },
			rivals: {},
			heads: [second],
			waiting: 3,
		});
		expect(row.body.note).toBeUndefined();
		expect(row.amends).toEqual([first, second]);
		await saved(withdraw(space, id, 'undo'));
		expect(await space.db.records.get(id)).toMatchObject({ state: 'withdrawn' });
		expect(await amend(space, idOf(99), { set: {} })).toEqual({ ok: false, error: 'unknown-record' });
	});

	it('[D3] keeps two tabs apart: each appends under a client id of its own', async () => {
		const other = openTestSpace(space.account);
		const ids = await Promise.all(
			[visit(), visit(), record(other, { kind: 'visit', desk: grid, body: { outcome: 'met' } })].map(saved),
		);
		const texts = await textsOf(`${grid}/field/2026-11`);
		expect(texts.map((text) => (JSON.parse(text) as { id: string }).id).sort()).toEqual([...ids].sort());
	});

	it('[D3] takes a new client id after 500 entries, and after the page was built anew', async () => {
		const page = `${grid}/field/2026-11`;
		for (let count = 0; count < 3; count++) await saved(visit());
		await space.db.pages.update(page, { rebuilt: 1 });
		await space.db.updates.clear();
		const id = await saved(visit());
		expect((await textsOf(page)).map((text) => (JSON.parse(text) as { id: string }).id)).toEqual([id]);
		const bytes = Array.from({ length: 501 }, () => space.pen.append('x', 0, 'text'));
		expect(docToTexts(openDoc(bytes))).toHaveLength(501);
	});

	it('[D4] opens the connection again when the system has taken it away', async () => {
		await saved(visit());
		space.db.backendDB().close();
		await saved(visit());
		expect(await space.db.outbox.count()).toBe(2);
		expect(space.db.name).toBe(databaseName(space.account));
	});
});
