/** Words of 位置. */
export const positionWords = {
	positionOn: { zh: '带上了位置，误差约', en: 'With position, within' },
	positionWait: { zh: '正在定位，不等也能存', en: 'Finding the position; you need not wait' },
	positionAsk: { zh: '带上位置', en: 'Add position' },
	positionNone: { zh: '没有位置，照样能存', en: 'No position; it saves all the same' },
	positionDrop: { zh: '不带位置', en: 'Without position' },
	pinMove: { zh: '挪图钉', en: 'Move the pin' },
	pinMoved: { zh: '图钉挪了', en: 'pin moved by' },
	pinHint: {
		zh: '推动地图，让图钉落在对的地方。手机测到的位置也会一起留下。',
		en: 'Push the map until the pin stands right. What the phone measured is kept beside it.',
	},
	pinHere: { zh: '就放这里', en: 'Put it here' },
	pinBack: { zh: '放回原处', en: 'Put it back' },
	pinAtBuilding: { zh: '或者放到一栋楼…', en: 'Or put it at a building …' },
} as const;
