/** 进度 by grid: the figures of the screen, one row a grid. */
import { words as elderWords } from '#lib/kinds/elder/words.ts';
import { kinds, recordKinds } from '#lib/kinds/index.ts';
import { kindLabel } from '#lib/kinds/record-words.ts';
import { tiers } from '#lib/registers/register.ts';
import { gridNameIn, type Asked, type Cell, type List, type NamedProgress } from './list.ts';

const seesCare = ({ books }: Asked): boolean => books.includes('care');
const kindsOf = (asked: Asked) => recordKinds.filter((kind) => seesCare(asked) || kinds[kind].book !== 'care');

export const progressList: List = {
	title: '各网格进度',
	needs: ['field'],
	columns: (asked) => [
		'网格',
		'编码',
		'住户',
		'本轮已走到',
		...(seesCare(asked)
			? [...tiers.flatMap((tier) => ['', '到期', '超期'].map((word) => elderWords[tier].zh + word)), '没见到']
			: []),
		'未解决的上报',
		'其中8–31天',
		'其中31天以上',
		...kindsOf(asked).map((kind) => `今天${kindLabel(kind, 'zh')}`),
	],
	rows: async function* (asked, { progress, areas }) {
		const { grids } = await progress(asked.area, seesCare(asked));
		yield grids.map((grid) => toCells(grid, gridNameIn(areas, asked.area, grid.desk), asked));
	},
};

function toCells(
	{ desk, households, elders, alarms, problems, today }: NamedProgress,
	name: string,
	asked: Asked,
): Cell[] {
	const ofElders = tiers.flatMap((tier) => [
		elders?.[tier].total ?? 0,
		elders?.[tier].due ?? 0,
		elders?.[tier].overdue ?? 0,
	]);
	return [
		name,
		desk,
		households.total,
		households.done,
		...(seesCare(asked) ? [...ofElders, alarms ?? 0] : []),
		problems.open,
		problems.byAge.month,
		problems.byAge.older,
		...kindsOf(asked).map((kind) => today[kind] ?? 0),
	];
}
