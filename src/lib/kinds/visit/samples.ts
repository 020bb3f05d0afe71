import type { Visit } from './kind.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ outcome: 'no-answer' },
	{ outcome: 'met', purposes: ['check', 'safety'], note: '一切正常，已提醒用气安全' },
	{ outcome: 'phone', note: '电话里说在外地，月底回来 📞' },
	{ outcome: 'met', promise: { text: '代办老年卡', due: '2026-12-01' } },
	{ outcome: 'met', promise: { text: '代办老年卡', due: '2026-12-01' }, kept: '2026-11-30' },
	{ outcome: 'met', promise: { text: '申请补贴', due: '2026-12-01' }, kept: '2026-11-30', answer: 'could-not' },
	{ outcome: 'declined', position: { lat: 39.13, lon: 117.2, accuracy: 12, age: 3 } },
] as const satisfies readonly Visit[];
