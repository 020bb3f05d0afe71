import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '巡查', en: 'Patrol' },
	route: { zh: '路线', en: 'Route' },
	result: { zh: '结果', en: 'Result' },
	nothing: { zh: '没发现问题', en: 'Nothing found' },
	problems: { zh: '发现问题', en: 'Problems found' },
	note: { zh: '情况', en: 'Notes' },
	position: { zh: '位置', en: 'Position' },
} as const satisfies Words;

export const phrases = {
	zh: ['消防通道畅通', '楼道无堆物', '电动车无飞线充电', '垃圾已清运', '照明正常'],
	en: ['Fire lane clear', 'Stairwells clear', 'No improvised charging', 'Rubbish collected', 'Lights working'],
} as const;
