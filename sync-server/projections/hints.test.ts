import { expect, it } from 'vitest';
import type { Body } from '#lib/ledger/entry.ts';
import { hintNames } from '#server/store/rows.ts';
import { hintWords, hintText } from '#lib/supervisor/review-words.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { recordRow } from './refold.ts';

const entries = createEntries();
const hintsOf = (position?: Body) => {
	const entry = entries.make({ kind: 'visit', body: { outcome: 'met', ...(position && { position }) } });
	return recordRow([{ page: `${grid}/field/2026-11`, entry, arrived: 1 } as never], { timeZone: 'Asia/Shanghai' })!
		.hints;
};
const position = { lat: 39.11, lon: 117.19, accuracy: 20 };

it('[MP12] asks to look again at what was written far away, at a frozen position or after a jump, and at nothing else', () => {
	expect(hintsOf()).toEqual([]);
	expect(hintsOf({ ...position, off: 60 })).toEqual([]);
	expect(hintsOf({ ...position, off: 320 })).toEqual(['far']);
	expect(hintsOf({ ...position, doubts: ['old', 'coarse'] })).toEqual([]);
	expect(hintsOf({ ...position, off: 320, doubts: ['same', 'jump'] })).toEqual(['far', 'same', 'jump']);
});

it('[MP12] says why, with the metres', () => {
	for (const hint of hintNames) expect(Object.keys(hintWords)).toContain(hint);
	expect(hintText('far', 'zh', { position: { ...position, off: 320 } })).toContain('320 米');
});
