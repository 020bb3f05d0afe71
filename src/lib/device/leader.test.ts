import { describe, expect, it, vi } from 'vitest';
import { lead, type Lock } from './leader.ts';

const locks = (navigator as unknown as { locks: Lock }).locks;

describe('the tab that syncs', () => {
	it('[D25] is one of those that are open, and the next one when it is closed', async () => {
		const log: string[] = [];
		const ends = [new AbortController(), new AbortController()];
		const tabs = ends.map(({ signal }, tab) =>
			lead(locks, 'grid01', signal, async () => {
				log.push(`${tab} begins`);
				return { stop: async () => void log.push(`${tab} ends`) };
			}),
		);
		await vi.waitFor(() => expect(log).toEqual(['0 begins']));
		ends[0]!.abort();
		await vi.waitFor(() => expect(log).toEqual(['0 begins', '0 ends', '1 begins']));
		ends[1]!.abort();
		await Promise.all(tabs);
		expect(log.at(-1)).toBe('1 ends');
	});

	it('[D25] gives way while it still waits', async () => {
		const [first, second] = [new AbortController(), new AbortController()];
		const begun: number[] = [];
		const begin = (tab: number) => async () => {
			begun.push(tab);
			return { stop: async () => undefined };
		};
		const one = lead(locks, 'grid02', first.signal, begin(1));
		const two = lead(locks, 'grid02', second.signal, begin(2));
		second.abort();
		await two;
		first.abort();
		await one;
		expect(begun).not.toContain(2);
	});
});
