import { resolve } from '$app/paths';
import { findLock } from '#lib/device/lock/lock.svelte.ts';
import { restore, session } from '#lib/device/session.svelte.ts';
import { redirect } from '@sveltejs/kit';
import type { LayoutLoad } from './$types';

/** Who sits here, as this device knows it: without a network the screens still open and say what is missing. */
export const load: LayoutLoad = async ({ url, depends }) => {
	depends('linli:lock');
	if (session.state === 'unknown') await restore();
	if (session.state === 'revoked') redirect(307, resolve('/revoked'));
	if (session.state === 'in' && session.mustChange) redirect(307, resolve('/password'));
	if (session.state === 'out')
		redirect(307, `${resolve('/sign-in')}?to=${encodeURIComponent(url.pathname + url.search)}`);
	// Who also holds a grid here and has locked it, opens with the same PIN: what the server shows is as personal.
	await findLock(session.account, false);
};
