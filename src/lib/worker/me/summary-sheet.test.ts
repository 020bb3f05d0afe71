import { expect, it } from 'vitest';
import { summaryOf, type SummaryRow } from '#lib/device/summary.ts';
import { projectRecord } from '#lib/kinds/project.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';
import { sheetOf, sheetToText, type SheetMeans } from './summary-sheet.ts';

const day = '2026-11-23';
const means: SheetMeans = {
	language: 'zh',
	name: '王芳',
	grids: [grid],
	gridName: (desk) => `${Number(desk.slice(-3))} 号网格`,
	note: ' 下午去街道开会 ',
	nowMs: morning,
	today: day,
};
const question = { account: 'grid01', day, isCover: (desk: string) => desk === otherGrid, places: new Set<string>() };

it('says the day in a few lines, what is unsent among them', () => {
	const { make } = createEntries();
	const row = (part: Parameters<typeof make>[0], mark: SummaryRow['mark'] = 'server'): SummaryRow => ({
		...projectRecord([make(part)])!,
		mark,
	});
	const rows = [
		row({ about: 'door-1' }),
		row({ about: 'door-2', body: { outcome: 'no-answer' } }, 'phone'),
		row({ kind: 'check-in', about: 'elder-1', body: { outcome: 'met' } }),
		row({ desk: otherGrid, about: 'door-9' }),
	];
	const text = sheetToText(sheetOf(summaryOf(rows, question), means), 'zh');
	expect(text.split('\n')).toEqual([
		'今日小结 11月23日 周一',
		'王芳 · 1 号网格',
		'共 4 条，第一条 10:00，最后一条 10:00',
		'走访 2：见到人 1、没人应门 1',
		'探访 1：上门见到 1',
		'走到住户 1 户',
		'见到或联系上老人 1 位',
		'顶岗 2 号网格：',
		'走访 1：见到人 1',
		'走到住户 1 户',
		'1 条还没上传，存在手机里',
		'说明：下午去街道开会',
	]);
});

it('says plainly that there was nothing, and names another day otherwise', () => {
	const sheet = sheetOf(summaryOf([], { ...question, day: '2026-11-22' }), { ...means, note: '' });
	expect(sheetToText(sheet, 'zh')).toBe('工作小结 11月22日 周日\n王芳 · 1 号网格\n没有记录');
});
