/**
 * State that a lock, a reload or a closed tab gives back: what is half typed or chosen where no whole form is kept, and
 * which dialog stood open. Lies with the half-filled forms. Rule K21.
 */
import { createContext, onDestroy } from 'svelte';
import type { Json } from '#lib/ledger/entry.ts';
import { halfFilledKey, readHalfFilled, writeHalfFilled, type Drafts } from './half-filled.ts';

/** Where the screens of an account keep it. Set by what stands around them. */
export interface Keeper {
	readonly account: string;
	readonly drafts: Drafts;
	readonly now: () => number;
	/** The screens go because of a lock and not because a person leaves them. No rune: those still say what was before. */
	readonly isLocked: () => boolean;
}
export const [getKeeper, setKeeper] = createContext<Keeper>();

export interface Kept<Value> {
	value: Value;
	/** Done with, or begun anew. */
	readonly forget: () => void;
}

export interface KeptOptions {
	/** Whoever leaves the screen leaves it behind, as a dialog that stands open. */
	readonly whileHere?: boolean;
}

/** What was kept is done with, whether its screen still stands or not. */
export const forgetKept = ({ account, drafts, now }: Keeper, name: string, subject: string | null): void =>
	writeHalfFilled(drafts, halfFilledKey(account, name, subject), null, now());

/**
 * @param name what it is, unlike any other about the same subject
 * @param subject whom or what it is about; null where there is one alone
 * @param untouched what it is when nobody has typed or chosen anything: not kept
 */
export function kept<Value extends Json>(
	name: string,
	subject: string | null,
	untouched: Value,
	{ whileHere = false }: KeptOptions = {},
): Kept<Value> {
	const keeper = getKeeper();
	const { account, drafts, now, isLocked } = keeper;
	const key = halfFilledKey(account, name, subject);
	const before = readHalfFilled(drafts, key, now());
	let value = $state<Value>(before ? (before.value as Value) : untouched);
	const none = JSON.stringify(untouched);

	$effect(() => {
		const text = JSON.stringify(value);
		writeHalfFilled(drafts, key, text === none ? null : { value: $state.snapshot(value) as Json }, now());
	});
	onDestroy(() => {
		if (whileHere && !isLocked()) forgetKept(keeper, name, subject);
	});
	return {
		get value() {
			return value;
		},
		set value(next) {
			value = next;
		},
		forget: () => {
			value = untouched;
		},
	};
}
