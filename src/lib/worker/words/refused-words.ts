/** Words of 未收下. */
export const refusedWords = {
	whyRefused: { zh: '原因', en: 'Why' },
	correctAndSend: { zh: '修改后再发', en: 'Correct and send' },
	sendAgain: { zh: '再发一次', en: 'Send again' },
	dropIt: { zh: '不要这条了', en: 'Discard it' },
	dropTitle: { zh: '不要这条记录了？', en: 'Discard this record?' },
	dropHint: {
		zh: '服务器没有它，从手机上去掉就没有了。',
		en: 'The server does not have it; once discarded it is gone.',
	},
	dropped: { zh: '已去掉', en: 'Discarded' },
	resent: { zh: '已改好，会自动上传', en: 'Corrected; it sends itself' },
	amendment: { zh: '修改', en: 'correction' },
	withdrawal: { zh: '撤回', en: 'taking back' },
	by: { zh: '记录人', en: 'By' },
	at: { zh: '时间', en: 'At' },
	number: { zh: '编号', en: 'Number' },
	takeOut: { zh: '改不了？把文字交给书记', en: 'Cannot correct it? Hand this text over' },
	noRefused: { zh: '没有未收下的记录', en: 'Nothing was refused' },
	stillHere: { zh: '这条还在手机上，没有丢。', en: 'It is still on this phone; nothing is lost.' },
} as const;
