import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AddedPhoto } from '#lib/ledger/photo.ts';
import { openArrivals } from '#server/blobs/arrivals-sqlite.ts';
import { createShelf, hashOf } from '#server/blobs/shelf.ts';
import { verifyPhotos } from '#server/blobs/verify.ts';
import { openApp } from '#tests/support/app.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { jpeg } from '#tests/support/pictures.ts';
import { backUp } from './backup.ts';
import { readBackup } from './manifest.ts';

it('[B9] a backup holds the photos that have come, and verify tells of one that is missing or changed', async () => {
	const server = await openApp();
	const shelf = mkdtempSync(join(tmpdir(), 'backups-'));
	const make = createEntries();
	const visit = make.make();
	const bytes = jpeg({ width: 64, height: 48 });
	const photo = make.photo(visit, { sha256: hashOf(bytes), bytes: bytes.length }) as AddedPhoto;
	await server.write(`${grid}/field/2026-11`, visit, photo);
	await server.photos.begin(photo);
	await server.photos.uploads.create({ id: photo.id } as never);
	writeFileSync(join(server.dataDir, 'photos/parts', `${photo.id}.part`), bytes);
	expect((await server.photos.finish(photo)).ok).toBe(true);

	const target = join(shelf, 'one');
	const { files } = backUp(server.dataDir, target, () => server.clock.ms);
	expect(files.map(({ name }) => name)).toEqual(
		expect.arrayContaining([
			'photos.sqlite',
			`photos/${hashOf(bytes).slice(0, 2)}/${hashOf(bytes).slice(2, 4)}/${hashOf(bytes)}`,
		]),
	);
	expect(files.some(({ name }) => name.endsWith('.part'))).toBe(false);
	expect(readBackup(target).ok).toBe(true);
	const arrivals = openArrivals(join(target, 'photos.sqlite'));
	expect(await verifyPhotos(target, arrivals)).toEqual({ photos: 1, wrong: null });
	await createShelf(join(target, 'photos'), { newId: () => '' }).remove(hashOf(bytes));
	expect(await verifyPhotos(target, arrivals)).toEqual({ photos: 1, wrong: photo.id });
	arrivals.close();
	rmSync(shelf, { recursive: true });
	await server.close();
});
