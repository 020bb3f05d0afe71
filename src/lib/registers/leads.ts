/** The fields that lead from one register record to another. Without the schemas, so that a screen need not load those. */

export interface Carried {
	readonly last?: string;
	readonly alarm?: { readonly id: string; readonly hlc: string };
	readonly same?: readonly string[];
}
export interface MovedTo {
	readonly desk: string;
	readonly id: string;
	readonly day: string;
}
export interface Was {
	readonly desk: string;
	readonly id: string;
}

/** The account under which the server itself writes. */
export const clerk = 'clerk';

/** The fields that lead from one register record to another. */
export interface Leads {
	readonly movedTo?: MovedTo;
	readonly was?: Was;
	readonly sameAs?: string;
	readonly carried?: Carried;
	readonly notSame?: readonly string[];
}
export const leadsOf = (body: { readonly [field: string]: unknown }): Leads => body as Leads;

/** Whether a register record is the one to be shown: not handed to another desk, not folded into another. */
export const isCurrent = (body: { readonly [field: string]: unknown }): boolean =>
	body.movedTo === undefined && body.sameAs === undefined;

/** Whether it is listed, found and counted at its desk: the one to be shown, and not taken back. */
export const isHere = ({
	state,
	body,
}: {
	readonly state: string;
	readonly body: { readonly [field: string]: unknown };
}): boolean => state !== 'withdrawn' && isCurrent(body);
