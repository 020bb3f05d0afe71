import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '转网格', en: 'Transfer' },
	from: { zh: '从', en: 'From' },
	to: { zh: '到', en: 'To' },
	day: { zh: '从哪天起', en: 'From which day' },
	what: { zh: '转什么', en: 'What' },
	places: { zh: '楼栋', en: 'Buildings' },
	households: { zh: '住户', en: 'Households' },
	doors: { zh: '户', en: 'Doors' },
	people: { zh: '人', en: 'People' },
	elders: { zh: '探访老人', en: 'Elders' },
	matters: { zh: '没办完的事', en: 'Open matters' },
	undoes: { zh: '撤回的是', en: 'Takes back' },
	closes: { zh: '原网格停用', en: 'Closes the grid' },
	opens: { zh: '原网格恢复', en: 'Opens the grid again' },
	note: { zh: '说明', en: 'Note' },
} as const satisfies Words;
