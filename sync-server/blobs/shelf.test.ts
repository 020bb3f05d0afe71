import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jpeg, png } from '#tests/support/pictures.ts';
import { createShelf, hashOf } from './shelf.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'linli-blobs-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let ids = 0;
const newId = () => `id${++ids}`;
const filesIn = () =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ name }) => name);
const photo = jpeg({ width: 64, height: 48 });
const hash = hashOf(photo);

describe('photos on the disk', () => {
	it('[BL5] lie under the hash of their bytes and come back as they were', async () => {
		const shelf = createShelf(folder, { newId });
		expect(await shelf.has(hash)).toBe(false);
		expect(await shelf.read(hash)).toBeNull();
		const image = { type: 'image/jpeg', width: 64, height: 48 };
		expect(await shelf.put(hash, photo)).toEqual({ ok: true, value: image });
		expect(await shelf.has(hash)).toBe(true);
		expect(await shelf.read(hash)).toEqual({ media: image, bytes: Buffer.from(photo) });
		expect(filesIn()).toEqual([hash]);
		expect(statSync(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)).mode & 0o777).toBe(0o600);
	});

	it('[BL5] the same one twice lies there once, also when both come at the same time', async () => {
		const shelf = createShelf(folder, { newId });
		const both = await Promise.all([shelf.put(hash, photo), shelf.put(hash, photo)]);
		expect(both.every(({ ok }) => ok)).toBe(true);
		await shelf.put(hash, photo);
		expect(filesIn()).toEqual([hash]);
	});

	it('[BL5] what is not what was announced, or no picture, is not kept', async () => {
		const shelf = createShelf(folder, { newId });
		expect(await shelf.put(hash, png({ width: 1, height: 1 }))).toEqual({ ok: false, error: 'other-bytes' });
		const page = new TextEncoder().encode('<script>1</script>');
		expect(await shelf.put(hashOf(page), page)).toEqual({ ok: false, error: 'unknown' });
		expect(filesIn()).toEqual([]);
	});

	it('[BL6] no name leads out of the folder', async () => {
		const shelf = createShelf(folder, { newId });
		const tricks = [
			'..',
			'../../etc/passwd',
			`${'a'.repeat(62)}/.`,
			hash.toUpperCase(),
			`${hash}\0`,
			`${hash}.part`,
			'',
		];
		for (const name of tricks) {
			expect(() => shelf.has(name), name).toThrow();
			await expect(shelf.put(name, photo)).rejects.toThrow();
			await expect(shelf.read(name)).rejects.toThrow();
		}
		expect(filesIn()).toEqual([]);
	});

	it('[BL7] a disk that fills while it is written leaves nothing behind, and takes it once there is room', async () => {
		let isFull = true;
		const shelf = createShelf(folder, {
			newId,
			write: (path, bytes) => {
				// As a disk does: a part is written before it says so.
				writeFileSync(path, isFull ? bytes.subarray(0, 10) : bytes);
				return isFull ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) : Promise.resolve();
			},
		});
		expect(await shelf.put(hash, photo)).toEqual({ ok: false, error: 'full' });
		expect(filesIn()).toEqual([]);
		expect(await shelf.has(hash)).toBe(false);
		isFull = false;
		expect((await shelf.put(hash, photo)).ok).toBe(true);
		expect(filesIn()).toEqual([hash]);
	});

	it('[BL7] bytes that the disk has changed since are not handed out', async () => {
		const shelf = createShelf(folder, { newId });
		await shelf.put(hash, photo);
		const changed = photo.slice();
		changed[40]! ^= 1;
		writeFileSync(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash), changed);
		expect(await shelf.read(hash)).toBeNull();
	});
});
