import { expect, it } from 'vitest';
import { changesOf } from './changes.ts';

it('sets what is new, and takes away what is gone', () => {
	const before = { outcome: 'met', note: '一切正常', purposes: ['check'] };
	expect(changesOf(before, before)).toEqual({});
	expect(changesOf(before, { outcome: 'phone', purposes: ['check'], kept: '2026-11-23' })).toEqual({
		outcome: 'phone',
		note: null,
		kept: '2026-11-23',
	});
});
