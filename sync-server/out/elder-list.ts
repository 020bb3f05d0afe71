/** 该探访的老人: who was not seen, who is overdue and who is due today, the most urgent first. */
import { words as elderWords } from '#lib/kinds/elder/words.ts';
import type { Elder } from '#lib/registers/register.ts';
import { idsOfRecord } from '#server/deliveries/subjects.ts';
import { elderListTitles } from '#server/roster/own-lists.ts';
import type { RecordRow } from '#server/store/store.ts';
import {
	daysBetween,
	gridNameIn,
	isHere,
	momentWriter,
	recordBatches,
	scopesOf,
	slices,
	type Cell,
	type List,
} from './list.ts';
import { nobody, subjectsOf } from './subjects.ts';

export const elderList: List = {
	title: '该探访的老人',
	needs: ['field', 'care'],
	// As the import knows them.
	columns: () => elderListTitles,
	rows: async function* (asked, means) {
		const { reads, areas, day } = means;
		const due: RecordRow[] = [];
		for await (const rows of recordBatches(reads, { scopes: scopesOf(asked), kinds: ['elder'] }))
			due.push(...rows.filter((row) => isHere(row) && isDue(row, day)));
		due.sort((a, b) => (urgency(a) < urgency(b) ? -1 : 1));
		const moment = momentWriter(means.timeZone);
		for (const rows of slices(due)) {
			for (const { projection } of rows) means.show?.(projection.desk, idsOfRecord(projection));
			const subjects = await subjectsOf(
				rows.map(({ projection }) => projection.id),
				asked,
				means,
			);
			yield rows.map(({ projection: { id, desk, body }, standing }): Cell[] => {
				const { tier, types } = body as unknown as Elder;
				const { door, name, phone } = subjects.get(id) ?? nobody;
				return [
					gridNameIn(areas, asked.area, desk),
					door,
					name,
					phone,
					elderWords[tier].zh,
					types.map((type) => elderWords[type].zh).join('、'),
					standing?.last ? moment(standing.last) : '还没见过',
					standing?.due ?? '马上',
					standing?.due ? Math.max(0, daysBetween(standing.due, day)) : '',
					standing?.alarm ? '没见到' : !standing?.due ? '还没探访过' : standing.due < day ? '超期' : '今天到期',
				];
			});
		}
	},
};

const isDue = ({ standing }: RecordRow, day: string): boolean =>
	standing !== null &&
	(standing.alarm !== null || (standing.due !== undefined && (standing.due === null || standing.due <= day)));

/** An alarm before everything, then never seen, then the longest due. */
const urgency = ({ standing }: RecordRow): string => (standing?.alarm ? '' : (standing?.due ?? '!'));
