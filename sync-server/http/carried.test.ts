import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { sealedLimit, sealedPlace } from '#lib/parcel/parcel.ts';
import { base64ToBytes, bytesToBase64, createCipher } from '#lib/sealing/cipher.ts';
import { sealForServer } from '#lib/sealing/envelope.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { carriersAt } from '#tests/support/carriers.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { createSigningDevice, type SigningDevice } from '#tests/support/signing.ts';

const page = `${grid}/field/2026-11`;
let server: App;
let entries: ReturnType<typeof createEntries>;
let author: SigningDevice;
let carrier: string;
beforeEach(async () => {
	server = await openApp();
	entries = createEntries();
	author = createSigningDevice('grid01', 'device-grid01');
	const token = await server.signIn('grid01', author.device);
	await server.ask(token, { method: 'PUT', url: '/api/device/key', payload: { key: author.key } });
	carrier = await server.signIn('grid02');
});
afterEach(() => server.close());

const contact = () => server.clock.ms - 30 * 86_400_000;
const sealed = (own: readonly Entry[]) => ({
	seal: author.sealForRelay(page, own, contact()),
	texts: own.map(entryToText),
});

/** As a phone closes one; `bytes` in place of its contents. */
async function parcelOf(contents: unknown, bytes?: Uint8Array) {
	const { body: pair } = await server.ask(carrier, '/api/sealed-entries/key');
	const whose = { account: author.account, device: author.device };
	const key = crypto.getRandomValues(new Uint8Array(32));
	const envelope = bytesToBase64(await sealForServer(key, base64ToBytes(pair.key), sealedPlace(whose)));
	const packed = bytes ?? gzipSync(JSON.stringify(contents));
	return {
		server: pair.id as string,
		...whose,
		envelope,
		sealed: bytesToBase64(createCipher(key).seal(packed, sealedPlace(whose))),
	};
}
const bring = (payload: object) => server.ask(carrier, { method: 'POST', url: '/api/carried', payload });

it('[HO3, HO4] takes what its author sealed, says who carried it, and takes it once', async () => {
	const own = [entries.make(), entries.make()];
	const parcel = await parcelOf({ pages: [sealed(own)] });
	for (let times = 0; times < 2; times++)
		expect(await bring(parcel)).toEqual({ status: 200, body: { accepted: own.map(({ id }) => id), refused: [] } });
	expect((await server.store.kept(page)).tail).toHaveLength(1);
	expect(await server.store.proofs.seals(page)).toHaveLength(1);
	expect(carriersAt(server)).toEqual(['grid02']);
});

it('[HO1, HO3] takes nothing that the seal does not cover as it is', async () => {
	const [one, two] = [entries.make(), entries.make()];
	const changed = { ...one, body: { ...one.body, note: '改过' } };
	const { seal } = sealed([one]);
	const swapped = await bring(await parcelOf({ pages: [{ seal, texts: [entryToText(changed)] }] }));
	expect(swapped.body).toMatchObject({ accepted: [], refused: [{ id: one.id, code: 'author' }] });
	const added = await bring(await parcelOf({ pages: [{ seal, texts: [entryToText(one), entryToText(two)] }] }));
	expect(added.body).toMatchObject({ accepted: [one.id], refused: [{ id: two.id, code: 'author' }] });
});

it('[HO3] does not know an author whose phone never made its key known', async () => {
	author = createSigningDevice('grid01', 'device-unknown');
	const own = entries.make({ dev: 'device-unknown' });
	expect(await bring(await parcelOf({ pages: [sealed([own])] }))).toMatchObject({
		status: 409,
		body: { code: 'no-key' },
	});
});

it('[HO5] cannot open what was closed for another server or by another account', async () => {
	const parcel = await parcelOf({ pages: [sealed([entries.make()])] });
	for (const part of [{ server: '0'.repeat(32) }, { account: 'grid02' }, { device: 'another' }, { envelope: 'AAAA' }])
		expect(await bring({ ...parcel, ...part })).toMatchObject({ status: 409, body: { code: 'sealing-key' } });
	const cut = { ...parcel, sealed: parcel.sealed.slice(0, 100) };
	expect(await bring(cut)).toMatchObject({ status: 409, body: { code: 'sealing-key' } });
});

it('[HO5] is not upset by what a stranger may have closed for it', async () => {
	const { seal, texts } = sealed([entries.make()]);
	const odd: readonly (readonly [unknown, Uint8Array?])[] = [
		[null, gzipSync(Buffer.alloc(40 * 1024 * 1024))],
		[null, new Uint8Array([1, 2, 3])],
		[null, new Uint8Array(0)],
		[{ pages: [] }],
		[{ pages: [{ seal: { ...seal, page: '999/field/2026-11' }, texts }] }],
		[{ pages: [{ seal: { ...seal, page: '../../x' }, texts }] }],
		[{ pages: [{ seal: { ...seal, account: 'super01' }, texts }] }],
		[{ pages: [{ seal: { ...seal, contacts: [[1, 1e9]] }, texts: ['{'] }] }],
		[{ pages: [{ seal, texts: [7] }] }],
	];
	for (const [contents, bytes] of odd) {
		const { status, body } = await bring(await parcelOf(contents, bytes));
		if (status === 200) expect(body.accepted).toEqual([]);
		else expect([400, 409]).toContain(status);
	}
	expect(await server.store.proofs.texts(page)).toEqual([]);
	const parcel = await parcelOf({ pages: [{ seal, texts }] });
	expect((await bring({ ...parcel, sealed: 'AAAAA' })).status).toBe(400);
	expect((await bring({ ...parcel, envelope: 'AAAAA' })).status).toBe(409);
	// As large as a file may be.
	expect((await bring({ ...parcel, sealed: 'AAAA'.repeat(sealedLimit / 3) })).status).toBe(409);
	expect((await server.ask('x', { method: 'POST', url: '/api/carried', payload: {} })).status).toBe(401);
});

it('[HO10] does not read what unpacks to more brackets or commas than a parcel has, and reads the largest that one has', async () => {
	const { seal, texts } = sealed([entries.make({ body: { outcome: 'met', note: '[{"\\",'.repeat(100) } })]);
	const floods = [
		`{"pages":${'['.repeat(500_000)}${']'.repeat(500_000)}}`,
		`{"pages":${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}}`,
		`{"pages":[${'{},'.repeat(500_000)}{}]}`,
	];
	for (const flood of floods)
		expect(await bring(await parcelOf(null, gzipSync(flood)))).toMatchObject({
			status: 409,
			body: { code: 'sealing-key' },
		});
	expect((await bring(await parcelOf({ pages: [{ seal, texts }] }))).body).toMatchObject({ accepted: seal.ids });
	// As many texts as the schema lets in, though no seal covers them.
	const full = { seal, texts: Array.from({ length: 500 }, () => texts[0]!) };
	const { status } = await bring(await parcelOf({ pages: Array.from({ length: 4 }, () => full) }));
	expect(status).toBe(200);
});
