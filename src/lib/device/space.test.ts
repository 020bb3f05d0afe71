import { expect, it } from 'vitest';
import { openTestSpace } from '#tests/support/space.ts';
import { freePhotos } from './photos/space.ts';
import { askedAt, askWhenSensible, freeable, freeMaps } from './space.ts';

const storageOf = (left: number, persisted = false) => {
	const asked = { times: 0 };
	const storage = {
		estimate: async () => ({ quota: 1e10, usage: 1e10 - left }),
		persisted: async () => persisted,
		persist: async () => (asked.times++, false),
	} as unknown as StorageManager;
	return { storage, asked };
};
const kept = () => {
	const values = new Map<string, string>();
	return {
		getItem: (key: string) => values.get(key) ?? null,
		setItem: (key: string, value: string) => void values.set(key, value),
	};
};

it('[D180] asks once there is something to lose, not again for a week, and never where it has been granted', async () => {
	const { storage, asked } = storageOf(1e9);
	const clock = { ms: 1e12 };
	const asking = { storage, kept: kept(), now: () => clock.ms };
	expect(askedAt(asking.kept)).toBeNull();
	await askWhenSensible(asking);
	await askWhenSensible(asking);
	expect(asked.times).toBe(1);
	expect(askedAt(asking.kept)).toBe(clock.ms);
	clock.ms += 8 * 86_400_000;
	await askWhenSensible(asking);
	expect(asked.times).toBe(2);
	const granted = storageOf(1e9, true);
	await askWhenSensible({ ...asking, storage: granted.storage, kept: kept() });
	expect(granted.asked.times).toBe(0);
});

it('[D182] lets go of sent photos and maps on the person’s word, and of nothing else', async () => {
	const space = openTestSpace();
	const body = (bytes: number) => ({ bytes }) as never;
	const photo = (id: string, state: string, bytes: number) =>
		({ id, state, body: body(bytes), record: 'r', form: 'f', at: 1 }) as never;
	await space.db.photos.bulkAdd([photo('a', 'sent', 700), photo('b', 'sent', 300), photo('c', 'waiting', 50)]);
	const packs = [{ name: 'base', have: 5000 }];
	const removed: string[] = [];
	const shelf = { list: async () => packs as never, remove: async (name: string) => void removed.push(name) };
	expect(await freeable(space.db, shelf)).toEqual({ photos: 1000, maps: 5000 });
	expect(await freePhotos(space.db)).toBe(1000);
	expect((await space.db.photos.toArray()).map(({ id }) => id)).toEqual(['c']);
	await freeMaps(shelf);
	expect(removed).toEqual(['base']);
	const none = { list: () => Promise.reject(new Error('no private folder')) };
	expect(await freeable(space.db, none)).toEqual({ photos: 0, maps: 0 });
});
