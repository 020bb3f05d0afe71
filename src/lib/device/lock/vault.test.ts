import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { err, ok } from '#lib/ledger/result.ts';
import { Ledger } from '#lib/device/database.ts';
import { deposit } from './deposit.ts';
import { ciphersOf, newDeviceKey, newKey, outboxKey, unwrapByPin, wrapByPin } from './keys.ts';
import { pinFault } from './pin.ts';
import {
	dropFinger,
	hasPin,
	keepFinger,
	openByFinger,
	openByPin,
	openByServer,
	pinWaitMs,
	readLock,
	setFirstPin,
	setPin,
} from './vault.ts';

const pin = '290417';
/** Few, so that the tests are quick; the app takes 600,000. */
const rounds = 10;
let vaults = 0;

async function openVault() {
	const account = `vault${++vaults}`;
	const db = new Ledger(account, 'strict', 'raw');
	const key = newKey();
	await setPin(db, key, pin, rounds);
	const clock = { ms: Date.UTC(2026, 10, 27) };
	return { account, db, key, clock, now: () => clock.ms };
}
const minuteMs = 60_000;

describe('the PIN', () => {
	it('[K4] opens the key, and another does not', async () => {
		const { db, key, now } = await openVault();
		expect(await hasPin(db)).toBe(true);
		expect(await openByPin(db, pin, now)).toEqual(ok(key));
		expect(await openByPin(db, '290418', now)).toMatchObject({ ok: false, error: { code: 'wrong' } });
	});

	it('[K4] opens it with the key of this browser alone, which shows no bytes', async () => {
		const { db, key } = await openVault();
		const wrapped = (await readLock(db, 'pin'))!;
		const device = (await readLock(db, 'device'))!;
		expect(await unwrapByPin(wrapped, pin, device)).toEqual(key);
		expect(await unwrapByPin(wrapped, pin, await newDeviceKey())).toBeNull();
		expect(device.extractable).toBe(false);
		await expect(crypto.subtle.exportKey('raw', device)).rejects.toThrow();
	});

	it('[K4] is stretched as often as stands beside it: a later app may stretch it longer', async () => {
		const key = newKey();
		const device = await newDeviceKey();
		const wrapped = await wrapByPin(key, pin, device, 20);
		expect(wrapped.rounds).toBe(20);
		expect(await unwrapByPin(wrapped, pin, device)).toEqual(key);
		expect(await unwrapByPin({ ...wrapped, rounds: 21 }, pin, device)).toBeNull();
	});

	it('[K5] makes each wrong try beyond the third wait longer, up to an hour', async () => {
		const { db, clock, now } = await openVault();
		const waits: number[] = [];
		for (let tries = 0; tries < 10; tries++) {
			expect(await openByPin(db, '000000', now)).toMatchObject({ ok: false, error: { code: 'wrong' } });
			waits.push(await pinWaitMs(db, clock.ms));
			clock.ms += waits.at(-1)!;
		}
		expect(waits.map((ms) => ms / minuteMs)).toEqual([0, 0, 0.5, 1, 5, 15, 60, 60, 60, 60]);
		expect(await openByPin(db, pin, now)).toMatchObject({ ok: true });
		expect(await pinWaitMs(db, clock.ms)).toBe(0);
	});

	it('[K5] looks at no PIN while it waits, not at the right one either, and not after a restart', async () => {
		const { account, db, clock, now } = await openVault();
		for (let tries = 0; tries < 3; tries++) await openByPin(db, '000000', now);
		db.close();
		const again = new Ledger(account, 'strict', 'raw');
		clock.ms += 29_000;
		expect(await openByPin(again, pin, now)).toEqual(err({ code: 'wait', ms: 1000 }));
		clock.ms += 1000;
		expect(await openByPin(again, pin, now)).toMatchObject({ ok: true });
	});

	it('[K5] counts a try before it looks, so that closing the app in between buys none; and a clock set back waits anew', async () => {
		const { db, clock, now } = await openVault();
		const tries = Promise.all(['111111', '222222', '333333', pin].map((one) => openByPin(db, one, now)));
		expect((await tries).map((one) => one.ok)).toEqual([false, false, false, false]);
		clock.ms -= 60 * minuteMs;
		expect(await pinWaitMs(db, clock.ms)).toBe(30_000);
	});

	it('[K7] is changed without touching what it opens; the one before opens nothing any more', async () => {
		const { db, key, now } = await openVault();
		await setPin(db, key, '804163', rounds);
		expect(await openByPin(db, '804163', now)).toEqual(ok(key));
		expect(await openByPin(db, pin, now)).toMatchObject({ ok: false });
	});

	it('[K7] is first once: a tab that comes later does not replace the key that another has begun to seal with', async () => {
		const db = new Ledger('vault-first', 'strict', 'raw');
		const [one, two] = [newKey(), newKey()];
		const set = await Promise.all([setFirstPin(db, one, pin, rounds), setFirstPin(db, two, '804163', rounds)]);
		expect(set.filter(Boolean)).toHaveLength(1);
		const [right, key] = set[0] ? [pin, one] : ['804163', two];
		expect(await openByPin(db, right, Date.now)).toEqual(ok(key));
	});

	it.each(['000000', '777777', '123456', '234567', '987654', '890123', '121212', '123123'])(
		'[K7] is not %s, which anybody tries first',
		(plain) => expect(pinFault(plain)).toBe('plain'),
	);
	it('[K7] is six digits', () => {
		expect(['290417', '100000', '112233'].map(pinFault)).toEqual([null, null, null]);
		expect(['12345', '1234567', '29041a', '２９０４１７'].map(pinFault)).toEqual(Array(4).fill('short'));
	});
});

