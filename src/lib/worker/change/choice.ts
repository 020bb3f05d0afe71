/** What is asked of a change at a door: who can be concerned, who is already chosen, and what is still missing. Pure. */
import type { HouseholdView } from '#lib/device/households.ts';
import type { RecordRow } from '#lib/device/rows.ts';
import type { Choice } from '#lib/kinds/change/effects.ts';
import type { How, What } from '#lib/kinds/change/kind.ts';
import { isAbsent } from '#lib/registers/presence.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import type { Said } from '#lib/words/language.svelte.ts';
import { changeWords as words } from '#lib/worker/words/change-words.ts';

/** A person who is new, as typed. */
export interface Newcomer {
	name: string;
	sex: 'f' | 'm' | null;
	birth: string;
	phone: string;
}
export const newNewcomer = (): Newcomer => ({ name: '', sex: null, birth: '', phone: '' });

/** The form as it stands; half of it may be missing. */
export interface Form {
	what: What;
	day: string;
	people: string[];
	how: How | null;
	until: string;
	note: string;
	newcomers: Newcomer[];
	phone: string;
	/** Whose number, once that was chosen; the household's own is `home`. */
	whose: string | null;
	building: string;
	unit: string;
	door: string;
}

export const ownNumber = 'home';
const asksWho: readonly What[] = ['moved-out', 'lease-ended', 'absent', 'back', 'died', 'registered-only'];
export const isAboutPeople = (what: What): boolean => asksWho.includes(what);
export const hasNewcomers = (what: What): boolean => what === 'moved-in' || what === 'new-lease' || what === 'born';

const bodyOf = (row: RecordRow) => row.body as unknown as Resident;

/** Whom it can be about; who comes back is away, or has moved. */
export function candidatesOf(what: What, { people, former }: HouseholdView): readonly RecordRow[] {
	if (what !== 'back') return people;
	const away = people.filter((row) => isAbsent(bodyOf(row)));
	return away.length > 0 ? away : former.filter((row) => bodyOf(row).presence === 'moved');
}

/** The form as it is first shown: who must be meant is chosen already. */
export function newForm(what: What, view: HouseholdView, today: string): Form {
	const candidates = candidatesOf(what, view).map(({ id }) => id);
	const isAway = view.people.some((row) => isAbsent(bodyOf(row)));
	const all = what === 'lease-ended' || (what === 'back' && isAway) || candidates.length === 1;
	const { building, unit, door } = view.household.body as unknown as Household;
	const [only] = view.people.length === 1 ? view.people : [];
	return {
		what,
		day: today,
		people: isAboutPeople(what) && all ? candidates : [],
		how: what === 'absent' ? 'hospital' : what === 'vacant' && view.people.length > 0 ? 'moved' : null,
		until: '',
		note: '',
		newcomers: hasNewcomers(what) ? [newNewcomer()] : [],
		phone: '',
		whose: view.people.length === 0 ? ownNumber : (only?.id ?? null),
		building,
		unit: unit === undefined ? '' : String(unit),
		door,
	};
}

/** What is still missing, in words; null when it can be saved. */
export function missingOf(form: Form, view: HouseholdView, today: string): Said | null {
	const { what, day, people, newcomers } = form;
	if (isAboutPeople(what) && people.length === 0) {
		const isHomeAway = what === 'back' && (view.household.body as unknown as Household).away !== undefined;
		if (candidatesOf(what, view).length > 0) return words.chooseWho;
		if (what === 'back') return isHomeAway ? null : words.nobodyAway;
		if (what !== 'moved-out' && what !== 'lease-ended') return words.nobodyHere;
	}
	if (what === 'phone' && form.whose === null) return words.chooseWhose;
	if (what === 'phone' && form.phone.trim() === '') return words.writeNumber;
	if ((what === 'moved-in' || what === 'born') && newcomers.every(({ name }) => name.trim() === ''))
		return words.writeName;
	if (what === 'wrong-door') {
		if (form.door.trim() === '' || form.building.trim() === '') return words.writeDoor;
		if (isSameDoor(form, view.household.body as unknown as Household)) return words.doorSame;
	}
	if (day === '') return words.chooseDay;
	return day > today ? words.notYet : null;
}

const isSameDoor = ({ building, unit, door }: Form, home: Household): boolean =>
	building.trim() === home.building && unit.trim() === String(home.unit ?? '') && door.trim() === home.door;

/** What is saved of it. */
export function choiceOf(form: Form): Choice {
	const { what, day, how, until, note, phone, whose } = form;
	const whom = what === 'phone' ? (whose && whose !== ownNumber ? [whose] : []) : form.people;
	return {
		what,
		day,
		people: what === 'phone' || isAboutPeople(what) ? whom : [],
		...(how && (what === 'absent' || what === 'vacant') && { how }),
		...(what === 'absent' && until && { until }),
		...(note.trim() && { note: note.trim() }),
		newcomers: hasNewcomers(what) ? form.newcomers.flatMap(newcomerOf) : [],
		...(what === 'phone' && { phone: phone.trim() }),
		...(what === 'wrong-door' && { door: doorOf(form) }),
	};
}

function newcomerOf({ name, sex, birth, phone }: Newcomer): Resident[] {
	if (name.trim() === '') return [];
	const optional = { ...(birth.trim() && { birth: birth.trim() }), ...(phone.trim() && { phone: phone.trim() }) };
	return [{ name: name.trim(), ...(sex && { sex }), ...optional }];
}

export function doorOf({ building, unit, door }: Pick<Form, 'building' | 'unit' | 'door'>) {
	const number = Number.parseInt(unit, 10);
	return { building: building.trim(), ...(Number.isNaN(number) ? {} : { unit: number }), door: door.trim() };
}
