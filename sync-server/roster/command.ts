/** The `import` command: what was asked for, and what came of it, in words. */
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Counts, RowError } from './roster.ts';

export interface Order {
	readonly file: string;
	readonly community: string;
	readonly account: string;
	readonly dry: boolean;
}

export type Outcome = Result<Counts, readonly RowError[]>;

export const help = `Imports a roster (名册) into the data folder ($DATA_DIR, ./data by default), whole or not at all.

  npm run import -- <file.xlsx or .csv> --community <code> --account <account> [--dry]
  npm run import -- --template <file.xlsx or .csv>      writes the empty template

  --community  12 digits: 120101004010
  --account    who imports: a supervisor of the community, with the books field and care
  --dry        only looks whether it could be done

While the server runs on this data folder, the file is handed to it, and the password of the account is asked for
(or read from standard input). docs/roster.md explains the columns.`;

/** @returns the order, the file of a template to write, or what is wrong with the arguments. */
export function readOrder(args: readonly string[]): Result<Order | { readonly template: string }, string> {
	const options = {
		community: { type: 'string' },
		account: { type: 'string' },
		dry: { type: 'boolean' },
		template: { type: 'string' },
		help: { type: 'boolean', short: 'h' },
	} as const;
	let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options; allowPositionals: true }>>;
	try {
		parsed = parseArgs({ args: [...args], options, allowPositionals: true });
	} catch (error) {
		return err(`${(error as Error).message}\n\n${help}`);
	}
	const { values, positionals } = parsed;
	if (values.template) return ok({ template: values.template });
	const [file] = positionals;
	if (values.help || !file || positionals.length > 1 || !values.account || !/^\d{12}$/.test(values.community ?? ''))
		return err(help);
	return ok({ file, community: values.community!, account: values.account, dry: values.dry ?? false });
}

export function outcomeToText(outcome: Outcome, { dry }: Order): string {
	if (!outcome.ok) return [...outcome.error.map(errorToLine), '', '没有写入任何内容。Nothing was written.'].join('\n');
	const { grids, buildings, households, residents, elders, changed, conflicts, doubtful } = outcome.value;
	if (buildings + households + residents + elders + changed === 0)
		return `和台账一样，没有要写入的。${left(conflicts, doubtful).zh}\nThe same as the ledger: nothing to write.${left(conflicts, doubtful).en}`;
	const zh = `${grids} 个网格，新楼栋 ${buildings}，住户 ${households}，居民 ${residents}，探访对象 ${elders}，有变化 ${changed}`;
	const en = `${households} new households in ${grids} grids, ${buildings} new buildings, ${residents} residents, ${elders} elders, ${changed} changed`;
	return dry
		? `可以导入：${zh}。${left(conflicts, doubtful).zh}还没有写入。\nCould be imported: ${en}.${left(conflicts, doubtful).en} Nothing was written.`
		: `已导入：${zh}。${left(conflicts, doubtful).zh}\nImported: ${en}.${left(conflicts, doubtful).en}`;
}

/** What is left to people, who see it on the page. */
const left = (conflicts: number, doubtful: number) =>
	conflicts + doubtful === 0
		? { zh: '', en: '' }
		: {
				zh: `没有动：人工填过的 ${conflicts} 处，拿不准的 ${doubtful} 行，请在导入页看。`,
				en: ` Left alone: ${conflicts} values that people entered, ${doubtful} rows that are not certain; see the import page.`,
			};

function errorToLine({ row, column, message }: RowError): string {
	const where = row === 0 ? '' : `第 ${row} 行${column ? `「${column}」` : ''}  `;
	return `${where}${message.zh}  ·  ${message.en}`;
}
