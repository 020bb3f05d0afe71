import { mkdtempSync, rmSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryToText } from '#lib/ledger/entry.ts';
import { base64ToBytes, bytesToBase64, createCipher } from '#lib/sealing/cipher.ts';
import { envelopeOf, sealForServer } from '#lib/sealing/envelope.ts';
import { noteBackup } from '#server/backups/log.ts';
import { proposedToMapping } from '#server/roster/mapping.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, idOf, morning } from '#tests/support/entries.ts';

const register = `${grid}/field/register`;
const dayMs = 86_400_000;
let app: App;
let she: string;
beforeEach(async () => {
	app = await openApp();
	const { make } = createEntries();
	const home = make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });
	const resident = make({ kind: 'resident', about: home.id, body: { name: '欧阳秀兰', phone: '13812345678' } });
	const visit = make({ about: home.id, body: { outcome: 'met', note: '欧阳秀兰说灯坏了' } });
	await app.write(register, home, resident);
	await app.write(`${grid}/field/2026-11`, visit);
	she = resident.id;
});
afterEach(() => app.close());

const orderOf = (part: object = {}) => ({
	method: 'POST' as const,
	url: '/api/erasures',
	payload: { id: idOf(0xe0), person: she, ground: 'consent', name: '欧阳秀兰', choices: [], ...part },
});

