import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { books, type Book } from '#lib/ledger/page.ts';
import { kinds } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { denialOf, isSeat, mayHandOver, type Action, type Denial, type Grant, type Role } from './policy.ts';
import { actions, parseTable, relations, roles, things, type Relation } from './rows.ts';
import { tableDocument } from './document.ts';
import { table } from './table.ts';

/**
 * The table as people agreed on it, written a second time and in another shape: every seat, every desk, every 'no'.
 * r read · w write · a amend · x withdraw · v review · e export · d administer · s erase
 */
const agreed = `
role       level desk   field   matter  problem place   home    rest    care    elders  seating people cover exports deliveries accounts erasures drawings
worker     four  own    -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
worker     four  below  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
worker     four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
worker     four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
worker     grid  own    rwax    rwax    rwax    rwax    rwax    rwax    rwax    rwax    -       -      -     -       -          -        -        -
worker     grid  below  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
worker     grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
worker     grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
supervisor four  own    rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved d       r      rx    r       r          -        r        -
supervisor four  below  rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved d       r      rx    r       r          -        r        -
supervisor four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
supervisor four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
supervisor grid  own    rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved d       r      rx    r       r          -        r        -
supervisor grid  below  rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved rwaxved d       r      rx    r       r          -        r        -
supervisor grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
supervisor grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
dispatcher four  own    -       rwaxe   rwaxe   -       -       -       -       -       -       -      -     -       -          -        -        -
dispatcher four  below  -       r       re      r       -       -       -       -       -       -      -     -       -          -        -        -
dispatcher four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
dispatcher four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
dispatcher grid  own    -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
dispatcher grid  below  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
dispatcher grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
dispatcher grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
unit       four  own    -       rwax    rwax    -       -       -       -       -       -       -      -     -       -          -        -        -
unit       four  below  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
unit       four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
unit       four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
unit       grid  own    -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
unit       grid  below  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
unit       grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
unit       grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
mediator   four  own    -       rwax    -       -       r       -       -       -       -       -      -     -       -          -        -        -
mediator   four  below  -       -       -       -       r       -       -       -       -       -      -     -       -          -        -        -
mediator   four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
mediator   four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
mediator   grid  own    -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
mediator   grid  below  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
mediator   grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
mediator   grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
elder-care four  own    -       -       -       -       r       -       rwaxve  rwaxve  -       -      -     -       -          -        -        -
elder-care four  below  -       -       -       -       r       -       rwaxve  rwaxve  -       -      -     -       -          -        -        -
elder-care four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
elder-care four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
elder-care grid  own    -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
elder-care grid  below  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
elder-care grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
elder-care grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
volunteers four  own    -       -       rwax    r       -       -       -       -       -       -      -     -       -          -        -        -
volunteers four  below  -       -       -       r       -       -       -       -       -       -      -     -       -          -        -        -
volunteers four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
volunteers four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
volunteers grid  own    -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
volunteers grid  below  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
volunteers grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
volunteers grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
viewer     four  own    r       r       r       r       r       r       r       r       -       -      -     -       -          -        -        -
viewer     four  below  r       r       r       r       r       r       r       r       -       -      -     -       -          -        -        -
viewer     four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
viewer     four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
viewer     grid  own    r       r       r       r       r       r       r       r       -       -      -     -       -          -        -        -
viewer     grid  below  r       r       r       r       r       r       r       r       -       -      -     -       -          -        -        -
viewer     grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
viewer     grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
admin      four  own    d       d       d       d       d       d       d       d       -       r      rx    r       r          rd       rs       rd
admin      four  below  d       d       d       d       d       d       d       d       -       r      rx    r       r          rd       rs       rd
admin      four  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
admin      four  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
admin      grid  own    d       d       d       d       d       d       d       d       -       r      rx    r       r          rd       rs       rd
admin      grid  below  d       d       d       d       d       d       d       d       -       r      rx    r       r          rd       rs       rd
admin      grid  above  -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
admin      grid  beside -       -       -       -       -       -       -       -       -       -      -     -       -          -        -        -
`;

/** What a column stands for: a book and kinds in it; no kind is the whole book, and no book a thing in none. */
const columns: Readonly<
	Record<string, { readonly book: Book | null; readonly kinds: readonly (string | undefined)[] }>
