import 'fake-indexeddb/auto';
import { liveQuery } from 'dexie';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCipher, openText } from '#lib/sealing/cipher.ts';
import { databaseName, Ledger } from '#lib/device/database.ts';
import { record } from '#lib/device/save.ts';
import { grid } from '#tests/support/entries.ts';
import { openTestSpace, testCiphers } from '#tests/support/space.ts';
import { openRow, SealedError, sealings, sealRow } from './sealing.ts';

const note = '张桂兰，胃不舒服，女儿电话 13912345678';
const ciphers = testCiphers();

async function savedIn(account: string) {
	const space = openTestSpace(account, { ciphers: testCiphers() });
	const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met', note } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return { space, id: saved.value.id, raw: new Ledger(account, 'strict', 'raw') };
}

/** All that lies in a database, bytes read as text. */
async function lyingIn(raw: Ledger): Promise<string> {
	const text = (_key: string, value: unknown) =>
		value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
	return JSON.stringify(await Promise.all(raw.tables.map((table) => table.toArray())), text);
}

describe('a row in a locked space', () => {
	it('[K1] lies there sealed but for ids, pages, days, clocks, kinds, states and authors', async () => {
		const { space, id, raw } = await savedIn('seal01');
		expect(await space.db.records.get(id)).toMatchObject({ id, kind: 'visit', body: { outcome: 'met', note } });
		expect(JSON.parse((await space.db.outbox.get(id))!.text)).toMatchObject({ id, body: { note } });
		const lying = await lyingIn(raw);
		for (const part of ['张桂兰', '胃不舒服', '13912345678', 'outcome']) expect(lying).not.toContain(part);
		expect(Object.keys((await raw.records.get(id))!).sort()).toEqual(['by', 'hlc', 'id', 'kind', 'page', 'sealed']);
		expect(Object.keys((await raw.outbox.get(id))!).sort()).toEqual(
			['act', 'attempts', 'id', 'page', 'record', 'sealed', 'seq', 'state'].sort(),
		);
	});

	it('[K1] keeps every field that an index looks at, and no other but those that are asked for without the key', () => {
		const db = new Ledger('seal02', 'strict');
		for (const [name, { plain }] of Object.entries(sealings)) {
			const { primKey, indexes } = db.table(name).schema;
			const indexed = [primKey, ...indexes]
				.flatMap(({ keyPath }) => keyPath ?? [])
				// Of what holds these, the part that an index looks at lies in the clear beside the sealed whole.
				.filter((path) => !['returned.at', 'body.sameAs'].includes(path));
			const unkeyed =
				{
					outbox: ['seq', 'attempts', 'held', 'contact', 'given', 'signed'],
					refused: ['code', 'at'],
					updates: ['own'],
				}[name] ?? [];
			expect(new Set(plain), name).toEqual(new Set([...indexed, ...unkeyed]));
		}
	});

	it('[K1] is found by whom it was folded into, and by what only its phone knows of it', async () => {
		const space = openTestSpace('seal13', { ciphers: testCiphers() });
		const { db } = space;
		const kept = { id: 'b', page: 'p', kind: 'resident', body: { name: '张桂兰', sameAs: 'a' } };
		await db.records.put(kept as never);
		expect(await db.records.where('body.sameAs').equals('a').toArray()).toEqual([kept]);
		const own = { id: 'e', page: 'p', record: 'e', act: 'e', seq: 1, state: 'waiting', attempts: 0 } as const;
		const told = { ...own, text: '{}', held: true, contact: 5, given: 6, signed: 'yes' } as const;
		await db.outbox.put(told);
		expect(await db.outbox.get('e')).toEqual(told);
		expect(JSON.stringify(await new Ledger('seal13', 'strict', 'raw').records.toArray())).not.toContain('张桂兰');
	});

	it('[K1] opens as it was written, whatever stands in it', () => {
		// As JSON says it: -0 is 0 there.
		const json = fc.json().map((text) => JSON.parse(text) as unknown);
		fc.assert(
			fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), json), fc.uint8Array(), (fields, bytes) => {
				const row = { id: 'r', page: 'p', returned: { at: '2026-11-27', reason: '补' }, ...fields, body: { fields } };
				expect(openRow('records', sealRow('records', row, ciphers), ciphers)).toEqual(row);
				const update = { seq: 1, page: 'p', own: 1, bytes };
				expect(openRow('updates', sealRow('updates', update, ciphers), ciphers)).toEqual(update);
			}),
		);
	});

	it('[K2] opens at its own place alone, and not when a byte was changed', () => {
		const row = { id: 'a', page: 'p', kind: 'visit', hlc: 'h', by: 'me', body: { note } };
		const sealed = sealRow('records', row, ciphers) as { sealed: Uint8Array };
		expect(() => openRow('records', { ...sealed, id: 'b' }, ciphers)).toThrow();
		expect(() => openRow('kept', sealed, ciphers)).toThrow();
		fc.assert(
			fc.property(fc.nat(sealed.sealed.length - 1), fc.integer({ min: 1, max: 255 }), (place, bits) => {
				const changed = sealed.sealed.slice();
				changed[place]! ^= bits;
				expect(() => openRow('records', { ...sealed, sealed: changed }, ciphers)).toThrow();
			}),
		);
	});

	it('[K2] is an error without the key, and nothing is written in its place', async () => {
		const { id } = await savedIn('seal03');
		const open = openTestSpace('seal03', { ciphers: null });
		await expect(open.db.records.get(id)).rejects.toBeInstanceOf(SealedError);
		await expect(open.db.records.toArray()).rejects.toBeInstanceOf(SealedError);
		await expect(open.db.records.filter(() => true).toArray()).rejects.toBeInstanceOf(SealedError);
		// Ids and states can be asked for: a locked phone counts what is unsent.
		expect(await open.db.outbox.where('state').equals('waiting').count()).toBe(1);
	});

	it('[K2] the key of own texts opens nothing else', async () => {
		const { id, raw } = await savedIn('seal04');
		const row = (await raw.outbox.get(id)) as unknown as { sealed: Uint8Array };
		expect(openText(testCiphers().outbox, row.sealed, `outbox ${id}`)).toContain(note);
		const projected = (await raw.records.get(id)) as unknown as { sealed: Uint8Array };
		expect(() => openText(testCiphers().outbox, projected.sealed, `records ${id}`)).toThrow();
	});

	it('[K3] is followed by live queries, walked by cursors and found by indexes as any other', async () => {
		const { space, id } = await savedIn('seal05');
		const seen: string[][] = [];
		const subscription = liveQuery(() => space.db.records.where('page').startsWith(grid).toArray()).subscribe((rows) =>
			seen.push(rows.map(({ body }) => String(body.note))),
		);
		await expect.poll(() => seen.at(-1)).toEqual([note]);
		await space.db.records
			.where('id')
			.equals(id)
			.modify({ body: { note: '另一句' } });
		await expect.poll(() => seen.at(-1)).toEqual(['另一句']);
		subscription.unsubscribe();
		expect(await space.db.records.filter(({ body }) => body.note === '另一句').primaryKeys()).toEqual([id]);
		const walked: unknown[] = [];
		await space.db.records.orderBy('page').each(({ body }) => walked.push(body.note));
		expect(walked).toEqual(['另一句']);
		expect(databaseName('seal05')).toBe('linli-seal05');
	});
});

describe('a cipher', () => {
	it('[K2] never seals two texts alike, and does nothing once its key is forgotten', () => {
		const cipher = createCipher(new Uint8Array(32).fill(7));
		const bytes = new TextEncoder().encode(note);
		const many = Array.from({ length: 600 }, () => cipher.seal(bytes, 'x').join());
		expect(new Set(many).size).toBe(many.length);
		const sealed = cipher.seal(bytes, 'x');
		cipher.forget();
		expect(() => cipher.open(sealed, 'x')).toThrow('forgotten');
		expect(() => cipher.seal(bytes, 'x')).toThrow('forgotten');
	});
});
