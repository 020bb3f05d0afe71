import { beforeEach, describe, expect, it } from 'vitest';
import { openTestSpace } from '#tests/support/space.ts';
import { createEntries, grid, idOf } from '#tests/support/entries.ts';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { docToTexts, openDoc } from '#lib/replica/doc.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import { textsToBatches } from '#lib/device/pen.ts';
import { record } from '#lib/device/save.ts';
import { projectPage, takeCopy } from './copies.ts';
import { handBackPages } from './hand-back.ts';
import { acknowledge, receive, refuse } from './receipts.ts';
import { outboxCounts, rescueFile } from '#lib/device/outbox.ts';

const page = `${grid}/field/2026-11`;
let count = 0;
let space: ReturnType<typeof openTestSpace>;
let entries: ReturnType<typeof createEntries>;
beforeEach(() => {
	space = openTestSpace(`copies${++count}`);
	entries = createEntries();
});

let number = 1;
const copyOf = (all: readonly Entry[], part: { epoch?: number; generation?: string } = {}) => {
	const batches = textsToBatches(all.map(entryToText), () => number++, Infinity);
	const bytes = runsToUpdate(batches.flatMap((batch) => snapshotToRuns(batch.bytes)));
	return { bytes, epoch: 1, generation: 'first', ...part };
};
async function visit(): Promise<string> {
	const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met' } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}
const entryHere = async (id: string) => JSON.parse((await space.db.outbox.get(id))!.text) as Entry;
const idsHere = async () => {
	const rows = await space.db.updates.where('[page+seq]').between([page, 0], [page, Infinity]).toArray();
	const { bytes: snapshot } = (await space.db.snapshots.get(page))!;
	return docToTexts(openDoc([snapshot, ...rows.map(({ bytes }) => bytes)])).map(
		(text) => (JSON.parse(text) as Entry).id,
	);
};

describe('a copy of a page', () => {
	it('[D13] is shown on with where a closed tab left off, without fetching it again', async () => {
		const all = Array.from({ length: 30 }, () => entries.make({ by: 'grid02' }));
		await takeCopy(space, page, copyOf(all));
		await space.db.records.bulkDelete(all.slice(10).map(({ id }) => id));
		await space.db.pages.update(page, { projected: false });
		await projectPage(space, page);
		expect(await space.db.records.count()).toBe(30);
		expect(await space.db.pages.get(page)).toMatchObject({ projected: true });
	});

	it('[D12, D13] counts the contacts of a large page once, also when it was left off before that', async () => {
		const home = entries.make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });
		const visits = Array.from({ length: 2100 }, () => entries.make({ by: 'grid02', about: home.id }));
		await takeCopy(space, `${grid}/field/register`, copyOf([home]));
		expect(await space.db.records.get(home.id)).toMatchObject({ last: null });
		const last = Number(visits.at(-1)!.hlc.slice(0, 15));
		await takeCopy(space, page, copyOf(visits));
		expect(await space.db.records.get(home.id)).toMatchObject({ last });
		await space.db.contacts.clear();
		await space.db.records.update(home.id, { last: null });
		await space.db.pages.update(page, { projected: false });
		await projectPage(space, page);
		expect(await space.db.records.get(home.id)).toMatchObject({ last });
	});

	it('[D18] goes underneath what was written before it came', async () => {
		const own = await visit();
		const before = await space.db.updates.toArray();
		await takeCopy(space, page, copyOf([entries.make({ by: 'grid02' })]));
		expect(await space.db.updates.toArray()).toEqual(before);
		expect(await space.db.records.get(own)).toMatchObject({ mark: 'phone' });
		expect(await space.db.records.count()).toBe(2);
	});

	it('[D19] replaces what is here, with unsent entries appended under a client id never used before', async () => {
		const ids = [await visit(), await visit()];
		await receive(space.db, [ids[0]!]);
		const other = entries.make({ by: 'grid02' });
		await takeCopy(space, page, copyOf([other]));
		const [before] = await space.db.updates.toArray();
		await takeCopy(space, page, copyOf([other, await entryHere(ids[0]!)]));
		const rows = await space.db.updates.toArray();
		expect(rows).toHaveLength(1);
		expect(rows[0]!.bytes).not.toEqual(before!.bytes);
		expect((await idsHere()).sort()).toEqual([other.id, ...ids].sort());
		expect(await space.db.pages.get(page)).toMatchObject({ rebuilt: 1 });
		expect(await space.db.outbox.get(ids[1]!)).toMatchObject({ state: 'waiting', seq: rows[0]!.seq });
		expect(await space.db.records.get(ids[1]!)).toMatchObject({ mark: 'phone', waiting: 1 });
		expect(await visit()).toBeDefined();
	});

	it('[D20] of a later epoch takes away what was erased, and never brings it back', async () => {
		const erased = await visit();
		const kept = await visit();
		const unsent = await visit();
		await receive(space.db, [erased, kept]);
		const all = [await entryHere(erased), await entryHere(kept)];
		await takeCopy(space, page, copyOf(all));
		await takeCopy(space, page, copyOf(all.slice(1), { epoch: 2 }));
		expect(await space.db.records.get(erased)).toBeUndefined();
		expect(await space.db.outbox.get(erased)).toBeUndefined();
		expect((await idsHere()).sort()).toEqual([kept, unsent].sort());
		expect(await space.db.records.get(kept)).toMatchObject({ mark: 'server' });
		expect(await space.db.records.get(unsent)).toMatchObject({ mark: 'phone', waiting: 1 });
	});

	it('[D24] of another store leaves own receipted entries in doubt, still shown', async () => {
		const own = await visit();
		await receive(space.db, [own]);
		await takeCopy(space, page, copyOf([await entryHere(own)]));
		await takeCopy(space, page, copyOf([], { generation: 'second' }));
		expect(await space.db.outbox.get(own)).toMatchObject({ state: 'doubted' });
		expect(await space.db.records.get(own)).toMatchObject({ mark: 'server', waiting: 0 });
	});

	it('[D26] is dropped with its rows, but for what stands in 未收下', async () => {
		const [sent, bad] = [await visit(), await visit()];
		await receive(space.db, [sent]);
		await refuse(space, page, [{ id: bad, code: 'desk' }]);
		await handBackPages(space, [page]);
		expect(await space.db.records.toCollection().primaryKeys()).toEqual([bad]);
		expect(await space.db.updates.count()).toBe(0);
	});
});

