/** Reads the table of `table.ts` into rows. Pure; a damaged table is a bug and throws before anything is asked of it. */
import { books, type Book } from '#lib/ledger/page.ts';
import { LEVELS, type AreaLevel } from './areas/area-tree.ts';

export const roles = [
	'worker',
	'supervisor',
	'dispatcher',
	'unit',
	'mediator',
	'elder-care',
	'volunteers',
	'viewer',
	'admin',
] as const;
/** 网格员 · 社区书记 · 街道派遣员 · 责任单位 · 调解员 · 养老专员 · 志愿服务协调员 · 上级查看 · 管理员. */
export type Role = (typeof roles)[number];

export const actions = ['read', 'write', 'amend', 'withdraw', 'review', 'export', 'administer', 'erase'] as const;
export type Action = (typeof actions)[number];

export const relations = ['own', 'below', 'above', 'beside'] as const;
/** How a desk stands to the one of a grant. */
export type Relation = (typeof relations)[number];

/** What is in no book. */
export const things = ['people', 'cover', 'exports', 'deliveries', 'accounts', 'erasures', 'drawings'] as const;
export type Thing = (typeof things)[number];

export interface Row {
	readonly role: Role;
	readonly levels: readonly AreaLevel[];
	readonly relations: readonly Relation[];
	/** Null: in no book. */
	readonly books: readonly (Book | null)[];
	/** `*`: every kind of entry. */
	readonly kinds: readonly string[];
	readonly actions: readonly Action[];
	/** `after`: for a time after the grant has ended, for what was written while it held. */
	readonly when: 'held' | 'after';
}

const columns = ['role', 'at', 'desk', 'book', 'kind', 'may', 'when'];
const levelsByWord: Readonly<Record<string, readonly AreaLevel[]>> = {
	any: LEVELS,
	four: LEVELS.filter((level) => level !== 'grid'),
	...Object.fromEntries(LEVELS.map((level) => [level, [level]])),
};

/** @throws Error that names the line which is not as it should be. */
export function parseTable(text: string): readonly Row[] {
	const [head, ...lines] = text.trim().split('\n').map(toCells);
	if (head?.join() !== columns.join()) throw new Error(`The table of access begins with ${columns.join(' | ')}`);
	return lines.map((cells, index) => {
		const words = (column: string) => cells[columns.indexOf(column)]?.split(/\s+/).filter(Boolean) ?? [];
		const of = <Word extends string>(column: string, known: readonly Word[]): readonly Word[] => {
			const found = words(column);
			if (found.length === 0 || !found.every((word): word is Word => (known as readonly string[]).includes(word)))
				throw new Error(`The table of access, line ${index + 2}: ${column} '${found.join(' ')}'`);
			return found;
		};
		const [role] = of('role', roles);
		const [when] = of('when', ['held', 'after'] as const);
		return {
			role: role!,
			levels: of('at', Object.keys(levelsByWord)).flatMap((word) => levelsByWord[word]!),
			relations: of('desk', relations),
			books: of('book', [...books, '-'] as const).map((book) => (book === '-' ? null : book)),
			kinds: words('kind'),
			actions: of('may', actions),
			when: when!,
		};
	});
}

const toCells = (line: string): string[] => line.split('|').map((cell) => cell.trim());
