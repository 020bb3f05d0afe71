import { answerWords } from '#lib/kinds/answers.ts';
import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '走访', en: 'Visit' },
	outcome: { zh: '结果', en: 'Outcome' },
	met: { zh: '见到人', en: 'Met' },
	phone: { zh: '电话联系上', en: 'By phone' },
	'no-answer': { zh: '没人应门', en: 'No answer' },
	declined: { zh: '不便接待', en: 'Declined' },
	purposes: { zh: '走访内容', en: 'What for' },
	check: { zh: '信息核对', en: 'Details checked' },
	safety: { zh: '安全提醒', en: 'Safety' },
	policy: { zh: '政策宣传', en: 'Policy told' },
	greeting: { zh: '走访慰问', en: 'Greeting' },
	dispute: { zh: '矛盾了解', en: 'Dispute heard' },
	other: { zh: '其他', en: 'Other' },
	note: { zh: '情况', en: 'Notes' },
	promise: { zh: '答应办的事', en: 'Promised' },
	kept: { zh: '答复日期', en: 'Answered on' },
	...answerWords,
	position: { zh: '位置', en: 'Position' },
} as const satisfies Words;

/** Said often; a tap writes them into the notes. */
export const phrases = {
	zh: [
		'家中一切正常',
		'信息无变化',
		'已提醒用气用电安全',
		'已提醒防诈骗',
		'反映楼道堆物',
		'反映楼道灯不亮',
		'反映下水不畅',
	],
	en: [
		'All is well at home',
		'No change in details',
		'Reminded of gas and power safety',
		'Warned of fraud',
		'Clutter in the stairwell',
		'Stairwell light broken',
		'Drain blocked',
	],
} as const;

/** The same where nobody opened. */
export const absentPhrases = {
	zh: ['已留联系条', '电话没人接', '邻居说外出了', '晚上再来', '像是没人住'],
	en: ['Left a note', 'No answer by phone', 'Neighbour says away', 'Come back in the evening', 'Looks empty'],
} as const;
