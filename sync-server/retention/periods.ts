/**
 * What is kept for how long, why, and what takes it away. The periods are this system's own: where the law asks for
 * others, an operator sets them (`RETAIN_…_DAYS`); none of them is told as an official rule. Rules DL20, DL24.
 */

import { partDays } from '#server/blobs/photos.ts';

/** What the daily job removes. */
export const swept = ['deliveries', 'exports', 'quarantine', 'held', 'sessions', 'photos'] as const;
export type Swept = (typeof swept)[number];

/** What an operator can set, in days. */
export interface Retained {
	/** Who was shown whose details, and who carried what out. */
	readonly traces: number;
	/** What the gate refused, and what was held and has been decided. */
	readonly refused: number;
}

export const retainedByDefault: Retained = { traces: 1095, refused: 180 };
export const retainedRange = { least: 30, most: 3650 } as const;

type Words = { readonly zh: string; readonly en: string };

export interface Period {
	readonly data: string;
	readonly title: Words;
	/** Days; null: it stays, or `said` tells how long. */
	readonly days: number | null;
	/** In words, where it is no number of days. */
	readonly said?: Words;
	readonly why: Words;
	/** What removes it. */
	readonly by: Words;
}

const never = { zh: '不自动删除', en: 'Nothing by itself' };
const daily = { zh: '服务器每天自动删除', en: 'The server, once a day' };
const minutes = (count: number) => count / (24 * 60);

export function periodsOf({ traces, refused }: Retained): readonly Period[] {
	return [
		{
			data: 'field',
			title: { zh: '走访台账：住户、走访、巡查、上报', en: 'Field book: households, visits, patrols, reports' },
			days: null,
			why: {
				zh: '台账要长期可查；一个人的资料可以清除',
				en: 'The ledger stays to be looked up; one person’s data can be erased',
			},
			by: never,
		},
		{
			data: 'care',
			title: { zh: '为老台账：老人、健康、困难、探访', en: 'Care book: elders, health, hardship, check-ins' },
			days: null,
			why: { zh: '同上；只有负责为老的岗位看得到', en: 'As above; only seats that open the book see it' },
			by: never,
		},
		{
			data: 'deliveries',
			title: { zh: '查看记录（也包括手机报上来的）', en: 'Who looked, phones’ own reports among it' },
			days: traces,
			why: { zh: '要能查清谁看过谁的资料', en: 'So that it can be found out who saw whom' },
			by: daily,
		},
		{
			data: 'exports',
			title: { zh: '导出记录', en: 'Who exported what' },
			days: traces,
			why: { zh: '要能查清谁带走过什么', en: 'So that it can be found out who carried what out' },
			by: daily,
		},
		{
			data: 'deeds',
			title: { zh: '管理记录：账号、岗位、手机', en: 'What was administered: accounts, seats, phones' },
			days: null,
			why: { zh: '谁给了谁什么权限，要一直说得清', en: 'Who gave whom which seat must stay known' },
			by: never,
		},
		{
			data: 'quarantine',
			title: { zh: '没收下的内容', en: 'What was refused' },
			days: refused,
			why: {
				zh: '写的人和书记要有时间处理；过期只删内容，留下处理经过',
				en: 'Time to deal with it; only the bytes go, what was done with it stays',
			},
			by: daily,
		},
		{
			data: 'held',
			title: { zh: '待放行、已经处理的', en: 'What was held and has been decided' },
			days: refused,
			why: {
				zh: '内容已在台账里或被退回；没处理的一直等着',
				en: 'It lies in the ledger or went back; what is undecided waits',
			},
			by: daily,
		},
		{
			data: 'sessions',
			title: { zh: '登录', en: 'Sessions' },
			days: 30,
			why: { zh: '三十天没有联系就要重新登录', en: 'After thirty days without contact one signs in anew' },
			by: daily,
		},
		{
			data: 'photos',
			title: { zh: '没传完的照片', en: 'Photos that were never sent to the end' },
			days: partDays,
			why: { zh: '断了可以接着传；过期手机从头再传', en: 'An upload goes on where it broke off; later it begins anew' },
			by: daily,
		},
		{
			data: 'codes',
			title: { zh: '新手机的登记码', en: 'Codes for new phones' },
			days: minutes(30),
			why: { zh: '只为登记一部手机', en: 'For enrolling one phone' },
			by: { zh: '用过或过期就失效', en: 'Its use, or the end of its time' },
		},
		{
			data: 'uploads',
			title: { zh: '导入时上传的文件', en: 'Files uploaded for an import' },
			days: minutes(60),
			why: { zh: '里面可能有身份证号，只放在内存里', en: 'They may hold ID-card numbers: in memory only' },
			by: { zh: '一小时不用就丢掉，重启也丢掉', en: 'An hour without use, or a restart' },
		},
		{
			data: 'journals',
			title: { zh: '正在写入的导入和转网格', en: 'Imports and transfers under way' },
			days: 0,
			why: { zh: '断电后要能接着写完', en: 'So that a power cut leaves nothing half done' },
			by: { zh: '写完就删除', en: 'Being written to the end' },
		},
		{
			data: 'accounts',
			title: { zh: '停用的账号', en: 'Closed accounts' },
			days: null,
			why: {
				zh: '以前的记录要有署名；密码和登录当时就失效',
				en: 'What was written keeps its author’s name; password and sessions end at once',
			},
			by: never,
		},
		{
			data: 'phones',
			title: { zh: '手机上的内容', en: 'What lies on phones' },
			days: null,
			said: { zh: '岗位期间', en: 'While the seat lasts' },
			why: {
				zh: '岗位结束、手机作废或有人被清除时收回',
				en: 'Taken back when a seat ends, a phone is revoked, or a page is erased from',
			},
			by: { zh: '手机下次联网时', en: 'The phone, at its next contact' },
		},
		{
			data: 'backups',
			title: { zh: '备份', en: 'Backups' },
			days: null,
			said: { zh: '由运维的人定', en: 'As the operator says' },
			why: {
				zh: '由运维的人保管和删除；旧备份里还有后来清除的内容',
				en: 'Kept and deleted by the operator; an old one still holds what was erased later',
			},
			by: { zh: '运维的人', en: 'The operator' },
		},
	];
}
