/** What an import would do to the ledger: said before anything is written, and what is written is nothing else. */
import type { Body, Json } from '#lib/ledger/entry.ts';
import type { Origin } from '#lib/ledger/origins.ts';
import type { RegisterKind } from './register.ts';

/** A record that the ledger does not have. */
export interface Creation {
	readonly id: string;
	readonly kind: RegisterKind;
	readonly desk: string;
	/** A record of the ledger, or of this plan. */
	readonly about?: string;
	readonly body: Body;
	/** Row of the file. */
	readonly row: number;
	/** How people call it: a building, a door, a person and a door. */
	readonly label: string;
}

/** A field in which file and ledger differ. */
export interface Difference {
	readonly id: string;
	readonly kind: RegisterKind;
	readonly desk: string;
	readonly row: number;
	readonly label: string;
	readonly field: string;
	/** Null: nothing stands there. */
	readonly before: Json;
	readonly after: Json;
	/** Who set what stands; null: nobody ever did. */
	readonly origin: Origin | null;
}

/** A value that a person entered and that the file has otherwise. */
export interface Conflict extends Difference {
	/** Whether a person may take over what the file says. */
	readonly isOpen: boolean;
	/** A person has: it is written as theirs. */
	readonly isTaken: boolean;
}

export const conflictKey = ({ id, field }: Pick<Difference, 'id' | 'field'>): string => `${id}/${field}`;

/** By the key of the conflict: what stood and what the file said when a person took it over. Of anything else it is no answer. */
export type TakenOver = ReadonlyMap<string, string>;
export const sidesOf = ({ before, after }: Pick<Difference, 'before' | 'after'>): string =>
	JSON.stringify([before, after]);

/**
 * `elsewhere`: the same person seems to live behind another door. `no-birth`: the same name, and no date of birth to
 * tell by. `twice`: another row of the file says the same person. `nobody`: a list names someone the ledger does not have.
 * `same-name`: places of that name, none of which is plainly this one.
 */
export type DoubtReason = 'elsewhere' | 'no-birth' | 'twice' | 'nobody' | 'same-name';

export interface Candidate {
	/** A resident or place, or `row:<n>` for another row of the file. */
	readonly id: string;
	readonly name: string;
	readonly birth?: string;
	readonly label: string;
}

/** `same`: that candidate. `new`: somebody else, to be added. `skip`: left out this time, as when nothing is decided. */
export type Decision =
	{ readonly type: 'same'; readonly id: string } | { readonly type: 'new' } | { readonly type: 'skip' };
/** By the key of the doubt. */
export type Decisions = ReadonlyMap<string, Decision>;

export interface Doubt {
	/** The same each time the file is compared. */
	readonly key: string;
	readonly row: number;
	readonly name: string;
	readonly birth?: string;
	/** Door of the row; absent on a list without doors. */
	readonly label?: string;
	readonly reason: DoubtReason;
	readonly candidates: readonly Candidate[];
	readonly decision: Decision | null;
}

export interface Plan {
	readonly creations: readonly Creation[];
	readonly changes: readonly Difference[];
	/** A person entered what stands: nothing is overridden but what a person takes over. */
	readonly conflicts: readonly Conflict[];
	readonly doubts: readonly Doubt[];
	/** Records of the ledger that the file says nothing new about. */
	readonly unchanged: number;
	/** Whom the ID-card numbers of the file belong to, by keyed hash, as far as that was not known. */
	readonly identities: ReadonlyMap<string, string>;
	/** Heads of each record that is changed. */
	readonly heads: ReadonlyMap<string, readonly string[]>;
}

export const takenOver = ({ conflicts }: Plan): readonly Conflict[] => conflicts.filter(({ isTaken }) => isTaken);

export const isEmpty = (plan: Plan): boolean =>
	plan.creations.length === 0 && plan.changes.length === 0 && takenOver(plan).length === 0;

/** An open question: what it is about is not written. */
export const isOpen = ({ decision }: Doubt): boolean => decision === null;

export interface PlanCounts {
	readonly grids: number;
	readonly buildings: number;
	/** Places other than buildings. */
	readonly sites: number;
	readonly households: number;
	readonly residents: number;
	readonly elders: number;
	/** Records of the ledger that get other values. */
	readonly changed: number;
	readonly unchanged: number;
	readonly conflicts: number;
	readonly doubtful: number;
}

export function countPlan(plan: Plan): PlanCounts {
	const { creations, conflicts, doubts, unchanged } = plan;
	const taken = takenOver(plan);
	const changes: readonly Difference[] = [...plan.changes, ...taken];
	const of = (kind: RegisterKind) => creations.filter((creation) => creation.kind === kind).length;
	const sites = creations.filter(({ kind, body }) => kind === 'place' && body.sort !== 'building').length;
	const desks = [...creations, ...changes].map(({ desk }) => desk);
	return {
		grids: new Set(desks).size,
		buildings: of('place') - sites,
		sites,
		households: of('household'),
		residents: of('resident'),
		elders: of('elder'),
		changed: new Set(changes.map(({ id }) => id)).size,
		unchanged,
		conflicts: conflicts.length - taken.length,
		doubtful: doubts.filter(isOpen).length,
	};
}
