/**
 * The app's scripts and styles in one file, `_app/pack.json`: `[[path, type, text], …]`. A phone that installs the app asks
 * for this once, instead of for some three hundred files one after another.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const types = { '.js': 'text/javascript', '.css': 'text/css' } as const;
const immutable = '_app/immutable';

export const pack = (): Plugin => ({
	name: 'pack',
	apply: 'build',
	applyToEnvironment: ({ name }) => name === 'client',
	writeBundle({ dir }) {
		const folder = join(dir!, immutable);
		const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
		const packed = files.flatMap((file) => {
			const type = types[file.slice(file.lastIndexOf('.')) as keyof typeof types];
			return type ? [[`/${immutable}/${file}`, type, readFileSync(join(folder, file), 'utf8')]] : [];
		});
		writeFileSync(join(dir!, '_app/pack.json'), JSON.stringify(packed));
	},
});
