/** The files of the map as they were built: a phone fetches them behind everything else. */
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { isLater } from '#lib/map/later.ts';

const buildDir = resolve(import.meta.dirname, '../../build');

/** Paths on the disk. */
export const laterFiles = (): string[] =>
	globSync('_app/immutable/**/*.{js,css}', { cwd: buildDir })
		.filter((path) => isLater(`/${path}`))
		.map((path) => resolve(buildDir, path));
