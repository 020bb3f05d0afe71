/** Where a record is. The most important pixel of the app: an icon and a word, on every record, always. */
export const marks = {
	phone: {
		zh: '待上传',
		en: 'To send',
		long: { zh: '待上传（已存手机）', en: 'To send (safe on this phone)' },
		icon: 'phone',
		tone: 'info',
	},
	held: {
		zh: '待放行',
		en: 'Held',
		long: { zh: '待放行：已在服务器上，等书记放行', en: 'Held: safe on the server, waiting for the supervisor' },
		icon: 'lock',
		tone: 'info',
	},
	server: {
		zh: '已上传',
		en: 'Sent',
		long: { zh: '已上传，在服务器上', en: 'Sent, safe on the server' },
		icon: 'check',
		tone: 'accent',
	},
	seen: {
		zh: '已阅',
		en: 'Seen',
		long: { zh: '书记已阅', en: 'Seen by the supervisor' },
		icon: 'check-double',
		tone: 'accent',
	},
	refused: {
		zh: '未收下',
		en: 'Not taken',
		long: { zh: '服务器未收下，记录还在手机上', en: 'Not taken by the server; still on this phone' },
		icon: 'stop',
		tone: 'danger',
	},
	returned: {
		zh: '打回',
		en: 'Sent back',
		long: { zh: '书记打回，请看原因', en: 'Sent back by the supervisor; see why' },
		icon: 'return',
		tone: 'warn',
	},
} as const;

export type MarkName = keyof typeof marks;
