/** A rescue file's way back to the ledger: written by a phone, taken by the operator of a real server. */
import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryToText } from '#lib/ledger/entry.ts';
import { run } from '#server/aside/command.ts';
import { openSealingKey } from '#server/sync/sealing-key.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { ciphersOf, newKey } from './lock/keys.ts';
import { prepareEnvelope } from './lock/courier.ts';
import { rescueFile } from './outbox.ts';
import { rescueRaw } from './rescue.ts';
import { record } from './save.ts';
import { refuse } from './sync/receipts.ts';
import { createRemote } from './remote.ts';

const account = 'grid01';
const device = 'device-rescue';
let server: App;
beforeEach(async () => {
	server = await openApp();
	server.clock.ms += 60_000;
});
afterEach(async () => {
	await Dexie.delete(`linli-${account}`);
	await server.close();
});

/** The operator's command on the files that there are. */
async function command(files: Readonly<Record<string, string>>, ...args: string[]) {
	const { store, rooms, auth, clock, dataDir } = server;
	const key = await openSealingKey(join(dataDir, 'sealed-entries.key'));
	const grantsOf = (of: string) => auth.accounts.get(of)?.grants ?? [];
	const read = (file: string) => files[file] ?? null;
	return run(
		args,
		{ store, rooms, grantsOf, now: () => clock.ms, key, read, record: async () => undefined },
		'operator:li',
	);
}

/** Two visits that nobody has, one of them refused. */
async function twoVisits(space: ReturnType<typeof openTestSpace>) {
	const ids: string[] = [];
	for (const note of ['手机坏之前记的', '没收下的']) {
		const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met', note } });
		if (!saved.ok) throw new Error(JSON.stringify(saved.error));
		ids.push(saved.value.id);
	}
	await refuse(space, `${grid}/field/2026-11`, [{ id: ids[1]!, code: 'quota' }]);
	return ids;
}

const notesAt = async (ids: readonly string[]) => {
	const rows = await server.store.reads.rows(ids);
	return ids.map((id) => rows.get(id)?.projection.body.note);
};

it('[S76, D173] what lies open goes to quarantine, and from there to its page under its author’s name', async () => {
	const space = openTestSpace(account, { device, ciphers: null });
	const ids = await twoVisits(space);
	const text = await (await rescueFile(space)).text();
	const taken = await command({ 'a.json': text }, 'take', 'a.json');
	expect(taken.text).toBe('2 entries of grid01 lie in quarantine now, in 1 packets. See: npm run quarantine -- list');
	expect(await notesAt(ids)).toEqual([undefined, undefined]);
	expect((await command({}, 'list')).text).toMatch(/grid01\/device-rescue .* rescued /);
	expect((await command({}, 'show', '1')).text).toContain('手机坏之前记的');
	expect((await command({}, 'release', '1', '--why', '当面核对过')).text).toContain('2 on the ledger');
	expect(await notesAt(ids)).toEqual(['手机坏之前记的', '没收下的']);
	// The phone was mended after all, or the file is brought twice: nothing stands there twice.
	await command({ 'a.json': text }, 'take', 'a.json');
	expect((await command({}, 'release', '2', '--why', '又带来一次')).code).toBe(0);
	expect(await server.store.reads.ids({ scopes: [{ desk: grid, books: ['field'] }], kinds: ['visit'] })).toHaveLength(
		2,
	);
});

it('[S76, D173] what was sealed on a locked phone is opened by the server’s key alone', async () => {
	const key = newKey();
	const token = await server.signIn(account, device);
	const sealingKey = async () => ({
		ok: true as const,
		value: (await server.ask(token, '/api/sealed-entries/key')).body,
	});
	const space = openTestSpace(account, { device, ciphers: await ciphersOf(key) });
	await prepareEnvelope(space.db, key, { account, device }, { ...createRemote(), sealingKey });
	const ids = await twoVisits(space);
	const text = await (await rescueRaw(account, device))!.file.text();
	expect(text).not.toContain('手机坏之前记的');
	// What was refused came to the quarantine when it was.
	expect((await command({ 'a.json': text }, 'take', 'a.json')).text).toMatch(
		/^1 entries of grid01 .*\n1 cannot be opened here/,
	);
	await command({}, 'release', '1', '--why', '当面核对过');
	expect(await notesAt(ids)).toEqual(['手机坏之前记的', undefined]);

	const strange = text.replace(/"server": "[0-9a-f]{32}"/, `"server": "${'0'.repeat(32)}"`);
	expect((await command({ 'b.json': strange }, 'take', 'b.json')).text).toMatch(
		/^0 entries .*\n2 cannot be opened here/,
	);
});

it('[S76] what is no rescue file, not whole, of a later version, or about the erased changes nothing', async () => {
	const space = openTestSpace(account, { device, ciphers: null });
	await twoVisits(space);
	const text = await (await rescueFile(space)).text();
	const files = {
		half: text.slice(0, -40),
		other: '{"format":"something"}',
		later: text.replace('"version": 1', '"version": 2'),
	};
	for (const name of ['half', 'other', 'later', 'missing'])
		expect(await command(files, 'take', name), name).toMatchObject({ code: 1 });
	expect((await command(files, 'take', 'later')).text).toContain('upgrade');
	const { make } = createEntries();
	const gone = make();
	const page = `${grid}/field/2026-11`;
	const known = async () => new Map([[gone.id, 'gone' as const]]);
	const erased = JSON.stringify({ ...JSON.parse(text), waiting: [{ page, text: entryToText(gone) }], refused: [] });
	const before = server.store;
	server = { ...server, store: { ...before, erasing: { ...before.erasing, known } } };
	expect((await command({ erased }, 'take', 'erased')).text).toContain('1 are about people who were erased');
	expect((await command({}, 'list')).text).toBe('There is nothing in quarantine.');
});
