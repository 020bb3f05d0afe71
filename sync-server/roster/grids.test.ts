import { expect, it } from 'vitest';
import { gridOf } from '#server/areas/areas.ts';
import { readGrid } from './grids.ts';

const community = '120101004010';
const known = [gridOf(community, 1, '第一网格'), gridOf(community, 2, '南网格')];
const read = (text: string) => {
	const found = readGrid(text, community, known);
	return found && [found.grid.code.slice(-3), found.grid.name, found.isNew];
};

it('knows a grid by its name, its number or its code', () => {
	for (const text of ['第一网格', '001', '1', `${community}001`, '1号网格', '第1网格'])
		expect(read(text)).toEqual(['001', '第一网格', false]);
	expect(read('002')).toEqual(['002', '南网格', false]);
});

it('makes a new one from a number alone', () => {
	expect(read('012')).toEqual(['012', '第十二网格', true]);
	expect(read('第二十网格')).toEqual(['020', '第二十网格', true]);
	expect(read('第三网格')).toEqual(['003', '第三网格', true]);
});

it('refuses what names none, another community, or a number under another name', () => {
	for (const text of ['北网格', '000', '120101004011001', '第二网格', '第网格', ''])
		expect([text, read(text)]).toEqual([text, null]);
});
