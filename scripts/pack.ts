/**
 * The app's scripts and styles in one file, `_app/pack.json`: `[[path, type, text], …]`. A phone that installs the app asks
 * for this once, instead of for some three hundred files one after another.
 *
 * The map is two thirds of all the rest. It gets names of its own (`_app/immutable/map/…`), stays out of the pack,
 * and is fetched once the app is installed and shown (src/service-worker.ts).
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { isLater } from '#lib/map/later.ts';

const types = { '.js': 'text/javascript', '.css': 'text/css' } as const;
const immutable = '_app/immutable';
const heavy =
	/[\\/]node_modules[\\/](maplibre-gl|pmtiles|gcoord|terra-draw[^\\/]*|@maplibre[\\/][^\\/]*)[\\/]|[\\/]lib[\\/]map[\\/](Map|Edit)View\.svelte$/;

export const pack = (): Plugin => ({
	name: 'pack',
	apply: 'build',
	applyToEnvironment: ({ name }) => name === 'client',
	outputOptions: (options) => {
		const { chunkFileNames, assetFileNames } = options;
		return {
			...options,
			// Two screens share the map's own styles; the build calls what is shared by no name of the map.
			assetFileNames: (asset) =>
				String(asset.source).includes('.maplibregl-canvas')
					? `${immutable}/assets/maplibre.[hash][extname]`
					: typeof assetFileNames === 'function'
						? assetFileNames(asset)
						: assetFileNames!,
			chunkFileNames: (chunk) =>
				chunk.moduleIds.some((id) => heavy.test(id))
					? `${immutable}/map/[hash].js`
					: typeof chunkFileNames === 'function'
						? chunkFileNames(chunk)
						: chunkFileNames!,
		};
	},
	writeBundle({ dir }) {
		const folder = join(dir!, immutable);
		const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
		const packed = files.flatMap((file) => {
			const type = types[file.slice(file.lastIndexOf('.')) as keyof typeof types];
			const path = `/${immutable}/${file}`;
			return type && !isLater(path) ? [[path, type, readFileSync(join(folder, file), 'utf8')]] : [];
		});
		writeFileSync(join(dir!, '_app/pack.json'), JSON.stringify(packed));
	},
});
