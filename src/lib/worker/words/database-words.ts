/** Words of data on the phone that cannot be opened or read. */
export const databaseWords = {
	newer: { zh: '这部手机上的数据是新版本写的', en: 'The data on this phone was written by a newer version' },
	newerHint: {
		zh: '请更新应用再打开。记录都在，没有丢。',
		en: 'Please update the app. All records are here; nothing is lost.',
	},
	update: { zh: '更新应用', en: 'Update the app' },
	blocked: { zh: '别的标签页占着旧数据', en: 'Another tab holds on to the data' },
	blockedHint: {
		zh: '请关掉其他邻里页面，这里会自己打开。',
		en: 'Please close other tabs of this app; this one then opens by itself.',
	},
	full: { zh: '手机存储满了，数据打不开', en: 'The phone is full; the data cannot be opened' },
	fullHint: {
		zh: '请删些照片、视频再试。记录都在，没有丢。',
		en: 'Delete some photos or videos and try again. All records are here; nothing is lost.',
	},
	unreadable: { zh: '手机上的数据打不开', en: 'The data on this phone cannot be opened' },
	unreadableHint: {
		zh: '先别清除浏览器数据。已上传的都在服务器上。按下面的顺序试。',
		en: 'Do not clear the browser’s data. What was sent is on the server. Try the following in order.',
	},
	again: { zh: '再试一次', en: 'Try again' },
	restart: {
		zh: '不行就关掉应用、重启手机再试。',
		en: 'If that does not help, close the app, restart the phone, and try again.',
	},
	rescue: { zh: '把未上传的存成文件', en: 'Save what is unsent to a file' },
	rescued: { zh: '已存成文件，未上传的有', en: 'Saved to a file; unsent:' },
	rescuedActs: { zh: '条。请交给管理员保管。', en: ' records. Keep it for your administrator.' },
	rescuedNone: { zh: '没有未上传的记录。', en: 'Nothing is unsent.' },
	rescuedPart: { zh: '条读不出来。', en: ' rows could not be read.' },
	notRescued: {
		zh: '一条也读不出来。重启手机后再试一次。',
		en: 'Nothing can be read. Restart the phone and try once more.',
	},
	afresh: { zh: '清空，重新开始', en: 'Clear it and start afresh' },
	afreshTitle: { zh: '清空这部手机上的数据？', en: 'Clear the data on this phone?' },
	afreshHint: {
		zh: '已上传的会重新取回来。没上传的照片和录音不在存成的文件里，一清空就没了。没上传、又没存成文件的记录也会丢掉：',
		en: 'What was sent is fetched again. Photos and voice notes that were not sent are not in the file: clearing loses them. So are records lost that were neither sent nor saved to a file:',
	},
	afreshActs: { zh: '条', en: ' records' },
	afreshUnknown: { zh: '有几条不知道', en: 'nobody knows how many' },
	afreshYes: { zh: '清空并重新开始', en: 'Clear and start afresh' },
	outdated: {
		zh: '别的标签页已换成新版本，这里不能再保存。填的内容还在，重新打开后接着填。',
		en: 'Another tab runs a newer version; nothing can be saved here. What you entered is kept and is there again after reloading.',
	},
	brokenHint: {
		zh: '这一页画不出来。记录都在手机上，没有丢。先重新打开；还不行就点“修复”。',
		en: 'This page cannot be shown. All records are on this phone; nothing is lost. Reload first; if that does not help, repair.',
	},
	reload: { zh: '重新打开', en: 'Reload' },
	rows: {
		zh: '有的列表读不出来。记录没有丢，修一下就好。',
		en: 'Some lists cannot be read. No record is lost; a repair puts it right.',
	},
	repair: { zh: '修复', en: 'Repair' },
	notRepaired: {
		zh: '没修好，记录没有动。重启手机后再试一次。',
		en: 'The repair failed; no record was touched. Restart the phone and try once more.',
	},
	cleared: { zh: '手机清掉了这里的数据。清掉前有', en: 'The phone has cleared the data here. Before that,' },
	clearedActs: { zh: '条还没上传，可能丢了。', en: ' records were unsent and may be gone.' },
	clearedHint: {
		zh: '请想想是哪几户，补记一下；请人代传过、存过文件的不会丢。',
		en: 'Please write them down anew. What you handed to somebody or saved to a file is not lost.',
	},
	understood: { zh: '知道了', en: 'I see' },
} as const;