> = {
	field: { book: 'field', kinds: ['errand', undefined] },
	matter: { book: 'field', kinds: ['matter'] },
	problem: { book: 'field', kinds: ['problem'] },
	place: { book: 'field', kinds: ['place'] },
	home: { book: 'field', kinds: ['household', 'resident'] },
	rest: {
		book: 'field',
		kinds: ['visit', 'patrol', 'change', 'rounds', 'import', 'transfer', 'erasure', 'a kind to come'],
	},
	care: { book: 'care', kinds: [undefined] },
	elders: { book: 'care', kinds: ['check-in', 'elder', 'a kind to come'] },
	seating: { book: 'field', kinds: ['cover'] },
	people: { book: null, kinds: ['people'] },
	cover: { book: null, kinds: ['cover'] },
	exports: { book: null, kinds: ['exports'] },
	deliveries: { book: null, kinds: ['deliveries'] },
	accounts: { book: null, kinds: ['accounts'] },
	erasures: { book: null, kinds: ['erasures'] },
	drawings: { book: null, kinds: ['drawings'] },
};
const letters: Readonly<Record<Action, string>> = {
	read: 'r',
	write: 'w',
	amend: 'a',
	withdraw: 'x',
	review: 'v',
	export: 'e',
	administer: 'd',
	erase: 's',
};
const [head = '', ...lines] = agreed.trim().split('\n');
const columnNames = head.split(/ +/).slice(3);
const said = new Map(
	lines.map((line) => {
		const [role, level, desk, ...cells] = line.split(/ +/);
		return [`${role} ${level} ${desk}`, new Map(columnNames.map((name, index) => [name, cells[index] ?? '']))];
	}),
);

const desksByLevel = {
	city: '1201',
	district: '120101',
	street: '120101004',
	community: '120101004010',
	grid: '120101004010001',
} as const;
type Level = keyof typeof desksByLevel;
const levels = Object.keys(desksByLevel) as Level[];
const desksAround: Readonly<Record<Relation, (own: string) => string | null>> = {
	own: (own) => own,
	// Below a grid there is no area; a longer code is still not a neighbour's.
	below: (own) => `${own}001`.slice(0, own.length + 3),
	above: (own) => (own.length === 4 ? null : own.slice(0, own.length < 7 ? 4 : -3)),
	beside: (own) => `${own.slice(0, -1)}${own.endsWith('9') ? '8' : '9'}`,
};
const today = '2026-11-27';
const both: readonly Book[] = ['field', 'care'];

