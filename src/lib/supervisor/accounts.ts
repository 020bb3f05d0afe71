/** Accounts, seats, devices, codes and their trace, as the server tells an administrator. */
import type { Role } from '#lib/access/policy.ts';
import type { Book } from '#lib/ledger/page.ts';
import { ask, get, search } from './api.ts';

export interface SeatView {
	/** By which it is changed. */
	readonly number: number;
	readonly role: Role;
	readonly desk: string;
	readonly deskName: string;
	readonly books: readonly Book[];
	readonly from?: string;
	readonly to?: string;
	readonly cover?: true;
	readonly ended?: string;
	readonly mayChange: boolean;
}
export interface AccountView {
	readonly account: string;
	readonly name: string;
	readonly home: string | null;
	/** Unix ms. */
	readonly closed: number | null;
	/** A password for one sign-in is out. */
	readonly oneTime: boolean;
	/** One's own. */
	readonly own: boolean;
	readonly mayChange: boolean;
	readonly seats: readonly SeatView[];
}
export interface ListedAccount extends AccountView {
	/** Unix ms, to the hour. */
	readonly seen: number | null;
}
export interface DeviceView {
	readonly id: string;
	readonly name: string;
	/** Unix ms. */
	readonly made: number | null;
	readonly seen: number | null;
	readonly revoked: number | null;
	readonly wiped: number | null;
}
export interface WholeAccount extends AccountView {
	readonly devices: readonly DeviceView[];
}
export interface NewSeat {
	readonly role: Role;
	readonly desk: string;
	readonly books: readonly Book[];
	readonly from?: string;
	readonly to?: string;
}
export interface DeedView {
	readonly number: number;
	/** Unix ms. */
	readonly at: number;
	readonly by: string;
	/** Empty for the command line. */
	readonly byName: string;
	readonly deed: string;
	readonly account: string;
	readonly name: string;
	readonly deskName: string;
	readonly detail: Readonly<Record<string, string | number>>;
	readonly address: string;
}
/** What the server does not do, and why; 422 and 409, and 403 for what is one's own. */
export interface Refused {
	readonly code: string;
}

const json = (method: string, body: object): RequestInit => ({
	method,
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});
const refusals = [403, 409, 422];
const at = (account: string, rest = '') => `/api/accounts/${encodeURIComponent(account)}${rest}`;

export const accountsApi = {
	list: (area: string) => get<{ accounts: readonly ListedAccount[] }>(`/api/accounts?${search({ area })}`),
	one: (account: string) => get<WholeAccount>(at(account)),
	make: (made: { readonly account: string; readonly name: string; readonly home: string; readonly seat?: NewSeat }) =>
		ask<{ account: WholeAccount } | Refused>('/api/accounts', json('POST', made), refusals),
	rename: (account: string, name: string) => ask<WholeAccount | Refused>(at(account), json('PUT', { name }), refusals),
	close: (account: string) => ask<WholeAccount | Refused>(at(account), { method: 'DELETE' }, refusals),
	give: (account: string, seat: NewSeat) =>
		ask<WholeAccount | Refused>(at(account, '/seats'), json('POST', seat), refusals),
	changeSeat: (account: string, number: number, days: { readonly from: string | null; readonly to: string | null }) =>
		ask<WholeAccount | Refused>(at(account, `/seats/${number}`), json('PUT', days), refusals),
	endSeat: (account: string, number: number) =>
		ask<WholeAccount | Refused>(at(account, `/seats/${number}`), json('PUT', { end: true }), refusals),
	revoke: (account: string, device: string) =>
		ask<WholeAccount | Refused>(at(account, `/devices/${device}`), { method: 'DELETE' }, refusals),
	signOut: (account: string) =>
		ask<{ sessions: number } | Refused>(at(account, '/sign-out'), { method: 'POST' }, refusals),
	resetPassword: (account: string) =>
		ask<{ password: string; until: number } | Refused>(at(account, '/password'), { method: 'POST' }, refusals),
	code: (account: string) =>
		ask<{ code: string; expires: number; origin: string | null } | Refused>(
			at(account, '/code'),
			{ method: 'POST' },
			refusals,
		),
	deeds: (query: { readonly area: string; readonly account?: string; readonly cursor?: number }) =>
		get<{ deeds: readonly DeedView[]; cursor: number | null }>(`/api/deeds?${search(query)}`),
};

/** Only what is refused comes with a message beside its code. */
export const isRefused = (answer: object): answer is Refused => 'code' in answer && 'message' in answer;

/** `wangfang2` from a name nobody can spell: what people type themselves, made fit. */
export const accountOf = (typed: string): string =>
	typed
		.trim()
		.toLowerCase()
		.replaceAll(/[^a-z0-9._-]/g, '');

/** Ten characters as people read them aloud: `ABCDE-FGHJK`. */
export const spacedCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;
