import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRemote } from '#lib/device/remote.ts';
import { grid, idOf } from '#tests/support/entries.ts';
import { openHarbour, startPhone, type Harbour, type TestPhone } from '#tests/support/harbour.ts';
import { jpeg, largeJpeg } from '#tests/support/pictures.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { handOverPhotos } from './hand-over.ts';
import { createLooking } from './look.ts';
import { doubtPhotos, photosOf } from './rows.ts';
import { keepForForm, recordWith } from './save.ts';
import { startSending, type Sending, type SendingEffects } from './sending.ts';
import { uploadPhoto } from './upload.ts';

// A server, a proxy and a phone for each test: the limits are for a busy machine, nothing is timed.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let harbour: Harbour;
let space: ReturnType<typeof openTestSpace>;
let phone: TestPhone;
let sending: Sending | null;
let token: string;
/** What was put off, to be run by the test. */
const later: (() => void)[] = [];
const told: (string | null)[] = [];
const sent: string[] = [];

beforeEach(async () => {
	harbour = await openHarbour();
	space = openTestSpace('grid01');
	phone = await startPhone(harbour, 'grid01', { space });
	token = await harbour.app.signIn('grid01', space.device);
	sending = null;
	for (const list of [later, told, sent]) list.length = 0;
});
afterEach(async () => {
	await sending?.stop();
	await phone.stop();
	await harbour.close();
	await space.db.delete();
});

const fetcher: typeof fetch = (input, init) =>
	fetch(input, { ...init, headers: { ...(init?.headers as object), authorization: `Bearer ${token}` } });
const remote = () => createRemote(fetcher, harbour.proxy.url);

function begin(given: Partial<SendingEffects> = {}): void {
	sending = startSending(space, {
		remote: remote(),
		upload: async (entry, bytes, begun) => {
			sent.push(entry);
			const headers = { authorization: `Bearer ${token}` };
			return uploadPhoto(entry, bytes, {
				origin: harbour.proxy.url,
				headers,
				begun,
				source: (all) => Buffer.from(all),
			});
		},
		later: (_, work) => {
			later.push(work);
			return () => void later.splice(later.indexOf(work), 1);
		},
		roomLeft: async () => null,
		report: (code) => told.push(code),
		...given,
	});
}
const goOn = () => later.splice(0).forEach((work) => work());

const form = 'linli-half:grid01:visit:door';
async function visitWith(...pictures: Uint8Array[]): Promise<string> {
	for (const bytes of pictures) {
		space.clock.ms += 1;
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const size = { bytes: bytes.length, width: 64, height: 48 };
		const body = { what: 'added', sha256, type: 'image/jpeg', ...size, thumb: 'AAAA' } as const;
		await keepForForm(space, form, { bytes: new Uint8Array(bytes), body });
	}
	const saved = await recordWith(space, { kind: 'visit', desk: grid, body: { outcome: 'met' } }, form);
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}
const until = (condition: () => unknown): Promise<void> =>
	vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 20_000, interval: 10 });
const states = async (id: string) => (await photosOf(space.db, id)).map(({ state }) => state);
const areSent = (id: string) => until(async () => (await states(id)).every((state) => state === 'sent'));
const size = { width: 64, height: 48 };

it('[D134] a photo goes after its entry, oldest first, and its mark turns on the server’s receipt', async () => {
	await until(() => phone.status().state === 'live');
	harbour.proxy.cut();
	const id = await visitWith(jpeg(size, 1), jpeg(size, 2));
	begin();
	await until(async () => (await space.db.photos.count()) === 2);
	expect([sent, await states(id)]).toEqual([[], ['waiting', 'waiting']]);
	harbour.proxy.mend();
	phone.engine.wake(true);
	await areSent(id);
	const rows = await photosOf(space.db, id);
	expect(sent).toEqual(rows.map(({ entry }) => entry));
	// They stay to be looked at: only a phone that is short of room lets go of them.
	expect(await space.db.photoBytes.count()).toBe(2);
	const looked = await createLooking(remote(), { db: space.db }).look(rows[0]!.entry!);
	expect(looked.ok && (await looked.value.arrayBuffer()).byteLength).toBe(jpeg(size, 1).length);
});

it('[D134] a receipt for other bytes than its entry says turns no mark', async () => {
	const id = await visitWith(jpeg(size, 3));
	const photoReceipts: SendingEffects['remote']['photoReceipts'] = async (ids) => ({
		ok: true,
		value: { receipts: ids.map((entry) => ({ id: entry, sha256: '0'.repeat(64) })) },
	});
	begin({ remote: { photoReceipts } });
	await until(() => sent.length > 0 && told.at(-1) === null);
	expect(await states(id)).toEqual(['waiting']);
});

it('[D134, BL9] goes on where the link was cut, and sends no byte twice', async () => {
	const bytes = largeJpeg(size, 1_500_000);
	const id = await visitWith(bytes);
	const entry = (await photosOf(space.db, id))[0]!.entry!;
	await until(async () => (await space.db.outbox.get(entry))?.state === 'received');
	await phone.stop();
	harbour.proxy.cutAfter(700_000);
	begin();
	await until(() => later.length > 0);
	const part = join(harbour.app.dataDir, 'photos/parts', `${entry}.part`);
	// The phone knows of the cut before the server has written what came.
	await until(() => statSync(part).size > 300_000);
	const arrived = statSync(part).size;
	expect(arrived).toBeLessThan(bytes.length);
	expect(await states(id)).toEqual(['waiting']);
	harbour.proxy.mend();
	const before = harbour.proxy.toServer();
	goOn();
	await areSent(id);
	expect(harbour.proxy.toServer() - before).toBeLessThan(bytes.length - arrived + 20_000);
	expect(readdirSync(join(harbour.app.dataDir, 'photos/parts'))).toEqual([]);
});

