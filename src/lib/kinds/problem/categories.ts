/**
 * Classes of problems: the six event classes of GB/T 30428.2 as far as read, and facilities.
 * The small classes are common ones of city tables; they are names, not codes, since codes differ by city.
 */
export const categories = {
	appearance: {
		zh: '市容环境',
		en: 'City appearance',
		items: {
			zh: ['暴露垃圾', '建筑垃圾渣土', '道路不洁', '绿地脏乱', '私搭乱建', '焚烧垃圾树叶'],
			en: ['Exposed rubbish', 'Building waste', 'Dirty road', 'Untidy green', 'Illegal structure', 'Burning rubbish'],
		},
	},
	safety: {
		zh: '公共安全',
		en: 'Public safety',
		items: {
			zh: ['楼道堆物', '飞线充电', '消防通道占用', '灭火器失效', '燃气异味', '高空坠物'],
			en: [
				'Clutter in stairwell',
				'Improvised charging',
				'Blocked fire lane',
				'Dead extinguisher',
				'Smell of gas',
				'Falling objects',
			],
		},
	},
	street: {
		zh: '街面秩序',
		en: 'Street order',
		items: {
			zh: ['占道经营', '无照经营', '乱停车', '流浪乞讨'],
			en: ['Blocking the pavement', 'Unlicensed trade', 'Bad parking', 'Rough sleeping'],
		},
	},
	works: {
		zh: '施工管理',
		en: 'Building works',
		items: { zh: ['施工扰民', '施工占道', '工地扬尘'], en: ['Noise', 'Blocked road', 'Dust'] },
	},
	adverts: {
		zh: '宣传广告',
		en: 'Adverts',
		items: { zh: ['非法小广告', '违规户外广告'], en: ['Illegal stickers', 'Illegal hoarding'] },
	},
	sudden: {
		zh: '突发事件',
		en: 'Sudden events',
		items: {
			zh: ['管道破裂', '路面塌陷', '道路积水', '火情'],
			en: ['Burst pipe', 'Sunken road', 'Flooded road', 'Fire'],
		},
	},
	facility: {
		zh: '公共设施',
		en: 'Facilities',
		items: {
			zh: ['井盖破损', '路灯不亮', '楼道灯不亮', '健身器材损坏', '护栏损坏', '电梯故障', '下水堵塞'],
			en: [
				'Broken manhole',
				'Street light out',
				'Stairwell light out',
				'Broken equipment',
				'Broken railing',
				'Lift fault',
				'Blocked drain',
			],
		},
	},
	other: { zh: '其他', en: 'Other', items: { zh: [], en: [] } },
} as const satisfies Record<
	string,
	{ zh: string; en: string; items: { zh: readonly string[]; en: readonly string[] } }
>;

export type Category = keyof typeof categories;
