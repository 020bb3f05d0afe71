import { expect, it } from 'vitest';
import { createEntries, idOf } from '#tests/support/entries.ts';
import { foldRecord } from './fold.ts';
import { originsOf } from './origins.ts';

const entries = createEntries();
const source = { import: idOf(900), list: 'roster' };
const root = entries.make({ kind: 'resident', body: { name: '张桂兰', birth: '1946', source } });
const amend = (
	base: Parameters<typeof entries.amend>[1],
	set: Record<string, string | null>,
	by: string,
	more = {},
) => {
	const entry = entries.amend(root, base, set, { by });
	return { ...entry, body: { ...entry.body, ...more } };
};

it('[RC1] tells for each field which entry set what stands, by whom, when, and from which list', () => {
	const byHand = amend([], { phone: '022-1' }, 'grid01');
	const corrected = amend([byHand], { birth: '1946-05' }, 'super01', {
		source: { import: idOf(901), list: 'pension' },
	});
	const origins = originsOf([corrected, root, byHand]);
	expect(origins.name).toEqual([{ entry: root.id, by: 'grid01', at: root.at, hlc: root.hlc, source }]);
	expect(origins.phone).toEqual([{ entry: byHand.id, by: 'grid01', at: byHand.at, hlc: byHand.hlc }]);
	expect(origins.birth).toMatchObject([{ entry: corrected.id, source: { list: 'pension' } }]);
});

it('[RC1] keeps the origin of what was taken away, and puts those of rivals behind the one that shows', () => {
	const first = amend([], { phone: '022-1' }, 'grid01');
	const second = amend([], { phone: '022-2', birth: null }, 'grid02');
	const origins = originsOf([root, second, first]);
	expect(origins.phone!.map(({ entry }) => entry)).toEqual([second.id, first.id]);
	expect(origins.birth!.map(({ by }) => by)).toEqual(['grid02']);
	expect(foldRecord([root, second, first])!.body.phone).toBe('022-2');
	expect(originsOf([first])).toEqual({});
});
