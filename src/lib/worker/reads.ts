/** Which acts on the screens are lines of what this phone showed: from where somebody went, and what was tapped. */
import type { ReadAct } from '#lib/device/reads.ts';

export interface Place {
	readonly route: string | null;
	readonly params: Readonly<Record<string, string | undefined>>;
	/** What a form is about. */
	readonly about: string | null;
}

/** The record whose card a screen shows; null on screens without one. */
export function subjectOf({ route, params, about }: Place): string | null {
	switch (route) {
		case '/(worker)/household/[id]':
		case '/(worker)/household/[id]/change':
		case '/(worker)/entry/[id]':
		case '/(worker)/entry/[id]/amend':
			return params.id ?? null;
		case '/(worker)/calls/[elder]':
			return params.elder ?? null;
		case '/(worker)/record/[kind]':
			return about;
		default:
			return null;
	}
}

/** Marks the list of a search (`data-found`), and a person within a card (`data-subject`). */
export interface Tapped {
	readonly isFound: boolean;
	/** The number of a `tel:` link. */
	readonly isCall: boolean;
	readonly subject: string | null;
}

export function tappedOf(target: EventTarget | null): Tapped {
	const link = target instanceof Element ? target.closest('a') : null;
	return {
		isFound: link?.closest('[data-found]') != null,
		isCall: link?.getAttribute('href')?.startsWith('tel:') ?? false,
		subject: link?.closest<HTMLElement>('[data-subject]')?.dataset.subject ?? null,
	};
}

/** What going to a place is, when it is a line at all. */
export function readAt(place: Place, isFound: boolean): { readonly act: ReadAct; readonly subject: string } | null {
	const subject = subjectOf(place);
	return subject === null ? null : { act: isFound ? 'search' : 'card', subject };
}
