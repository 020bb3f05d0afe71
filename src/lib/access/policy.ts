/**
 * Who may do what. One pure table; the phone asks it to show or hide, the server's gate asks it to decide.
 * A grant seats an account at a desk in a role for a time, with the books it may open.
 */
import type { Book } from '#lib/ledger/page.ts';

export const roles = ['worker', 'supervisor', 'viewer', 'admin'] as const;
/** 网格员 · 社区书记 · 上级查看 · 管理员. */
export type Role = (typeof roles)[number];

export interface Grant {
	readonly role: Role;
	/** Area code; a supervisor's, viewer's and admin's grant reaches every desk below it. */
	readonly desk: string;
	readonly books: readonly Book[];
	/** First and last day `yyyy-mm-dd`, both included; absent is open. */
	readonly from?: string;
	readonly to?: string;
}

export type Action = 'read' | 'write' | 'amend' | 'withdraw' | 'review' | 'export' | 'administer';

/** Whether the role reaches desks below its own. */
const reachesBelow: Record<Role, boolean> = { worker: false, supervisor: true, viewer: true, admin: true };

const actions: Record<Role, readonly Action[]> = {
	worker: ['read', 'write', 'amend', 'withdraw'],
	supervisor: ['read', 'write', 'amend', 'withdraw', 'review', 'export', 'administer'],
	viewer: ['read'],
	admin: ['administer']
};

/** The action that writing an entry of this kind is. */
export function actionOf(kind: string): Action {
	if (kind === 'amend' || kind === 'review' || kind === 'withdraw') return kind;
	return 'write';
}

export const isInForce = (grant: Grant, day: string): boolean => (!grant.from || grant.from <= day) && (!grant.to || day <= grant.to);

export const reaches = (grant: Grant, desk: string): boolean =>
	grant.desk === desk || (reachesBelow[grant.role] && desk.startsWith(grant.desk));

export type Denial = 'desk' | 'book' | 'role';

/** Null when some grant in force on `day` allows it; otherwise the nearest reason why not. */
export function denialOf(grants: readonly Grant[], action: Action, desk: string, book: Book, day: string): Denial | null {
	const here = grants.filter((grant) => isInForce(grant, day) && reaches(grant, desk));
	if (here.length === 0) return 'desk';
	const acting = here.filter((grant) => actions[grant.role].includes(action));
	if (acting.length === 0) return 'role';
	return acting.some((grant) => grant.books.includes(book)) ? null : 'book';
}

export const may = (grants: readonly Grant[], action: Action, desk: string, book: Book, day: string): boolean =>
	denialOf(grants, action, desk, book, day) === null;

/** Desks whose pages a phone replicates: those it works at. Supervisors and viewers read projections instead. */
export const workDesks = (grants: readonly Grant[], day: string): readonly string[] => [
	...new Set(grants.filter((grant) => grant.role === 'worker' && isInForce(grant, day)).map((grant) => grant.desk))
];
