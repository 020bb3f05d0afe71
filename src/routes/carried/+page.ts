import { resolve } from '$app/paths';
import { restore, session } from '#lib/device/session.svelte.ts';
import { redirect } from '@sveltejs/kit';

/** For whoever is signed in, with or without a grid; it opens no space, so a locked phone takes parcels, too. */
export const load = async () => {
	if (session.state === 'unknown') await restore();
	if (session.state === 'out') redirect(307, `${resolve('/sign-in')}?to=/carried`);
};
