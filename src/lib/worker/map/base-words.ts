/** Words of 底图. */
export const baseWords = {
	title: { zh: '底图', en: 'Base map' },
	hint: {
		zh: '社区底图本来就能用。下载街道底图后，周围的路也看得到，不用网络。',
		en: 'The drawing works without it. With a base map the streets around are seen as well, also without a network.',
	},
	choose: { zh: '用哪张底图', en: 'Which base map' },
	none: { zh: '不用底图', en: 'None' },
	raster: { zh: '网络底图', en: 'From the network' },
	rasterHint: { zh: '网络底图没有网络时看不到。', en: 'Not seen without a network.' },
	here: { zh: '已在手机上', en: 'on this phone' },
	fetch: { zh: '下载', en: 'Download' },
	goOn: { zh: '接着下载', en: 'Go on' },
	pause: { zh: '暂停', en: 'Pause' },
	remove: { zh: '删除', en: 'Remove' },
	offline: {
		zh: '断了。已下载的留着，有网络后自动接着下。',
		en: 'The link broke. What is here stays; it goes on by itself when the network is back.',
	},
	full: {
		zh: '手机存储满了。已下载的留着；可以先删别的底图。记录不受影响。',
		en: 'The phone is full. What is here stays; remove another base map first. Records are not affected.',
	},
	gone: { zh: '服务器上换了新的底图，请重新下载。', en: 'The server has another base map by now; download it anew.' },
	unable: {
		zh: '这个浏览器存不下底图，社区底图照常用。',
		en: 'This browser keeps no base map; the drawing works all the same.',
	},
} as const;
