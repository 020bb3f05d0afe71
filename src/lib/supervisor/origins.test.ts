import { expect, it } from 'vitest';
import { createEntries, idOf } from '#tests/support/entries.ts';
import { projectRecord } from '#lib/kinds/project.ts';
import type { NamedEntry, RecordView } from './api.ts';
import { commonest, originTexts } from './origins.ts';

const entries = createEntries();
const source = { import: idOf(900), list: 'roster' };
const view = (...own: readonly NamedEntry[]): RecordView => ({
	...projectRecord(own)!,
	page: '',
	arrived: 0,
	deskName: '',
	byName: '张桂芬',
});

it('says the list or the person, and the day, of each value', () => {
	const root = entries.make({ kind: 'resident', by: 'super01', body: { name: '张桂兰', phone: '1', source } });
	expect(originTexts(view(root), [], 'zh')).toMatchObject({
		name: '人房底册 2026-11-23',
		phone: '人房底册 2026-11-23',
	});
	const byHand: NamedEntry = { ...entries.amend(root, [], { phone: '2' }), byName: '王芳' };
	const texts = originTexts(view(root, byHand), [root, byHand], 'zh');
	expect(texts).toMatchObject({ name: '人房底册 2026-11-23', phone: '王芳 2026-11-23' });
	expect(commonest([texts.name, texts.source, texts.phone, undefined])).toBe('人房底册 2026-11-23');
	expect(commonest([])).toBeNull();
});

it('says who, where no list did, and nothing of records of work', () => {
	const root = entries.make({ kind: 'resident', by: 'super01', body: { name: '张桂兰' } });
	expect(originTexts(view(root), [], 'en')).toEqual({ name: '张桂芬 2026-11-23' });
	expect(originTexts(view(entries.make()), [], 'zh')).toEqual({});
});