describe('the second way to the key', () => {
	/** What a server keeps. */
	const keeping = () => {
		const kept = new Map<string, string>();
		return { kept, keepSpaceKey: async (id: string, key: string) => ok(void kept.set(id, key)) };
	};
	const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

	it('[K6] opens what the PIN opened, with what the server keeps and the phone does not', async () => {
		const { db, key } = await openVault();
		const server = keeping();
		expect(await deposit(db, key, server)).toBe(true);
		const { id, ...wrapped } = (await readLock(db, 'server'))!;
		expect(await openByServer(db, bytesOf(server.kept.get(id)!))).toEqual(key);
		expect(await openByServer(db, newKey())).toBeNull();
		expect(JSON.stringify([...wrapped.bytes])).not.toContain(
			JSON.stringify([...bytesOf(server.kept.get(id)!)]).slice(1, 40),
		);
	});

	it('[K6] is promised only once the server has said that it keeps its part, and is given once', async () => {
		const { db, key } = await openVault();
		const offline = { keepSpaceKey: async () => err({ code: 'offline', status: 0 }) };
		expect(await deposit(db, key, offline)).toBe(false);
		expect(await readLock(db, 'server')).toBeUndefined();
		const server = keeping();
		expect(await deposit(db, key, server)).toBe(true);
		expect(await deposit(db, key, server)).toBe(true);
		expect(server.kept.size).toBe(1);
	});

	it('[K6] the keys in use follow from the one that is wrapped, and none from another', async () => {
		const key = newKey();
		const [one, two] = [await ciphersOf(key), await ciphersOf(key)];
		const sealed = one.rows.seal(new Uint8Array([1, 2]), 'x');
		expect([...two.rows.open(sealed, 'x')]).toEqual([1, 2]);
		expect(() => two.outbox.open(sealed, 'x')).toThrow();
		expect(() => two.drafts.open(sealed, 'x')).toThrow();
		expect(await outboxKey(key)).not.toEqual(key);
	});
});

describe('a finger or a face', () => {
	const finger = { id: new Uint8Array(16).fill(1), salt: new Uint8Array(32).fill(2) };

	it('[K22] opens the same key as the PIN does, which goes on opening it, also when another was set', async () => {
		const { db, key, now } = await openVault();
		const secret = newKey();
		expect(await keepFinger(db, key, finger, secret)).toBe(true);
		await setPin(db, key, '804163', rounds);
		expect(await openByFinger(db, secret)).toEqual(key);
		expect(await openByPin(db, '804163', now)).toEqual(ok(key));
	});

	it('[K22] opens nothing with another secret, nor away from this browser', async () => {
		const { db, key } = await openVault();
		const secret = newKey();
		await keepFinger(db, key, finger, secret);
		expect(await openByFinger(db, newKey())).toBeNull();
		const elsewhere = await openVault();
		await elsewhere.db.lock.put({ key: 'finger', value: await readLock(db, 'finger') });
		expect(await openByFinger(elsewhere.db, secret)).toBeNull();
	});

	it('[K22, K23] is not taken where no PIN is set, and opens nothing once it was turned off', async () => {
		const bare = new Ledger(`vault${++vaults}`, 'strict', 'raw');
		expect(await keepFinger(bare, newKey(), finger, newKey())).toBe(false);
		expect(await bare.lock.count()).toBe(0);
		const { db, key, now } = await openVault();
		const secret = newKey();
		await keepFinger(db, key, finger, secret);
		await dropFinger(db);
		expect(await openByFinger(db, secret)).toBeNull();
		expect(await openByPin(db, pin, now)).toEqual(ok(key));
	});

	it('[K24] opens while wrong PINs have to wait, and leaves their count as it was', async () => {
		const { db, key, clock, now } = await openVault();
		const secret = newKey();
		await keepFinger(db, key, finger, secret);
		for (let tries = 0; tries < 3; tries++) await openByPin(db, '000000', now);
		const waited = await pinWaitMs(db, clock.ms);
		expect(waited).toBeGreaterThan(0);
		expect(await openByFinger(db, secret)).toEqual(key);
		expect(await pinWaitMs(db, clock.ms)).toBe(waited);
	});
});
