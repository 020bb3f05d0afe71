/** Words that tell of a photo of a record. */
import type { Words } from './kind.ts';

export const photoViewWords = {
	photo: { zh: '照片', en: 'Photo' },
	takenAt: { zh: '拍摄', en: 'Taken' },
	addedBy: { zh: '添加', en: 'Added by' },
	placed: { zh: '照片带位置', en: 'With a position' },
	within: { zh: '误差约', en: 'within' },
	metres: { zh: '米', en: 'm' },
	added: { zh: '添加了 1 张照片', en: 'added a photo' },
	tookBack: { zh: '撤回了一张照片', en: 'took a photo back' },
} as const satisfies Words;
