import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '清除个人信息', en: 'Erasure' },
	erasure: { zh: '清除编号', en: 'Erasure' },
	ground: { zh: '理由', en: 'Ground' },
	entries: { zh: '清除的条目', en: 'Entries erased' },
	stripped: { zh: '去掉个人部分的条目', en: 'Entries without the personal part' },
	done: { zh: '目的已达到，或不再需要', en: 'The purpose is reached, or it is no longer needed' },
	expired: { zh: '保存期限已到，或服务已停止', en: 'The time of keeping is over, or the service has ended' },
	consent: { zh: '本人撤回同意', en: 'The person withdrew consent' },
	unlawful: { zh: '收集或使用不合规定', en: 'It was collected or used against the rules' },
	law: { zh: '法律法规另有规定', en: 'Another rule of law demands it' },
} as const satisfies Words;
