import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { receiptText, type SignedReceipt } from '#lib/proof/receipt.ts';
import type { Seal } from '#lib/proof/seal.ts';
import { isSignedBy } from '#server/proof/signer.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { carriersAt } from '#tests/support/carriers.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { createSigningDevice, type SigningDevice } from '#tests/support/signing.ts';

const page = `${grid}/field/2026-11`;
let server: App;
let entries: ReturnType<typeof createEntries>;
let phone: SigningDevice;
let token: string;
beforeEach(async () => {
	server = await openApp();
	entries = createEntries();
	phone = createSigningDevice('grid01', 'device-grid01');
	token = await server.signIn('grid01', phone.device);
});
afterEach(() => server.close());

const put = (key: string, by = token) => server.ask(by, { method: 'PUT', url: '/api/device/key', payload: { key } });
const post = (what: string, payload: object, by = token) =>
	server.ask(by, { method: 'POST', url: `/api/pages/${page}/${what}`, payload });
const write = async (...own: readonly Entry[]) => {
	expect((await post('entries', own)).body.refused).toEqual([]);
};
const contact = () => server.clock.ms - 3_600_000 * 24 * 30;

it('[P8] a device has one key for ever, and nobody else gives it one', async () => {
	expect((await put(phone.key)).status).toBe(200);
	expect((await put(phone.key)).status).toBe(200);
	expect((await put(createSigningDevice('grid01').key)).status).toBe(409);
	expect((await put(phone.key, await server.signIn('grid01'))).status).toBe(409);
	expect((await put('x'.repeat(60), await server.signIn('grid02', 'device-grid02'))).status).toBe(200);
});

it('[P8] a seal over what is receipted is kept, and answered by the signed receipts', async () => {
	const own = [entries.make(), entries.make()];
	await write(...own);
	const seal = phone.seal(page, own, contact());
	expect(await post('seals', seal)).toMatchObject({ status: 409, body: { code: 'no-key' } });
	await put(phone.key);
	const { status, body } = await post('seals', seal);
	expect(status).toBe(200);
	expect(body.chain.n).toBe(1);
	const receipts = body.receipts as SignedReceipt[];
	expect(receipts.flatMap(({ ids }) => ids)).toEqual(own.map(({ id }) => id));
	expect(receipts.every((receipt) => isSignedBy(body.key, receiptText(receipt), receipt.signature))).toBe(true);
	// Sealed, the page is as long as before.
	expect((await server.store.kept(page)).tail).toHaveLength(1);
});

it('[P10] nobody seals what another wrote', async () => {
	await put(phone.key);
	const other = entries.make({ by: 'super01', dev: undefined });
	await server.write(page, other);
	const { status, body } = await post('seals', phone.seal(page, [other], contact()));
	expect(status).toBe(409);
	expect(body).toEqual({ code: 'seal', fault: { code: 'author', id: other.id } });
});

it('[P13] tells a device where its chain stands here, and goes on from there', async () => {
	await put(phone.key);
	const own = [entries.make(), entries.make(), entries.make()];
	await write(...own);
	const first = phone.seal(page, own.slice(0, 1), contact());
	const second = phone.seal(page, own.slice(1, 2), contact());
	// The first never came: a backup was put back.
	const refused = await post('seals', second);
	expect(refused).toMatchObject({ status: 409, body: { code: 'chain', chain: { n: 0 } } });
	phone.goOnFrom(page, refused.body.chain);
	expect((await post('seals', phone.seal(page, own.slice(1, 2), contact()))).status).toBe(200);
	// Two phones with one database: the later one hears where the chain stands.
	const late = await post('seals', first);
	expect(late).toMatchObject({ status: 409, body: { code: 'chain', chain: { n: 1 } } });
	phone.goOnFrom(page, late.body.chain);
	const third = phone.seal(page, own.slice(2), contact());
	expect((await post('seals', third)).status).toBe(200);
	// The answer was lost: sent again, it is kept once.
	expect((await post('seals', third)).body.chain.n).toBe(2);
	expect(await server.store.proofs.seals(page)).toHaveLength(2);
});

it('[P11] [P9] numbers that ask for the impossible are answered, not tried', async () => {
	await put(phone.key);
	const own = entries.make();
	await write(own);
	const seal: Seal = { ...phone.seal(page, [own], contact()), contacts: [[0, 1e15]] };
	expect(await post('seals', seal)).toMatchObject({ status: 409, body: { fault: { code: 'seal-signature' } } });
	expect((await post('seals', { ...seal, ids: [] })).status).toBe(400);
	expect((await post('seals', { ...seal, page: 'x' })).status).toBe(400);
});

it('[P12] what another carries is taken by its author’s seal and grants, and the carrier is on record', async () => {
	await put(phone.key);
	const carrier = await server.signIn('super01');
	const own = [entries.make(), entries.make()];
	const seal = phone.sealForRelay(page, own, contact());
	const changed = [{ ...own[0]!, body: { outcome: 'out' } }, own[1]!];
	expect(await post('relayed', { seal, entries: changed }, carrier)).toMatchObject({
		status: 409,
		body: { code: 'seal', fault: { code: 'seal-changed' } },
	});
	expect((await server.store.proofs.texts(page)).length).toBe(0);
	const { body } = await post('relayed', { seal, entries: own }, carrier);
	expect(body).toEqual({ accepted: own.map(({ id }) => id), refused: [] });
	// Carried twice, and then brought by the author himself: once.
	expect((await post('relayed', { seal, entries: own }, carrier)).body.accepted).toHaveLength(2);
	await write(...own);
	expect((await server.store.proofs.texts(page)).length).toBe(2);
	expect((await post('seals', phone.seal(page, own, contact()))).status).toBe(200);
	expect(carriersAt(server)).toEqual(['super01', null]);
});

it('[AD9] what a revoked phone sealed is taken from another hand only when it was written before', async () => {
	await put(phone.key);
	const carrier = await server.signIn('super01');
	const before = entries.make({ ms: server.clock.ms });
	const after = entries.make({ ms: server.clock.ms + 2 });
	const { device } = phone.sealForRelay(page, [before], contact());
	server.auth.devices.revoke(device, { account: 'admin01', address: '' });
	server.clock.ms += 60_000;
	const carry = async (entry: typeof before) =>
		(await post('relayed', { seal: phone.sealForRelay(page, [entry], contact()), entries: [entry] }, carrier)).body;
	expect(await carry(before)).toEqual({ accepted: [before.id], refused: [] });
	expect(await carry(after)).toMatchObject({ accepted: [], refused: [{ id: after.id, code: 'revoked' }] });
});

it('[P12] a carrier cannot add to it, and what the author may not write is refused all the same', async () => {
	await put(phone.key);
	const carrier = await server.signIn('super01');
	const sealed = entries.make();
	const seal = phone.sealForRelay(page, [sealed], contact());
	const added = entries.make();
	const { body } = await post('relayed', { seal, entries: [sealed, added] }, carrier);
	expect(body.accepted).toEqual([sealed.id]);
	expect(body.refused).toMatchObject([{ id: added.id, code: 'author' }]);
	const elsewhere = `${grid.slice(0, -1)}2/field/2026-11`;
	const foreign = entries.make({ desk: elsewhere.slice(0, 15) });
	const url = `/api/pages/${elsewhere}/relayed`;
	const payload = { seal: phone.sealForRelay(elsewhere, [foreign], contact()), entries: [foreign] };
	const answer = await server.ask(carrier, { method: 'POST', url, payload });
	expect(answer.body).toMatchObject({ accepted: [], refused: [{ id: foreign.id, code: 'desk' }] });
});
