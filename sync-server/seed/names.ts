/**
 * Names as common as they come, so that no one is meant: surnames by their weight in the north, given names by
 * generation and sex. Any likeness to a living person is that of frequent names.
 */
import type { Random } from './random.ts';

export type Sex = 'f' | 'm';

const surnames: readonly (readonly [string, number])[] = [
	['王', 90],
	['张', 86],
	['李', 84],
	['刘', 76],
	['赵', 34],
	['杨', 34],
	['陈', 32],
	['孙', 30],
	['高', 24],
	['马', 22],
	['郭', 20],
	['徐', 20],
	['于', 16],
	['朱', 15],
	['周', 15],
	['胡', 13],
	['韩', 13],
	['董', 12],
	['宋', 12],
	['吴', 12],
	['冯', 10],
	['曹', 9],
	['魏', 9],
	['田', 9],
	['苏', 7],
	['梁', 7],
	['林', 7],
	['许', 7],
	['任', 6],
	['贾', 6],
	['何', 6],
	['郑', 6],
	['姜', 6],
	['范', 6],
	['石', 6],
	['崔', 6],
	['丁', 5],
	['吕', 5],
	['杜', 5],
	['沈', 5],
	['程', 5],
	['蔡', 4],
	['邢', 4],
	['侯', 4],
	['孟', 4],
	['薛', 4],
	['白', 4],
	['穆', 4],
	['康', 3],
	['邵', 3],
	['郝', 3],
	['段', 3],
	['付', 3],
	['卢', 3],
	['齐', 3],
	['庞', 2],
	['阎', 2],
	['毕', 2],
	['单', 1],
	['解', 1],
];

const list = (text: string): readonly string[] => text.split(' ');

/** By birth year: each list serves the years before `until`. */
const generations: readonly { readonly until: number; readonly f: readonly string[]; readonly m: readonly string[] }[] =
	[
		{
			until: 1953,
			f: list(
				'桂兰 秀英 玉兰 淑珍 桂英 秀兰 淑英 玉珍 凤英 淑兰 秀珍 玉英 桂芝 淑华 素珍 凤兰 玉华 淑琴 玉琴 桂珍 淑敏 秀云 金凤 素芬 月英 慧贞 惠芳 瑞兰 淑贤 宝珍',
			),
			m: list(
				'德明 玉山 振华 宝山 长林 连生 志成 金生 庆祥 文斌 树林 福来 宝林 德福 国栋 永年 玉林 世杰 鸿儒 连启 恩生 振东 万祥 广义 学文 殿臣 绍先 家骏 润生 守义',
			),
		},
		{
			until: 1975,
			f: list(
				'丽华 秀丽 红梅 丽萍 桂芳 艳 敏 静 玉梅 建华 春梅 玲 霞 萍 晓红 丽娟 凤霞 淑云 金玲 卫红 志红 永红 秀琴 文静 莉 桂荣 宝霞 亚芹 爱华 春兰',
			),
			m: list(
				'建国 建军 志强 国庆 卫东 建华 永强 军 伟 勇 志刚 玉生 春生 立新 卫国 国华 庆生 学军 宝生 长江 津生 建平 新民 树强 洪生 志勇 文利 金海 宝成 永利',
			),
		},
		{
			until: 1996,
			f: list(
				'静 丽 娜 敏 艳 婷 婷婷 雪 倩 莹 琳 晶 颖 媛 佳 洁 慧 晓燕 海燕 丹 楠 璐 欣 蕾 岩 津津 文婷 雅楠 晓丹 金颖',
			),
			m: list(
				'强 磊 洋 勇 杰 涛 超 鹏 浩 亮 斌 刚 旭 宇 帅 凯 博 健 津 鑫 岩 峰 晓东 志鹏 文博 金龙 海涛 建伟 立伟 振宇',
			),
		},
		{
			until: 2011,
			f: list('雨欣 思雨 梦琪 佳怡 子涵 欣怡 雨桐 雅琪 诗涵 静怡 佳琪 心怡 嘉欣 雨萱 思涵 可欣 紫萱 梦瑶 馨月 艺彤'),
			m: list('浩然 宇轩 子豪 俊杰 天宇 梓豪 宇航 一鸣 嘉豪 泽宇 思远 文轩 博文 昊天 子轩 明泽 家辉 志远 雨泽 晨曦'),
		},
		{
			until: Number.POSITIVE_INFINITY,
			f: list('若汐 梓萱 一诺 语桐 沐晴 芮欣 艺涵 安然 可馨 书瑶 诗悦 依依 清妍 知夏 语彤 苡沫 南希 佳禾 初夏 子衿'),
			m: list('沐宸 浩宇 宇泽 奕辰 子墨 亦辰 梓睿 皓轩 景行 书豪 知远 沐阳 嘉树 晨阳 星宇 泽楷 允南 承宇 佑安 子谦'),
		},
	];

export const newSurname = (random: Random): string => random.weighted(surnames);

export function newGivenName(random: Random, sex: Sex, birthYear: number): string {
	const generation = generations.find(({ until }) => birthYear < until)!;
	return random.pick(generation[sex]);
}
