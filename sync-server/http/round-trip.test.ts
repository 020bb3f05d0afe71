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
	const { rooms, areas, dataDir, clock } = server;
	const accounts = { add: async () => ({ ok: true, value: undefined }) as const, list: () => [] };
	await seedDemo({
		rooms,
		accounts,
		areas,
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
