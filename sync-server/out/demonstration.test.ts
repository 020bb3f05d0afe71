/** The lists of the whole demonstration community: 5,090 residents in some 2,000 households. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Grant } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { openAreas } from '#server/areas/areas.ts';
import type { NewCover } from '#server/auth/covers.ts';
import { createFanOut } from '#server/fan-out/in-process.ts';
import { columns } from '#server/roster/columns.ts';
import { createIdentities } from '#server/roster/identities.ts';
import { openSqliteIdentities } from '#server/store/sqlite-identities.ts';
import { importRoster } from '#server/roster/roster.ts';
import { seedDemo } from '#server/seed/seed.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { createRooms } from '#server/sync/room.ts';
import { writeFile, type Order } from './file.ts';
import { batchSize, type Means } from './list.ts';
import { writers } from './roster-list.ts';
import { createSigner } from '#server/proof/signer.ts';

const community = '120101004010';
const timeZone = 'Asia/Shanghai';
const nowMs = Date.parse('2026-11-27T18:00:00+08:00');
const now = () => nowMs;
const supervisor: Grant = { role: 'supervisor', desk: community, books: ['field', 'care'] };

function openFolder() {
	const dataDir = mkdtempSync(join(tmpdir(), 'out-'));
	const areas = openAreas(join(dataDir, 'areas.json'));
	const store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	const onError = (error: unknown) => {
		throw error;
	};
	const identities = createIdentities(
		openSqliteIdentities(join(dataDir, 'identities.sqlite')),
		join(dataDir, 'identity.key'),
	);
	const rooms = createRooms({ store, signer: createSigner(), fanOut: createFanOut(), timeZone, now, onError });
	const means: Means = {
		reads: store.reads,
		progress: async () => ({ grids: [] }),
		areas,
		accounts: { list: () => [], nameOf: (account) => account },
		timeZone,
		nowMs,
		day: dayOf(nowMs, timeZone),
	};
	const close = async () => {
		await rooms.close();
		await store.close();
		identities.close();
		rmSync(dataDir, { recursive: true });
	};
	return { dataDir, areas, store, identities, rooms, means, close };
}

const order = (part: Partial<Order> = {}): Order => ({
	list: 'roster',
	format: 'csv',
	area: community,
	books: ['field', 'care'],
	filters: {},
	by: '张桂芬（super01）',
	said: {},
	...part,
});
async function fileOf(means: Means, part: Partial<Order> = {}) {
	const file = await writeFile(order(part), means);
	if (!file.ok) throw new Error(file.error);
	return file.value;
}

let here: ReturnType<typeof openFolder>;
beforeAll(async () => {
	here = openFolder();
	const accounts = { add: async () => ({ ok: true, value: undefined }) as const, list: () => [] };
	const covers = { set: (cover: NewCover) => ({ made: nowMs, ...cover, number: 1 }) };
	const { rooms, areas, dataDir } = here;
	const drawings = { numberOf: () => 1, save: () => Promise.reject(new Error('drawn twice')) };
	await seedDemo({ rooms, accounts, covers, areas, drawings, dataDir, now });
});
afterAll(() => here.close());

it.each(['csv', 'xlsx'] as const)('[O1] takes the whole roster back from %s', async (format) => {
	const sent = await fileOf(here.means, { format });
	expect(sent.rows).toBeGreaterThan(5_090);
	const there = openFolder();
	try {
		const { areas, rooms, store, dataDir, identities } = there;
		const imported = await importRoster(
			{ rooms, areas, store, reads: store.reads, dataDir, timeZone, now, identities },
			{
				community,
				file: sent.fileName,
				bytes: sent.bytes,
				author: { account: 'super01', grants: [supervisor], device: null },
				dry: false,
			},
		);
		const scopes = [{ desk: community, books: ['field'] as const }];
		const all = await here.store.reads.records({ scopes, kinds: ['resident'], limit: 10_000 });
		const living = all.filter(({ projection: { body } }) => body.presence !== 'moved' && body.presence !== 'died');
		expect(imported).toMatchObject({ ok: true, value: { residents: living.length, grids: 6 } });
		const first = (await fileOf(here.means)).bytes.toString().split('\r\n');
		const again = (await fileOf(there.means)).bytes.toString().split('\r\n');
		expect(again).toEqual(first);
	} finally {
		await there.close();
	}
});

it('[O1] has something to write for every column of the template', () => {
	expect(columns.map(({ key }) => key).filter((key) => !Object.hasOwn(writers, key))).toEqual([]);
});

it('[O11] reads in small batches, and lets others have their turn between two of them', async () => {
	let turn = 0;
	let isOver = false;
	const turns = (async () => {
		for (; !isOver; turn++) await setImmediate();
	})();
	const asked: { turn: number; limit: number }[] = [];
	const reads: Means['reads'] = {
		...here.means.reads,
		records: (query) => {
			asked.push({ turn, limit: query.limit });
			return here.means.reads.records(query);
		},
	};
	for (const list of ['roster', 'records', 'report'] as const) await fileOf({ ...here.means, reads }, { list });
	isOver = true;
	await turns;
	expect(asked.length).toBeGreaterThan(60);
	expect(Math.max(...asked.map(({ limit }) => limit))).toBe(batchSize);
	expect(new Set(asked.map(({ turn: one }) => one)).size).toBe(asked.length);
});

it('[O11] refuses what is too large', async () => {
	expect(await writeFile(order(), here.means, 10_000)).toEqual({ ok: false, error: 'too-many' });
	expect(await writeFile(order({ list: 'places', format: 'geojson' }), here.means, 100)).toEqual({
		ok: false,
		error: 'too-many',
	});
});
