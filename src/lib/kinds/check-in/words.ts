import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '探访', en: 'Check-in' },
	outcome: { zh: '结果', en: 'Outcome' },
	met: { zh: '上门见到', en: 'Met at home' },
	phone: { zh: '电话通了', en: 'Reached by phone' },
	'not-seen': { zh: '没见到', en: 'Not seen' },
	found: { zh: '人已找到', en: 'Found' },
	'met-well': { zh: '上门见到·都好', en: 'Met, all well' },
	'phone-well': { zh: '电话通了·都好', en: 'By phone, all well' },
	how: { zh: '怎么找到的', en: 'How found' },
	home: { zh: '在家，见到了', en: 'At home, met' },
	family: { zh: '家属确认平安', en: 'Family confirms' },
	hospital: { zh: '在医院', en: 'In hospital' },
	away: { zh: '外出了', en: 'Away' },
	moved: { zh: '搬走了', en: 'Moved' },
	died: { zh: '已去世', en: 'Died' },
	other: { zh: '其他', en: 'Other' },
	well: { zh: '都好', en: 'All well' },
	checks: { zh: '六项情况', en: 'Six checks' },
	health: { zh: '健康', en: 'Health' },
	economy: { zh: '经济', en: 'Means' },
	support: { zh: '赡养', en: 'Family support' },
	safety: { zh: '安全', en: 'Safety' },
	needs: { zh: '需求', en: 'Needs' },
	special: { zh: '特殊情况', en: 'Special matters' },
	ok: { zh: '正常', en: 'Normal' },
	watch: { zh: '关注', en: 'Watch' },
	bad: { zh: '异常', en: 'Abnormal' },
	called: { zh: '联系过', en: 'Called' },
	note: { zh: '情况', en: 'Notes' },
	position: { zh: '位置', en: 'Position' },
	'how-missing': { zh: '请写明人是怎么找到的', en: 'Say how the person was found' },
	'well-unseen': { zh: '没见到人，不能写“都好”', en: 'Not seen cannot be all well' },
} as const satisfies Words;

/** What each of the six checks looks at (checklist A). */
export const hints = {
	health: { zh: '表达、行动、反应、疾病、精神', en: 'Speech, movement, response, illness, mood' },
	economy: { zh: '吃穿住行看病，待遇是否落实', en: 'Daily means, benefits paid' },
	support: { zh: '子女是否看望问候', en: 'Do children visit and call' },
	safety: { zh: '房屋，水电气暖', en: 'House, water, power, gas, heating' },
	needs: { zh: '照料、康复、陪伴、适老化改造', en: 'Care, rehabilitation, company, adaptation' },
	special: { zh: '重大变故', en: 'Major changes' },
} as const;

export const phrases = {
	zh: ['精神不错', '饭菜正常', '已提醒按时吃药', '已提醒用气安全', '子女常来', '需要助餐', '行动不便'],
	en: [
		'In good spirits',
		'Eating well',
		'Reminded of medicine',
		'Reminded of gas safety',
		'Children visit often',
		'Needs meals',
		'Walks with difficulty',
	],
} as const;
