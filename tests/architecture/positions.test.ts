import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const sources = globSync('src/**/*.{ts,svelte}', { cwd: root }).map(
	(file) => [file, readFileSync(join(root, file), 'utf8')] as const,
);

it('[D162] nothing follows a position, and two places alone ask for one', () => {
	expect(sources.length).toBeGreaterThan(300);
	expect(sources.filter(([, text]) => /watchPosition/.test(text)).map(([file]) => file)).toEqual([]);
	const asking = sources.filter(([, text]) => /getCurrentPosition/.test(text)).map(([file]) => file);
	expect(asking.sort()).toEqual(['src/lib/map/here.svelte.ts', 'src/lib/worker/position.svelte.ts']);
});

it('[D162] what the map asks for reaches neither the database nor the network', () => {
	const [, here] = sources.find(([file]) => file.endsWith('map/here.svelte.ts'))!;
	expect([...here.matchAll(/^import .*$/gm)].map(([line]) => line)).toEqual([
		"import type { Here } from './scene.ts';",
	]);
	expect(here).not.toMatch(/fetch|localStorage|sessionStorage|indexedDB|sendBeacon/);
});
