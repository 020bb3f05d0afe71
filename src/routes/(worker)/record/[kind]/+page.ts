import { isKindName, recordKinds, type KindName } from '#lib/kinds/index.ts';
import { faces } from '#lib/kinds/faces.ts';
import { error } from '@sveltejs/kit';
import type { PageLoad } from './$types';

/** The form is fetched before the page shows, so that nothing jumps under the thumb. */
export const load: PageLoad = async ({ params, url }) => {
	const { kind } = params;
	const isOffered = isKindName(kind) && ((recordKinds as readonly string[]).includes(kind) || kind === 'resident');
	if (!isOffered) error(404);
	const { default: Form } = await faces[kind].Form();
	const asked = (name: string) => url.searchParams.get(name);
	return {
		kind: kind as KindName,
		Form,
		about: asked('about'),
		desk: asked('desk'),
		/** The patrol on which a problem was found. */
		during: asked('during'),
		/** Tapped on the page of the household. */
		outcome: asked('outcome'),
	};
};
