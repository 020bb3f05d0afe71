/**
 * Virtual time: while a world is played, clocks and timers of this process are its own, and everything happens one after
 * the other. Imported before anything that keeps a clock or a timer for itself.
 */
import 'fake-indexeddb/auto';
import { hash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

interface Event {
	readonly at: number;
	/** Of two events of one moment the one that was asked for first comes first. */
	readonly number: number;
	readonly call: () => void;
	/** Of an interval, ms. */
	readonly again?: number;
}

export interface Time {
	/** Unix ms. */
	readonly now: () => number;
	/** Calls back after `ms`; gives what cancels it. */
	readonly later: (ms: number, call: () => void) => () => void;
	readonly every: (ms: number, call: () => void) => () => void;
	/** Work that goes on by itself: time stands still until it is done. */
	readonly during: <Value>(work: Promise<Value>) => Promise<Value>;
	/** Lets all that happens within `ms` happen. */
	readonly pass: (ms: number) => Promise<void>;
	/** Everything sleeps for `ms`, and then wakes at once: what was to happen meanwhile happens then, once. */
	readonly leap: (ms: number) => Promise<void>;
	/** Lets all that needs no time happen. */
	readonly settle: () => Promise<void>;
}

/** Turns of the event loop within one moment. */
const turnsAtMost = 100_000;

const real = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, now: Date.now };
let playing: ReturnType<typeof createTime> | null = null;

/** Clocks and timers of the process belong to this world until `work` is done. */
export async function withTime<Value>(start: number, work: (time: Time) => Promise<Value>): Promise<Value> {
	if (playing) throw new Error('another world is being played');
	const time = createTime(start);
	playing = time;
	try {
		return await work(time);
	} finally {
		playing = null;
	}
}

function createTime(start: number) {
	let now = start;
	let numbers = 0;
	let immediates = 0;
	let works = 0;
	const events = new Map<number, Event>();

	const add = (ms: number, call: () => void, again?: number) => {
		const number = ++numbers;
		events.set(number, { at: now + Math.max(0, ms), number, call, ...(again === undefined ? {} : { again }) });
		return number;
	};
	const settle = async () => {
		for (let turns = 0; turns === 0 || immediates > 0 || works > 0; turns++) {
			if (turns === turnsAtMost) throw new Error(`${works} works and ${immediates} calls do not come to an end`);
			await new Promise<void>((resolve) => real.setImmediate(resolve));
		}
	};
	const next = (until: number): Event | null => {
		let first: Event | null = null;
		for (const event of events.values())
			if (
				event.at <= until &&
				(!first || event.at < first.at || (event.at === first.at && event.number < first.number))
			)
				first = event;
		return first;
	};
	const happen = (event: Event) => {
		if (event.again === undefined) events.delete(event.number);
		else events.set(event.number, { ...event, at: now + event.again });
		event.call();
	};
	return {
		now: () => now,
		add,
		remove: (number: number) => void events.delete(number),
		later: (ms: number, call: () => void) => {
			const number = add(ms, call);
			return () => void events.delete(number);
		},
		every: (ms: number, call: () => void) => {
			const number = add(ms, call, ms);
			return () => void events.delete(number);
		},
		immediate: (call: (...given: unknown[]) => void, given: unknown[]) => {
			immediates++;
			return real.setImmediate(() => {
				immediates--;
				call(...given);
			});
		},
		during: async <Value>(work: Promise<Value>) => {
			works++;
			try {
				return await work;
			} finally {
				works--;
			}
		},
		settle,
		pass: async (ms: number) => {
			const until = now + ms;
			await settle();
			for (let event = next(until); event; event = next(until)) {
				now = Math.max(now, event.at);
				happen(event);
				await settle();
			}
			now = until;
		},
		leap: async (ms: number) => {
			await settle();
			now += ms;
			const due = [...events.values()].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.number - b.number);
			for (const event of due) {
				if (!events.has(event.number)) continue;
				happen(event);
				await settle();
			}
		},
	};
}

// Every socket of a page listens for the end of the process.
process.setMaxListeners(0);
// What libraries have taken for themselves when they were loaded must be these already.
type Call = (...given: unknown[]) => void;
/** As Node's own timers are: what keeps the process alive is no matter here. */
interface Timer {
	readonly number: number;
	readonly unref: () => Timer;
}
const timer = (number: number): Timer => {
	const own: Timer = { number, unref: () => own };
	return own;
};
const isTimer = (value: unknown): value is Timer => typeof value === 'object' && value !== null && 'number' in value;
const timeout = (call: Call, ms = 0, ...given: unknown[]) =>
	playing ? timer(playing.add(ms, () => call(...given))) : real.setTimeout(call, ms, ...given);
const interval = (call: Call, ms = 0, ...given: unknown[]) =>
	playing ? timer(playing.add(ms, () => call(...given), ms)) : real.setInterval(call, ms, ...given);
const clear = (stop: (timer: never) => void) => (given: unknown) => {
	if (!isTimer(given)) stop(given as never);
	else playing?.remove(given.number);
};
const immediate = (call: Call, ...given: unknown[]) =>
	playing ? playing.immediate(call, given) : real.setImmediate(call, ...given);
Object.assign(globalThis, {
	setTimeout: timeout,
	setInterval: interval,
	clearTimeout: clear(real.clearTimeout),
	clearInterval: clear(real.clearInterval),
	setImmediate: immediate,
	// Tabs of other processes have no part in this.
	BroadcastChannel: undefined,
});
Date.now = () => (playing ? playing.now() : real.now());
timers.setImmediate = ((value?: unknown) => new Promise((resolve) => immediate(() => resolve(value)))) as never;
syncBuiltinESMExports();
// Threads of their own would finish in whatever order the machine likes.
const subtle = { digest: crypto.subtle.digest, generateKey: crypto.subtle.generateKey };
Object.defineProperties(crypto.subtle, {
	digest: {
		value: async (name: string, data: Uint8Array<ArrayBuffer>) =>
			playing ? new Uint8Array(hash('sha256', data, 'buffer')).buffer : subtle.digest.call(crypto.subtle, name, data),
	},
	// A browser that cannot sign: signatures are random, and are held to their rules elsewhere.
	generateKey: {
		value: async (...given: Parameters<typeof subtle.generateKey>) => {
			if (playing) throw new Error('this browser makes no keys');
			return subtle.generateKey.apply(crypto.subtle, given);
		},
	},
});
