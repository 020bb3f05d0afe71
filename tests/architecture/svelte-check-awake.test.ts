import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

// A checker that is set up wrongly says 'no errors' for ever. One planted error and one planted warning show that it
// reads Svelte files with our tsconfig.

const root = join(import.meta.dirname, '..', '..');

it('svelte-check sees a wrong type and an image without words', { timeout: 60_000 }, () => {
	mkdirSync(join(root, 'test-output'), { recursive: true });
	const folder = mkdtempSync(join(root, 'test-output/awake-'));
	try {
		const tsconfig = {
			extends: '../../tsconfig.json',
			include: ['../../.svelte-kit/ambient.d.ts', '*.svelte'],
			exclude: [],
		};
		writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
		writeFileSync(join(folder, 'Wrong.svelte'), `<script lang="ts">\n\tconst n: number = 'text';\n</script>\n\n{n}\n`);
		writeFileSync(join(folder, 'Mute.svelte'), '<img src="/x.png" />\n');

		const text = check(folder);
		expect(text).toContain("Type 'string' is not assignable to type 'number'");
		expect(text).toContain('a11y_missing_attribute');
		expect(text).toMatch(/COMPLETED .* 1 ERRORS 1 WARNINGS/);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

function check(folder: string): string {
	const cli = join(root, 'node_modules/.bin/svelte-check');
	const args = [cli, '--tsconfig', './tsconfig.json', '--output', 'machine'];
	return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout;
}
