/** What goes on while the space is locked: what is unsent is sent, what was erased goes. Rules K13, K14. */
import { lead } from '#lib/device/leader.ts';
import { carryAll } from '#lib/device/photos/sealed.ts';
import { createRemote } from '#lib/device/remote.ts';
import { session } from '#lib/device/session.svelte.ts';
import { unsentRows } from './courier.ts';
import { withVault } from './vault.ts';

const courierMs = 60_000;
/** Nothing is sent: what was erased is asked for no more often. */
const hearingMs = 15 * 60_000;

export const locked = $state({
	/** Own entries without receipt, as last counted. */
	unsent: 0,
});

/** Counted without the key: states stand in the clear. */
export async function countUnsent(): Promise<void> {
	locked.unsent = await withVault(session.account, async (db) => (await unsentRows(db)).length);
}

/** Sends what is unsent while it is locked, in one tab, and again whenever there may be a network. Ends with what it returns. */
export function startCourier(): () => void {
	const { account } = session;
	const end = new AbortController();
	const remote = createRemote();
	let heardAt = -Infinity;
	const send = async () => {
		const isHeard = Date.now() - heardAt < hearingMs && Date.now() >= heardAt;
		await withVault(account, async (db) => {
			if ((await carryAll(db, remote)) !== 'carried' && isHeard) return;
			const { eraseLocked } = await import('./erased.ts');
			if (await eraseLocked(db, remote, { storage: localStorage, account })) heardAt = Date.now();
		});
		await countUnsent();
	};
	const begin = async () => {
		let sending: Promise<void> = Promise.resolve();
		// Whatever breaks off is tried again at the next turn.
		const again = () => (sending = sending.then(send).catch(complain));
		void again();
		const contact = () => {
			heardAt = -Infinity;
			void again();
		};
		addEventListener('online', contact, { signal: end.signal });
		const timer = setInterval(again, courierMs);
		return {
			stop: async () => {
				clearInterval(timer);
				await sending;
			},
		};
	};
	lead(navigator.locks, account, end.signal, begin).catch(complain);
	return () => end.abort();
}

const complain = (error: unknown): void => console.error('courier', error);
