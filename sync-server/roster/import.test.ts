import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Grant } from '#lib/access/policy.ts';
import { openAreas, type Areas } from '#server/areas/areas.ts';
import { createFanOut } from '#server/fan-out/in-process.ts';
import { setRounds } from '#server/rounds/rounds.ts';
import { openSqliteIdentities } from '#server/store/sqlite-identities.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import type { Store } from '#server/store/store.ts';
import { createRooms } from '#server/sync/room.ts';
import type { Rooms } from '#server/sync/rooms.ts';
import { createIdentities, type Identities } from './identities.ts';
import { takeBackImport } from './taking-back.ts';
import { finishImport, importRoster, type RowError } from './roster.ts';
import { createSigner } from '#server/proof/signer.ts';

const community = '120101004010';
const timeZone = 'Asia/Shanghai';
const nowMs = Date.parse('2026-11-23T10:00:00+08:00');
const now = () => nowMs;
const supervisor: Grant = { role: 'supervisor', desk: community, books: ['field', 'care'] };

let dataDir: string;
let store: Store;
let rooms: Rooms;
let areas: Areas;
let identities: Identities;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'import-'));
	areas = openAreas(join(dataDir, 'areas.json'));
	store = openSqliteStore(join(dataDir, 'ledger.sqlite'));
	identities = createIdentities(
		openSqliteIdentities(join(dataDir, 'identities.sqlite')),
		join(dataDir, 'identity.key'),
	);
	const onError = (error: unknown) => {
		throw error;
	};
	rooms = createRooms({ store, signer: createSigner(), fanOut: createFanOut(), timeZone, now, onError });
});
afterEach(async () => {
	await rooms.close();
	await store.close();
	identities.close();
	rmSync(dataDir, { recursive: true });
});

const head = '网格,楼栋,门,门号,居住情况,姓名,出生,老人等级,老人类别,联系人1关系,联系人1姓名,联系人1电话';
const lines = [
	'第一网格,3,2,501,自有,张桂兰,1946-05-03,高风险,独居,女儿,丽华,12900220003',
	',,,,,王浩,2011,,,,,',
	'002,4,,1801,空户,,,,,,,',
];
async function run(
	rows: readonly string[],
	options: { grants?: readonly Grant[]; dry?: boolean; through?: Rooms; at?: string } = {},
) {
	const bytes = new TextEncoder().encode([head, ...rows].join('\n'));
	const author = { account: 'super01', grants: options.grants ?? [supervisor], device: null };
	const deps = {
		rooms: options.through ?? rooms,
		areas,
		identities,
		store,
		reads: store.reads,
		dataDir,
		timeZone,
		now,
	};
	return importRoster(deps, {
		community: options.at ?? community,
		file: 'a.csv',
		bytes,
		author,
		dry: options.dry ?? false,
	});
}
const wordsOf = (outcome: Awaited<ReturnType<typeof run>>) =>
	outcome.ok ? [] : outcome.error.map(({ row, message }: RowError) => `${row} ${message.zh}`);
const rowsOf = async (...kinds: string[]) => {
	const rows = await store.reads.records({
		scopes: [{ desk: community, books: ['field', 'care'] }],
		kinds,
		limit: 100,
	});
	return rows.map(({ projection }) => projection);
};

const journals = () => readdirSync(dataDir).filter((name) => name.includes('journal'));

it('writes buildings, households, residents and elders to their grids, and makes the grids that are new', async () => {
	expect(await run(lines)).toMatchObject({
		ok: true,
		value: { grids: 2, buildings: 2, households: 2, residents: 2, elders: 1, changed: 0, conflicts: 0, doubtful: 0 },
	});
	expect(areas.children(community).map(({ code, name }) => [code.slice(-3), name])).toEqual([
		['001', '第一网格'],
		['002', '第二网格'],
	]);
	const [elder] = await rowsOf('elder');
	const household = (await rowsOf('household')).find(({ body }) => body.label === '3-2-501')!;
	expect(household).toMatchObject({
		desk: `${community}001`,
		by: 'super01',
		body: { building: '3', unit: 2, floor: 5, door: '501', tenure: 'owner' },
	});
	expect(elder).toMatchObject({
		desk: `${community}001`,
		body: { household: household.id, tier: 'high', types: ['alone'] },
	});
	const people = await rowsOf('resident');
	expect(people.map(({ body, about }) => [body.name, about === household.id]).sort()).toEqual([
		['张桂兰', true],
		['王浩', true],
	]);
	expect((await rowsOf('place')).map(({ id, body }) => [body.name, id === household.about]).sort()).toEqual([
		['3号楼', true],
		['4号楼', false],
	]);
	expect(journals()).toEqual([]);
});

