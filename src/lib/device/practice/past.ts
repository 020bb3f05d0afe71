/** What was done at the practice house in the last days: a problem of each stage, and a visit that came back. Pure. */
import type { Point } from '#lib/ground/point.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { pointAt, type PracticePlaces } from './ground.ts';
import { practiceReviewer } from './names.ts';
import type { Answer, Write } from './writing.ts';

interface Past {
	readonly write: Write;
	readonly answer: Answer;
	readonly now: number;
	readonly places: PracticePlaces;
	/** By the label of the door. */
	readonly homes: ReadonlyMap<string, Entry>;
}

const dayMs = 86_400_000;

export function writePast({ write, answer, now, places, homes }: Past): void {
	const ago = (days: number) => ({ ms: now - days * dayMs });
	const found = ([lon, lat]: Point) => ({ position: { lat, lon, accuracy: 10, age: 0 } });
	const report = { severity: 'normal', handling: 'report' } as const;

	write(
		'problem',
		{
			category: 'safety',
			item: '楼道堆物',
			where: '9号楼1门2层楼道',
			...report,
			again: dayOf(now),
			...found(pointAt(-11, 0)),
		},
		ago(6),
	);
	write(
		'problem',
		{ category: 'safety', item: '灭火器失效', where: '练习充电棚', ...report, severity: 'urgent' },
		{ ...ago(4), about: places.shed.id },
	);
	const settled = write(
		'problem',
		{ category: 'appearance', item: '暴露垃圾', where: '9号楼东侧', ...report, ...found(pointAt(30, 0)) },
		ago(5),
	);
	answer(
		'amend',
		settled,
		{ of: 'problem', base: [], set: { settled: dayOf(now - dayMs) }, note: '已清走（编的）' },
		ago(1),
	);
	write(
		'problem',
		{
			...{ category: 'safety', item: '消防通道占用', where: '9号楼楼前', severity: 'normal', handling: 'solved' },
			...found(pointAt(0, -15)),
		},
		ago(3),
	);

	const visit = write(
		'visit',
		{ outcome: 'met', purposes: ['check'], note: '问了情况（编的）' },
		{ ...ago(2), about: homes.get('9-1-102')!.id },
	);
	const reason = '练习：写清问了什么，改好再交';
	answer('review', visit, { verdict: 'returned', upto: [], reason }, { ...ago(1), by: practiceReviewer });
}
