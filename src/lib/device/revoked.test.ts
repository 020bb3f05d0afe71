import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { describe, expect, it } from 'vitest';
import { err, ok } from '#lib/ledger/result.ts';
import { grid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { databaseName } from './database.ts';
import { deviceName } from './device-name.ts';
import type { Posted, RemoteFault } from './remote.ts';
import { handOverAll, newRevocation, readRevocation, wipe, writeRevocation } from './revoked.ts';
import { record } from './save.ts';

const never = async () => err<RemoteFault>({ code: 'offline', status: 0 });

let spaces = 0;
const open = () => openTestSpace(`lost${++spaces}`);
const visit = async (space: ReturnType<typeof open>, note = 'x') => {
	const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met', note } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
};
const waitingIn = async ({ db }: ReturnType<typeof open>) => db.outbox.where('state').equals('waiting').count();

/** A storage in memory that lists its keys as a browser's does. */
function memoryStorage(entries: Record<string, string> = {}): Storage {
	const store: Record<string, string> = { ...entries };
	const methods = {
		getItem: (key: string) => store[key] ?? null,
		setItem: (key: string, value: string) => void (store[key] = value),
		removeItem: (key: string) => void delete store[key],
		clear: () => Object.keys(store).forEach((key) => delete store[key]),
	};
	return new Proxy(methods as unknown as Storage, {
		ownKeys: () => Object.keys(store),
		getOwnPropertyDescriptor: (_, key) => ({ value: store[String(key)], enumerable: true, configurable: true }),
	});
}

describe('a revoked phone', () => {
	it('[D70] hands over all that is unsent, in packs, and lets go only of what the server has named', async () => {
		const space = open();
		const ids = [];
		for (let count = 0; count < 3; count++) ids.push(await visit(space, 'x'.repeat(400)));
		const sent: string[][] = [];
		const told: object[] = [];
		const handOver = async (_page: string, entries: readonly unknown[]) => {
			const own = (entries as { id: string }[]).map(({ id }) => id);
			sent.push(own);
			const posted: Posted = {
				accepted: own.slice(0, 1),
				held: own.slice(1, 2),
				refused: [{ id: own[2]!, code: 'revoked' }],
			};
			return ok(posted);
		};
		expect(await handOverAll(space.db, { handOver, postSealed: never }, (arrived) => void told.push(arrived))).toEqual(
			ok(undefined),
		);
		expect(sent.flat().sort()).toEqual([...ids].sort());
		expect(told).toEqual([{ taken: 1, aside: 2 }]);
		expect(await waitingIn(space)).toBe(0);
	});

	it('[D70] keeps all of it while the server does not answer, and goes on with the rest', async () => {
		const space = open();
		const [first, second] = [await visit(space), await visit(space)];
		const offline: RemoteFault = { code: 'offline', status: 0 };
		expect(await handOverAll(space.db, { handOver: async () => err(offline), postSealed: never }, () => {})).toEqual(
			err(offline),
		);
		expect(await waitingIn(space)).toBe(2);
		const half = async () => ok<Posted>({ accepted: [first!], refused: [] });
		expect((await handOverAll(space.db, { handOver: half, postSealed: never }, () => {})).ok).toBe(false);
		expect(await waitingIn(space)).toBe(1);
		const whole = async (_: string, entries: readonly unknown[]) => {
			expect((entries as { id: string }[]).map(({ id }) => id)).toEqual([second]);
			return ok<Posted>({ accepted: [second!], refused: [] });
		};
		expect((await handOverAll(space.db, { handOver: whole, postSealed: never }, () => {})).ok).toBe(true);
	});

	it('[D71] leaves nothing of the account: no database, no form, no identity, no cache of data; others’ stays', async () => {
		const space = open();
		await visit(space);
		const local = memoryStorage({
			'linli.identity': '{"account":"lost"}',
			[`linli.device.${space.account}`]: 'device',
			'linli.device.other': 'device',
			[`linli-half:${space.account}:visit:`]: '{}',
			'linli-half:other:visit:': '{}',
			'linli-secretary-phone': '138',
			'linli-language': 'en',
			elsewhere: 'x',
		});
		const session = memoryStorage({ draft: 'x' });
		const names = new Set(['workbox-precache-v2-http://x/', 'data']);
		const caches = { keys: async () => [...names], delete: async (name: string) => names.delete(name) };
		space.db.close();
		space.downloads.close();
		await wipe(space.account, {
			local,
			session,
			caches,
			deleteDatabase: (account) => Dexie.delete(databaseName(account)),
		});
		expect(await Dexie.exists(databaseName(space.account))).toBe(false);
		expect(Object.keys(local).sort()).toEqual([
			'elsewhere',
			'linli-half:other:visit:',
			'linli-language',
			'linli.device.other',
		]);
		expect(Object.keys(session)).toEqual([]);
		expect([...names]).toEqual(['workbox-precache-v2-http://x/']);
	});

	it('[D72] knows of it after a restart, until a person has read that it is empty', () => {
		const storage = memoryStorage();
		expect(readRevocation(storage)).toBeNull();
		writeRevocation(storage, { ...newRevocation('grid01'), taken: 2 });
		expect(readRevocation(storage)).toEqual({ account: 'grid01', taken: 2, aside: 0, wiped: null, told: false });
		writeRevocation(storage, null);
		expect(readRevocation(storage)).toBeNull();
		storage.setItem('linli-revoked', '{damaged');
		expect(readRevocation(storage)).toBeNull();
	});
});

it.each([
	[
		'Mozilla/5.0 (Linux; Android 10; Redmi Note 9 Build/QP1A) AppleWebKit/537.36 Chrome/148.0 Mobile Safari/537.36',
		'Android · Redmi Note 9 · Chrome',
	],
	['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/148.0 Mobile Safari/537.36', 'Android · Chrome'],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/148.0 Safari/537.36 Edg/148.0',
		'Windows · Edge',
	],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1',
		'iOS · Safari',
	],
	['', ''],
])('[D73] %s calls itself %s', (userAgent, name) => {
	expect(deviceName({ userAgent })).toBe(name);
});
