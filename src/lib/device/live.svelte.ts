/** A question to the database whose answer stays true: asked again when what it read, or a rune it read, changes. */
import { liveQuery } from 'dexie';
import { noteUnread } from './health.svelte.ts';

export interface Live<Value> {
	readonly value: Value;
	/** The first answer has come. */
	readonly ready: boolean;
	/** The database could not answer. */
	readonly failed: boolean;
}

/** Call during a component's initialisation. Runes that `query` reads before its first await are followed. */
export function live<Value>(query: () => Promise<Value> | Value, initial: Value): Live<Value> {
	let value = $state.raw(initial);
	let ready = $state(false);
	let failed = $state(false);
	let turn = $state(0);

	$effect(() => {
		void turn;
		let forget = () => {};
		// Dexie keeps its zone over native awaits only where the function that it is given is itself async.
		const asked = liveQuery(async () => {
			forget();
			const { answer, stop } = following(query, () => turn++);
			forget = stop;
			return await answer;
		});
		const subscription = asked.subscribe({
			next: (next) => {
				value = next;
				ready = true;
				failed = false;
			},
			error: (error: unknown) => {
				// Said on the screen in words; what it was belongs into the console of whoever looks for the cause.
				console.error(error);
				failed = true;
				noteUnread(error);
			},
		});
		return () => {
			subscription.unsubscribe();
			forget();
		};
	});
	return {
		get value() {
			return value;
		},
		get ready() {
			return ready;
		},
		get failed() {
			return failed;
		},
	};
}

/** Runs the query at once; calls back when a rune that it read has changed. Dexie asks outside of any effect. */
function following<Value>(
	query: () => Value,
	onChange: () => void,
): { readonly answer: Value; readonly stop: () => void } {
	let answer: Value;
	let isFirst = true;
	const stop = $effect.root(() => {
		$effect.pre(() => {
			if (isFirst) answer = query();
			else onChange();
			isFirst = false;
		});
	});
	return { answer: answer!, stop };
}
