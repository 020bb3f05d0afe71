import { expect, it } from 'vitest';
import { runApart } from './apart.ts';
import { readWorkbook } from './workbook.ts';

const csv = (rows: number) => new TextEncoder().encode('甲,乙\n'.repeat(rows));

it('[RD1] gives the sheets that the file holds', async () => {
	expect(await readWorkbook(csv(2), 'a.csv')).toEqual({
		ok: true,
		value: {
			sheets: [
				{
					name: '',
					rows: [
						['甲', '乙'],
						['甲', '乙'],
					],
				},
			],
		},
	});
	expect(await readWorkbook(csv(1), 'a.pdf')).toMatchObject({ ok: false });
});

it('[RD2] stops a reader that takes too much time or memory, and says so', async () => {
	const endless = { ok: false, error: [{ row: 0, message: { en: expect.stringContaining('too long') as string } }] };
	const read = (bytes: Uint8Array, limits: { ms: number; heapMb: number }) =>
		runApart({ job: 'read', bytes, fileName: 'a.csv' }, {}, limits);
	expect(await read(csv(1), { ms: 0, heapMb: 64 })).toMatchObject(endless);
	expect(await read(csv(500_000), { ms: 60_000, heapMb: 8 })).toMatchObject(endless);
});
