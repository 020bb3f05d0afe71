import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { Ledger } from '#lib/device/database.ts';
import { halfFilledKey, halfFilledMs } from '#lib/device/half-filled-keys.ts';
import { drop, refusedItems, resend } from '#lib/device/outbox.ts';
import { eraseHere } from '#lib/device/erased.ts';
import type { PhotoRow } from '#lib/device/rows.ts';
import { withdraw } from '#lib/device/save.ts';
import { receive, refuse } from '#lib/device/sync/receipts.ts';
import { grid, idOf } from '#tests/support/entries.ts';
import { openTestSpace, testCiphers } from '#tests/support/space.ts';
import type { MadePhoto } from './make.ts';
import { draftsOf, photosOf } from './rows.ts';
import { addPhotos, dropFromForm, keepForForm, recordWith, takeBackAttached } from './save.ts';
import { keptBytes, letGo, roomBytes } from './space.ts';
import { sweep } from './sweep.ts';

let space: ReturnType<typeof openTestSpace>;
beforeEach(() => void (space = openTestSpace()));
afterEach(async () => {
	vi.restoreAllMocks();
	await space.db.delete();
});

const form = 'linli-half:grid01:visit:door';
const page = `${grid}/field/2026-11`;
const made = (seed: number, bytes = 1000): MadePhoto => ({
	bytes: new Uint8Array(10).fill(seed),
	body: {
		what: 'added',
		sha256: seed.toString(16).padStart(2, '0').repeat(32),
		bytes,
		type: 'image/jpeg',
		width: 4,
		height: 3,
		thumb: 'AAAA',
	},
});
const visit = { kind: 'visit', desk: grid, body: { outcome: 'met' } } as const;

async function keep(...seeds: number[]): Promise<void> {
	for (const seed of seeds) {
		space.clock.ms += 1;
		await keepForForm(space, form, made(seed));
	}
}
async function saved(...seeds: number[]): Promise<string> {
	await keep(...seeds);
	const answer = await recordWith(space, visit, form);
	if (!answer.ok) throw new Error(JSON.stringify(answer.error));
	return answer.value.id;
}
const rowsOf = async (record: string): Promise<PhotoRow[]> => photosOf(space.db, record);
const texts = async (): Promise<Entry[]> =>
	(await space.db.outbox.toArray()).map(({ text }) => JSON.parse(text) as Entry);
const bytesOf = async (id: string) => [...((await space.db.photoBytes.get(id))?.bytes ?? [])];

