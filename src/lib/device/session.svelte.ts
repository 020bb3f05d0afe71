/**
 * Who uses this phone now. Kept on the phone, so that it works without signal; what the server says of it since is
 * learnt by the way. Signing out ends the session and keeps everything unsent where it is.
 */
import { isInForce, roles, type Grant, type Role } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { storedDevice } from './database.ts';
import { identityKey, readIdentity, writeIdentity, type Identity } from './identity.ts';
import { createRemote, type SignedIn } from './remote.ts';

export const session = $state({
	state: 'unknown' as 'unknown' | 'out' | 'in',
	account: '',
	name: '',
	grants: [] as readonly Grant[],
	device: '',
	demo: false,
	/** Signed in here, but the server asks for the password again; everything stays and works. */
	expired: false,
});

export type SignInFault = 'sign-in' | 'slow-down' | 'offline' | 'demo-loopback';

/** From the phone alone; asks no network. */
export async function restore(): Promise<void> {
	show(readIdentity(localStorage));
}

export async function signIn(account: string, password: string): Promise<Result<void, SignInFault>> {
	const name = account.trim().toLowerCase();
	const device = (await storedDevice(name)) ?? crypto.randomUUID();
	const answer = await createRemote().signIn(name, password, device);
	if (!answer.ok) return err(faultOf(answer.error.code));
	learn(answer.value, device);
	return ok(undefined);
}

/** Takes over what the server says of the session now. */
export function learn({ account, name, grants, demo }: SignedIn, device: string = session.device): void {
	const identity = { account, name, grants, demo, device };
	writeIdentity(localStorage, identity);
	show(identity);
}

/** Grants as they are now, when they are others: a cover begins, is prolonged, or ends while the app is open. */
export function learnGrants(account: string, grants: readonly Grant[]): void {
	if (session.account !== account || JSON.stringify(session.grants) === JSON.stringify(grants)) return;
	const { name, demo, device } = session;
	writeIdentity(localStorage, { account, name, grants, demo, device });
	session.grants = grants;
}

/** Another tab of this phone has learnt of them. */
export function followGrants({ key }: StorageEvent): void {
	if (key !== identityKey) return;
	const identity = readIdentity(localStorage);
	if (identity?.account === session.account) session.grants = identity.grants;
}

export function expire(): void {
	session.expired = true;
}

/** The space with what is unsent stays. Without network the server's session ends by itself later. */
export async function signOut(): Promise<void> {
	await createRemote().signOut();
	writeIdentity(localStorage, null);
	show(null);
}

/** Grants in force today, by role. */
export function seated(nowMs: number = Date.now()): Record<Role, Grant[]> {
	const seats = Object.fromEntries(roles.map((role) => [role, [] as Grant[]])) as Record<Role, Grant[]>;
	const day = dayOf(nowMs);
	for (const grant of session.grants) if (isInForce(grant, day)) seats[grant.role].push(grant);
	return seats;
}

function show(identity: Identity | null): void {
	const { account = '', name = '', grants = [], device = '', demo = false } = identity ?? {};
	Object.assign(session, { state: identity ? 'in' : 'out', account, name, grants, device, demo, expired: false });
}

function faultOf(code: string): SignInFault {
	return code === 'sign-in' || code === 'slow-down' || code === 'demo-loopback' ? code : 'offline';
}
