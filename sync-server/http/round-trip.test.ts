/** Every list of the demonstration goes out and comes back in: the import knows it, and has nothing to write. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { proposedToMapping, type ProposedSheet } from '#server/roster/mapping.ts';
import { seedDemo } from '#server/seed/seed.ts';
import { readBack } from '#tests/support/tables.ts';
import { community, openApp, type App } from '#tests/support/app.ts';

let server: App;
let token: string;
beforeAll(async () => {
	server = await openApp();
	const { rooms, areas, drawings, dataDir, clock } = server;
	const accounts = { add: async () => ({ ok: true, value: undefined }) as const, list: () => [] };
	await seedDemo({
		rooms,
		accounts,
		areas,
		drawings,
		dataDir,
		covers: { set: (cover) => ({ made: clock.ms, ...cover, number: 1 }) },
		now: () => clock.ms,
	});
	token = await server.signIn('super01');
});
afterAll(() => server.close());

type Format = 'xlsx' | 'csv';
const formats = ['xlsx', 'csv'] as const;

async function out(list: string, format: Format): Promise<Buffer> {
	const url = `/api/out/${list}?area=${community}&format=${format}`;
	const answer = await server.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
	expect(answer.statusCode).toBe(200);
	return answer.rawPayload;
}

async function upload(bytes: Buffer | string, name: string) {
	const { status, body } = await server.ask(token, {
		method: 'POST',
		url: `/api/imports?community=${community}&name=${encodeURIComponent(name)}`,
		payload: bytes,
		headers: { 'content-type': 'application/octet-stream' },
	});
	expect(status).toBe(200);
	return body;
}

async function preview(bytes: Buffer | string, format: Format, list: string) {
	const { id, proposal } = await upload(bytes, `a.${format}`);
	const [sheet] = (list === 'places' ? proposal.places : proposal.sheets) as ProposedSheet[];
	const payload = { mapping: proposedToMapping(sheet!), list };
	const { status, body } = await server.ask(token, { method: 'PUT', url: `/api/imports/${id}/mapping`, payload });
	expect(status).toBe(200);
	return { proposal, sheet: sheet!, body };
}

it.each(
	(
		[
			['roster', 'roster', null],
			['places', 'places', 'places'],
			['elders-due', 'other', 'other'],
		] as const
	).flatMap((list) => formats.map((format) => [...list, format] as const)),
)('[O13, RC3] takes %s back as %s, with nothing to write (%s, %s)', async (list, as, known, format) => {
	const { proposal, sheet, body } = await preview(await out(list, format), format, as);
	expect(proposal.list).toBe(known);
	expect(sheet.columns.every(({ certainty }) => certainty === 'sure')).toBe(true);
	expect(body.errors.shown).toEqual([]);
	expect(body.creations.shown).toEqual([]);
	expect(body.changes.shown).toEqual([]);
	expect(body.conflicts.shown).toEqual([]);
	expect(body.doubts.shown).toEqual([]);
	expect(body.isEmpty).toBe(true);
	expect(body.counts.unchanged).toBeGreaterThan(3);
});

it.each(formats)(
	'[O13, RC15] takes a list of places with one cell changed for just that difference (%s)',
	async (format) => {
		const rows = await readBack(await out('places', format), `a.${format}`);
		const [head] = rows;
		const at = rows.findIndex((row) => row[head!.indexOf('类型')] !== '楼栋' && row[head!.indexOf('名称')] !== '名称');
		const column = head!.indexOf('备注');
		const edited = rows.map((row, index) =>
			index === at ? row.map((cell, place) => (place === column ? '周末不开门' : cell)) : row,
		);
		const text = edited.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
		const { body } = await preview(text, 'csv', 'places');
		expect(body.creations.total).toBe(0);
		expect([...body.changes.shown, ...body.conflicts.shown]).toMatchObject([
			{ row: at + 1, field: 'note', after: '周末不开门', kind: 'place' },
		]);
	},
);

const facts = async (bytes: Buffer | string, format: Format) => {
	const { id, facts: known } = await upload(bytes, `a.${format}`);
	const { status, body } = await server.ask(token, `/api/imports/${id}/facts`);
	return { known, status, body };
};

it.each(
	(
		[
			['records', '记录'],
			['open-problems', '未解决的上报'],
			['progress', '各网格进度'],
			['report', '报表'],
			['people', '人员'],
		] as const
	).flatMap((list) => formats.map((format) => [...list, format] as const)),
)('[O14] knows %s (%s) that comes back as %s, and finds each row in the ledger', async (list, title, format) => {
	const { known, body } = await facts(await out(list, format), format);
	expect(known).toEqual({ title });
	expect(body).toMatchObject({ title, other: 0, differences: { shown: [] }, missing: { shown: [] } });
	expect(body.same).toBe(body.rows);
	expect(body.rows).toBeGreaterThan(list === 'people' ? 0 : 3);
});

it('[O14] says which cells of a record are others, and which rows the ledger does not have; and writes nothing', async () => {
	const [head, first, second, ...rest] = await readBack(await out('records', 'csv'), 'a.csv');
	const at = head!.indexOf('情况');
	const changed = first!.map((cell, index) => (index === at ? '都好' : cell));
	const moment = head!.indexOf('时间');
	// As a spreadsheet writes it when it saves the file: no difference.
	const saved = second!.map((cell, index) =>
		index === moment ? cell.replaceAll('-', '/').replace(/\/0/g, '/') : cell,
	);
	const strange = first!.map((cell, index) =>
		index === head!.indexOf('编号') ? '019ab000-0000-7000-8000-00000000ffff' : cell,
	);
	const text = [head!, changed, saved, strange, ...rest.slice(0, 5)]
		.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
		.join('\r\n');
	const before = await server.store.reads.lastEvent();
	const { body } = await facts(text, 'csv');
	expect(body).toMatchObject({
		rows: 8,
		same: 6,
		other: 1,
		differences: { total: 1, shown: [{ row: 2, column: '情况', ledger: first![at], file: '都好' }] },
		missing: { total: 1, shown: [{ row: 4 }] },
	});
	expect(await server.store.reads.lastEvent()).toBe(before);
});

it('[O14] takes no other table for one of these', async () => {
	for (const list of ['roster', 'places', 'elders-due'])
		expect((await upload(await out(list, 'csv'), 'a.csv')).facts).toBeNull();
	expect((await facts('姓名,账号,编号\n张桂兰,a,1', 'csv')).status).toBe(404);
});
