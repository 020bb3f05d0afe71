import { invalidate } from '$app/navigation';
import { resolve } from '$app/paths';
import { isFieldGrant } from '#lib/access/policy.ts';
import { readClock } from '#lib/device/clock.ts';
import { openDatabase, openSpace, type OpenFault, type Space } from '#lib/device/database.ts';
import { health, noteOutdated } from '#lib/device/health.svelte.ts';
import { findLock, heldCiphers, lock } from '#lib/device/lock/lock.svelte.ts';
import { actsLost } from '#lib/device/lost.ts';
import { practice } from '#lib/device/practice/practice.svelte.ts';
import { restore, session } from '#lib/device/session.svelte.ts';
import { sync } from '#lib/device/sync.svelte.ts';
import { handBackEnded } from '#lib/device/sync/hand-back.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { redirect } from '@sveltejs/kit';
import type { LayoutLoad } from './$types';

/** Who works here, from the phone alone: no network is waited for. `space` is null while it is locked. */
export const load: LayoutLoad = async ({ url, untrack, depends }) => {
	depends('linli:lock', 'linli:practice');
	if (session.state === 'unknown') await restore();
	if (session.state === 'revoked') redirect(307, resolve('/revoked'));
	if (session.state === 'in' && session.mustChange) redirect(307, resolve('/password'));
	if (session.state === 'in' && isOnlyAtDesk()) redirect(307, resolve('/review'));
	// Not on each step through the app, only on the way in.
	const asked = untrack(() => url.pathname + url.search);
	if (session.state === 'out') redirect(307, `${resolve('/sign-in')}?to=${encodeURIComponent(asked)}`);
	// Whoever looks at the demonstration needs no PIN; whoever has real people on the phone does.
	await findLock(session.account, !session.demo);
	if (lock.state === 'locked' || lock.state === 'unset')
		return { space: null, opened: ok(undefined), isPractice: false };
	if (practice.isOn) {
		const { openPractice } = await import('#lib/device/practice/space.ts');
		return { space: await openPractice(), opened: ok(undefined), isPractice: true };
	}
	const space = openSpace(session.account, { ciphers: heldCiphers(session.account) });
	space.db.onOutdated = noteOutdated;
	const opened = await openDatabase(space.db, { onLate: () => void invalidate('linli:lock') });
	return { space, opened: opened.ok ? await prepared(space) : opened, isPractice: false };
};

/**
 * The day as the server counts it, and nothing here of a grid whose last day has passed: known before anything is shown.
 * Rows that cannot be read are computed anew, once.
 */
async function prepared(space: Space): Promise<Result<void, OpenFault>> {
	try {
		await prepare(space);
		return ok(undefined);
	} catch (error) {
		console.error('rows', error);
	}
	try {
		const { rebuildRows } = await import('#lib/device/repair.ts');
		await rebuildRows(space);
		await prepare(space);
		return ok(undefined);
	} catch (error) {
		console.error('repair', error);
		return err('unreadable');
	}
}

async function prepare(space: Space): Promise<void> {
	health.lost = await actsLost(localStorage, space.account, space.db);
	sync.offset = (await readClock(space.db)).offset;
	await handBackEnded(space);
}

/** Someone who never held a grid has nothing here; a worker whose grid went to another still may have unsent records. */
const isOnlyAtDesk = (): boolean => session.grants.length > 0 && !session.grants.some(isFieldGrant);
