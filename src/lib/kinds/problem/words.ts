import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '上报', en: 'Report' },
	category: { zh: '类别', en: 'Category' },
	item: { zh: '问题', en: 'Problem' },
	where: { zh: '地点', en: 'Place' },
	severity: { zh: '紧急程度', en: 'Severity' },
	normal: { zh: '一般', en: 'Normal' },
	urgent: { zh: '紧急', en: 'Urgent' },
	critical: { zh: '特急', en: 'Critical' },
	handling: { zh: '怎么处理', en: 'Handling' },
	solved: { zh: '当场解决', en: 'Settled on the spot' },
	report: { zh: '上报', en: 'Report up' },
	note: { zh: '情况', en: 'Notes' },
	again: { zh: '回头再看', en: 'Look again' },
	settled: { zh: '已解决', en: 'Settled' },
	during: { zh: '巡查中发现', en: 'Found on patrol' },
	position: { zh: '位置', en: 'Position' },
} as const satisfies Words;
