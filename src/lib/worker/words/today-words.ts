/** Words of 今日. */
export const todayWords = {
	nothingDue: { zh: '今天的都办完了', en: 'All done for today' },
	nothingDueHint: { zh: '想记什么，点下面的“记一笔”。', en: 'To record something, tap Record below.' },
	alarms: { zh: '还没找到的老人', en: 'Elders not yet found' },
	returned: { zh: '打回的记录', en: 'Sent back to you' },
	refused: { zh: '未收下的记录', en: 'Not taken by the server' },
	elders: { zh: '该探访的老人', en: 'Elders to check on' },
	promises: { zh: '答应办的事', en: 'Promises' },
	problems: { zh: '要回头看的问题', en: 'Problems to look at again' },
	households: { zh: '本轮还没走访', en: 'Not visited this round' },
	recorded: { zh: '今天已记', en: 'Recorded today' },
	dueNow: { zh: '该去了', en: 'Due' },
	notSeenSince: { zh: '没见到', en: 'Not seen' },
	keepCalling: { zh: '接着找人', en: 'Keep looking' },
	noSeat: { zh: '这个账号今天没有网格。', en: 'This account holds no grid today.' },
	noSeatHint: {
		zh: '请书记安排岗位，已存的记录不受影响。',
		en: 'Ask your supervisor for a desk; saved records are safe.',
	},
	tried: { zh: '没人应门', en: 'No answer' },
} as const;
