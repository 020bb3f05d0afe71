/** Words of 练习. */
export const practiceWords = {
	practice: { zh: '练习', en: 'Practice' },
	line: { zh: '练习：人是编的，不上传', en: 'Practice: invented people, nothing is sent' },
	leave: { zh: '退出练习', en: 'Leave practice' },
	why: {
		zh: '进一栋编出来的楼，随便点、随便记。什么都不会进台账，退出后全部清掉。',
		en: 'Enter an invented house; tap and record whatever you like. Nothing reaches the ledger, and all of it goes when you leave.',
	},
	pause: {
		zh: '练习时先不上传真的记录，退出后接着传。',
		en: 'Real records wait while you practise, and go out when you leave.',
	},
	begin: { zh: '开始练习', en: 'Begin practice' },
} as const;