it('[D134] is not sent again when only the answer was lost', async () => {
	const id = await visitWith(jpeg(size, 3));
	const entry = (await photosOf(space.db, id))[0]!.entry!;
	await until(async () => (await space.db.outbox.get(entry))?.state === 'received');
	let isLost = true;
	begin({
		upload: async (photo, bytes, begun) => {
			sent.push(photo);
			const headers = { authorization: `Bearer ${token}` };
			const given = { origin: harbour.proxy.url, headers, begun, source: (all: Uint8Array) => Buffer.from(all) };
			const answer = await uploadPhoto(photo, bytes, given);
			return isLost ? { ok: false, error: { code: 'offline', status: 0 } } : answer;
		},
	});
	await until(() => later.length > 0);
	isLost = false;
	goOn();
	await areSent(id);
	expect(sent).toEqual([entry]);
});

it('[D135] one that is not taken stays here and says why, and holds up no other', async () => {
	const id = await visitWith(new Uint8Array(Buffer.from('<!doctype html>')), jpeg(size, 4));
	begin();
	await until(async () => (await states(id)).join() === 'refused,sent');
	const [row] = await photosOf(space.db, id);
	expect(row!.code).toBe('photo-unknown');
	expect(await space.db.photoBytes.get(row!.id)).toBeDefined();
});

it('[D135] a server without room is told of, and tried again by itself', async () => {
	const id = await visitWith(jpeg(size, 5));
	let isFull = true;
	begin({
		upload: async (entry, bytes, begun) =>
			isFull
				? { ok: false, error: { code: 'full', status: 507 } }
				: uploadPhoto(entry, bytes, {
						origin: harbour.proxy.url,
						headers: { authorization: `Bearer ${token}` },
						begun,
						source: (all) => Buffer.from(all),
					}),
	});
	await until(() => told.includes('full'));
	expect(await states(id)).toEqual(['waiting']);
	isFull = false;
	await until(async () => {
		goOn();
		return (await states(id)).every((state) => state === 'sent') && told.at(-1) === null;
	});
});

it('[D137] sent ones leave a phone that is short of room, also when nothing waits to be sent', async () => {
	const id = await visitWith(jpeg(size, 6));
	const rows = await photosOf(space.db, id);
	await space.db.photos.bulkPut(rows.map((row) => ({ ...row, state: 'sent' as const, at: 1 })));
	begin({ roomLeft: async () => 0 });
	await until(async () => (await space.db.photoBytes.count()) === 0);
});

it('[D139] is sent again to a store that was put back without it, while its bytes are here', async () => {
	const id = await visitWith(jpeg(size, 6));
	begin();
	await areSent(id);
	const entry = (await photosOf(space.db, id))[0]!.entry!;
	await harbour.app.photos.forget([entry]);
	expect(existsSync(join(harbour.app.dataDir, 'photos'))).toBe(true);
	await doubtPhotos(space.db);
	await areSent(id);
	expect(sent).toEqual([entry, entry]);
	expect(await harbour.app.photos.receipts('grid01', [entry])).toHaveLength(1);
});

it('[D142] a revoked phone sends what lies open, tries again while nobody answers, and waits for nothing else', async () => {
	if (space.ciphers) return;
	const bad = new Uint8Array(Buffer.from('<!doctype html>'));
	const id = await visitWith(bad, jpeg(size, 8));
	const entries = (await photosOf(space.db, id)).map(({ entry }) => entry!);
	await until(async () => (await space.db.outbox.get(entries[1]!))?.state === 'received');
	const upload: SendingEffects['upload'] = (entry, bytes, begun) => {
		const headers = { authorization: `Bearer ${token}` };
		return uploadPhoto(entry, bytes, { origin: harbour.proxy.url, headers, begun, source: (all) => Buffer.from(all) });
	};
	harbour.proxy.cut();
	expect((await handOverPhotos(space.db, remote(), upload)).ok).toBe(false);
	harbour.proxy.mend();
	expect((await handOverPhotos(space.db, remote(), upload)).ok).toBe(true);
	expect((await photosOf(space.db, id)).map(({ entry }) => entry)).toEqual([entries[0]]);
	expect(await harbour.app.photos.receipts('grid01', entries)).toHaveLength(1);
});

it('[D136] photos of others are fetched when they are opened, and kept in memory alone', async () => {
	const id = await visitWith(...Array.from({ length: 10 }, (_, seed) => jpeg(size, 20 + seed)));
	begin();
	await areSent(id);
	const entries = (await photosOf(space.db, id)).map(({ entry }) => entry!);
	let asked = 0;
	const counted = { photo: (photo: string) => (asked++, remote().photo(photo)) };
	const looking = createLooking(counted);
	for (const entry of entries) expect((await looking.look(entry)).ok).toBe(true);
	await looking.look(entries.at(-1)!);
	expect(asked).toBe(10);
	await looking.look(entries[0]!);
	expect(asked).toBe(11);
	expect(await looking.look(idOf(77))).toEqual({ ok: false, error: 'gone' });
	harbour.proxy.cut();
	expect(await createLooking(counted).look(entries[0]!)).toEqual({ ok: false, error: 'offline' });
});