it('[RC2] lets a grid that is new begin with the rounds of its neighbours', async () => {
	await run(lines);
	const rule = {
		from: '2026-11-23',
		households: { default: 'month' },
		elders: { high: 1, key: 7, general: 30 },
	} as const;
	const author = { account: 'super01', grants: [supervisor], device: null };
	const order = { community, id: '019ab000-0000-7000-8000-000000000001', rule };
	expect((await setRounds({ areas, store, rooms, timeZone, now }, order, author)).ok).toBe(true);
	expect((await run(['003,5,1,101,自有,李四,1950,,,,,'])).ok).toBe(true);
	const rules = (await rowsOf('rounds')).map(({ desk, by, body }) => [desk.slice(-3), by, body.households]);
	expect(rules.sort()).toEqual(['001', '002', '003'].map((grid) => [grid, 'super01', rule.households]));
});

it('changes nothing when it is dry, or when a single row is wrong', async () => {
	expect((await run(lines, { dry: true })).ok).toBe(true);
	expect(wordsOf(await run([...lines, '北网格,5,1,101,自有,甲,,,,,,']))).toEqual(['5 没有网格“北网格”']);
	expect(await rowsOf('household', 'place')).toEqual([]);
	expect(areas.children(community)).toEqual([]);
});

it('[RC3, RC9] writes what differs and nothing else, with where it came from, and an entry for the import itself', async () => {
	await run(lines);
	const before = await rowsOf('household', 'resident', 'elder', 'place', 'import');
	expect(await run(lines)).toMatchObject({
		ok: true,
		value: { households: 0, residents: 0, changed: 0, unchanged: 5 },
	});
	expect(await rowsOf('household', 'resident', 'elder', 'place', 'import')).toEqual(before);
	const [record] = await rowsOf('import');
	expect(record).toMatchObject({
		desk: community,
		by: 'super01',
		body: { file: 'a.csv', list: 'roster', day: '2026-11-23', counts: { households: 2, elders: 1, changed: 0 } },
	});
	const changed = ['001,3,2,501,租住,张桂兰,1946-05-03,,,,,', '001,3,2,502,自有,李强,,,,,,'];
	expect(await run(changed)).toMatchObject({ ok: true, value: { buildings: 0, households: 1, changed: 1 } });
	expect(await rowsOf('place')).toHaveLength(2);
	const household = (await rowsOf('household')).find(({ body }) => body.label === '3-2-501')!;
	expect(household.body).toMatchObject({ tenure: 'tenant', source: { import: record!.id, list: 'roster' } });
	const [amend] = (await store.reads.entries(household.id))
		.map(({ entry }) => entry)
		.filter(({ re }) => re !== undefined);
	const second = (await rowsOf('import')).find(({ id }) => id !== record!.id)!;
	expect(amend!.body).toMatchObject({ set: { tenure: 'tenant' }, source: { import: second.id, list: 'roster' } });
});

