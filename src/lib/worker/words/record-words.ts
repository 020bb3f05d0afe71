/** Words of a record in a list. */
export const recordWords = {
	withdrawn: { zh: '已撤回', en: 'Withdrawn' },
	newer: { zh: '这条是新版本写的，请更新应用再看', en: 'Written by a newer version; update the app to see it' },
} as const;
