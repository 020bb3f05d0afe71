/** Words of every map. */
export const mapWords = {
	nearer: { zh: '放大', en: 'Zoom in' },
	farther: { zh: '缩小', en: 'Zoom out' },
	whole: { zh: '看全图', en: 'Show all' },
	drawing: { zh: '正在画地图…', en: 'Drawing the map…' },
	cannot: {
		zh: '这部手机画不出地图，下面的列表内容一样。',
		en: 'This phone cannot draw the map; the list says the same.',
	},
	notHere: {
		zh: '地图程序还没下载到手机。连上网打开一次就有了；下面的列表内容一样。',
		en: 'The map is not on this phone yet. Open it once with a network; the list says the same.',
	},
	cannotEdit: {
		zh: '这个浏览器画不出地图，不能在图上改。可以导入文件、检查、导出。',
		en: 'This browser cannot draw the map, so nothing can be changed on it. Files can be imported, checked and exported.',
	},
	notFetched: {
		zh: '地图程序没有取到。连上网后重新打开这一页。',
		en: 'The map was not fetched. Open this page anew once you are online.',
	},
	pin: { zh: '挪图钉的地图', en: 'Map to move the pin' },
	keysMove: { zh: '方向键移动地图，按住 Shift 微调。', en: 'Arrow keys move the map, with Shift finely.' },
	keysOpen: {
		zh: '方向键移动地图，按住 Shift 微调。按回车打开圆圈处的内容。',
		en: 'Arrow keys move the map, with Shift finely. Enter opens what is in the ring.',
	},
	keysDraw: {
		zh: '方向键移动地图，按住 Shift 微调。空格：点圆圈处；已选中的，按空格拿起，用方向键移动，再按空格放下。回车结束绘制，Esc 取消。',
		en: 'Arrow keys move the map, with Shift finely. Space taps in the ring; what is chosen is picked up there, moved by arrow keys, and put down by Space. Enter ends an outline, Esc leaves it.',
	},
	held: { zh: '已拿起', en: 'Picked up' },
	putDown: { zh: '已放下', en: 'Put down' },
	retry: { zh: '再试一次', en: 'Try again' },
} as const;
