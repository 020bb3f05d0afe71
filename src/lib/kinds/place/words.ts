import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '地点', en: 'Place' },
	placeName: { zh: '名称', en: 'Name' },
	sort: { zh: '类型', en: 'Sort' },
	building: { zh: '楼栋', en: 'Building' },
	shop: { zh: '商铺', en: 'Shop' },
	'small-venue': { zh: '九小场所', en: 'Small venue' },
	stairwell: { zh: '楼道', en: 'Stairwell' },
	street: { zh: '街巷', en: 'Street' },
	facility: { zh: '设施', en: 'Facility' },
	route: { zh: '巡查路线', en: 'Patrol route' },
	units: { zh: '门数', en: 'Stairwells' },
	floors: { zh: '层数', en: 'Floors' },
	doors: { zh: '每层户数', en: 'Doors per floor' },
	address: { zh: '地址', en: 'Address' },
	phone: { zh: '电话', en: 'Phone' },
	lat: { zh: '纬度', en: 'Latitude' },
	lon: { zh: '经度', en: 'Longitude' },
	note: { zh: '备注', en: 'Notes' }
} as const satisfies Words;
