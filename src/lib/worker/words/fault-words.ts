/** Words of 保存不成、没填完. */
export const faultWords = {
	noDesk: {
		zh: '你今天不负责这个网格，没有保存。填的内容还在，可以复制下来。',
		en: 'You do not hold this grid today; nothing was saved. What you entered is still here.',
	},
	newer: {
		zh: '别的标签页已换成新版本，这里没有保存，填的内容还在。请点“重新打开”。',
		en: 'Another tab runs a newer version. Nothing was saved; what you entered is still here. Please reload.',
	},
	unknownRecord: {
		zh: '这条记录不在这部手机上，没有保存。',
		en: 'That record is not on this phone; nothing was saved.',
	},
	refusedBase: {
		zh: '这条记录还没被服务器收下，请先到“未收下”里改好再发。',
		en: 'The server has not taken this record; correct and send it first, under Not taken.',
	},
	badField: {
		zh: '有一项填得不对，没有保存，填的内容还在：',
		en: 'Something is not right; nothing was saved, what you entered is still here:',
	},
	draftBack: { zh: '接着上次没填完的', en: 'Continuing what you had begun' },
	startOver: { zh: '重新填', en: 'Start over' },
	whichGrid: { zh: '记到哪个网格', en: 'Which grid' },
} as const;
