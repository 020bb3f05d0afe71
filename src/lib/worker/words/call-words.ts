/** Words of 打电话找人. */
export const callWords = {
	callsTitle: { zh: '打电话找人', en: 'Call to find' },
	callsHint: {
		zh: '从上往下打。打完点一下结果，书记那里也能看到。',
		en: 'From the top down. Tap the result after each call; the supervisor sees it too.',
	},
	elderSelf: { zh: '本人', en: 'The elder' },
	home: { zh: '家里', en: 'Home' },
	secretary: { zh: '书记', en: 'Supervisor' },
	secretaryMissing: { zh: '书记电话还没填', en: 'No number for the supervisor yet' },
	secretaryPhone: { zh: '书记电话', en: "Supervisor's number" },
	fillIn: { zh: '去填', en: 'Fill in' },
	ambulance: { zh: '120 急救', en: '120 ambulance' },
	police: { zh: '110 报警', en: '110 police' },
	reached: { zh: '通了', en: 'Reached' },
	notReached: { zh: '没人接', en: 'No answer' },
	foundTitle: { zh: '人找到了', en: 'Found' },
	foundHint: { zh: '点一下怎么找到的，就不再提醒。', en: 'Tap how; then this no longer stands first.' },
	noAlarm: { zh: '这位老人没有未找到的记录', en: 'There is no open search for this elder' },
	toFound: { zh: '已经找到了', en: 'Already found' },
} as const;
