import { describe, expect, it } from 'vitest';
import type { DoorCell } from '#lib/device/matrix.ts';
import { doorWords, isChosen } from './cells.ts';
import { stepFrom, type Spot, type StepKey } from './matrix-steps.ts';

// 501 ·   503
//  ·  ·    ·      (nobody there was chosen)
// 301 302 303
const spots: readonly Spot[] = [
	{ id: '501', row: 0, column: 0 },
	{ id: '503', row: 0, column: 2 },
	{ id: '301', row: 2, column: 0 },
	{ id: '302', row: 2, column: 1 },
	{ id: '303', row: 2, column: 2 },
];

describe('the arrows in a matrix', () => {
	it.each<[string, StepKey, string]>([
		['501', 'ArrowRight', '503'],
		['503', 'ArrowRight', '503'],
		['501', 'ArrowLeft', '501'],
		['503', 'ArrowDown', '303'],
		['302', 'ArrowUp', '501'],
		['303', 'ArrowUp', '503'],
		['501', 'ArrowUp', '501'],
		['301', 'ArrowDown', '301'],
		['302', 'Home', '301'],
		['302', 'End', '303'],
		['elsewhere', 'ArrowDown', '501'],
	])('[D65] from %s by %s to %s', (from, key, to) => expect(stepFrom(spots, from, key)).toBe(to));

	it('[D65] go to the first and the last door of all', () => {
		expect(stepFrom(spots, '302', 'Home', true)).toBe('501');
		expect(stepFrom(spots, '501', 'End', true)).toBe('303');
		expect(stepFrom([], '501', 'End')).toBe('501');
	});
});

describe('a door', () => {
	const cell: DoorCell = { id: 'x', door: '501', label: '3-1-501', tenure: 'owner', due: 'due', last: null };
	const words = (part: Partial<DoorCell>) => doorWords({ ...cell, ...part }).map(({ zh }) => zh);

	it('[D65] says its number, its tenure and how it stands', () => {
		expect(words({})).toEqual(['501', '自有', '本轮还没走访']);
		expect(words({ due: 'later', tenure: undefined })).toEqual(['501', '本轮到过']);
		expect(words({ tried: 1, elder: 'overdue' })).toEqual(['501', '自有', '有老人该探访', '没人应门']);
		expect(words({ tenure: 'vacant', due: 'never' })).toEqual(['501', '空户']);
	});

	it('[D66] is chosen while this round misses it, and for tonight when it was knocked at in vain', () => {
		const chosen = (part: Partial<DoorCell>) =>
			(['all', 'due', 'tried'] as const).filter((choice) => isChosen({ ...cell, ...part }, choice));
		expect(chosen({})).toEqual(['all', 'due']);
		expect(chosen({ tried: 1, elder: 'due' })).toEqual(['all', 'due', 'tried']);
		expect(chosen({ due: 'later', tried: 1 })).toEqual(['all']);
		expect(chosen({ tenure: 'vacant', due: 'due' })).toEqual(['all']);
	});
});
