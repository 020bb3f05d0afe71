import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gridOf, openAreas } from './areas.ts';

const community = '120101004010';
const newFile = () => join(mkdtempSync(join(tmpdir(), 'areas-')), 'areas.json');

it('knows the tree of the city without any file', () => {
	const areas = openAreas(newFile());
	expect(areas.name(community)).toBe('朝阳里社区');
	expect(areas.path(community).map((area) => area.name)).toEqual(['天津市', '和平区', '新兴街道', '朝阳里社区']);
	expect(areas.children('1201')).toHaveLength(16);
	expect(areas.name('999')).toBe('999');
});

it('keeps added grids over a restart, and replaces one by its code', () => {
	const file = newFile();
	openAreas(file).put([gridOf(community, 1, '第一网格'), gridOf(community, 2, '第二网格')]);
	openAreas(file).put([{ ...gridOf(community, 2, '南网格'), validFrom: '2026-11-01' }]);
	const areas = openAreas(file);
	expect(areas.children(community).map((area) => area.name)).toEqual(['第一网格', '南网格']);
	expect(areas.children(community, '2026-10-31').map((area) => area.name)).toEqual(['第一网格']);
	expect(areas.path(`${community}001`).at(-1)).toMatchObject({ name: '第一网格', level: 'grid', parent: community });
});
