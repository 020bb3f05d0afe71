import { expect, it } from 'vitest';
import { readTableApart } from './apart.ts';

const csv = (rows: number) => new TextEncoder().encode('甲,乙\n'.repeat(rows));

it('gives the table that the file holds', async () => {
	expect(await readTableApart(csv(2), 'a.csv')).toEqual({
		ok: true,
		value: {
			rows: [
				['甲', '乙'],
				['甲', '乙'],
			],
		},
	});
	expect(await readTableApart(csv(1), 'a.pdf')).toMatchObject({ ok: false });
});

it('stops a reader that takes too much time or memory, and says so', async () => {
	const endless = { ok: false, error: [{ row: 0, message: { en: expect.stringContaining('too long') as string } }] };
	expect(await readTableApart(csv(1), 'a.csv', { ms: 0, heapMb: 64 })).toMatchObject(endless);
	expect(await readTableApart(csv(500_000), 'a.csv', { ms: 60_000, heapMb: 8 })).toMatchObject(endless);
});
