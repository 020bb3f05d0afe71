import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEntries } from '#tests/support/entries.ts';
import { foldRecord } from './fold.ts';
import { restoring } from './restore.ts';

describe('taking amendments back', () => {
	it('[D36] gives what stands the value of before, and leaves what was built on', () => {
		const entries = createEntries();
		const root = entries.make({ body: { outcome: 'met', note: '甲' } });
		const first = entries.amend(root, [], { note: '乙' });
		const taken = entries.amend(root, [first], { note: '丙', outcome: 'phone', kept: '2026-11-20' });
		const later = entries.amend(root, [taken], { outcome: 'declined' });
		const all = [root, first, taken, later];
		expect(restoring(all, new Set([taken.id]))).toEqual({ note: '乙', kept: null });
		expect(restoring(all, new Set([first.id]))).toEqual({});
		expect(restoring(all, new Set([root.id, 'unknown']))).toEqual({});
	});

	it('[D36] shows what the record would show without them, whoever else wrote meanwhile', () => {
		const fields = ['note', 'outcome', 'kept'] as const;
		const write = fc.record({
			set: fc.dictionary(fc.constantFrom(...fields), fc.constantFrom('a', 'b', 'c', null), { minKeys: 1 }),
			/** How many of the writings before it did not know. */
			unaware: fc.nat(3),
		});
		fc.assert(
			fc.property(fc.array(write, { maxLength: 4 }), write, (others, own) => {
				const entries = createEntries();
				const root = entries.make({ body: { outcome: 'met', note: '甲' } });
				const all = [root];
				for (const { set, unaware } of others) {
					const known = all.slice(1, Math.max(1, all.length - unaware));
					all.push(entries.amend(root, known, set));
				}
				const taken = entries.amend(root, all.slice(1, Math.max(1, all.length - own.unaware)), own.set);
				all.push(taken);
				const set = restoring(all, new Set([taken.id]));
				const back = Object.keys(set).length > 0 ? [entries.amend(root, [taken], set)] : [];
				const record = foldRecord([...all, ...back])!;
				expect(record.body).toEqual(foldRecord(all.slice(0, -1))!.body);
			}),
		);
	});
});
