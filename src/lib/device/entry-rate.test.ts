/** A server that says "a little later" to a phone's entries: on every way all of them stay, and go when sent again. */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { App } from '#tests/support/app.ts';
import { grid } from '#tests/support/entries.ts';
import { openListening, openLockedPhone } from '#tests/support/locked-phone.ts';
import type { Ledger } from './database.ts';
import { carry, unsentRows } from './lock/courier.ts';
import { handOverAll } from './revoked.ts';
import { record } from './save.ts';
import { settleEnded } from './sync/ended.ts';

const page = `${grid}/field/2026-11`;
let server: App;
beforeAll(async () => {
	server = await openListening();
});
afterAll(() => server.close());

/** A phone of grid01 with records that are unsent, whose account has used up what it may hand in for now. */
async function openPhone(records: number) {
	const asked: number[] = [];
	const phone = await openLockedPhone(server, (method, status) => method === 'POST' && asked.push(status));
	const { space, remote } = phone;
	for (let count = 0; count < records; count++) {
		const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met' } });
		if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	}
	server.clock.ms += 60_000;
	const formless = Array.from({ length: 1000 }, (_, at) => ({ id: `none ${at}` }));
	for (let count = 0; count < 3; count++) expect((await remote.post(page, formless)).ok).toBe(true);
	asked.length = 0;
	return { ...phone, asked, later: () => void (server.clock.ms += 60_000) };
}
const waiting = (db: Ledger) => db.outbox.where('state').equals('waiting').count();

it('[D58, S39] of a locked phone stay as they lie, and go later', async () => {
	const { raw, remote, asked, later } = await openPhone(2);
	expect(await carry(raw, remote)).toBe('later');
	expect([asked, (await unsentRows(raw)).length]).toEqual([[429], 2]);
	later();
	expect(await carry(raw, remote)).toBe('carried');
	expect((await unsentRows(raw)).length).toBe(0);
});

it('[D58, S39] of a seat that has ended stay, and go later in as many requests as they need', async () => {
	const { space, remote, asked, later } = await openPhone(501);
	await settleEnded(space, remote, page);
	expect([asked, await waiting(space.db)]).toEqual([[429], 501]);
	later();
	await settleEnded(space, remote, page);
	expect([asked, await waiting(space.db)]).toEqual([[429, 200, 200], 0]);
});

it('[D58, S39] of a revoked phone stay, so that it is not wiped before they have gone', async () => {
	const { raw, remote, asked, device, later } = await openPhone(2);
	server.auth.devices.revoke(device, { account: 'admin01', address: '' });
	const told: object[] = [];
	const handOver = () => handOverAll(raw, remote, (arrived) => void told.push(arrived));
	expect(await handOver()).toMatchObject({ ok: false, error: { code: 'entry-rate', status: 429 } });
	expect([asked, await waiting(raw), told]).toEqual([[429], 2, []]);
	later();
	expect((await handOver()).ok).toBe(true);
	expect([await waiting(raw), told]).toEqual([0, [{ taken: 2, aside: 0 }]]);
});