describe('photos of a form', () => {
	it('[D181] take the room of those that the server has when there is none, and no other’s', async () => {
		const row = (await keep(1, 2), await draftsOf(space.db, form));
		await space.db.photos.update(row[0]!.id, { state: 'sent' });
		let isFull = true;
		space.db.photos.hook('deleting', () => void (isFull = false));
		space.db.photoBytes.hook('creating', () => {
			if (isFull) throw new DOMException('no room', 'QuotaExceededError');
		});
		expect(await keepForForm(space, form, made(3))).toMatchObject({ ok: true });
		expect((await draftsOf(space.db, form)).map(({ body }) => body.sha256.slice(0, 2))).toEqual(['02', '03']);
		isFull = true;
		expect(await keepForForm(space, form, made(4))).toEqual({ ok: false, error: 'full' });
	});

	it('[D130] are kept with it, and go when they are taken out or it is left', async () => {
		await keep(1, 2, 3);
		const drafts = await draftsOf(space.db, form);
		expect(drafts.map(({ state, body }) => [state, body.sha256.slice(0, 2)])).toEqual([
			['draft', '01'],
			['draft', '02'],
			['draft', '03'],
		]);
		expect(await draftsOf(space.db, 'another')).toEqual([]);
		await dropFromForm(space, [drafts[1]!.id]);
		expect(await bytesOf(drafts[0]!.id)).toEqual(Array(10).fill(1));
		expect(await space.db.photoBytes.count()).toBe(2);
		await sweep(space.db, space.now() + halfFilledMs - 1000);
		expect(await space.db.photos.count()).toBe(2);
		await sweep(space.db, space.now() + halfFilledMs + 1000);
		expect([await space.db.photos.count(), await space.db.photoBytes.count()]).toEqual([0, 0]);
	});

	it('[D130] are saved in one act with the record, each by an entry of its own', async () => {
		const id = await saved(1, 2);
		const entries = await texts();
		expect(entries.map(({ kind, re }) => [kind, re])).toEqual([
			['visit', undefined],
			['photo', id],
			['photo', id],
		]);
		expect(new Set((await space.db.outbox.toArray()).map(({ act }) => act))).toEqual(new Set([id]));
		const rows = await rowsOf(id);
		expect(rows.map(({ entry, state, form }) => [entry, state, form])).toEqual(
			entries.slice(1).map((entry) => [entry.id, 'waiting', undefined]),
		);
		expect((await space.db.records.get(id))?.photos).toEqual(rows.map(({ entry }) => entry));
		expect(await draftsOf(space.db, form)).toEqual([]);
		expect(await bytesOf(rows[0]!.id)).toEqual(Array(10).fill(1));
	});

	it('[D130] nothing of the act is written when one part cannot be', async () => {
		await keep(1);
		const put = vi.spyOn(space.db.photos, 'bulkPut').mockImplementation(() => {
			throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
		});
		expect(await recordWith(space, visit, form)).toEqual({ ok: false, error: 'full' });
		expect([await space.db.outbox.count(), await space.db.records.count()]).toEqual([0, 0]);
		expect(await draftsOf(space.db, form)).toHaveLength(1);
		put.mockRestore();
		expect((await recordWith(space, visit, form)).ok).toBe(true);
	});

	it('[D130] a full phone keeps no half of a photo, and says so', async () => {
		vi.spyOn(space.db.photoBytes, 'put').mockImplementation(() => {
			throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
		});
		expect(await keepForForm(space, form, made(1))).toEqual({ ok: false, error: 'full' });
		expect(await space.db.photos.count()).toBe(0);
	});
});

