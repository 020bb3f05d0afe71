/** Words of 查看记录. */
import type { DeliveryWay } from './deliveries.ts';

type Word = { readonly zh: string; readonly en: string };

export const deliveryWords = {
	deliveries: { zh: '查看记录', en: 'Who looked' },
	note: {
		zh: '谁在什么时候、从哪里看过这里居民的资料，都记在这里，改不了，期限到以前也删不掉。手机没网时看的，由手机有网后报上来，只能作参考。',
		en: 'Who was shown residents’ details, when and from where. Nobody changes it, nor deletes it before its period is over. What a phone showed without network it reports itself later: take that as a hint.',
	},
	none: { zh: '这里还没有人看过。', en: 'Nobody has looked here yet.' },
	noneSuch: { zh: '没有这样的记录。换个条件看看。', en: 'Nothing like that. Try other filters.' },
	seenBy: { zh: '谁看过', en: 'Who has seen this' },
	reader: { zh: '谁看的', en: 'Reader' },
	everyone: { zh: '所有人', en: 'Everyone' },
	how: { zh: '怎么看的', en: 'How' },
	everyWay: { zh: '所有看资料的', en: 'All that showed details' },
	more: { zh: '再看 50 条', en: '50 more' },
	records: { zh: '条', en: 'records' },
	noDevice: { zh: '网页', en: 'Browser' },
	device: { zh: '手机', en: 'Phone' },
	reported: { zh: '手机自报', en: 'reported by the phone' },
	field: { zh: '走访台账', en: 'Field book' },
	care: { zh: '为老台账', en: 'Care book' },
	register: { zh: '名册', en: 'register' },
	exports: { zh: '看导出记录', en: 'See exports' },
	operator: { zh: '服务器命令行', en: 'Command line' },
} as const;

export const wayWords: Readonly<Record<DeliveryWay, Word>> = {
	card: { zh: '打开资料', en: 'Opened' },
	list: { zh: '看列表', en: 'Listed' },
	page: { zh: '手机取走整本', en: 'Page to a phone' },
	part: { zh: '手机取走新内容', en: 'News to a phone' },
	watch: { zh: '在线等新消息', en: 'Listened for changes' },
	opened: { zh: '在手机上打开', en: 'Opened on a phone' },
	exported: { zh: '导出带走', en: 'Carried out' },
};

/** Of lists, by the name that the server gives them. */
export const listWords: Readonly<Record<string, Word>> = {
	records: { zh: '记录', en: 'records' },
	duplicates: { zh: '重复与差错', en: 'duplicates' },
	held: { zh: '待放行', en: 'held' },
	quarantine: { zh: '隔离的内容', en: 'quarantine' },
	import: { zh: '导入前的比较', en: 'import preview' },
	'taken-back': { zh: '撤回的导入', en: 'import taken back' },
	facts: { zh: '名单和台账的比较', en: 'list against the ledger' },
	deliveries: { zh: '查看记录', en: 'who looked' },
	roster: { zh: '名册', en: 'roster' },
	places: { zh: '地点', en: 'places' },
	'elders-due': { zh: '该探访的老人', en: 'elders to be seen' },
	'open-problems': { zh: '未解决的上报', en: 'open reports' },
	erasure: { zh: '清除前的查看', en: 'before an erasure' },
};

export const actWords: Readonly<Record<string, Word>> = {
	card: { zh: '看资料', en: 'card' },
	search: { zh: '搜到后打开', en: 'found by search' },
	call: { zh: '看电话', en: 'phone number' },
};
