/** Words of voice notes, wherever they are spoken or listened to. */
export const voiceWords = {
	voices: { zh: '录音', en: 'Voice notes' },
	voice: { zh: '录音', en: 'Voice note' },
	begin: { zh: '说一段', en: 'Say it' },
	stop: { zh: '说完了', en: 'Done' },
	cancel: { zh: '不要了', en: 'Throw away' },
	recording: { zh: '正在录音', en: 'Recording' },
	optional: { zh: '不想打字就说，一分钟以内', en: 'instead of typing, up to a minute' },
	seconds: { zh: '秒', en: ' s' },
	play: { zh: '听', en: 'Play' },
	remove: { zh: '去掉这段', en: 'Remove this note' },
	takeBack: { zh: '撤回这段录音', en: 'Take this note back' },
	takenBack: { zh: '录音已撤回', en: 'The voice note was taken back' },
	waiting: { zh: '待上传', en: 'To be sent' },
	sent: { zh: '已上传', en: 'On the server' },
	notTaken: { zh: '没收下', en: 'Not taken' },
	added: { zh: '添加了一段录音', en: 'added a voice note' },
	tookBack: { zh: '撤回了一段录音', en: 'took a voice note back' },
	offline: { zh: '没有网络，这段录音打不开。连上网再听。', en: 'No network: the note cannot be played now.' },
	notCome: { zh: '录音还在录的那部手机上，传上来才能听。', en: 'The note is still on the phone that recorded it.' },
	gone: { zh: '这段录音听不到了。', en: 'This note cannot be played any more.' },
	denied: {
		zh: '没有麦克风的权限。在浏览器设置里允许以后再录；也可以打字，或者用键盘上的语音输入。',
		en: 'No leave to use the microphone. Allow it in the browser, or type, or speak to the keyboard.',
	},
	'no-microphone': {
		zh: '麦克风用不了，可能被别的应用占着。可以打字，或者用键盘上的语音输入。',
		en: 'The microphone cannot be used; another app may hold it. Type, or speak to the keyboard.',
	},
	unsupported: {
		zh: '这个浏览器不能录音。可以打字，或者用键盘上的语音输入。',
		en: 'This browser cannot record. Type, or speak to the keyboard.',
	},
	silent: { zh: '没有录到声音，再试一次。', en: 'Nothing was recorded. Try again.' },
	'too-large': { zh: '这段太长了，分成两段说。', en: 'That note is too long. Say it in two.' },
	full: {
		zh: '手机存储空间不够，这段没存。表单里填的都还在。',
		en: 'The phone has no room: this note was not kept. The form is as it was.',
	},
	newer: {
		zh: '别的标签页已换成新版本，这段没存。表单里填的都还在，重新打开后再说一遍。',
		en: 'Another tab runs a newer version: this note was not kept. The form is as it was; reload and say it again.',
	},
	'not-kept': {
		zh: '这段没存上，请再说一遍。表单里填的都还在。',
		en: 'This note was not kept; please say it again. The form is as it was.',
	},
} as const;