describe('photos of a record', () => {
	it('[D133] are added later in one act, and taken back by who added them', async () => {
		const id = await saved(1);
		await keep(2, 3);
		expect((await addPhotos(space, id, form)).ok).toBe(true);
		const rows = await rowsOf(id);
		expect((await space.db.records.get(id))?.photos).toEqual(rows.map(({ entry }) => entry));
		await takeBackAttached(space, id, 'photo', rows[1]!.entry!);
		expect((await space.db.records.get(id))?.photos).toEqual([rows[0]!.entry, rows[2]!.entry]);
		expect((await addPhotos(space, idOf(999), form)).ok).toBe(false);
	});

	it('[D138] that were taken back before they were sent never leave the phone, with their record or alone', async () => {
		const id = await saved(1, 2);
		const [first] = await rowsOf(id);
		await takeBackAttached(space, id, 'photo', first!.entry!);
		await sweep(space.db, space.now());
		expect((await rowsOf(id)).map(({ body }) => body.sha256.slice(0, 2))).toEqual(['02']);
		await withdraw(space, id, 'undo');
		await sweep(space.db, space.now());
		expect([await space.db.photos.count(), await space.db.photoBytes.count()]).toEqual([0, 0]);
	});

	it('[D139] follow an entry whose clock was wrong, and one that was refused and corrected', async () => {
		const id = await saved(1);
		const ids = (await texts()).map((entry) => entry.id);
		await refuse(
			space,
			page,
			ids.map((one) => ({ id: one, code: 'clock' as const })),
		);
		const again = (await texts()).find(({ kind }) => kind === 'visit')!.id;
		expect(again).not.toBe(id);
		const [row] = await rowsOf(again);
		expect(row).toMatchObject({ state: 'waiting', entry: (await texts()).find(({ kind }) => kind === 'photo')!.id });

		await refuse(space, page, [{ id: again, code: 'schema' }]);
		await sweep(space.db, space.now());
		expect(await rowsOf(again)).toHaveLength(1);
		const corrected = await resend(space, again, { outcome: 'phone' });
		const newId = corrected.ok ? corrected.value.id : '';
		const [moved] = await rowsOf(newId);
		expect((await texts()).map(({ kind, re }) => [kind, re])).toEqual([
			['visit', undefined],
			['photo', newId],
		]);
		expect((await space.db.records.get(newId))?.photos).toEqual([moved!.entry]);
		expect(await bytesOf(moved!.id)).toEqual(Array(10).fill(1));
		expect(await refusedItems(space)).toEqual([]);
	});

	it('[D139] alone refused, stand in 未收下, are sent once more or let go of', async () => {
		const id = await saved(1, 2);
		const entries = (await rowsOf(id)).map(({ entry }) => entry!);
		await receive(space.db, [id]);
		await refuse(
			space,
			page,
			entries.map((one) => ({ id: one, code: 'quota' as const })),
		);
		for (let times = 0; times < 5 && (await refusedItems(space)).length < 2; times++) {
			await refuse(
				space,
				page,
				entries.map((one) => ({ id: one, code: 'schema' as const })),
			);
		}
		const [first, second] = await refusedItems(space);
		const anew = await resend(space, first!.refusal.id, first!.entry.body);
		expect((await rowsOf(id)).map(({ entry }) => entry)).toContain(anew.ok ? anew.value.id : '');
		await drop(space, second!.refusal.id);
		expect(await space.db.photoBytes.count()).toBe(1);
	});

	it('[D137] leave when room is short, sent ones alone, the one sent longest ago first', async () => {
		const id = await saved(1, 2, 3);
		const [a, b, c] = await rowsOf(id);
		await space.db.photos.bulkPut([
			{ ...a!, state: 'sent', at: 30 },
			{ ...b!, state: 'sent', at: 20 },
		]);
		const room = (left: number) => async () => left;
		expect(await letGo(space.db, room(roomBytes))).toBe(0);
		expect(await letGo(space.db, async () => null)).toBe(0);
		expect(await letGo(space.db, room(roomBytes - 500))).toBe(1000);
		expect((await rowsOf(id)).map((row) => row.id)).toEqual([a!.id, c!.id]);
		await letGo(space.db, room(0));
		expect((await rowsOf(id)).map((row) => row.id)).toEqual([c!.id]);
		expect(await space.db.photoBytes.count()).toBe(1);
	});

	it('[D137] leave also when many of them have been sent', async () => {
		const id = await saved(1, 2);
		const rows = await rowsOf(id);
		await space.db.photos.bulkPut(
			rows.map((row, at) => ({ ...row, state: 'sent' as const, at, body: { ...row.body, bytes: keptBytes - 1 } })),
		);
		await letGo(space.db, async () => null);
		expect((await rowsOf(id)).map((row) => row.id)).toEqual([rows[1]!.id]);
	});

	it('[D140] go with an erasure: those of the records, and of a form about the person', async () => {
		const [gone, stays] = [await saved(1), await saved(2)];
		await keepForForm(space, halfFilledKey(space.account, 'visit', idOf(7)), made(3));
		await keepForForm(space, halfFilledKey(space.account, 'visit', idOf(8)), made(4));
		await eraseHere(space, { ids: [gone, idOf(7)], next: 'next' }, undefined);
		const left = (await space.db.photos.toArray()).map(({ body }) => body.sha256.slice(0, 2)).sort();
		expect(left).toEqual(['02', '04']);
		expect(await space.db.photoBytes.count()).toBe(2);
		expect(await rowsOf(stays)).toHaveLength(1);
	});
});

it('[D141] in a locked space nothing that a photo shows or says lies open, and all of it opens again', async () => {
	await space.db.delete();
	space = openTestSpace(undefined, { ciphers: testCiphers() });
	const id = await saved(7);
	await keep(8);
	const raw = new Ledger(space.account, 'strict', 'raw');
	const rows = await raw.photos.toArray();
	expect(rows).toHaveLength(2);
	for (const row of rows) {
		expect(
			Object.keys(row)
				.sort()
				.filter((key) => !['entry', 'record', 'form'].includes(key)),
		).toEqual(['at', 'id', 'sealed', 'state']);
	}
	for (const row of await raw.photoBytes.toArray()) expect(Object.keys(row).sort()).toEqual(['id', 'ownKey', 'sealed']);
	raw.close();
	const [row] = await rowsOf(id);
	expect([(row!.body as MadePhoto['body']).thumb, await bytesOf(row!.id)]).toEqual(['AAAA', Array(10).fill(7)]);
	const [draft] = await draftsOf(space.db, form);
	expect(await bytesOf(draft!.id)).toEqual(Array(10).fill(8));
});