describe('erasures by HTTP', () => {
	it('[E10, DL1] are looked at and ordered by the administrator of the area alone, with the name typed', async () => {
		for (const account of ['grid01', 'super01', 'street01']) {
			const token = await app.signIn(account);
			expect((await app.ask(token, `/api/erasures/preview?person=${she}`)).status).toBe(403);
			expect((await app.ask(token, orderOf())).status).toBe(403);
		}
		const token = await app.signIn('admin01');
		await app.signIn('grid01', 'device-of-grid01');
		const { status, body } = await app.ask(token, `/api/erasures/preview?person=${she}`);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			people: [{ name: '欧阳秀兰', door: '3-501' }],
			kinds: [{ kind: 'resident', entries: 1 }],
			pages: 1,
			stripped: 0,
			looks: [{ kind: 'visit', near: true, single: true, body: { note: '欧阳秀兰说灯坏了' } }],
			phones: [{ device: 'device-of-grid01', account: 'grid01' }],
		});
		const [seen] = app.deliveries.seen({ ids: [she], onPages: [], limit: 9 });
		expect(seen).toMatchObject({ account: 'admin01', way: 'card', area: grid, what: { list: 'erasure' } });
		expect((await app.ask(token, orderOf({ name: '别人' }))).body).toMatchObject({ code: 'erasure-name' });
		expect((await app.ask(token, orderOf({ ground: 'because' }))).status).toBe(400);
		expect((await app.ask(token, orderOf({ person: idOf(0x999) }))).status).toBe(404);
		expect((await app.store.reads.rows([she])).size).toBe(1);
		const choices = body.looks.map(({ id }: { id: string }) => ({ id, as: 'blanked' }));
		const made = await app.ask(token, orderOf({ choices }));
		expect(made).toMatchObject({ status: 200, body: { by: 'admin01', ground: 'consent', done: true, entries: 1 } });
		expect((await app.ask(token, orderOf({ choices }))).body).toEqual(made.body);
		expect((await app.store.reads.rows([she])).size).toBe(0);
	});

	it('[E10] are read by those who administer the area, and name nobody', async () => {
		const token = await app.signIn('admin01');
		await app.ask(token, orderOf());
		const list = `/api/erasures?area=${community}`;
		for (const account of ['admin01', 'super01']) {
			const { body } = await app.ask(await app.signIn(account), list);
			expect(body.erasures).toMatchObject([{ byName: '韩晓东', ground: 'consent', done: true }]);
			expect(JSON.stringify(body)).not.toContain('欧阳');
		}
		for (const account of ['grid01', 'street01'])
			expect((await app.ask(await app.signIn(account), list)).status).toBe(403);
	});

	it('[E13] name a phone that only sends what lies sealed as one that has not cleared, until it asks on from there', async () => {
		const locked = await app.signIn('grid01', 'device-grid01');
		const asks = async (token: string, cursor?: string) => {
			const url = cursor === undefined ? '/api/pages' : `/api/pages?erased=${cursor}`;
			return (await app.ask(token, url)).body.erased as { ids: string[]; next: string };
		};
		const before = await asks(locked);
		await asks(locked, before.next);
		const admin = await app.signIn('admin01');
		await app.ask(admin, orderOf());
		const left = async () => {
			const { body } = await app.ask(admin, `/api/erasures?area=${community}`);
			return body.erasures[0].phones.map(({ device }: { device: string }) => device);
		};
		app.clock.ms += 3 * 3_600_000;
		const secret = new Uint8Array(32).fill(7);
		const { body: point } = await app.ask(locked, '/api/sealed-entries/key');
		const envelope = await sealForServer(secret, base64ToBytes(point.key), envelopeOf('grid01', 'device-grid01'));
		const note = createEntries(40).make({ about: idOf(0x500), dev: 'device-grid01' });
		const sealed = createCipher(secret).seal(new TextEncoder().encode(entryToText(note)), `outbox ${note.id}`);
		const sent = await app.ask(locked, {
			method: 'POST',
			url: '/api/sealed-entries',
			payload: {
				key: point.id,
				envelope: bytesToBase64(envelope),
				entries: [{ page: `${grid}/field/2026-11`, id: note.id, sealed: bytesToBase64(sealed) }],
			},
		});
		expect(sent).toMatchObject({ status: 200, body: { accepted: [note.id] } });
		expect(app.auth.devices.get('device-grid01')!.seen).toBe(app.clock.ms);
		expect(await left()).toEqual(['device-grid01']);
		// Unlocked, it hears of it; that it has let go it says by asking on from there.
		const told = await asks(locked, before.next);
		expect(told.ids).toContain(she);
		expect(await left()).toEqual(['device-grid01']);
		await asks(locked, told.next.replace(/^[^:]*/, idOf(0xabc)));
		expect(await left()).toEqual(['device-grid01']);
		await asks(locked, told.next);
		expect(await left()).toEqual([]);
		// A lower one is news of nothing.
		await asks(locked, before.next);
		expect(await left()).toEqual([]);
		// What was first seen afterwards never held it.
		await app.signIn('grid01', 'another-of-grid01');
		expect(await left()).toEqual([]);
	});

	it('[E4] let go of the lists of that community that were uploaded and lie in memory', async () => {
		const uploader = await app.signIn('super01');
		const uploaded = await app.ask(uploader, {
			method: 'POST',
			url: `/api/imports?community=${community}&name=list.csv`,
			headers: { 'content-type': 'text/csv' },
			payload: '楼栋,门,户号,姓名\n3,1,501,欧阳秀兰\n',
		});
		expect(uploaded.status).toBe(200);
		const mapping = { ...proposedToMapping(uploaded.body.proposal.sheets[0]), grid: '第一网格' };
		const url = `/api/imports/${uploaded.body.id}/mapping`;
		const order = { method: 'PUT' as const, url, payload: { mapping, list: 'roster' } };
		expect((await app.ask(uploader, order)).status).toBe(200);
		expect((await app.ask(await app.signIn('admin01'), orderOf())).status).toBe(200);
		expect((await app.ask(uploader, order)).status).toBe(404);
	});

	it('[E12, B7] say which backups still hold the person and until when, and leave the list beside those at hand', async () => {
		const shelf = mkdtempSync(join(tmpdir(), 'shelf-'));
		noteBackup(app.dataDir, { at: morning - 200 * dayMs, folder: '/away/linli-old', sort: 'backup' });
		noteBackup(app.dataDir, { at: morning - 10 * dayMs, folder: join(shelf, 'linli-1'), sort: 'backup' });
		const token = await app.signIn('admin01');
		const holding = [{ at: morning - 10 * dayMs, folder: join(shelf, 'linli-1'), until: morning + 80 * dayMs }];
		const { body } = await app.ask(token, `/api/erasures/preview?person=${she}`);
		expect(body.backups).toMatchObject(holding);
		expect((await app.ask(token, orderOf())).body.backups).toMatchObject(holding);
		app.clock.ms = morning + 81 * dayMs;
		const again = await app.ask(await app.signIn('admin01'), `/api/erasures?area=${community}`);
		expect(again.body.erasures[0].backups).toEqual([]);
		expect(existsSync(join(shelf, 'erasures.jsonl'))).toBe(true);
		expect(readFileSync(join(shelf, 'erasures.jsonl'), 'utf8')).toContain(she);
		rmSync(shelf, { recursive: true });
	});
});
