/**
 * Why the gate did not take an entry (未收下). One closed union for both ends, one table of words.
 *
 * `remedy` says what the phone does: `silently` it repairs the matter itself and sends again,
 * `author` the entry waits in 未收下 for a person, `update` the app is too old to send it, `forget` the phone lets go of it.
 */
export const refusals = {
	frame: { remedy: 'silently', zh: '这次发送的数据包坏了，会自动重发', en: 'The packet was damaged; it is sent again' },
	structure: {
		remedy: 'silently',
		zh: '数据结构不对，会自动重建后重发',
		en: 'The data had a wrong structure; it is rebuilt and sent again',
	},
	gap: { remedy: 'silently', zh: '中间缺了一段，会自动重发', en: 'A part was missing; it is sent again' },
	origin: {
		remedy: 'silently',
		zh: '数据接不上，会自动重建后重发',
		en: 'The data did not connect; it is rebuilt and sent again',
	},
	'client-id': {
		remedy: 'silently',
		zh: '编号被占用，会自动换号重发',
		en: 'An internal number was taken; it is sent again under a new one',
	},
	'client-quota': {
		remedy: 'silently',
		zh: '今天打开次数太多，稍后自动重发',
		en: 'Too many sessions today; it is sent again later',
	},
	clock: {
		remedy: 'silently',
		zh: '手机时间不对，校正后自动重发',
		en: 'The clock was off; it is corrected and sent again',
	},
	epoch: {
		remedy: 'silently',
		zh: '这一期已整理，会自动重新取回后重发',
		en: 'The period was rewritten; it is fetched and sent again',
	},
	json: { remedy: 'author', zh: '内容读不出来', en: 'The content cannot be read' },
	envelope: { remedy: 'author', zh: '记录的抬头不完整', en: 'The heading of the record is incomplete' },
	'too-large': { remedy: 'author', zh: '内容太长，请删短后再发', en: 'Too long; shorten it and send again' },
	'kind-unknown': { remedy: 'update', zh: '服务器不认识这种记录', en: 'The server does not know this kind of record' },
	version: {
		remedy: 'update',
		zh: '应用版本不同，请更新后再发',
		en: 'Another version of the app; update and send again',
	},
	schema: {
		remedy: 'author',
		zh: '有一项填得不对，请修改后再发',
		en: 'A field is not right; correct it and send again',
	},
	author: { remedy: 'author', zh: '署名和登录的账号不一致', en: 'The author is not the account that is signed in' },
	device: { remedy: 'author', zh: '不是这部手机记的', en: 'It was not made on this device' },
	desk: { remedy: 'author', zh: '你现在不负责这个网格', en: 'You do not hold this grid now' },
	book: { remedy: 'author', zh: '这种记录不能放在这里', en: 'This kind of record does not belong here' },
	role: { remedy: 'author', zh: '你的岗位不能做这件事', en: 'Your role may not do this' },
	period: { remedy: 'author', zh: '日期和这一期对不上', en: 'The date does not fit this period' },
	revoked: { remedy: 'author', zh: '这部手机停用以后才记的', en: 'Written after this phone was revoked' },
	'id-conflict': { remedy: 'author', zh: '同一编号已有另一份内容', en: 'The same number already holds another text' },
	rescued: {
		remedy: 'author',
		zh: '是从抢救文件带来的，等人看过再放行',
		en: 'It came in a rescue file and waits for a person to let it in',
	},
	declined: { remedy: 'author', zh: '书记没有放行', en: 'The supervisor did not let it in' },
	erased: {
		remedy: 'forget',
		zh: '这个人的信息已按要求清除，不再收下',
		en: 'The person’s data was erased on request; it is not taken any more',
	},
	quota: { remedy: 'author', zh: '记录太多了，请联系书记', en: 'Too many entries; speak to your supervisor' },
} as const satisfies Record<string, { remedy: 'silently' | 'author' | 'update' | 'forget'; zh: string; en: string }>;

export type RefusalCode = keyof typeof refusals;

/**
 * Checks that a person may waive for an entry: who may write where, how much, and when. Never what an entry is, whose it
 * is, or that one id has one text.
 */
export const waivable = [
	'desk',
	'book',
	'role',
	'device',
	'clock',
	'period',
	'quota',
] as const satisfies readonly RefusalCode[];
export type Waivable = (typeof waivable)[number];
export const isWaivable = (code: string): code is Waivable => (waivable as readonly string[]).includes(code);

/** One refused entry, by id; `id` is null when the bytes did not even show which entries they held. */
export interface Refusal {
	readonly id: string | null;
	readonly code: RefusalCode;
	/** What was wrong, for a person who knows the code; never shown alone. */
	readonly detail?: string;
}

export const isRefusalCode = (value: unknown): value is RefusalCode =>
	typeof value === 'string' && Object.hasOwn(refusals, value);
