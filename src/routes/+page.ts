import { resolve } from '$app/paths';
import { restore, seated, session } from '#lib/device/session.svelte.ts';
import { redirect } from '@sveltejs/kit';

/** Who holds a grid begins with 今日, the others at the supervisor's desk. */
export const load = async () => {
	if (session.state === 'unknown') await restore();
	if (session.state === 'out') redirect(307, resolve('/sign-in'));
	redirect(307, seated().worker.length > 0 ? resolve('/today') : resolve('/review'));
};
