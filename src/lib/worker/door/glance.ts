/** 门前一眼: three lines before the knock. Who lives here, what was promised and until when, what to mind. Pure. Rule D150. */
import type { HouseholdView } from '#lib/device/households.ts';
import type { RecordRow } from '#lib/device/rows.ts';
import { promisedIn } from '#lib/kinds/answers.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import { ageOn } from '#lib/registers/rounds.ts';

/** So many are named; a line is to be read at a glance. */
export const namedAtMost = 4;

export interface Glance {
	readonly lives: readonly {
		readonly name: string;
		readonly age: number | null;
		/** Not at home for a time: what for is nobody's business at the door. */
		readonly isAway: boolean;
	}[];
	/** How many live there, those who are not named among them. */
	readonly count: number;
	readonly isVacant: boolean;
	/** The open promise that is due first; null when nothing is open. */
	readonly promised: {
		readonly text: string;
		readonly due?: string;
		readonly isOverdue: boolean;
		/** Open promises besides. */
		readonly others: number;
	} | null;
	readonly mind: string | null;
}

/** @param day today, `yyyy-mm-dd` */
export function glanceOf({ household, people, open }: HouseholdView, day: string): Glance {
	const home = household.body as unknown as Household;
	const living = people
		.map(({ body }) => body as unknown as Resident)
		.filter(({ presence }) => presence !== 'registered-only');
	const [first, ...others] = openPromises(open);
	return {
		lives: living.slice(0, namedAtMost).map(({ name, birth, presence }) => ({
			name,
			age: ageOn(birth, day),
			isAway: presence !== undefined,
		})),
		count: living.length,
		isVacant: home.tenure === 'vacant',
		promised: first ? { ...first, isOverdue: first.due !== undefined && first.due < day, others: others.length } : null,
		mind: home.caution ?? null,
	};
}

/** The earliest day first; those without a day last. */
const openPromises = (rows: readonly RecordRow[]) =>
	rows
		.filter(isOpenPromise)
		.map(({ kind, body }) => promisedIn(kind, body)!)
		.map(({ text, due }) => ({ text, ...(due && { due }) }))
		.sort((a, b) => compare(a.due ?? '\uffff', b.due ?? '\uffff'));

export function isOpenPromise({ kind, body, state }: Pick<RecordRow, 'kind' | 'body' | 'state'>): boolean {
	const promised = promisedIn(kind, body);
	return promised !== null && promised.ended === undefined && state !== 'withdrawn';
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
