/** Words at the door: promises, what to mind, 门口模式, 补敲 and the next door. */
export const doorWords = {
	promises: { zh: '代办', en: 'Errands' },
	newErrand: { zh: '又答应了什么', en: 'Something promised' },
	daySaves: { zh: '选日子就存', en: 'the day saves it' },
	dropErrand: { zh: '去掉', en: 'Remove' },
	openAgain: { zh: '又是没办完的了', en: 'Open again' },
	andMore: { zh: '，还有', en: ', and' },
	moreThings: { zh: '件', en: ' more' },
	morePeople: { zh: '等', en: 'and others,' },
	persons: { zh: '人', en: ' in all' },
} as const;
