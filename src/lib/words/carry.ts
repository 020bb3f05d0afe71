/** Words of 代传: unsent records that go by another phone. */
import { language, say } from './language.svelte.ts';

export const carryWords = {
	give: { zh: '请人代传', en: 'Let another send it' },
	giveWhy: {
		zh: '没信号、手机快没电时，把未上传的记录交给同事或书记，谁先有信号谁传。',
		en: 'Without a signal, or with the battery nearly empty: hand what is unsent to a colleague or supervisor. Whoever has a signal first sends it.',
	},
	giveSafe: {
		zh: '文件锁着，对方只看得到你的名字和条数。你手机上的记录一条不少。',
		en: 'The file is locked: they see your name and how many, nothing else. All of it stays on your phone.',
	},
	withPhotos: { zh: '带上照片和语音', en: 'With photos and voice notes' },
	withPhotosHint: {
		zh: '文件太大、发不出去时可以不带，等这部手机自己上传。',
		en: 'If the file is too large to share, leave them out: this phone sends them itself.',
	},
	codesWithout: {
		zh: '扫码不带照片和语音，要带请用文件。',
		en: 'Codes hold no photos and voice notes; the file does.',
	},
	closing: { zh: '正在装照片', en: 'Packing photos' },
	unsent: { zh: '条还没上传', en: ' not sent yet' },
	photosUnsent: { zh: '个照片和语音还没上传', en: ' photos and voice notes not sent yet' },
	photos: { zh: '照片和语音', en: 'photos and voice notes' },
	pieces: { zh: '个', en: '' },
	given: { zh: '已交出去', en: 'Handed over' },
	givenHint: {
		zh: '你的手机连上网后，会自己变成“已上传”。',
		en: 'Once your phone is online they turn to “sent” by themselves.',
	},
	share: { zh: '分享文件', en: 'Share the file' },
	shareNow: { zh: '装好了，再点一下分享', en: 'It is ready: tap once more to share' },
	save: { zh: '存成文件', en: 'Save the file' },
	showCodes: { zh: '给对方扫码', en: 'Show codes to scan' },
	tooManyCodes: {
		zh: '记录多，扫码太慢，请用文件。',
		en: 'Too much for codes; please use the file.',
	},
	handed: { zh: '交给对方，请他在“我的 › 帮人代传”里打开。', en: 'Ask them to open it under “Me › Send for others”.' },
	leftOver: { zh: '放不下，请再交一次。', en: 'did not fit; please hand over once more.' },
	nothing: { zh: '现在没有要交的。', en: 'Nothing to hand over now.' },
	notReady: {
		zh: '这部手机要先连一次服务器才能请人代传。可以先把记录存成文件，交给管理员。',
		en: 'This phone must have been online once before. You can save what is unsent to a file for your administrator.',
	},
	cannotSign: {
		zh: '这个浏览器不能给记录签名，不能请人代传。可以存成文件，交给管理员。',
		en: 'This browser cannot sign records, so nobody can send them for you. Save them to a file for your administrator.',
	},
	frame: { zh: '第', en: 'Code' },
	of: { zh: '张，共', en: 'of' },
	frames: { zh: '张', en: '' },
	framesHint: {
		zh: '请对方在“帮人代传”里点“扫码接收”，对着屏幕，等它数完。',
		en: 'They tap “Scan codes” under “Send for others” and hold the camera at this screen until all are counted.',
	},
	pause: { zh: '停一下', en: 'Pause' },
	goOn: { zh: '接着放', en: 'Go on' },

	carry: { zh: '帮人代传', en: 'Send for others' },
	carryWhy: {
		zh: '同事没信号时，把他的记录文件收到这部手机上，有信号自动帮他传。你看不到里面的内容。',
		en: 'When a colleague has no signal, take his file on this phone; it is sent for him when there is one. You cannot read what is in it.',
	},
	carryShort: { zh: '同事没信号时，替他收下、替他传', en: 'For a colleague without a signal' },
	choose: { zh: '选文件', en: 'Choose the file' },
	scan: { zh: '扫码接收', en: 'Scan codes' },
	stopScan: { zh: '不扫了', en: 'Stop' },
	seen: { zh: '已扫到', en: 'Scanned' },
	missing: { zh: '还差', en: 'missing' },
	noCamera: {
		zh: '打不开相机。请在系统里允许使用相机，或改用文件。',
		en: 'The camera does not open. Allow it in the settings, or use the file.',
	},
	otherCodes: {
		zh: '这是另一份的码。先扫完这一份，或点“不扫了”重来。',
		en: 'That code is of another parcel. Finish this one first, or stop and begin again.',
	},
	took: { zh: '收下了', en: 'Taken' },
	colon: { zh: '：', en: ': ' },
	stop: { zh: '。', en: '. ' },
	records: { zh: '条', en: ' records' },
	none: { zh: '这部手机上没有要代传的。', en: 'There is nothing to send for others.' },
	waiting: { zh: '待代传', en: 'To send' },
	photosToGo: {
		zh: '文字记录已送到，还差',
		en: 'The records are there; still to go:',
	},
	crowded: {
		zh: '服务器暂时收不下照片，过一会儿自动再传。',
		en: 'The server has no room for photos now; tried again by itself.',
	},
	waitingHint: { zh: '有信号会自动传。', en: 'Sent by itself when there is a signal.' },
	sent: { zh: '已送到服务器', en: 'On the server' },
	sentPartly: {
		zh: '已送到。有几条服务器没收下，由他本人的手机处理。',
		en: 'Delivered. Some were not taken; his own phone sees to them.',
	},
	unopened: {
		zh: '服务器打不开：可能是别的社区的，或已损坏。请对方重新交一份。',
		en: 'The server cannot open it: it is for another community, or damaged. Ask for it again.',
	},
	unknown: {
		zh: '服务器还不认识他的手机，要由他本人上传。',
		en: 'The server does not know his phone yet; he must send it himself.',
	},
	putAway: { zh: '清掉这条', en: 'Clear' },
	made: { zh: '交出', en: 'made' },
	isCarrying: { zh: '已收下的', en: 'Taken so far' },

	damaged: {
		zh: '文件不完整或被改过，没有收下。请对方再发一次；他手机上的记录没有丢。',
		en: 'The file is incomplete or was changed; nothing was taken. Ask for it again: nothing is lost on his phone.',
	},
	'not-ours': {
		zh: '这不是邻里的代传文件，没有收下。',
		en: 'That is no file of this app; nothing was taken.',
	},
	newer: {
		zh: '对方的应用比你的新。请先更新应用再收；他手机上的记录没有丢。',
		en: 'It was made by a newer version. Update the app first; nothing is lost on his phone.',
	},
	known: { zh: '这份已经收过了，不用再收。', en: 'You have this one already.' },
	own: { zh: '这是这部手机自己的记录，不用代传。', en: 'That is from this phone itself.' },
	foreign: {
		zh: '这是别的社区服务器的文件，没有收下。他手机上的记录没有丢。',
		en: 'The file is for the server of another community; nothing was taken. Nothing is lost on his phone.',
	},
	full: {
		zh: '手机存储满了，没有收下。清理出空间再收；他手机上的记录没有丢。',
		en: 'The phone is full; nothing was taken. Free some space first; nothing is lost on his phone.',
	},
} as const;

/** 2条，照片和语音 3 个: what a parcel holds. */
export function parcelText({
	acts,
	photos = 0,
}: {
	readonly acts: number;
	readonly photos?: number | undefined;
}): string {
	const isChinese = language.current === 'zh';
	const pictures = isChinese
		? `${say(carryWords.photos)} ${photos}\u00a0${say(carryWords.pieces)}`
		: `${photos} ${say(carryWords.photos)}`;
	const parts = [...(acts > 0 ? [`${acts}${say(carryWords.records)}`] : []), ...(photos > 0 ? [pictures] : [])];
	return parts.join(isChinese ? '，' : ', ');
}
