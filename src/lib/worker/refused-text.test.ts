import { expect, it } from 'vitest';
import type { RefusedItem } from '#lib/device/outbox.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { entryToText } from '#lib/ledger/entry.ts';
import { createEntries, grid, morning } from '#tests/support/entries.ts';
import { refusedToText } from './refused-text.ts';

const { make, amend, withdraw } = createEntries();
const itemOf = (entry: Entry, code: 'schema' | 'declined', detail?: string): RefusedItem => ({
	refusal: {
		id: entry.id,
		page: `${grid}/field/2026-11`,
		record: entry.re ?? entry.id,
		text: entryToText(entry),
		code,
		detail,
		at: 1,
	},
	entry,
	row: undefined,
});
const means = {
	language: 'zh',
	name: '王芳',
	gridName: () => '第一网格',
	subject: '3-2-501',
	nowMs: morning,
} as const;

it('[D82] says what was written, about whom, by whom, when, and why not, in words', () => {
	const visit = make({ body: { outcome: 'met', note: '水管漏水' }, at: '2026-11-23T09:58:00+08:00' });
	const text = refusedToText(itemOf(visit, 'schema', 'outcome'), means);
	expect(text.split('\n')).toEqual([
		'走访 3-2-501',
		'记录人：王芳 · 第一网格',
		expect.stringMatching(/^时间：.*9:58/),
		expect.stringContaining('见到'),
		expect.stringContaining('水管漏水'),
		'原因：有一项填得不对，请修改后再发 (outcome)',
		`编号：${visit.id}`,
	]);
});

it('[D82] tells a correction and a taking back as such', () => {
	const visit = make();
	const note = amend(visit, [], { note: '改一下' });
	expect(refusedToText(itemOf(note, 'declined', '不在岗'), means)).toMatch(
		/^走访 修改 3-2-501\n[^]*改一下[^]*书记没有放行 \(不在岗\)/,
	);
	const taken = withdraw(visit);
	expect(refusedToText(itemOf(taken, 'schema'), { ...means, language: 'en', subject: '' })).toMatch(/taking back\n/);
});
