/**
 * 未遇告知单: what a worker leaves at a door where nobody opened. It hangs in a stairwell and everybody reads it: the
 * community, how the worker is called there, the day and how to answer; nothing of who lives there, nor which door it was,
 * nor when somebody will come again. Pure. Rule D158.
 */
import type { Language, Said } from '#lib/words/language.svelte.ts';
import { dayText } from '#lib/words/moments.ts';

export interface SlipFacts {
	/** '' when it is not known. */
	readonly community: string;
	/** How the worker is called: `姓王`, `Anna`. '' is left out. */
	readonly signature: string;
	/** Of the desk. '' when there is none. */
	readonly phone: string;
	/** `yyyy-mm-dd` */
	readonly day: string;
}

export interface Slip {
	readonly title: string;
	readonly greeting: string;
	readonly ask: string;
	readonly ways: readonly string[];
	/** To be filled in by hand. */
	readonly blanks: readonly string[];
	readonly assurance: string;
	readonly from: string;
	readonly day: string;
}

const words = {
	title: { zh: '未遇告知单', en: 'Sorry we missed you' },
	ask: {
		zh: '方便的时候，请告诉我们哪天、几点在家：',
		en: 'Please let us know on which day and at what hour we may come:',
	},
	call: { zh: '打电话', en: 'Call' },
	paper: {
		zh: '写在下面，贴回门上，或交给社区、物业',
		en: 'Write it below and leave it on the door, or hand it to the community office',
	},
	office: { zh: '到社区说一声', en: 'Drop in at the community office' },
	blankDay: { zh: '方便的日子', en: 'Day' },
	blankHour: { zh: '几点', en: 'Hour' },
	assurance: {
		zh: '走访不收费，不问银行卡和验证码；来人会出示工作证。',
		en: 'Visits are free of charge. We never ask for bank cards or codes, and we show our badge.',
	},
	worker: { zh: '网格员', en: 'Grid worker' },
} as const satisfies Record<string, Said>;

export function slipOf({ community, signature, phone, day }: SlipFacts, language: Language): Slip {
	const said = (word: Said) => word[language];
	const when = dayText(day, language, Date.parse(day));
	const signed = signature === '' ? said(words.worker) : joined(said(words.worker), signature, language);
	return {
		title: said(words.title),
		greeting:
			language === 'zh'
				? `您好！${when}我来走访，敲门没有人应，留张条。`
				: `Hello! I came to visit on ${when}, and nobody answered.`,
		ask: said(words.ask),
		ways: [...(phone === '' ? [said(words.office)] : [`${said(words.call)} ${phone}`]), said(words.paper)],
		blanks: [said(words.blankDay), said(words.blankHour)],
		assurance: said(words.assurance),
		from: [community, signed].filter(Boolean).join(language === 'zh' ? ' ' : ', '),
		day: language === 'zh' ? day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日') : day,
	};
}

/** As it is sent: without the lines to write on. */
export function slipToText({ title, greeting, ask, ways, assurance, from, day }: Slip): string {
	// On paper there is a place to write; in a message the answer is the message.
	const answers = ways.slice(0, 1).map((way) => `· ${way}`);
	return [`【${title}】`, greeting, ask, ...answers, assurance, from, day].join('\n');
}

const joined = (worker: string, signature: string, language: Language): string =>
	language === 'zh' && signature.startsWith('姓') ? `${worker}（${signature}）` : `${worker} ${signature}`;

const longSurnames = ['欧阳', '司马', '上官', '诸葛', '夏侯', '皇甫', '尉迟', '公孙', '慕容', '令狐', '司徒', '东方'];

/** How a worker is called on paper that hangs in a stairwell: the surname of a Chinese name, else the first word. */
export function signatureOf(name: string): string {
	const plain = name.trim();
	if (!/^\p{Script=Han}+$/u.test(plain)) return plain.split(/\s+/)[0] ?? '';
	return `姓${longSurnames.find((surname) => plain.startsWith(surname)) ?? plain.slice(0, 1)}`;
}
