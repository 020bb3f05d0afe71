/**
 * A part of the app that does not come: a tab of the version before asks for a file that is gone, or a link broke while
 * it was fetched. Loaded anew, the app asks for the parts that there are; it does so by itself once, to where the person
 * was going, and then says it in words. What is half filled in a form is kept elsewhere and is there again.
 */
const key = 'linli-reloaded';
/** A second failure so soon after is none that loading anew mends. */
const onceInMs = 60_000;

/** As browsers name it: Chromium, Firefox, Safari. */
const missing =
	/Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed|Unable to preload CSS/i;

export const isPartMissing = (error: unknown): error is Error => error instanceof Error && missing.test(error.message);

export interface Around {
	readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly now: () => number;
	/** Loads an address of this app anew. */
	readonly load: (address: string) => void;
}

/** Loads the app anew at an address; false when that has just been done. */
export function loadAnew(address: string, { storage, now, load }: Around): boolean {
	const last = Number(storage.getItem(key) ?? 0);
	if (now() - last < onceInMs && now() >= last) return false;
	storage.setItem(key, String(now()));
	load(address);
	return true;
}
