/** Words of 台账. */
export const ledgerWords = {
	searchLedger: { zh: '查找记录', en: 'Find records' },
	kindFilter: { zh: '类型', en: 'Kind' },
	allKinds: { zh: '全部类型', en: 'All kinds' },
	allMarks: { zh: '全部状态', en: 'All states' },
	markFilter: { zh: '状态', en: 'State' },
	noRecords: { zh: '还没有记录', en: 'No records yet' },
	noRecordsHint: {
		zh: '记下的每一条都会在这里，带着它的状态。',
		en: 'Everything you record appears here with its mark.',
	},
	clearFilters: { zh: '清除筛选', en: 'Clear filters' },
} as const;
