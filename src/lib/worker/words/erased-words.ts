/** What 今日 says when somebody's data were erased. */
export const erasedWords = {
	people: {
		zh: '位居民的个人信息已按要求清除，这部手机上的也清掉了。',
		en: 'residents’ data were erased on request, on this phone too.',
	},
	someone: {
		zh: '有居民的个人信息已按要求清除。',
		en: 'A resident’s data were erased on request.',
	},
	own: { zh: '其中没上传的', en: 'Among it, not yet sent:' },
	ownUnit: { zh: '条，不用再管。', en: 'of yours. There is nothing to do.' },
	understood: { zh: '知道了', en: 'Understood' },
} as const;
