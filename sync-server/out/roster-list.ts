/**
 * 名册: the households, residents and elders of an area in exactly the columns of the template, so that the import takes
 * it back. Grid by grid, in walking order; one row a person, and one for what is said of the door itself.
 */
import { setImmediate } from 'node:timers/promises';
import type { Words } from '#lib/kinds/kind.ts';
import { words as elderWords } from '#lib/kinds/elder/words.ts';
import { words as householdWords } from '#lib/kinds/household/words.ts';
import { words as residentWords } from '#lib/kinds/resident/words.ts';
import { isFormer } from '#lib/registers/presence.ts';
import type { Elder, Household, Resident } from '#lib/registers/register.ts';
import { findHomes, homesOf, isMissing, type Home } from '#lib/supervisor/homes.ts';
import { idsOfRecord } from '#server/deliveries/subjects.ts';
import { columns, contactNumbers } from '#server/roster/columns.ts';
import { readGrid } from '#server/roster/grids.ts';
import type { RecordRow } from '#server/store/store.ts';
import {
	batchSize,
	gridsOf,
	isHere,
	recordBatches,
	scopesOf,
	slices,
	type Asked,
	type Leave,
	type List,
	type Means,
} from './list.ts';

interface Line {
	readonly grid: string;
	readonly household: Household;
	/** Absent on the row of the door itself. */
	readonly resident?: Resident;
	readonly elder?: Elder;
}
type Write = (line: Line) => string | undefined;

const word = (words: Words, key: string | undefined): string | undefined =>
	key === undefined ? undefined : (words[key]?.zh ?? key);

/** How many contacts the template has room for. */

const contactWriters = (index: number): Record<string, Write> => ({
	[`relation${index + 1}`]: ({ elder }) => word(elderWords, elder?.contacts[index]?.relation),
	[`contact${index + 1}`]: ({ elder }) => elder?.contacts[index]?.name,
	[`phone${index + 1}`]: ({ elder }) => elder?.contacts[index]?.phone,
});

const careWriters: Readonly<Record<string, Write>> = {
	tier: ({ elder }) => word(elderWords, elder?.tier),
	types: ({ elder }) => elder?.types.map((type) => word(elderWords, type)).join('、'),
	health: ({ elder }) => elder?.health,
	hardship: ({ elder }) => elder?.hardship,
	...Object.assign({}, ...contactNumbers.map((_, index) => contactWriters(index))),
};

/** By the key of the template's column. */
export const writers: Readonly<Record<string, Write>> = {
	grid: ({ grid }) => grid,
	building: ({ household }) => household.building,
	unit: ({ household }) => household.unit?.toString(),
	door: ({ household }) => household.door,
	tenure: ({ household }) => word(householdWords, household.tenure),
	householdPhone: ({ household }) => household.phone,
	caution: ({ household }) => household.caution,
	name: ({ resident }) => resident?.name,
	sex: ({ resident }) => word(residentWords, resident?.sex),
	birth: ({ resident }) => resident?.birth,
	relation: ({ resident }) => resident?.relation,
	phone: ({ resident }) => resident?.phone,
	presence: ({ resident }) => word(residentWords, resident?.presence),
	note: ({ household, resident }) => (resident ? resident.note : household.note),
	...careWriters,
};

/** Health, hardship and whom to call belong to the care book. */
const columnsFor = ({ books }: Asked) =>
	columns.filter(({ key }) => books.includes('care') || !Object.hasOwn(careWriters, key));

export const rosterList: List = {
	title: '名册',
	needs: ['field'],
	columns: (asked) => columnsFor(asked).map(({ zh }) => zh),
	rows: async function* (asked, means, leave) {
		const keys = columnsFor(asked).map(({ key }) => key);
		for await (const { code } of gridsOf(means.areas, asked.area)) {
			const grid = gridText(means, asked.area, code);
			const lines = await linesOf({ ...asked, area: code }, means, grid, leave);
			for (const slice of slices(lines)) yield slice.map((line) => keys.map((key) => writers[key]?.(line) ?? ''));
		}
	},
};

/** The grid's name where the import would know it by that, otherwise its code. */
function gridText({ areas }: Means, area: string, code: string): string {
	const name = areas.name(code);
	const read = readGrid(name, code.slice(0, 12), []);
	return area.length >= 12 && read?.grid.code === code ? name : code;
}

async function linesOf(
	asked: Asked,
	{ reads, day, show }: Means,
	grid: string,
	leave: Leave,
): Promise<readonly Line[]> {
	const rows: RecordRow[] = [];
	const kinds = ['household', 'resident', 'elder'];
	for await (const batch of recordBatches(reads, { scopes: scopesOf(asked), kinds }))
		rows.push(...batch.filter(isHere));
	// Whoever came first stands first, as the import wrote them.
	rows.reverse();
	const elders = new Map(
		rows
			.filter(({ projection }) => projection.kind === 'elder')
			.map(({ projection: { about, body } }) => [about, body as unknown as Elder] as const),
	);
	const living = rows.filter((row) => !isGone(row));
	leave('搬走或去世的居民不在名册里', rows.length - living.length);
	const homes = findHomes(await finished(homesOf(living.map(toView))), asked.filters.find ?? '').filter(
		(home) => !asked.filters.missing || isMissing(home, day),
	);
	const people = Map.groupBy(
		living.filter(({ projection }) => projection.kind === 'resident'),
		({ projection }) => projection.about,
	);
	const shown = new Set(
		homes.flatMap(({ record: { id } }) => [id, ...(people.get(id) ?? []).map(({ projection }) => projection.id)]),
	);
	for (const { projection } of living) {
		// An elder's card stands on the row of the resident whom it is about.
		const { id, kind, about = '' } = projection;
		if (shown.has(kind === 'elder' ? about : id)) show?.(projection.desk, idsOfRecord(projection));
	}
	return homes.flatMap((home) => linesOfHome(home, people.get(home.record.id) ?? [], elders, grid, leave));
}

/** Runs to its end what comes in steps, and lets others have their turn now and then. */
async function finished<Value>(steps: Generator<void, Value>): Promise<Value> {
	for (let count = 1; ; count++) {
		const step = steps.next();
		if (step.done) return step.value;
		if (count % batchSize === 0) await setImmediate();
	}
}

const isGone = ({ projection: { kind, body } }: RecordRow): boolean =>
	kind === 'resident' && isFormer(body as Partial<Resident>);

/** As the supervisor's screens have it, so that a list found there and here is the same. */
const toView = ({ projection, page, arrived, standing }: RecordRow) => ({
	...projection,
	page,
	arrived,
	deskName: '',
	byName: '',
	...(standing && { standing }),
});

function linesOfHome(
	{ record }: Home,
	people: readonly RecordRow[],
	elders: ReadonlyMap<string | undefined, Elder>,
	grid: string,
	leave: Leave,
): Line[] {
	const household = record.body as unknown as Household;
	const own = people.map(({ projection: { id, body } }) => {
		const elder = elders.get(id);
		leave('老人的第四位及以后的联系人没有列出', Math.max(0, (elder?.contacts.length ?? 0) - contactNumbers.length));
		leave('老人档案里的备注没有列出', elder?.note === undefined ? 0 : 1);
		return { grid, household, resident: body as unknown as Resident, elder };
	});
	// A note of the door has no room on the row of a person.
	return own.length === 0 || household.note !== undefined ? [{ grid, household }, ...own] : own;
}
