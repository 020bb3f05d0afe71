/** What a form and a card of a kind are given. Neither knows the device: a form hands its body to `onsave`. */
import type { Body } from '#lib/ledger/entry.ts';
import type { Door } from '#lib/registers/door.ts';
import type { KindName } from './index.ts';

/** Whom or what a record is about, as screens name it. */
export interface SubjectView {
	readonly id: string;
	readonly kind: KindName;
	/** `3-2-501`, `张桂兰 3-2-501`, `北门岗亭`. */
	readonly label: string;
}

export interface FormProps {
	readonly subject?: SubjectView;
	/** Places and routes that can be picked in one tap. */
	readonly suggestions?: readonly SubjectView[];
	/** The body to correct; absent for a new record. */
	readonly initial?: Body;
	/** What the person has chosen on the way here, and what a half-filled form held: shown as chosen, not as a default. */
	readonly begun?: Body;
	/** `yyyy-mm-dd` of the community. */
	readonly today: string;
	/** What stands at a door already; null when nothing does. Said to the person, who may save all the same. */
	readonly doorTaken?: (door: Door) => Promise<string | null>;
	/** Saving is under way: no second tap. */
	readonly busy: boolean;
	/** @param about the picked suggestion, when there was no subject */
	readonly onsave: (body: Body, about?: string) => void;
	/** Called on each change, so that a lock or a closed tab returns to the half-filled form. */
	readonly onchange?: (body: Body) => void;
}

export interface CardProps {
	readonly body: Body;
	/** All of it, for the page of the record; otherwise what a row needs. */
	readonly full?: boolean;
	/** What the people are called whom the body names by id; those whose register is not here are missing. */
	readonly names?: Readonly<Record<string, string>>;
}
