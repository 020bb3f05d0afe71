/** What workers write: short, as people on the job do. No names, phones or addresses: those live on register pages only. */
import type { Random } from './random.ts';

const visitMet = [
	'家中一切正常',
	'信息无变化',
	'人口和电话已核对',
	'已提醒用气用电安全',
	'已提醒防诈骗，发了宣传页',
	'反映楼道灯不亮，已记下',
	'反映下水不畅，已联系物业',
	'老人在家，孩子上班',
	'家里在装修，已提醒施工时间',
	'租户换了，登记了新租户',
	'孩子刚上小学，问了课后托管',
	'问医保缴费，已告知办法',
	'电动车推上楼充电，已劝下楼',
	'阳台堆物多，已提醒清理',
	'反映楼上漏水，约好再来看',
	'问养老助餐怎么办，已讲清',
	'家里有人住院，情绪还好',
	'新添了孙子，人口有变',
	'反映夜里有人遛狗不拴绳',
	'暖气不热，已报供热站',
	'燃气软管老化，已劝更换',
	'已更新联系电话',
];
const visitTail = ['', '', '', '，住户很配合', '，下次再核对', '，精神都不错', '，已留社区电话'];
const visitAway = [
	'敲门无人应',
	'白天没人，邻居说晚上在家',
	'没人应门，留了便条',
	'敲门无人，电话也没接',
	'没人，晚上再来',
];
const visitPhone = [
	'电话核对，信息无变化',
	'人在外地，电话里说月底回来',
	'上班不在家，电话里核对了信息',
	'电话里提醒了用气安全',
];
const visitDeclined = ['正忙，约改天', '隔门说不方便，没进屋', '住户说信息没变，不愿多谈', '家里有客，不便接待'];

const checkMet = [
	'精神不错',
	'饭菜正常',
	'血压稳定，药按时吃',
	'老人在听戏，心情好',
	'女儿周末来过',
	'屋里暖和，暖气正常',
	'说腿疼，已劝去社区医院看看',
	'帮着看了药盒，够一周',
	'水电气都看过，正常',
	'刚从楼下晒太阳回来',
	'老伴在旁，都好',
	'想吃食堂的饭，已问助餐',
	'地面有水，已擦干并提醒',
	'电视声大，耳背，别的都好',
	'聊了十分钟，惦记孙子',
	'降温了，已提醒添衣',
];
const checkPhone = [
	'电话里声音清楚，说都好',
	'电话通了，正在女儿家',
	'电话通了，刚吃过饭',
	'电话里说药快没了，已转告子女',
];
const checkWatch = {
	health: ['血压偏高，让按时量', '咳嗽几天了，劝去看', '腿肿，已告诉家属'],
	economy: ['药费多，想问救助', '退休金刚够用'],
	support: ['子女一个多月没来', '和儿子闹别扭'],
	safety: ['燃气软管旧了', '卫生间没有扶手', '插线板老化'],
	needs: ['想要助浴服务', '需要轮椅上下楼', '想申请适老化改造'],
	special: ['老伴上月去世，情绪低'],
} as const;
const found = {
	home: ['原来在睡觉，没听见敲门，见到了，都好', '在楼下遛弯，碰上了，都好'],
	family: ['儿子回电话，老人在他家住几天', '女儿说接去过周末了'],
	hospital: ['家属说住院检查，人没大事', '邻居说去医院了，电话通了，做理疗'],
	away: ['跟老年团出去了，晚上回来接了电话'],
} as const;

const patrolNothing = [
	'消防通道畅通',
	'楼道无堆物',
	'电动车无飞线充电',
	'垃圾已清运',
	'照明正常',
	'充电棚正常',
	'商铺灭火器都在有效期',
];
const promises = [
	['问清助餐卡怎么办，回来告知', 3],
	['联系物业修楼道灯', 3],
	['联系物业通下水', 2],
	['带医保缴费说明来', 4],
	['找人看漏水', 3],
	['送适老化改造申请表', 5],
	['问社区托管班名额', 4],
	['核实租户登记后回话', 2],
	['帮约社区医院量血压', 3],
] as const;

export const watchLevels = Object.keys(checkWatch) as (keyof typeof checkWatch)[];
export const foundHows = Object.keys(found) as (keyof typeof found)[];

export const visitNote = (random: Random, outcome: 'met' | 'phone' | 'no-answer' | 'declined'): string => {
	if (outcome === 'met') return random.pick(visitMet) + random.pick(visitTail);
	return random.pick({ phone: visitPhone, 'no-answer': visitAway, declined: visitDeclined }[outcome]);
};
export const checkNote = (random: Random, outcome: 'met' | 'phone'): string =>
	outcome === 'phone' ? random.pick(checkPhone) : random.shuffle(checkMet).slice(0, random.int(1, 2)).join('；');
export const watchNote = (random: Random, dimension: keyof typeof checkWatch): string =>
	random.pick(checkWatch[dimension]);
export const foundNote = (random: Random, how: keyof typeof found): string => random.pick(found[how]);
export const patrolNote = (random: Random): string =>
	random.shuffle(patrolNothing).slice(0, random.int(1, 3)).join('；');
/** What is promised at a door, and in how many days. */
export const newPromise = (random: Random): { text: string; days: number } => {
	const [text, days] = random.pick(promises);
	return { text, days };
};
export const keptNote = (random: Random): string =>
	random.pick(['已办好，回了电话', '办好了，上门说了', '已回复住户', '物业来修了']);
export const settledNote = (random: Random): string =>
	random.pick(['回看已清走', '已修好', '物业处理完了', '复查没有了', '已更换']);
export const returnReason = (random: Random): string =>
	random.pick(['情况没写清：现在住几口人？请补上', '备注太简单，请写清核对了什么', '备注和结果对不上，请核对']);
export const answerNote = (random: Random): string => random.pick(['已补上', '电话问过，补了', '按要求改了']);