describe('a receipt', () => {
	it('[D5] counts only with the hash of the text that is here', async () => {
		const id = await visit();
		expect(await acknowledge(space, [{ id, sha256: '0'.repeat(64) }])).toEqual([]);
		expect(await space.db.records.get(id)).toMatchObject({ mark: 'phone' });
		const { text } = (await space.db.outbox.get(id))!;
		const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex');
		expect(
			await acknowledge(space, [
				{ id, sha256: digest },
				{ id, sha256: digest },
			]),
		).toEqual([id, id]);
		expect(await space.db.records.get(id)).toMatchObject({ mark: 'server', waiting: 0 });
		expect(await space.db.outbox.get(id)).toMatchObject({ text, state: 'received' });
	});

	it('[D5] that comes after a refusal of the same text takes the entry out of 未收下', async () => {
		const id = await visit();
		await refuse(space, page, [{ id, code: 'desk' }]);
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 1 });
		await receive(space.db, [id]);
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
		expect(await space.db.records.get(id)).toMatchObject({ mark: 'server' });
	});
});

describe('a refusal', () => {
	it('[D9] of a root takes what hangs on it along', async () => {
		const id = await visit();
		const { amend } = await import('#lib/device/save.ts');
		await amend(space, id, { set: { note: '补' } });
		await refuse(space, page, [{ id, code: 'schema' }]);
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 1 });
		expect(await space.db.refused.count()).toBe(2);
		expect(await space.db.records.get(id)).toMatchObject({ mark: 'refused', waiting: 0, body: { note: '补' } });
	});

	it('[D22] without an id concerns all that is on its way, and asks a person only after three times', async () => {
		const ids = [await visit(), await visit()];
		for (let times = 0; times < 2; times++) await refuse(space, page, [{ id: null, code: 'frame' }]);
		expect(await outboxCounts(space.db)).toEqual({ waiting: 2, held: 0, refused: 0 });
		expect(await space.db.pages.get(page)).toMatchObject({ stale: true });
		await refuse(space, page, [{ id: null, code: 'frame' }]);
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 2 });
		expect((await space.db.records.bulkGet(ids)).map((row) => row!.mark)).toEqual(['refused', 'refused']);
	});

	it('[D22] for too many client ids today changes nothing here', async () => {
		const id = await visit();
		expect(await refuse(space, page, [{ id, code: 'client-quota' }])).toBe('later');
		expect(await space.db.outbox.get(id)).toMatchObject({ attempts: 0, state: 'waiting' });
	});

	it('[D21] because the month was closed moves the record to the month of arrival, its text as it is', async () => {
		space.clock.ms = Date.UTC(2026, 7, 3, 2);
		const id = await visit();
		const { text } = (await space.db.outbox.get(id))!;
		space.clock.ms = Date.UTC(2026, 10, 23, 2);
		await refuse(space, `${grid}/field/2026-08`, [{ id, code: 'period' }]);
		expect(await space.db.outbox.get(id)).toMatchObject({ page, text, state: 'waiting' });
		expect(await space.db.records.get(id)).toMatchObject({ page, mark: 'phone' });
		await takeCopy(space, page, copyOf([]));
		expect(await idsHere()).toEqual([id]);
		await refuse(space, page, [{ id, code: 'period' }]);
		expect(await space.db.records.get(id)).toMatchObject({ mark: 'refused' });
	});

	it('[D15] leaves all unsent work in the file that can be carried out', async () => {
		const [waiting, bad] = [await visit(), await visit()];
		await refuse(space, page, [{ id: bad, code: 'desk', detail: idOf(1) }]);
		const file = JSON.parse(await (await rescueFile(space)).text()) as {
			waiting: { text: string }[];
			refused: { text: string; code: string }[];
		};
		expect(file.waiting.map(({ text }) => (JSON.parse(text) as Entry).id)).toEqual([waiting]);
		expect(file.refused.map(({ text, code }) => [(JSON.parse(text) as Entry).id, code])).toEqual([[bad, 'desk']]);
	});
});
