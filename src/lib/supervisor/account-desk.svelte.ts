/** One account at the desk: what it is, what is about to be asked of a person, and doing it. */
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { say } from '#lib/words/language.svelte.ts';
import { accountWords, refusedWords } from './account-words.ts';
import { accountsApi, isRefused, type DeviceView, type Refused, type SeatView, type WholeAccount } from './accounts.ts';
import type { Answer, Failure } from './api.ts';

export type AccountDesk = ReturnType<typeof createAccountDesk>;

/** What is done only once a person has said yes. */
export type Asking =
	| { readonly what: 'close' | 'sign-out' | 'reset' }
	| { readonly what: 'end'; readonly seat: SeatView }
	| { readonly what: 'revoke'; readonly device: DeviceView };

/** @param id of the account that the screen shows now */
export function createAccountDesk(id: () => string, note: (failure: Failure | null) => void) {
	let account = $state.raw<WholeAccount | null>(null);
	let isMissing = $state(false);
	let isBusy = $state(false);
	/** Why the last thing was not done, in words. */
	let fault = $state<string | null>(null);
	let asking = $state.raw<Asking | null>(null);
	/** Shown once, and nowhere again. */
	let password = $state<string | null>(null);
	let code = $state.raw<{ code: string; expires: number; origin: string | null } | null>(null);

	async function load(asked: string): Promise<void> {
		const answer = await accountsApi.one(asked);
		if (asked !== id()) return;
		isMissing = !answer.ok && answer.error === 'missing';
		note(answer.ok ? null : answer.error);
		if (answer.ok) account = answer.value;
	}

	/** Null when it was not done, with `fault` in words. */
	async function act<Value extends object>(work: Promise<Answer<Value | Refused>>): Promise<Value | null> {
		isBusy = true;
		fault = null;
		const answer = await work;
		isBusy = false;
		if (!answer.ok) {
			note(answer.error);
			fault = say(refusedWords[answer.error === 'missing' ? 'not-found' : answer.error] ?? refusedWords.failed!);
			return null;
		}
		if (!isRefused(answer.value)) return answer.value;
		fault = say(refusedWords[answer.value.code] ?? refusedWords.failed!);
		return null;
	}

	/** Takes over what the account is then; false when it was not done. */
	async function change(work: Promise<Answer<WholeAccount | Refused>>): Promise<boolean> {
		const next = await act(work);
		if (next) account = next;
		return next !== null;
	}

	async function carryOut(asked: Asking): Promise<boolean> {
		switch (asked.what) {
			case 'close':
				return change(accountsApi.close(id()));
			case 'end':
				return change(accountsApi.endSeat(id(), asked.seat.number));
			case 'revoke':
				return change(accountsApi.revoke(id(), asked.device.id));
			case 'sign-out': {
				const done = await act(accountsApi.signOut(id()));
				if (done) toasts.show({ text: say(accountWords.signedOut) });
				return done !== null;
			}
			case 'reset': {
				const made = await act(accountsApi.resetPassword(id()));
				if (made) password = made.password;
				await load(id());
				return made !== null;
			}
		}
	}

	return {
		get account() {
			return account;
		},
		get isMissing() {
			return isMissing;
		},
		get isBusy() {
			return isBusy;
		},
		get fault() {
			return fault;
		},
		get asking() {
			return asking;
		},
		get password() {
			return password;
		},
		get code() {
			return code;
		},
		load,
		change,
		forgetFault: () => void (fault = null),
		ask: (next: Asking | null) => {
			fault = null;
			asking = next;
		},
		/** The person has said yes. */
		confirm: async () => {
			if (asking && (await carryOut(asking))) asking = null;
		},
		makeCode: async () => {
			code = await act(accountsApi.code(id()));
			if (!code) toasts.show({ text: fault ?? '' });
		},
		forgetSecrets: () => {
			password = null;
			code = null;
		},
	};
}
