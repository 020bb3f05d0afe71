/** What a session may read by HTTP: the desks of its grants, and those below where the role reaches below. */
import { isInForce, may, readingOf, type Grant } from '#lib/access/policy.ts';
import { isWithin } from '#lib/access/areas/area-tree.ts';
import { textToPage, type PageId } from '#lib/ledger/page.ts';
import type { Scope } from '#server/store/reads.ts';

export function scopesOf(grants: readonly Grant[], day: string): readonly Scope[] {
	return grants
		.filter((grant) => isInForce(grant, day))
		.flatMap((grant) => {
			const reading = readingOf(grant);
			return reading ? [{ desk: grant.desk, ...reading }] : [];
		});
}

/** Whether any of the area lies within the scopes. */
export const touches = (scopes: readonly Scope[], area: string): boolean =>
	scopes.some(({ desk, exact }) => isWithin(desk, area) || (!exact && isWithin(area, desk)));

export function mayReadPage(grants: readonly Grant[], id: PageId, day: string): boolean {
	const page = textToPage(id);
	return page.ok && may(grants, 'read', page.value.desk, page.value.book, day);
}
