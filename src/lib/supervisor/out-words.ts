/** Words of 导出 and 导出记录. */
export const outWords = {
	out: { zh: '导出', en: 'Export' },
	what: { zh: '导出什么', en: 'What' },
	format: { zh: '格式', en: 'Format' },
	xlsx: { zh: 'Excel 表格', en: 'Excel' },
	csv: { zh: 'CSV', en: 'CSV' },
	geojson: { zh: '地图（GeoJSON）', en: 'Map (GeoJSON)' },
	scope: { zh: '范围', en: 'Scope' },
	rowsNow: { zh: '列表里现在有', en: 'In the list now' },
	rows: { zh: '行', en: 'rows' },
	note: {
		zh: '导出会记下来：谁、什么时候、导出了什么。表里有个人信息，只用于工作，用完删除。',
		en: 'An export goes on record: who, when and what. It holds personal data: for work only, and delete it afterwards.',
	},
	making: { zh: '正在导出…', en: 'Exporting…' },
	done: { zh: '已导出', en: 'Exported' },
	nothing: { zh: '没有内容可导出，文件里只有表头。', en: 'There was nothing: the file holds titles only.' },
	unplaced: { zh: '没有位置的地点不在地图文件里。', en: 'Places without a position are not in the map file.' },

	offline: {
		zh: '没有导出：连不上服务器。有网络后再按一次。',
		en: 'Not exported: the server cannot be reached. Press again later.',
	},
	forbidden: { zh: '没有导出：你的岗位不能导出这里。', en: 'Not exported: your role may not export this.' },
	tooMany: {
		zh: '没有导出：行数太多。请选小一点的区域，或少几天。',
		en: 'Not exported: too many rows. Choose a smaller area or fewer days.',
	},
	failed: { zh: '没有导出：服务器出错了，请再试一次。', en: 'Not exported: the server failed; please try again.' },
	signedOut: { zh: '没有导出：登录过期了，请重新登录。', en: 'Not exported: please sign in again.' },

	roster: { zh: '名册', en: 'Roster' },
	places: { zh: '地点', en: 'Places' },
	records: { zh: '记录', en: 'Records' },
	progress: { zh: '各网格进度', en: 'Progress by grid' },
	'elders-due': { zh: '该探访的老人', en: 'Elders to be seen' },
	'open-problems': { zh: '未解决的上报', en: 'Open reports' },
	report: { zh: '报表', en: 'Report' },
	people: { zh: '人员', en: 'People' },

	exports: { zh: '导出记录', en: 'Exports' },
	exportsNote: {
		zh: '这个区域和下级的每次导出都在这里，不能删。',
		en: 'Every export of this area and below is here; none can be deleted.',
	},
	noExports: { zh: '还没有人导出过。', en: 'Nobody has exported anything yet.' },
	more: { zh: '再看 50 条', en: '50 more' },
	filters: { zh: '筛选', en: 'Filters' },
	address: { zh: '网络地址', en: 'Network address' },
	find: { zh: '查找', en: 'Find' },
	missing: { zh: '只看本轮没走到的', en: 'Only those not reached this round' },
	worth: { zh: '请再看看', en: 'Worth a second look' },
} as const;
