/** Gathers a plan, value by value, and keeps the one rule that matters: what a person entered is never overridden. */
import type { Body, Json } from '#lib/ledger/entry.ts';
import { agrees } from './agree.ts';
import {
	conflictKey,
	sidesOf,
	type Conflict,
	type Creation,
	type Decisions,
	type Difference,
	type Doubt,
	type Plan,
	type TakenOver,
} from './plan.ts';
import { fieldOrigins, type Register, type RegisterRecord } from './register.ts';

/** The gate takes 200 amendments of one record; people must find room after an import. */
const amendsLimit = 150;

export interface PlannerMeans {
	readonly register: Register;
	readonly decisions: Decisions;
	readonly newId: () => string;
	/** What a person takes over from the file. */
	readonly taken?: TakenOver;
}

export type Planner = ReturnType<typeof createPlanner>;

export function createPlanner({ register, decisions, newId, taken }: PlannerMeans) {
	const creations: Creation[] = [];
	const changes = new Map<string, Difference>();
	const conflicts = new Map<string, Conflict>();
	const doubts: Doubt[] = [];
	const same = new Set<string>();
	const identities = new Map<string, string>();
	const heads = new Map<string, readonly string[]>();

	const takenAt = ({ id }: RegisterRecord, field: string): Json | undefined => {
		const conflict = conflicts.get(conflictKey({ id, field }));
		return conflict?.isTaken ? conflict.after : undefined;
	};
	/** What stands once the plan is carried out. */
	const valueOf = (record: RegisterRecord, field: string): Json | undefined =>
		changes.get(`${record.id}/${field}`)?.after ?? takenAt(record, field) ?? record.body[field];

	return {
		register,
		valueOf,
		create: (creation: Omit<Creation, 'id'>): string => {
			const id = newId();
			creations.push({ id, ...creation });
			return id;
		},
		/** Values that a row says of a record; undefined ones say nothing. */
		update: (
			record: RegisterRecord,
			row: number,
			label: string,
			values: { readonly [field: string]: Json | undefined },
		) => {
			const { id, kind, desk } = record;
			const differing = Object.entries(values).filter(
				(pair): pair is [string, Json] => pair[1] !== undefined && !agrees(pair[0], valueOf(record, pair[0]), pair[1]),
			);
			if (differing.length === 0) return void same.add(id);
			for (const [field, after] of differing) {
				const origins = fieldOrigins(record, field);
				const before = record.body[field] ?? null;
				const difference = { id, kind, desk, row, label, field, before, after, origin: origins[0] ?? null };
				const isByPerson = origins.some(({ source }) => source === undefined);
				if (isByPerson || record.amends >= amendsLimit) {
					const isOpen = record.amends < amendsLimit;
					const isTaken = isOpen && taken?.get(conflictKey(difference)) === sidesOf(difference);
					conflicts.set(conflictKey(difference), { ...difference, isOpen, isTaken });
					if (isTaken) heads.set(id, record.heads);
					continue;
				}
				changes.set(`${id}/${field}`, difference);
				heads.set(id, record.heads);
			}
		},
		/** A difference that no import makes, whoever set what stands. */
		leave: (record: RegisterRecord, row: number, label: string, field: string, before: Json, after: Json) => {
			const { id, kind, desk, root } = record;
			const difference = { id, kind, desk, row, label, field, before, after, origin: root };
			conflicts.set(conflictKey(difference), { ...difference, isOpen: false, isTaken: false });
		},
		/** A question to a person, with the answer when there is one: only an answer that fits the question counts. */
		doubt: (question: Omit<Doubt, 'key' | 'decision'>) => {
			// One cell may name several people, so the row alone is not enough.
			const key = `${question.row} ${question.name}`;
			const given = decisions.get(key) ?? null;
			const fits = given?.type !== 'same' || question.candidates.some(({ id }) => id === given.id);
			const decision = fits ? given : null;
			doubts.push({ key, ...question, decision });
			return decision;
		},
		identify: (hash: string | null, resident: string) => {
			// Whose it is already it stays: a second bearer is a slip of the file.
			if (hash !== null && !register.identities.has(hash) && !identities.has(hash)) identities.set(hash, resident);
		},
		plan: (): Plan => ({
			// As the file goes; what stands on another comes after it also on one row.
			creations: creations.toSorted((a, b) => a.row - b.row),
			changes: [...changes.values()],
			conflicts: [...conflicts.values()],
			doubts,
			unchanged: [...same].filter((id) => !heads.has(id)).length,
			identities,
			heads,
		}),
	};
}

/** Without what is absent: a body has no undefined fields. */
export const given = (fields: { readonly [field: string]: Json | undefined }): Body =>
	Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, Json] => pair[1] !== undefined));
