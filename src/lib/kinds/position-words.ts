/** Words of a position, and of what is odd about it: told, and no verdict. */
import type { Words } from './kind.ts';

export const words = {
	off: { zh: '离登记的位置', en: 'from its registered place' },
	moved: { zh: '图钉挪到', en: 'pin moved to' },
	old: { zh: '定位是两分钟以前的', en: 'the fix was more than two minutes old' },
	coarse: { zh: '误差超过 100 米', en: 'good to no more than 100 m' },
	same: { zh: '连续几次定位一模一样', en: 'several fixes in a row were exactly the same' },
	jump: { zh: '和上一条记录离得太远、太快', en: 'too far from the record before, too fast' },
} as const satisfies Words;
