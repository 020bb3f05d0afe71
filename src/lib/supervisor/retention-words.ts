/** Words of 保存期限. */
export const retentionWords = {
	retention: { zh: '保存期限', en: 'How long it is kept' },
	note: {
		zh: '各类数据保存多久、为什么、由什么删除。期限是本系统的设置，运维的人可以改；不是法规原文。',
		en: 'How long each sort of data is kept, why, and what removes it. The periods are settings of this system, which the operator may change; they quote no regulation.',
	},
	last: { zh: '上次清理', en: 'Last removal' },
	never: { zh: '还没有清理过', en: 'Not yet run' },
	nothing: { zh: '没有到期的', en: 'nothing was over' },
	failed: { zh: '没有清成，会再试', en: 'failed, tried again' },
	removed: { zh: '删了', en: 'removed' },
	removedBy: { zh: '谁来删', en: 'Removed by' },
} as const;
