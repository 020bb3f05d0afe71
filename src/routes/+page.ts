import { resolve } from '$app/paths';
import { restore, seated, session } from '#lib/device/session.svelte.ts';
import { mayAnywhere } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { redirect } from '@sveltejs/kit';

/** Who holds a grid begins with 今日, who keeps accounts and reads nothing with these, the others at the supervisor's desk. */
export const load = async () => {
	if (session.state === 'unknown') await restore();
	if (session.state === 'revoked') redirect(307, resolve('/revoked'));
	if (session.state === 'in' && session.mustChange) redirect(307, resolve('/password'));
	if (session.state === 'out') redirect(307, resolve('/sign-in'));
	redirect(307, seated().worker.length > 0 ? resolve('/today') : resolve(isOnlyKeeper() ? '/accounts' : '/review'));
};

function isOnlyKeeper(): boolean {
	const day = dayOf(Date.now());
	return mayAnywhere(session.grants, 'administer', day, 'accounts') && !mayAnywhere(session.grants, 'read', day);
}
