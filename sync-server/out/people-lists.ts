/** 人员: who holds which seat; and 报表: what each of them wrote down on each day, in order of account, no ranking. */
import { kinds, recordKinds } from '#lib/kinds/index.ts';
import { kindLabel } from '#lib/kinds/record-words.ts';
import { createReport, sumOfCounts } from '#lib/supervisor/report.ts';
import { bookWords, roleWords } from '#lib/supervisor/words.ts';
import { recordBatches, scopesOf, type Asked, type List } from './list.ts';

export const peopleList: List = {
	title: '人员',
	needs: [],
	administered: true,
	columns: () => ['姓名', '账号', '岗位', '区域', '编码', '从', '到', '可看'],
	rows: async function* ({ area }, { accounts, areas }) {
		yield accounts
			.list()
			.flatMap(({ id, name, grants }) =>
				grants
					.filter(({ desk }) => desk.startsWith(area))
					.map(({ role, desk, books, from, to }) => [
						name,
						id,
						roleWords[role].zh,
						areas.name(desk),
						desk,
						from ?? '',
						to ?? '',
						books.map((book) => bookWords[book].zh).join('、'),
					]),
			);
	},
};

const kindsOf = ({ books }: Asked) => recordKinds.filter((kind) => books.includes(kinds[kind].book));

export const reportList: List = {
	title: '报表',
	needs: [],
	columns: (asked) => ['日期', '账号', '姓名', ...kindsOf(asked).map((kind) => kindLabel(kind, 'zh')), '合计'],
	rows: async function* (asked, { reads, accounts }) {
		const report = createReport();
		const { from, to } = asked.filters;
		for await (const rows of recordBatches(reads, { scopes: scopesOf(asked), kinds: kindsOf(asked), from, to }))
			report.add(rows.map(({ projection: { hlc, kind, by } }) => ({ hlc, kind, by, byName: accounts.nameOf(by) })));
		yield report
			.result()
			.cells.map(({ day, account, name, counts }) => [
				day,
				account,
				name,
				...kindsOf(asked).map((kind) => counts[kind] ?? 0),
				sumOfCounts(counts),
			]);
	},
};
