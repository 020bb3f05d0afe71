import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '住户', en: 'Household' },
	label: { zh: '门号', en: 'Door' },
	building: { zh: '楼栋', en: 'Building' },
	unit: { zh: '门', en: 'Stairwell' },
	floor: { zh: '层', en: 'Floor' },
	door: { zh: '户号', en: 'Door number' },
	tenure: { zh: '居住情况', en: 'Tenure' },
	owner: { zh: '自有', en: 'Owner' },
	tenant: { zh: '租住', en: 'Tenant' },
	public: { zh: '公产', en: 'Public housing' },
	vacant: { zh: '空户', en: 'Vacant' },
	other: { zh: '其他', en: 'Other' },
	phone: { zh: '电话', en: 'Phone' },
	caution: { zh: '进门注意', en: 'Mind' },
	away: { zh: '全家暂离', en: 'Away' },
	source: { zh: '来源', en: 'Source' },
	sameAs: { zh: '与此重复', en: 'The same as' },
	movedTo: { zh: '转到', en: 'Moved to' },
	was: { zh: '转自', en: 'Moved from' },
	note: { zh: '备注', en: 'Notes' },
} as const satisfies Words;
