import { resolve } from '$app/paths';
import { openDatabase, openSpace } from '#lib/device/database.ts';
import { restore, session } from '#lib/device/session.svelte.ts';
import { redirect } from '@sveltejs/kit';
import type { LayoutLoad } from './$types';

/** Who works here, from the phone alone: no network is waited for. */
export const load: LayoutLoad = async ({ url }) => {
	if (session.state === 'unknown') await restore();
	if (session.state === 'out')
		redirect(307, `${resolve('/sign-in')}?to=${encodeURIComponent(url.pathname + url.search)}`);
	const space = openSpace(session.account);
	return { space, opened: await openDatabase(space.db) };
};
