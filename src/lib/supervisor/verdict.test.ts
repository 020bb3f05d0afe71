import { entryFault } from '#lib/kinds/index.ts';
import { isEntry, type Entry } from '#lib/ledger/entry.ts';
import { foldRecord } from '#lib/ledger/fold.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { expect, it } from 'vitest';
import { reviewEntry } from './verdict.ts';

const desk = '120101004010001';
const nowMs = Date.parse('2026-11-23T06:00:00Z');

const visit = (ms: number): Entry => ({
	id: '019ab000-0000-7000-8000-000000000001',
	v: 1,
	kind: 'visit',
	desk,
	by: 'grid01',
	at: new Date(ms).toISOString(),
	hlc: hlcOf(ms),
	body: { outcome: 'met' },
});

it('is an entry that the gate takes', () => {
	const root = visit(nowMs - 1000);
	const review = reviewEntry(
		{ id: root.id, desk, changed: root.hlc, amends: [] },
		{ verdict: 'returned', reason: '请补充' },
		'super01',
		nowMs,
	);
	expect(isEntry(review)).toBe(true);
	expect(entryFault(review)).toBeNull();
	expect(foldRecord([root, review])?.state).toBe('returned');
});

it('counts even when the phone ran ahead of the server', () => {
	const root = visit(nowMs + 5 * 60_000);
	const returned = reviewEntry(
		{ id: root.id, desk, changed: root.hlc, amends: [] },
		{ verdict: 'returned', reason: '请补充' },
		'super01',
		nowMs,
	);
	const seen = reviewEntry(
		{ id: root.id, desk, changed: returned.hlc, amends: [] },
		{ verdict: 'seen' },
		'super01',
		nowMs,
	);
	expect(foldRecord([seen, root, returned])?.state).toBe('seen');
});
