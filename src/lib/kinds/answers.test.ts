import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Body } from '#lib/ledger/entry.ts';
import { foldRecord } from '#lib/ledger/fold.ts';
import { createEntries, idOf } from '#tests/support/entries.ts';
import { answering, answers, promisedIn } from './answers.ts';
import { entryFault, kinds } from './index.ts';
import type { Kind } from './kind.ts';
import { matterOf } from './matter/matter-of.ts';

const was = { desk: '120101004010001', id: idOf(7) };
const roots = {
	visit: { outcome: 'met', promise: { text: '办老年卡', due: '2026-12-01' } },
	errand: { text: '办老年卡', due: '2026-12-01' },
	matter: { of: 'visit', text: '办老年卡', due: '2026-12-01', was },
} as const satisfies Record<string, Body>;
const kindNames = fc.constantFrom(...(Object.keys(roots) as (keyof typeof roots)[]));
const ends = fc.record({ day: fc.constantFrom('2026-11-30', '2026-12-02'), answer: fc.constantFrom(...answers) });

describe('an answer to a promise', () => {
	it('[D152] is read as it was set, whatever it stands in, and ends what is due; taken back it is open again', () => {
		fc.assert(
			fc.property(kindNames, ends, (kind, ended) => {
				const entries = createEntries();
				const root = entries.make({ kind, body: roots[kind], about: idOf(9) });
				const answered = entries.amend(root, [root], answering(kind, ended));
				const reopened = entries.amend(root, [root, answered], answering(kind, null));
				for (const entry of [root, answered, reopened]) expect(entryFault(entry)).toBeNull();
				const bodyOf = (...log: (typeof root)[]) => foldRecord(log)!.body;
				const due = (body: Body) => (kinds[kind] as Kind).facts(body).due;
				expect(promisedIn(kind, bodyOf(root))).toEqual({ text: '办老年卡', due: '2026-12-01' });
				expect(promisedIn(kind, bodyOf(root, answered))?.ended).toEqual(ended);
				expect(due(bodyOf(root, answered))).toBeUndefined();
				expect(promisedIn(kind, bodyOf(root, answered, reopened))?.ended).toBeUndefined();
				expect(due(bodyOf(root, answered, reopened))).toBe('2026-12-01');
			}),
		);
	});

	it('of before answers were told apart says that it was done', () => {
		expect(promisedIn('visit', { ...roots.visit, kept: '2026-11-30' })?.ended).toEqual({
			day: '2026-11-30',
			answer: 'settled',
		});
	});

	it('is none where nothing was promised', () => {
		for (const [kind, body] of [
			['visit', { outcome: 'met' }],
			['matter', { ...roots.matter, of: 'problem' }],
			['problem', { text: 'x', due: '2026-12-01' }],
		] as const) {
			expect(promisedIn(kind, body)).toBeNull();
		}
	});

	it('goes along with its promise when the household goes to another grid', () => {
		const row = { id: idOf(1), desk: '120101004010002', state: 'open' } as const;
		const errand = { ...roots.errand, answered: '2026-11-30', answer: 'passed-on' };
		expect(matterOf({ ...row, kind: 'errand', body: errand })).toEqual({
			of: 'visit',
			text: '办老年卡',
			due: '2026-12-01',
			done: '2026-11-30',
			answer: 'passed-on',
			was: { desk: row.desk, id: row.id },
		});
		expect(matterOf({ ...row, kind: 'visit', body: { ...roots.visit, kept: '2026-11-30' } })).not.toHaveProperty(
			'answer',
		);
	});
});
