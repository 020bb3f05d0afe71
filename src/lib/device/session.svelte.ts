/**
 * Who uses this phone now. Kept on the phone, so that it works without signal; what the server says of it since is
 * learnt by the way. Signing out ends the session and keeps everything unsent where it is.
 */
import { isInForce, roles, type Grant, type Role } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { storedDevice } from './database.ts';
import { identityKey, readIdentity, writeIdentity, type Identity } from './identity.ts';
import { deviceName } from './device-name.ts';
import { createRemote, type SignedIn, type SignedInAnew } from './remote.ts';
import { newRevocation, readRevocation, revocationKey, writeRevocation } from './revoked.ts';

export const session = $state({
	/** `revoked`: this phone hands over what is unsent and wipes itself; nothing else is shown. */
	state: 'unknown' as 'unknown' | 'out' | 'in' | 'revoked',
	account: '',
	name: '',
	grants: [] as readonly Grant[],
	device: '',
	demo: false,
	/** Signed in with a password for one time: another is to be chosen first. */
	mustChange: false,
	/** Signed in here, but the server asks for the password again; everything stays and works. */
	expired: false,
});

const signInFaults = ['sign-in', 'slow-down', 'demo-loopback', 'closed', 'password-late', 'revoked'] as const;
export type SignInFault = (typeof signInFaults)[number] | 'offline';

/** From the phone alone; asks no network. */
export async function restore(): Promise<void> {
	if (readRevocation(localStorage)) session.state = 'revoked';
	else show(readIdentity(localStorage));
}

/** @param space the id of the space key that is asked for along with it */
export async function signIn(
	account: string,
	password: string,
	space?: string,
): Promise<Result<SignedInAnew, SignInFault>> {
	const name = account.trim().toLowerCase();
	const device = (await storedDevice(name)) ?? crypto.randomUUID();
	const answer = await createRemote().signIn(name, password, device, { deviceName: deviceName(), space });
	if (!answer.ok) {
		if (answer.error.code === 'revoked') beginRevocation(name);
		return err(faultOf(answer.error.code));
	}
	const { spaceKey: _spaceKey, ...signedIn } = answer.value;
	learn(signedIn, device);
	return ok(answer.value);
}

/** Takes over what the server says of the session now. */
export function learn(
	{ account, name, grants, demo, mustChange = false }: SignedIn,
	device: string = session.device,
): void {
	const identity = { account, name, grants, demo, mustChange, device };
	writeIdentity(localStorage, identity);
	show(identity);
}

/** Grants as they are now, when they are others: a cover begins, is prolonged, or ends while the app is open. */
export function learnGrants(account: string, grants: readonly Grant[]): void {
	if (session.account !== account || JSON.stringify(session.grants) === JSON.stringify(grants)) return;
	const { name, demo, device, mustChange } = session;
	writeIdentity(localStorage, { account, name, grants, demo, device, mustChange });
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

/** Grants change while a phone is out of reach; the screens go by the latest known. */
export async function refreshSession(): Promise<void> {
	const { account } = session;
	const answer = await createRemote().session();
	// Someone may have signed out, or in as another, while the answer was on its way.
	if (session.account !== account) return;
	if (answer.ok && answer.value.account === account) learn(answer.value);
	else if (!answer.ok && answer.error.code === 'revoked') beginRevocation(account);
	else if (answer.ok || answer.error.status === 401) expire();
}

/** This phone was revoked: from now on it shows nothing of the account, whichever tab heard of it. */
export function beginRevocation(account: string): void {
	if (!readRevocation(localStorage)) writeRevocation(localStorage, newRevocation(account));
	session.state = 'revoked';
}

/** Another tab has heard of it. */
export function followRevocation({ key }: StorageEvent): void {
	if (key === revocationKey && readRevocation(localStorage)) session.state = 'revoked';
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
	const { account = '', name = '', grants = [], device = '', demo = false, mustChange = false } = identity ?? {};
	const state = identity ? 'in' : 'out';
	Object.assign(session, { state, account, name, grants, device, demo, mustChange, expired: false });
}

function faultOf(code: string): SignInFault {
	return signInFaults.find((fault) => fault === code) ?? 'offline';
}
