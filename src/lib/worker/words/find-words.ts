/** Words of 找住户、地点. */
export const findWords = {
	findHousehold: { zh: '找住户', en: 'Find a household' },
	findHint: { zh: '门号、姓名、首字母、电话', en: 'Door, name, initials, phone' },
	findElder: { zh: '找老人', en: 'Find an elder' },
	recent: { zh: '最近记过', en: 'Recent' },
	results: { zh: '找到', en: 'Found' },
	tryOther: { zh: '换个写法试试：501、3-2-501、王、wxm、王 3-2', en: 'Try another way: 501, 3-2-501, wxm, wxm 3-2' },
	addToRegister: { zh: '添到底册', en: 'Add to the register' },
	newHousehold: { zh: '新住户', en: 'Household' },
	newBuilding: { zh: '新楼栋', en: 'Building' },
	newShop: { zh: '新商铺', en: 'Shop' },
	newVenue: { zh: '新九小场所', en: 'Small venue' },
	newFacility: { zh: '新设施', en: 'Facility' },
	whatKind: { zh: '记什么', en: 'What to record' },
	noRecent: { zh: '记过的住户会列在这里', en: 'Households you record appear here' },
} as const;
