/**
 * Tabs of one account share the key: one that opens asks the others before it asks a person, and what locks one on
 * purpose locks all. The key never leaves the memory of this browser's tabs of this origin. Rule K9.
 */
import type { Key } from './keys.ts';

/** As `BroadcastChannel`. */
export interface Channel {
	readonly postMessage: (message: unknown) => void;
	onmessage: ((event: MessageEvent) => void) | null;
	readonly close: () => void;
}

type Message =
	| { readonly type: 'ask'; readonly question: string }
	| { readonly type: 'key'; readonly question: string; readonly key: Key }
	| { readonly type: 'lock' }
	| { readonly type: 'open' };

export interface KeyTabs {
	/** The key of a tab that is open; null when none answers in time. */
	readonly ask: () => Promise<Key | null>;
	/** Locks the others. */
	readonly lockOthers: () => void;
	/** Tells the others that this one is open: those that are locked may ask. */
	readonly tellOpen: () => void;
	readonly close: () => void;
}

export interface KeyTabsEffects {
	/** The key, when this tab is open and not idle for too long. */
	readonly held: () => Key | null;
	/** Another tab was locked on purpose, or has set a PIN. */
	readonly onLock: () => void;
	readonly onOpen: () => void;
	/** Calls back after `ms`. */
	readonly later: (ms: number, work: () => void) => void;
	readonly newId: () => string;
}

/** Nobody waits longer for the answer of a tab that the system has frozen. */
const answerMs = 250;

export function shareKey(channel: Channel, { held, onLock, onOpen, later, newId }: KeyTabsEffects): KeyTabs {
	const questions = new Map<string, (key: Key | null) => void>();
	const tell = (message: Message) => channel.postMessage(message);
	channel.onmessage = ({ data }) => {
		const message = data as Message;
		if (message.type === 'lock') return onLock();
		if (message.type === 'open') return onOpen();
		if (message.type === 'key') return questions.get(message.question)?.(message.key);
		const key = held();
		if (key) tell({ type: 'key', question: message.question, key });
	};
	return {
		ask: () =>
			new Promise((resolve) => {
				const question = newId();
				const answer = (key: Key | null) => {
					questions.delete(question);
					resolve(key);
				};
				questions.set(question, answer);
				later(answerMs, () => answer(null));
				tell({ type: 'ask', question });
			}),
		lockOthers: () => tell({ type: 'lock' }),
		tellOpen: () => tell({ type: 'open' }),
		close: () => channel.close(),
	};
}
