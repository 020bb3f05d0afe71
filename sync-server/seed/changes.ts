/**
 * 情况有变 of the last weeks: in every grid a family that moved, someone in hospital, a new number and one who lives
 * elsewhere; in the first a death of yesterday that waits to be confirmed. Nobody of the visiting list is concerned, and
 * nobody is new, so that its figures and those of the community stay as they are told.
 */
import { effectsOf, type Choice } from '#lib/kinds/change/effects.ts';
import type { Body } from '#lib/ledger/entry.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Household, Resident as ResidentBody } from '#lib/registers/register.ts';
import { grids, type Grid } from './buildings.ts';
import { dayToMs, isWorkday, type Calendar } from './calendar.ts';
import type { ElderCase } from './elders.ts';
import type { Home, Resident } from './homes.ts';
import { workerOn, type Past } from './past.ts';
import { bodyOf, type Written } from './pen.ts';
import { newPhone } from './phones.ts';

const hourMs = 60 * 60 * 1000;
const noteOf = { moved: '搬去新房，钥匙交了房东', hospital: '做白内障手术', died: '家属电话告知' } as const;

export function newChanges(past: Past, homes: readonly Home[], elders: readonly ElderCase[]): void {
	const { random, calendar } = past;
	const listed = new Set(elders.map(({ home }) => home.id));
	const written = new Map(past.pen.written.map((line) => [line.entry.id, line]));
	const lastKnock = lastContacts(past);
	for (const grid of grids) {
		const free = random.shuffle(
			homes.filter((home) => home.grid === grid && home.people.length > 1 && !listed.has(home.id)),
		);
		/** A home at which nobody has knocked since. */
		const take = (index: number, fits: (home: Home) => boolean = () => true): Home | undefined => {
			const before = dayToMs(calendar.days[index]!);
			const found = free.findIndex((home) => (lastKnock.get(home.id) ?? 0) < before && fits(home));
			return found < 0 ? undefined : free.splice(found, 1)[0];
		};
		const write = (index: number, home: Home | undefined, choice: Omit<Choice, 'day' | 'newcomers'>) => {
			if (home) writeChange(past, grid, written, home, index, choice);
		};
		const [moved, ill, phone, elsewhere] = [19, 8, 5, 12].map((days) => workdayBefore(calendar, days));
		const family = take(moved!);
		write(moved!, family, { what: 'moved-out', people: family?.people.map(({ id }) => id) ?? [], note: noteOf.moved });
		const patient = take(ill!);
		write(ill!, patient, { what: 'absent', how: 'hospital', people: first(patient?.people), note: noteOf.hospital });
		const caller = take(phone!);
		write(phone!, caller, { what: 'phone', people: first(caller?.people), phone: newPhone(random) });
		const away = take(elsewhere!);
		write(elsewhere!, away, { what: 'registered-only', people: first(away?.people) });
		if (grid !== grids[0]) continue;
		const late = workdayBefore(calendar, 1);
		const isOld = ({ age }: Resident) => age >= 60;
		const mourning = take(late, ({ people }) => people.some(isOld)) ?? take(late);
		const dead = mourning?.people.find(isOld) ?? mourning?.people[0];
		write(late, mourning, { what: 'died', people: dead ? [dead.id] : [], note: noteOf.died });
	}
}

const first = (people: readonly Resident[] = []): string[] => people.slice(0, 1).map(({ id }) => id);

function workdayBefore({ days, today }: Calendar, back: number): number {
	let index = today - back;
	while (!isWorkday(days[index]!)) index--;
	return index;
}

/** When each door was last knocked at, unix ms. */
function lastContacts({ pen }: Past): Map<string, number> {
	const last = new Map<string, number>();
	for (const { entry } of pen.written) {
		if (entry.kind !== 'visit') continue;
		last.set(entry.about!, Math.max(last.get(entry.about!) ?? 0, hlcToMs(entry.hlc)));
	}
	return last;
}

/** The change on the page of its month, and what it sets on the register, as a phone writes them. */
function writeChange(
	past: Past,
	grid: Grid,
	written: ReadonlyMap<string, Written>,
	home: Home,
	index: number,
	given: Omit<Choice, 'day' | 'newcomers'>,
): void {
	const { random, pen, calendar } = past;
	const day = calendar.days[index]!;
	const by = workerOn(past, grid, index);
	let ms = dayToMs(day) + 15 * hourMs + random.int(0, 120) * 60_000;
	const rootOf = (id: string) => written.get(id)!;
	const people = home.people.map(({ id }) => ({ id, body: rootOf(id).entry.body as unknown as ResidentBody }));
	const choice: Choice = { ...given, day, newcomers: [] };
	const effects = effectsOf(choice, rootOf(home.id).entry.body as unknown as Household, people);
	const amendments = [{ id: home.id, set: effects.household }, ...effects.residents]
		.filter(({ set }) => Object.keys(set).length > 0)
		.map(({ id, set }) => {
			const target = rootOf(id);
			const body = { of: target.entry.kind, base: [], set: set as Body };
			return pen.remark(target, { kind: 'amend', by, ms: ++ms, body }).entry.id;
		});
	const { what, how, people: concerned, note } = choice;
	const body = bodyOf({ what, day, people: concerned, how, note, did: amendments });
	pen.write({ kind: 'change', desk: grid.code, by, ms: ++ms, about: home.id, body });
}
