import { expect, it } from 'vitest';
import { isPartMissing, loadAnew } from './missing-part.ts';

function around() {
	const kept = new Map<string, string>();
	const loaded: string[] = [];
	const clock = { ms: 1_000_000 };
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
	};
	return { storage, now: () => clock.ms, load: (address: string) => void loaded.push(address), loaded, clock };
}

it('[D177] the app loads itself anew once, to where the person was going, and again only much later', () => {
	const phone = around();
	expect(loadAnew('/record/visit', phone)).toBe(true);
	phone.clock.ms += 5000;
	expect(loadAnew('/record/visit', phone)).toBe(false);
	expect(phone.loaded).toEqual(['/record/visit']);
	phone.clock.ms += 60_000;
	expect(loadAnew('/today', phone)).toBe(true);
	// A clock that was set back must not keep it from helping.
	phone.clock.ms -= 3_600_000;
	expect(loadAnew('/today', phone)).toBe(true);
});

it('[D177] knows the word of each browser for it, and takes no other error for it', () => {
	for (const message of [
		'Failed to fetch dynamically imported module: http://x/_app/immutable/nodes/3.js',
		'error loading dynamically imported module: http://x/a.js',
		'Importing a module script failed.',
	])
		expect(isPartMissing(new TypeError(message))).toBe(true);
	expect(isPartMissing(new TypeError('x is not a function'))).toBe(false);
	expect(isPartMissing('Failed to fetch')).toBe(false);
});
