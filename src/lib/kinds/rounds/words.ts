import type { Words } from '#lib/kinds/kind.ts';
import type { Round } from '#lib/registers/rules.ts';

export const words = {
	name: { zh: '走访安排', en: 'Rounds' },
	from: { zh: '从哪天起', en: 'From' },
	today: { zh: '今天', en: 'Today' },
	tomorrow: { zh: '明天', en: 'Tomorrow' },
	nextMonth: { zh: '下月1日', en: 'Next month' },
	otherDay: { zh: '另选日期', en: 'Another day' },
	setFrom: { zh: '从{day}起这样走', en: 'Set from {day}' },
	to: { zh: '到哪天', en: 'To' },
	households: { zh: '住户', en: 'Households' },
	elders: { zh: '探访老人', en: 'Elders' },
	extra: { zh: '加密走访', en: 'Extra rounds' },

	month: { zh: '每月', en: 'Monthly' },
	quarter: { zh: '每季', en: 'Quarterly' },
	'half-year': { zh: '每半年', en: 'Half-yearly' },
	default: { zh: '一般住户', en: 'Most homes' },
	owner: { zh: '自有', en: 'Owners' },
	tenant: { zh: '租住', en: 'Tenants' },
	public: { zh: '公产', en: 'Public housing' },
	other: { zh: '其他', en: 'Other' },
	homesHow: { zh: '住户多久走一遍', en: 'Households, how often' },
	same: { zh: '和一般住户一样', en: 'As most' },
	unchanged: { zh: '不加密', en: 'No more often' },
	allHomes: { zh: '全部住户', en: 'All homes' },

	high: { zh: '高风险', en: 'High' },
	key: { zh: '重点', en: 'Key' },
	general: { zh: '一般', en: 'General' },
	everyDays: { zh: '几天一次', en: 'Every … days' },
	days: { zh: '天', en: 'days' },

	heat: { zh: '高温', en: 'Heat' },
	cold: { zh: '严寒', en: 'Cold' },
	festival: { zh: '节前', en: 'Before a festival' },
	label: { zh: '叫什么', en: 'Called' },
	removeExtra: { zh: '去掉这段', en: 'Remove' },
	extraHint: {
		zh: '这段日子里走得更勤；和平时比，取更勤的。日期按本社区的通知填。',
		en: 'Visited more often in this stretch; whichever is more frequent counts. Use the dates your community announced.',
	},

	'no-such-day': { zh: '有个日期不对', en: 'One of the dates does not exist' },
	'tier-order': {
		zh: '高风险要比重点勤，重点要比一般勤',
		en: 'High risk must come at least as often as key, key as general',
	},
	'days-missing': { zh: '填好各等级几天一次（1–366）', en: 'Say after how many days for each tier (1–366)' },
	'dates-missing': { zh: '填好日期', en: 'Fill in the dates' },
	'extra-dates': { zh: '开始日期要在结束日期之前', en: 'The first day must not lie after the last' },
	'extra-long': { zh: '一段最长一年', en: 'A stretch lasts a year at most' },
	'extra-empty': { zh: '这段要写明谁走得更勤', en: 'Say who is visited more often' },
	'extra-overlap': { zh: '同样的一段重叠了', en: 'The same stretch lies over itself' },
} as const satisfies Words;

/** The round that runs now. */
export const periodWords = {
	month: { zh: '本月', en: 'this month' },
	quarter: { zh: '本季度', en: 'this quarter' },
	'half-year': { zh: '本半年', en: 'this half-year' },
} as const satisfies Record<Round, Words[string]>;
