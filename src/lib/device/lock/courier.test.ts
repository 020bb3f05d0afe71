import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRemote, type Remote } from '#lib/device/remote.ts';
import { amend, record } from '#lib/device/save.ts';
import { settleCarried } from '#lib/device/sync/carried.ts';
import { outboxCounts } from '#lib/device/outbox.ts';
import type { App } from '#tests/support/app.ts';
import { grid } from '#tests/support/entries.ts';
import { openListening, openLockedPhone } from '#tests/support/locked-phone.ts';
import { handOverAll } from '#lib/device/revoked.ts';
import { carry, prepareEnvelope, unsentRows } from './courier.ts';
import { readLock, writeLock } from './vault.ts';

let server: App;
beforeAll(async () => {
	server = await openListening();
});
afterAll(() => server.close());

/** A locked phone of grid01 that records. */
async function openPhone() {
	const phone = await openLockedPhone(server);
	const { space } = phone;
	const visit = async (note: string) => {
		const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met', note } });
		if (!saved.ok) throw new Error(JSON.stringify(saved.error));
		return saved.value.id;
	};
	return { ...phone, visit };
}
const noteAt = async (id: string) => (await server.store.reads.rows([id])).get(id)?.projection.body.note;

describe('[K13] a locked phone', () => {
	it('sends what it cannot read, and shows it as received once it is open again', async () => {
		const { space, raw, remote, visit } = await openPhone();
		const id = await visit('没信号时记的');
		await amend(space, id, { set: { note: '改过一次' } });
		expect(JSON.stringify(await raw.outbox.toArray())).not.toContain('没信号');
		expect((await unsentRows(raw)).length).toBe(2);
		expect(await carry(raw, remote)).toBe('carried');
		expect(await noteAt(id)).toBe('改过一次');
		expect((await unsentRows(raw)).length).toBe(0);
		expect(await carry(raw, remote)).toBe('nothing');
		expect((await space.db.records.get(id))!.mark).toBe('phone');
		await settleCarried(space);
		expect((await space.db.records.get(id))!.mark).toBe('server');
		expect(await outboxCounts(space.db)).toEqual({ waiting: 0, held: 0, refused: 0 });
		expect(await readLock(raw, 'carried')).toBeUndefined();
	});

	it('[D70, AD9] hands over what it cannot read when it was revoked, and reads nothing any more', async () => {
		const { space, raw, remote, visit } = await openPhone();
		const id = await visit('锁着的时候丢了');
		server.clock.ms += 60_000;
		server.auth.devices.revoke(space.device, { account: 'admin01', address: '' });
		expect(await remote.pages()).toMatchObject({ ok: false, error: { code: 'revoked' } });
		const told: object[] = [];
		expect((await handOverAll(raw, remote, (arrived) => void told.push(arrived))).ok).toBe(true);
		expect(told).toEqual([{ taken: 1, aside: 0 }]);
		expect(await raw.outbox.where('state').equals('waiting').count()).toBe(0);
		expect(await noteAt(id)).toBe('锁着的时候丢了');
	});

	it('loses nothing when the answer is lost: sent again, it stands there once', async () => {
		const { space, raw, remote, visit } = await openPhone();
		const id = await visit('答复丢了');
		const deaf: Pick<Remote, 'postSealed'> = {
			postSealed: async (sealed) => {
				await remote.postSealed(sealed);
				return { ok: false, error: { code: 'offline', status: 0 } };
			},
		};
		expect(await carry(raw, deaf)).toBe('later');
		expect((await unsentRows(raw)).length).toBe(1);
		expect(await carry(raw, remote)).toBe('carried');
		await settleCarried(space);
		expect((await space.db.records.get(id))!.mark).toBe('server');
	});

	it('puts what was not taken before its author, once it is open', async () => {
		const { space, raw, remote, visit } = await openPhone();
		const good = await visit('好的');
		const bad = await visit('别人的网格');
		// As if its desk had been another's all along.
		const row = (await space.db.outbox.get(bad))!;
		const page = row.page.replace(grid, '120101004010002');
		await space.db.outbox.put({ ...row, page, text: row.text.replace(grid, '120101004010002') });
		expect(await carry(raw, remote)).toBe('carried');
		expect((await readLock(raw, 'carried'))!.refused.map(({ id }) => id)).toEqual([bad]);
		await settleCarried(space);
		expect((await space.db.records.get(good))!.mark).toBe('server');
		expect((await space.db.records.get(bad))!.mark).toBe('refused');
	});

	it('keeps everything when the server has another pair, and seals anew when it is next open', async () => {
		const { space, raw, remote, visit, key } = await openPhone();
		const id = await visit('换过钥匙');
		const envelope = (await readLock(raw, 'envelope'))!;
		await writeLock(raw, 'envelope', { ...envelope, server: '0'.repeat(32) });
		expect(await carry(raw, remote)).toBe('later');
		expect((await unsentRows(raw)).length).toBe(1);
		await prepareEnvelope(space.db, key, { account: 'grid01', device: space.device }, remote);
		expect(await carry(raw, remote)).toBe('carried');
		expect(await noteAt(id)).toBe('换过钥匙');
	});

	it('is not heard under another account or device, without a session, or with what was changed', async () => {
		const { raw, remote, visit } = await openPhone();
		const other = await openPhone();
		await visit('只能自己寄');
		const sent: Parameters<Remote['postSealed']>[0][] = [];
		await carry(raw, {
			postSealed: async (sealed) => (sent.push(sealed), { ok: false, error: { code: 'offline', status: 0 } }),
		});
		const [sealed] = sent;
		expect(await other.remote.postSealed(sealed!)).toMatchObject({ ok: false, error: { code: 'sealing-key' } });
		const { port } = server.app.server.address() as { port: number };
		const stranger = createRemote(fetch, `http://127.0.0.1:${port}`);
		expect(await stranger.postSealed(sealed!)).toMatchObject({ ok: false });
		const changed = sealed!.entries.map((entry) => ({ ...entry, sealed: `AAAA${entry.sealed.slice(4)}` }));
		expect(await remote.postSealed({ ...sealed!, entries: changed })).toEqual({
			ok: true,
			value: { accepted: [], refused: [], held: [] },
		});
		const swapped = sealed!.entries.map((entry) => ({ ...entry, id: crypto.randomUUID() }));
		expect(await remote.postSealed({ ...sealed!, entries: swapped })).toEqual({
			ok: true,
			value: { accepted: [], refused: [], held: [] },
		});
		expect(await remote.postSealed({ ...sealed!, envelope: '####' })).toMatchObject({
			ok: false,
			error: { status: 400 },
		});
	});
});
