import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '居民', en: 'Resident' },
	fullName: { zh: '姓名', en: 'Name' },
	sex: { zh: '性别', en: 'Sex' },
	f: { zh: '女', en: 'Female' },
	m: { zh: '男', en: 'Male' },
	birth: { zh: '出生', en: 'Born' },
	relation: { zh: '与户主关系', en: 'Relation' },
	phone: { zh: '电话', en: 'Phone' },
	note: { zh: '备注', en: 'Notes' }
} as const satisfies Words;
