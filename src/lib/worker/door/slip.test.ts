import { describe, expect, it } from 'vitest';
import { hourText, reasonText } from './hour-text.ts';
import { signatureOf, slipOf, slipToText } from './slip.ts';

const facts = { community: '朝阳里社区', signature: '姓王', phone: '022-27330000', day: '2026-11-28' };

describe('a note for the door', () => {
	it('[D158] says who came when and how to answer, in both languages', () => {
		expect(slipToText(slipOf(facts, 'zh'))).toBe(
			[
				'【未遇告知单】',
				'您好！11月28日 周六我来走访，敲门没有人应，留张条。',
				'方便的时候，请告诉我们哪天、几点在家：',
				'· 打电话 022-27330000',
				'走访不收费，不问银行卡和验证码；来人会出示工作证。',
				'朝阳里社区 网格员（姓王）',
				'2026年11月28日',
			].join('\n'),
		);
		const english = slipToText(slipOf({ ...facts, signature: 'Anna' }, 'en'));
		for (const part of ['Sat', 'Call 022-27330000', 'Grid worker Anna', '2026-11-28']) expect(english).toContain(part);
	});

	it('[D158] leaves out what is not known, and is whole without it', () => {
		const slip = slipOf({ community: '', signature: '', phone: '', day: '2026-11-28' }, 'zh');
		expect(slip.from).toBe('网格员');
		expect(slip.ways[0]).toBe('到社区说一声');
		expect(slipToText(slip)).not.toMatch(/undefined|null|\n\n/);
	});

	it('calls a worker by the surname, or by the first name', () => {
		expect(['王芳', '欧阳建国', 'Anna Smith', ' 李国强 ', ''].map(signatureOf)).toEqual([
			'姓王',
			'姓欧阳',
			'Anna',
			'姓李',
			'',
		]);
	});
});

describe('an hour in words', () => {
	const now = Date.parse('2026-11-28T10:00:00+08:00');
	it('[D155] says the day as people do, and the reason', () => {
		expect(hourText({ day: '2026-11-28', hour: 19 }, '2026-11-28', 'zh')).toBe('今晚 19 点左右');
		expect(hourText({ day: '2026-11-29', hour: 10 }, '2026-11-28', 'zh')).toBe('明天 10 点左右');
		expect(hourText({ day: '2026-12-01', hour: 18 }, '2026-11-28', 'zh')).toBe('12月1日 周二 18 点左右');
		expect(hourText({ day: '2026-11-28', hour: 19 }, '2026-11-28', 'en')).toBe('Tonight about 19:00');
		const ms = Date.parse('2026-11-27T19:10:00+08:00');
		expect(reasonText({ type: 'opened', ms }, 'zh', now)).toBe('昨天 19:10 有人');
		const before = ms - 7 * 24 * 60 * 60 * 1000;
		expect(reasonText({ type: 'opened', ms: before }, 'zh', now)).toBe('上次 11月20日 周五 19:10 有人');
		expect(reasonText({ type: 'vain', times: 3, parts: ['morning', 'noon'] }, 'zh', now)).toBe(
			'上午、中午来过 3 次没人，换个钟点',
		);
		for (const type of ['grid', 'default'] as const) expect(reasonText({ type }, 'en', now)).toBeTruthy();
	});
});
