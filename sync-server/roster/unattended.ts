/**
 * A roster that is taken as it comes, by the command or an older client: nobody looks at what its columns are taken
 * for, so all of them must be plain, as they are in our template.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { columnWords, type ColumnKey } from './columns.ts';
import { fileError, limitErrors, says, type RowError } from './errors.ts';
import { proposedToMapping, type ProposedSheet } from './layout.ts';
import { proposeMapping } from './propose.ts';
import { readRosterApart } from './lists.ts';
import type { Roster } from './rows.ts';
import { keyOfTitle } from './synonyms.ts';
import { readWorkbook } from './workbook.ts';

const noRoster = fileError(
	'文件里没有找到名册：要有“姓名”“门号”这样的列名',
	'No roster was found in the file: it needs titles such as Name and Door',
);

/** Changes nothing. @param today `yyyy-mm-dd`. */
export async function parseRoster(
	bytes: Uint8Array,
	fileName: string,
	today: string,
): Promise<Result<Roster, readonly RowError[]>> {
	const workbook = await readWorkbook(bytes, fileName);
	if (!workbook.ok) return workbook;
	const [proposed] = proposeMapping(workbook.value, []).sheets;
	if (!proposed) return err(noRoster);
	const doubts = doubtsOf(proposed);
	if (doubts.length > 0) return err(limitErrors(doubts));
	const { roster, errors } = await readRosterApart(workbook.value, proposedToMapping(proposed), today);
	return errors.length > 0 ? err(limitErrors(errors)) : ok(roster);
}

function doubtsOf({ sheet, headRows, columns }: ProposedSheet): RowError[] {
	const row = headRows.at(-1) ?? 0;
	const doubt = (column: string, zh: string, en: string): RowError => ({
		...(sheet && { sheet }),
		row,
		column,
		message: says(zh, en),
	});
	const has = (key: ColumnKey) => columns.some((column) => column.key === key);
	const unsure = columns
		.filter(({ certainty }) => certainty !== 'sure')
		.map(({ title, key, certainty }) => {
			if (certainty === 'likely')
				return doubt(
					title,
					`这一列像是“${columnWords[key].zh}”，请按模板的列名写`,
					`Looks like ${columnWords[key].en}; use the titles of the template`,
				);
			const named = keyOfTitle(title);
			return named !== null && has(named)
				? doubt(title, '这一列重复了', 'This column is there twice')
				: doubt(title, '不认识这一列，请按模板的列名', 'Unknown column; use the titles of the template');
		});
	const required: readonly ColumnKey[] = has('address') ? ['grid'] : ['grid', 'building', 'door'];
	const missing = required
		.filter((key) => !has(key))
		.map((key) => {
			const { zh, en } = columnWords[key];
			return doubt(zh, `缺少“${zh}”这一列`, `The column ${zh} (${en}) is missing`);
		});
	return [...unsure, ...missing];
}
