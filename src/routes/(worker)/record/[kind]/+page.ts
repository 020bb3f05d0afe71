import { isKindName, recordKinds, type KindName } from '#lib/kinds/index.ts';
import { faces } from '#lib/kinds/faces.ts';
import { resolve } from '$app/paths';
import { error, redirect } from '@sveltejs/kit';
import type { PageLoad } from './$types';

/** What a worker records, and what they enter into the registers. */
const offered: readonly KindName[] = [...recordKinds, 'resident', 'household', 'place'];

/** The form is fetched before the page shows, so that nothing jumps under the thumb. */
export const load: PageLoad = async ({ params, url }) => {
	const { kind } = params;
	if (!isKindName(kind) || !offered.includes(kind)) error(404);
	const { default: Form } = await faces[kind].Form();
	const asked = (name: string) => url.searchParams.get(name);
	const about = asked('about');
	// A change is asked for on the page of its household.
	if (kind === 'change' && about) redirect(307, resolve('/(worker)/household/[id]/change', { id: about }));
	return {
		kind,
		Form,
		about,
		desk: asked('desk'),
		/** The patrol on which a problem was found. */
		during: asked('during'),
		/** Tapped on the page of the household. */
		outcome: asked('outcome'),
		/** Of a place that is new. */
		sort: asked('sort'),
	};
};
