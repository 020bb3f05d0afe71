import { describe, expect, it } from 'vitest';
import { markOf } from './marks.ts';

describe('the mark', () => {
	it('[D6] says where a record is', () => {
		expect(markOf({ state: 'open', waiting: 1 })).toBe('phone');
		expect(markOf({ state: 'open', waiting: 0 })).toBe('server');
		expect(markOf({ state: 'withdrawn', waiting: 0 })).toBe('server');
		expect(markOf({ state: 'seen', waiting: 0 })).toBe('seen');
		expect(markOf({ state: 'returned', waiting: 0 })).toBe('returned');
		expect(markOf({ state: 'open', waiting: 0, refusal: {} })).toBe('refused');
	});

	it('[D7] names what needs a person before what needs time, and that before what is done', () => {
		expect(markOf({ state: 'seen', waiting: 2, refusal: {} })).toBe('refused');
		expect(markOf({ state: 'returned', waiting: 1 })).toBe('phone');
		expect(markOf({ state: 'seen', waiting: 1 })).toBe('phone');
	});
});