describe('the table of access', () => {
	const seats = roles.flatMap((role) => levels.map((level) => ({ role, level })));

	it.each(seats)('[A10] $role at a $level: every desk, book, kind and action is as agreed', ({ role, level }) => {
		const wrong: string[] = [];
		for (const relation of relations) {
			const own = desksByLevel[level];
			const desk = desksAround[relation](own);
			if (desk === null) continue;
			const row = said.get(`${role} ${level === 'grid' ? 'grid' : 'four'} ${relation}`)!;
			for (const [name, { book, kinds: asked }] of Object.entries(columns))
				for (const kind of asked)
					for (const action of actions) {
						const isAgreed = row.get(name)!.includes(letters[action]);
						const grant: Grant = { role, desk: own, books: both };
						const denial = denialOf([grant], action, desk, book, today, kind);
						if ((denial === null) !== isAgreed)
							wrong.push(`${relation} ${name} ${kind ?? 'whole'} ${action}: ${denial ?? 'allowed'}`);
						// A book that the grant does not name stays shut, whatever the role.
						const others = book === null ? [] : both.filter((one) => one !== book);
						if (book !== null && denialOf([{ ...grant, books: others }], action, desk, book, today, kind) === null)
							wrong.push(`${relation} ${name} ${action}: without the book`);
						if (
							book === null &&
							isAgreed &&
							denialOf([{ ...grant, books: [] }], action, desk, book, today, kind) !== null
						)
							wrong.push(`${relation} ${name} ${action}: asks for a book`);
					}
		}
		expect(wrong).toEqual([]);
	});

	it('[A10] is walked whole: every role, level and desk stands in it, with every column', () => {
		expect(said.size).toBe(roles.length * 2 * relations.length);
		expect(columnNames).toEqual(Object.keys(columns));
		for (const [, row] of said) for (const name of columnNames) expect(row.get(name)).toMatch(/^(-|r?w?a?x?v?e?d?s?)$/);
		const asked = Object.values(columns).flatMap(({ book, kinds: names }) => names.map((name) => `${book} ${name}`));
		for (const [name, kind] of Object.entries<Kind>(kinds)) expect(asked).toContain(`${kind.book} ${name}`);
		for (const thing of things) expect(asked).toContain(`null ${thing}`);
	});

	it('[A11] says why not: no seat there, not this role, not this book', () => {
		const grant: Grant = { role: 'viewer', desk: desksByLevel.community, books: ['field'] };
		const why = (action: Action, desk: string, book: Book | null, kind?: string): Denial | null =>
			denialOf([grant], action, desk, book, today, kind);
		expect(why('read', desksByLevel.street, 'field')).toBe('desk');
		expect(why('write', desksByLevel.grid, 'field')).toBe('role');
		expect(why('read', desksByLevel.grid, 'care')).toBe('book');
		expect(why('read', desksByLevel.grid, 'field')).toBeNull();
		expect(why('read', desksByLevel.grid, null, 'accounts')).toBe('role');
	});

	it('[A11] never joins the role, the desk, the book or the kind of two grants', () => {
		const dispatcher: Grant = { role: 'dispatcher', desk: desksByLevel.street, books: both };
		const viewer: Grant = { role: 'viewer', desk: desksByLevel.street, books: ['care'] };
		expect(denialOf([dispatcher, viewer], 'read', desksByLevel.grid, 'field', today, 'problem')).toBeNull();
		expect(denialOf([dispatcher, viewer], 'read', desksByLevel.grid, 'field', today, 'visit')).toBe('book');
		expect(denialOf([dispatcher, viewer], 'write', desksByLevel.grid, 'care', today, 'elder')).toBe('role');
	});

	it.each(seats)('[A12] $role is seated at a $level only where the table gives something to do', ({ role, level }) => {
		const row = relations.flatMap((relation) => [
			...said.get(`${role} ${level === 'grid' ? 'grid' : 'four'} ${relation}`)!.values(),
		]);
		expect(isSeat(role, level)).toBe(row.some((cell) => cell !== '-'));
	});

	it('[A9, A13] opens nothing before its first day, after its last or once it was ended; only a worker hands over after', () => {
		const grant = (role: Role): Grant => ({
			role,
			desk: role === 'worker' ? desksByLevel.grid : desksByLevel.community,
			books: both,
			from: '2026-11-01',
			to: '2026-11-30',
		});
		const days = ['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'];
		for (const role of roles) {
			const row = said.get(`${role} ${role === 'worker' ? 'grid' : 'four'} own`)!;
			const [name, cell] = [...row].find(([, letter]) => letter !== '-')!;
			const action = actions.find((one) => cell.includes(letters[one]))!;
			const { book, kinds: asked } = columns[name]!;
			const on = (given: Grant, day: string) => denialOf([given], action, given.desk, book, day, asked[0]);
			expect(days.map((day) => on(grant(role), day))).toEqual(['desk', null, null, 'desk']);
			expect(days.map((day) => on({ ...grant(role), ended: '2026-11-20' }, day))).toEqual(Array(4).fill('desk'));
			for (const one of actions) {
				const { desk } = grant(role);
				const late = { desk, book: 'field', written: '2026-11-20', day: '2026-12-10' } as const;
				const isHandedOver = role === 'worker' && ['write', 'amend', 'withdraw'].includes(one);
				expect(mayHandOver([grant(role)], one, late)).toBe(isHandedOver);
			}
		}
	});

	it.each([
		['another head', 'role | at\nworker | grid', /begins with/],
		['an unknown role', table.replace('worker ', 'boss '), /line 2: role 'boss'/],
		['an unknown level', table.replace('| grid ', '| moon '), /line 2: at 'moon'/],
		['an unknown action', table.replace('read write', 'read wrote'), /line 2: may/],
		['a cell that is missing', table.replace('| held', ''), /line 2: when/],
	])('[A10] is refused with %s, and the line is named', (_, text, message) => {
		expect(() => parseTable(text)).toThrow(message);
	});

	it('[A10] stands in docs/access.md as it is', async () => {
		// After a change of the table: vitest run --project unit src/lib/access -u
		const file = join(import.meta.dirname, '../../../docs/access.md');
		const text = await format(tableDocument(), { ...(await resolveConfig(file)), parser: 'markdown' });
		await expect(text).toMatchFileSnapshot(file);
		expect(books).toEqual(both);
	});
});
