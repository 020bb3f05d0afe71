import { describe, expect, it } from 'vitest';
import { createIdle } from './idle.ts';
import { newKey, type Key } from './keys.ts';
import { shareKey, type Channel } from './tabs.ts';

/** Tabs on one channel; messages arrive in order, a turn later. */
function openTabs(count: number) {
	const channels: Channel[] = [];
	let ids = 0;
	return Array.from({ length: count }, () => {
		const channel: Channel = {
			postMessage: (message) => {
				for (const other of channels)
					if (other !== channel)
						queueMicrotask(() => other.onmessage?.({ data: structuredClone(message) } as MessageEvent));
			},
			onmessage: null,
			close: () => channels.splice(channels.indexOf(channel), 1),
		};
		channels.push(channel);
		const tab = { key: null as Key | null, locks: 0, openings: 0, timeUp: () => {} };
		const share = shareKey(channel, {
			held: () => tab.key,
			onLock: () => tab.locks++,
			onOpen: () => tab.openings++,
			later: (_ms, work) => (tab.timeUp = work),
			newId: () => String(++ids),
		});
		return Object.assign(tab, { share });
	});
}

describe('tabs of one account', () => {
	it('[K9] share the key, and only those that have it answer', async () => {
		const [a, b, c] = openTabs(3);
		b!.key = newKey();
		expect(await a!.share.ask()).toEqual(b!.key);
		c!.key = newKey();
		expect(await c!.share.ask()).toEqual(b!.key);
	});

	it('[K9] wait no longer than told for one that is locked or frozen, and heed no late answer', async () => {
		const [a, b] = openTabs(2);
		const asked = a!.share.ask();
		a!.timeUp();
		expect(await asked).toBeNull();
		b!.key = newKey();
		const again = a!.share.ask();
		expect(await again).toEqual(b!.key);
	});

	it('[K9] are locked together, and told when one is open again', async () => {
		const [a, b, c] = openTabs(3);
		a!.share.lockOthers();
		b!.share.tellOpen();
		await Promise.resolve();
		expect([a!.locks, b!.locks, c!.locks]).toEqual([0, 1, 1]);
		expect([a!.openings, b!.openings, c!.openings]).toEqual([1, 0, 1]);
	});
});

describe('a phone that nobody touches', () => {
	it('[K10] is idle after its time, and at once when its clock was set back', () => {
		let now = 1000;
		let limit = 300;
		const idle = createIdle(
			() => limit,
			() => now,
		);
		now = 1299;
		expect(idle.isOver()).toBe(false);
		idle.touch();
		now = 1598;
		expect(idle.isOver()).toBe(false);
		now = 1599;
		expect(idle.isOver()).toBe(true);
		limit = 1000;
		expect(idle.isOver()).toBe(false);
		now = 900;
		expect(idle.isOver()).toBe(true);
	});
});
