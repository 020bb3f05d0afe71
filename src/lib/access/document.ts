/** docs/access.md as text, from the table: every seat with what it may do and what it may not. */
import { denialOf, type Grant } from './policy.ts';
import { actions, parseTable, relations, roles, type Action, type Relation, type Role, type Row } from './rows.ts';
import { table } from './table.ts';

const roleNames: Readonly<Record<Role, string>> = {
	worker: '网格员 grid worker',
	supervisor: '社区书记 supervisor',
	dispatcher: '街道派遣员 dispatcher',
	unit: '责任单位 responsible unit',
	mediator: '调解员 mediator',
	'elder-care': '养老专员 elder-care officer',
	volunteers: '志愿服务协调员 volunteer coordinator',
	viewer: '上级查看 viewer',
	admin: '管理员 administrator',
};
const actionNames: Readonly<Record<Action, string>> = {
	read: '看 read',
	write: '记 write',
	amend: '改 amend',
	withdraw: '撤 withdraw',
	review: '阅 review',
	export: '导出 export',
	administer: '管 administer',
	erase: '清除 erase',
};
const relationNames: Readonly<Record<Relation, string>> = {
	own: '本岗 own',
	below: '下级 below',
	above: '上级 above',
	beside: '旁边 beside',
};
const bookNames = { field: '走访台账 field', care: '为老台账 care', none: '— no book' } as const;
const today = '2026-11-27';
const desk = '120101004010';
const desks: Readonly<Record<Relation, string>> = {
	own: desk,
	below: `${desk}001`,
	above: '120101004',
	beside: '120101004011',
};

export function tableDocument(): string {
	const rows = parseTable(table);
	return `# Who may do what · 谁能做什么

Made from the one table in \`src/lib/access/table.ts\`; a test keeps both alike. ✔ may, — may not. 由程序里的同一张表生成。

A seat reaches no desk above it and none beside it, whoever holds it. A book opens only where the grant names it. A grant
opens nothing before its first day, after its last, or once it was ended. \`*\` is every kind of entry of the book; a page is
sent to a phone as a whole, so a seat with only some kinds of a book gets no page of it.

上级和旁边的岗位，谁都看不到、改不了。台账只对岗位里写明的本子打开。岗位到期或结束以后什么也打不开。

${roles.map((role) => section(role, rows)).join('\n\n')}

## After a seat has ended · 岗位结束以后

${after(rows)}
`;
}

function section(role: Role, rows: readonly Row[]): string {
	const own = rows.filter((row) => row.role === role && row.when === 'held');
	const seatedAt = [...new Set(own.flatMap(({ levels }) => levels))].join(', ');
	const asked = [
		...new Set(
			own.flatMap(({ books, kinds }) => books.flatMap((book) => kinds.map((kind) => `${book ?? ''} ${kind}`))),
		),
	];
	const isGrid = seatedAt === 'grid';
	const at = isGrid ? (relation: Relation) => gridDesks[relation] : (relation: Relation) => desks[relation];
	const lines = asked.flatMap((one) => {
		const [book = '', kind = ''] = one.split(' ');
		return relations.map((relation) => {
			const grant: Grant = { role, desk: at('own'), books: ['field', 'care'] };
			const cells = actions.map((action) =>
				denialOf([grant], action, at(relation), book === '' ? null : (book as 'field'), today, kind) ? '—' : '✔',
			);
			return `| ${bookNames[(book || 'none') as keyof typeof bookNames]} | ${kind === '*' ? '\\*' : kind} | ${relationNames[relation]} | ${cells.join(' | ')} |`;
		});
	});
	const head = ['book', 'kind', 'desk', ...actions.map((action) => actionNames[action])];
	return [
		`## ${roleNames[role]}`,
		'',
		`Seated at: ${seatedAt}.`,
		'',
		`| ${head.join(' | ')} |`,
		`| ${head.map(() => '---').join(' | ')} |`,
		...lines,
	].join('\n');
}

const gridDesks: Readonly<Record<Relation, string>> = {
	own: `${desk}001`,
	below: `${desk}0010`,
	above: desk,
	beside: `${desk}002`,
};

const after = (rows: readonly Row[]): string =>
	rows
		.filter(({ when }) => when === 'after')
		.map(
			({ role, books, actions: kept }) =>
				`For 30 days, of what a ${roleNames[role]} had written down while the seat was held: ${kept.join(', ')} in ${books.join(', ')}. Nothing is read any more. 结束后三十天内，补传岗位有效时写下的记录。`,
		)
		.join('\n');
