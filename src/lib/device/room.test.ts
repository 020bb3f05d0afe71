import { expect, it } from 'vitest';
import { roomBytes } from './photos/space.ts';
import { room, roomLeft, shortBytes } from './room.ts';

const storageOf = (left: number, more: object = {}) =>
	({
		estimate: async () => ({ quota: 1e10, usage: 1e10 - left }),
		persisted: async () => false,
		...more,
	}) as unknown as StorageManager;

/** Chromium since 138: it tells what is used and whole GiB, whatever the phone has, and grants what it has. */
function storageThatGrants(bytes: number, fault = 'QuotaExceededError') {
	const names = new Set<string>();
	const folder = {
		getFileHandle: async (name: string) => {
			names.add(name);
			const truncate = async (wanted: number) => {
				if (wanted > bytes) throw new DOMException('no', fault);
			};
			return { createWritable: async () => ({ truncate, abort: async () => {} }) };
		},
		removeEntry: async (name: string) => void names.delete(name),
	};
	return { storage: storageOf(4 * 1024 ** 3, { getDirectory: async () => folder }), names };
}

it('[D181] says how much is left, and warns below 200 MB and once more below 50', async () => {
	const levelAt = async (left: number) => (await room(storageOf(left))).level;
	expect(await levelAt(roomBytes)).toBe('ok');
	expect(await levelAt(roomBytes - 1)).toBe('low');
	expect(await levelAt(shortBytes - 1)).toBe('short');
	expect(await room(storageOf(1234))).toMatchObject({ left: 1234, persistent: false });
	expect((await room(storageOf(0))).level).toBe('short');
	// A browser that does not say.
	expect(await room({} as StorageManager)).toEqual({
		used: null,
		quota: null,
		left: null,
		persistent: false,
		level: 'ok',
	});
});

it('[D181, D137] where the browser invents what is left, what it would grant is found out, and nothing stays behind', async () => {
	const granted = async (bytes: number, fault?: string) => {
		const { storage, names } = storageThatGrants(bytes, fault);
		const { left, level } = await room(storage);
		expect(left).toBeNull();
		const found = await roomLeft(storage);
		expect(names.size).toBe(0);
		return [level, found];
	};
	expect(await granted(roomBytes)).toEqual(['ok', null]);
	expect(await granted(roomBytes - 1)).toEqual(['low', 3 * shortBytes]);
	expect(await granted(shortBytes)).toEqual(['low', shortBytes]);
	expect(await granted(shortBytes - 1)).toEqual(['short', 0]);
	// Kept from writing files for another reason, it has said nothing.
	expect(await granted(0, 'SecurityError')).toEqual(['ok', null]);
	const silent = storageOf(4 * 1024 ** 3);
	expect([await room(silent), await roomLeft(silent)]).toMatchObject([{ left: null, level: 'ok' }, null]);
	expect(await roomLeft(storageOf(1234))).toBe(1234);
	expect(await roomLeft({} as StorageManager)).toBeNull();
});
