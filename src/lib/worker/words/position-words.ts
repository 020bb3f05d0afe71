/** Words of 位置. */
export const positionWords = {
	positionOn: { zh: '带上了位置，误差约', en: 'With position, within' },
	positionWait: { zh: '正在定位，不等也能存', en: 'Finding the position; you need not wait' },
	positionAsk: { zh: '带上位置', en: 'Add position' },
	positionNone: { zh: '没有位置，照样能存', en: 'No position; it saves all the same' },
	positionDrop: { zh: '不带位置', en: 'Without position' },
} as const;
