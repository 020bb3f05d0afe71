import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { verifyLedger } from '#server/proof/verify.ts';
import { grid } from '#tests/support/entries.ts';
import { openHarbour, startPhone, type Harbour, type TestPhone } from '#tests/support/harbour.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { err, ok } from '#lib/ledger/result.ts';
import { closeSpace } from '#lib/device/database.ts';
import { createRemote } from '#lib/device/remote.ts';
import { record } from '#lib/device/save.ts';
import { sealPage } from './seal-page.ts';
import { signingKey } from './signing-key.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

type TestSpace = ReturnType<typeof openTestSpace>;
const page = `${grid}/field/2026-11`;
let harbour: Harbour;
let space: TestSpace;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
	harbour = await openHarbour();
	space = openTestSpace('grid01');
});
afterEach(async () => {
	for (const end of ends.splice(0)) await end();
	await harbour.close();
	closeSpace(space);
	await space.db.delete();
});

async function start(own: TestSpace = space): Promise<TestPhone> {
	const phone = await startPhone(harbour, 'grid01', { space: own });
	ends.push(phone.stop);
	await until(() => phone.status().state === 'live');
	return phone;
}
const until = (condition: () => unknown): Promise<void> =>
	vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 30_000, interval: 20 });
async function visit(own: TestSpace = space): Promise<string> {
	const saved = await record(own, { kind: 'visit', desk: grid, body: { outcome: 'met' } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}
const stateOf = async (id: string, own: TestSpace = space) => (await own.db.outbox.get(id))?.signed;
const isReceived = (id: string) => until(async () => (await space.db.outbox.get(id))?.state === 'received');
/** A round of the engine seals what was receipted before it. */
async function sealed(phone: TestPhone, ...ids: readonly string[]): Promise<void> {
	await until(async () => {
		phone.engine.wake(false);
		return (await Promise.all(ids.map((id) => stateOf(id, phone.space)))).every((state) => state === 'yes');
	});
}
const verified = async () =>
	verifyLedger(harbour.app.store, harbour.app.signer.publicKey, { timeZone: 'Asia/Shanghai' });

it('[D91] [D93] what was written offline is receipted, sealed in one batch, and the whole ledger holds', async () => {
	const phone = await start();
	harbour.proxy.cut();
	const ids = [await visit(), await visit(), await visit()];
	harbour.proxy.mend();
	phone.engine.wake(true);
	for (const id of ids) await isReceived(id);
	await sealed(phone, ...ids);
	const { wrong, seals, sealed: count } = await verified();
	expect(wrong).toBeNull();
	expect({ seals, count }).toEqual({ seals: 1, count: 3 });
	const receipts = await space.db.receipts.toArray();
	expect(receipts.flatMap((receipt) => receipt.ids).sort()).toEqual([...ids].sort());
	expect(receipts.every(({ holds }) => holds === true)).toBe(true);
});

it('[D91] a seal whose answer was lost is sent again and kept once', async () => {
	const phone = await start();
	const first = await visit();
	await isReceived(first);
	await sealed(phone, first);
	const chain = (await space.db.chains.get(page))!;
	const [kept] = await harbour.app.store.proofs.seals(page);
	// As when the app was closed between the server's disk and its own.
	await phone.stop();
	const { at: _, ...pending } = kept!;
	await space.db.chains.put({ ...chain, pending });
	await space.db.outbox.update(first, { signed: undefined });
	await sealed(await start(), first);
	expect(await harbour.app.store.proofs.seals(page)).toHaveLength(1);
	expect((await space.db.chains.get(page))?.pending).toBeUndefined();
});

it('[D91] a server in trouble takes nothing away: the same seal waits for it', async () => {
	const phone = await start();
	const id = await visit();
	await isReceived(id);
	await phone.stop();
	await space.db.outbox.update(id, { signed: undefined });
	await space.db.chains.clear();
	const remote = {
		...createRemote(fetch, harbour.proxy.url),
		putKey: async () => ok(undefined),
		seal: async () => err({ code: 'offline', status: 503 }),
	};
	expect(await sealPage(space, remote, page)).toBe('later');
	const { pending } = (await space.db.chains.get(page))!;
	expect(pending?.ids).toContain(id);
	expect(await sealPage(space, remote, page)).toBe('later');
	expect((await space.db.chains.get(page))?.pending).toEqual(pending);
	expect(await stateOf(id)).toBeUndefined();
});

it('[D92] a clock that was turned back after a contact dates nothing before it', async () => {
	const phone = await start();
	const { contact } = (await space.db.meta.get('clock'))!.value as { contact: number };
	space.clock.ms -= 3 * 86_400_000;
	const id = await visit();
	const { hlc } = JSON.parse((await space.db.outbox.get(id))!.text) as Entry;
	expect(hlcToMs(hlc)).toBeGreaterThanOrEqual(contact);
	await isReceived(id);
	await sealed(phone, id);
	expect((await verified()).wrong).toBeNull();
});

describe('[D90] the key', () => {
	it('is one for all tabs, cannot be read out, and is of a kind that is told', async () => {
		const [first, second] = await Promise.all([
			signingKey(space.db, crypto.subtle),
			signingKey(space.db, crypto.subtle),
		]);
		expect(first!.publicKey).toBe(second!.publicKey);
		expect(first!.pair.privateKey.extractable).toBe(false);
	});
	it('is of the older kind where the browser does not know Ed25519, and holds as well', async () => {
		const old = new Proxy(crypto.subtle, {
			get: (subtle, name: keyof SubtleCrypto) => {
				if (name !== 'generateKey') return (subtle[name] as () => unknown).bind(subtle);
				return (algorithm: { name: string }, ...rest: [boolean, KeyUsage[]]) =>
					algorithm.name === 'Ed25519'
						? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
						: subtle.generateKey(algorithm as EcKeyGenParams, ...rest);
			},
		});
		const key = await signingKey(space.db, old);
		expect(key!.pair.privateKey.algorithm.name).toBe('ECDSA');
		const phone = await start();
		const id = await visit();
		await isReceived(id);
		await sealed(phone, id);
		expect((await verified()).wrong).toBeNull();
	});
	it('that the server does not take leaves everything else as it is', async () => {
		await harbour.app.store.proofs.keepKey(space.device, { account: 'grid01', key: 'another' }, 0);
		const phone = await start();
		const id = await visit();
		await isReceived(id);
		await until(async () => {
			phone.engine.wake(false);
			return (await space.db.keys.get('signing'))?.known === 'refused';
		});
		expect(await stateOf(id)).toBeUndefined();
	});
	it('is not made where the browser cannot sign', async () => {
		expect(await signingKey(space.db, undefined)).toBeNull();
	});
});

it('[D94] a chain that stands elsewhere at the server goes on from there', async () => {
	const phone = await start();
	const first = await visit();
	await isReceived(first);
	await sealed(phone, first);
	// The phone knows another state than the server: a clone of it went on, or a backup was put back.
	const { chain } = (await space.db.chains.get(page))!;
	await space.db.chains.put({ page, chain: { ...chain, n: 7, head: '0'.repeat(64) } });
	const second = await visit();
	await isReceived(second);
	await sealed(phone, second);
	expect((await space.db.chains.get(page))?.chain.n).toBe(2);
	expect((await verified()).wrong).toBeNull();
});
