import { describe, expect, it } from 'vitest';
import type { HouseholdView } from '#lib/device/households.ts';
import type { RecordRow } from '#lib/device/rows.ts';
import { glanceOf, namedAtMost } from './glance.ts';

const row = (kind: string, body: object, state = 'open') => ({ kind, body, state }) as unknown as RecordRow;
const view = (given: Partial<HouseholdView>): HouseholdView => ({
	household: row('household', { label: '3-2-501' }),
	people: [],
	former: [],
	elders: [],
	timeline: [],
	open: [],
	...given,
});
const day = '2026-11-28';

describe('what is seen before the knock', () => {
	it('[D150] names the first few, counts all who live there, and says nothing of why somebody is away', () => {
		const people = ['甲', '乙', '丙', '丁', '戊'].map((name) => row('resident', { name, birth: '1948' }));
		const glance = glanceOf(
			view({
				people: [
					row('resident', { name: '张桂兰', birth: '1948-03', presence: 'hospital' }),
					...people,
					row('resident', { name: '别处', presence: 'registered-only' }),
				],
			}),
			day,
		);
		expect(glance.lives).toHaveLength(namedAtMost);
		expect(glance.lives[0]).toEqual({ name: '张桂兰', age: 78, isAway: true });
		expect(glance.count).toBe(6);
		expect(JSON.stringify(glance)).not.toContain('hospital');
	});

	it('[D150] says the promise that is due first, whether it is overdue, and how many are open besides', () => {
		const open = [
			row('visit', { outcome: 'met', promise: { text: '送表格', due: '2026-12-01' } }),
			row('errand', { text: '办老年卡', due: '2026-11-20' }),
			row('matter', { of: 'visit', text: '问医保报销' }),
			row('errand', { text: '已答复的', due: '2026-11-01', answered: '2026-11-02', answer: 'settled' }),
			row('errand', { text: '撤回的', due: '2026-11-01' }, 'withdrawn'),
			row('problem', { item: '楼道堆物', handling: 'report' }),
		];
		expect(glanceOf(view({ open }), day).promised).toEqual({
			text: '办老年卡',
			due: '2026-11-20',
			isOverdue: true,
			others: 2,
		});
		expect(glanceOf(view({}), day).promised).toBeNull();
	});

	it('[D150] says what to mind at this door', () => {
		const household = row('household', { label: '3-2-501', tenure: 'vacant', caution: '有狗' });
		expect(glanceOf(view({ household }), day)).toMatchObject({ isVacant: true, mind: '有狗', count: 0 });
	});
});