it('[RC10] keeps ID-card numbers as hashes under a key of the data folder, and never elsewhere', async () => {
	await identities.keep(community, 'an import', new Map([[identities.hashOf('12010119460503002x'), 'a resident']]));
	const again = createIdentities(
		openSqliteIdentities(join(dataDir, 'identities.sqlite')),
		join(dataDir, 'identity.key'),
	);
	expect(await again.known(community)).toEqual(new Map([[again.hashOf(' 120101 19460503002Ｘ'), 'a resident']]));
	expect(await again.known('120101004011')).toEqual(new Map());
	await again.keep(community, 'another', new Map([[again.hashOf('12010119460503002X'), 'someone else']]));
	expect([...(await again.known(community)).values()]).toEqual(['a resident']);
	expect(statSync(join(dataDir, 'identity.key')).mode & 0o777).toBe(0o600);
	for (const name of readdirSync(dataDir).filter((name) => name.startsWith('identit')))
		expect(readFileSync(join(dataDir, name)).includes('19460503')).toBe(false);
	await again.forget('an import');
	expect(await again.known(community)).toEqual(new Map());
	again.close();
});

it('[RC11, RC12] is taken back whole by any supervisor of the community, but for what was built on it', async () => {
	await run(lines);
	const [first] = await rowsOf('import');
	await run(['001,3,2,501,租住,张桂兰,1946-05-03,,,,,', '001,3,2,502,自有,李强,,,,,,']);
	const second = (await rowsOf('import')).find(({ id }) => id !== first!.id)!;
	const deps = { rooms, areas, identities, reads: store.reads, dataDir, timeZone, now: () => nowMs + 60_000 };
	const other = { account: 'super02', grants: [supervisor], device: null };
	const asked = (id: string, author = other) => takeBackImport(deps, { id, author });
	expect(await asked(second.id, { ...other, grants: [{ ...supervisor, desk: '120101004011' }] })).toEqual({
		ok: false,
		error: 'not-found',
	});
	expect(await asked(second.id)).toEqual({ ok: true, value: { withdrawn: 2, restored: 1, stayed: [] } });
	const household = (await rowsOf('household')).find(({ body }) => body.label === '3-2-501')!;
	expect(await rowsOf('household')).toHaveLength(2);
	expect(household.body.tenure).toBe('owner');
	expect((await rowsOf('import')).find(({ id }) => id === second.id)!.body.takenBack).toMatchObject({
		by: 'super02',
		withdrawn: 2,
	});
	expect(await asked(second.id)).toEqual({ ok: false, error: 'taken-back' });
	expect(await run(lines)).toMatchObject({ ok: true, value: { households: 0, changed: 0 } });
	// Its record was amended by the import that came after, and by what took that back.
	expect(await asked(first!.id)).toMatchObject({
		ok: true,
		value: { stayed: [{ label: '3-2-501' }, { label: '3号楼' }] },
	});
	expect(journals()).toEqual([]);
});

it('takes it from the supervisor of the community only, with the books that it needs', async () => {
	const denied = ['0 你的岗位不能导入这个社区的名册'];
	expect(
		wordsOf(await run(lines, { grants: [{ role: 'worker', desk: `${community}001`, books: ['field', 'care'] }] })),
	).toEqual(denied);
	expect(wordsOf(await run(lines, { grants: [{ ...supervisor, books: ['field'] }] }))).toEqual(denied);
	expect(wordsOf(await run(lines, { grants: [{ ...supervisor, to: '2026-11-22' }] }))).toEqual(denied);
	expect(wordsOf(await run(lines, { at: '120101004999' }))).toEqual(['0 没有社区 120101004999']);
	expect(await rowsOf('household')).toEqual([]);
});

it('[RC9] is finished at the next start when the machine stopped in the middle', async () => {
	let left = 1;
	const stopping: Rooms = {
		...rooms,
		add: async (...args) => (left-- > 0 ? rooms.add(...args) : Promise.reject(new Error('power cut'))),
	};
	await expect(run(lines, { through: stopping })).rejects.toThrow('power cut');
	const before = (await rowsOf('household', 'resident', 'elder', 'place')).length;
	expect(before).toBeLessThan(7);
	expect(await finishImport({ rooms, areas, identities, dataDir })).toBe(true);
	expect(await rowsOf('household', 'resident', 'elder', 'place', 'import')).toHaveLength(8);
	expect(await finishImport({ rooms, areas, identities, dataDir })).toBe(false);
});
