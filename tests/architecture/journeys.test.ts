import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// docs/journeys says which files something passes, in order. A file that is gone or renamed makes the page a lie.

const root = join(import.meta.dirname, '..', '..');

describe('docs/journeys', () => {
	const pages = globSync('docs/journeys/*.md', { cwd: root });

	it('has a journey that names its files', () => {
		const named = pages.flatMap(filesNamed);
		expect(named.length).toBeGreaterThan(10);
	});

	it.each(pages)('%s names only files that are there', (page) => {
		expect(filesNamed(page).filter((file) => !existsSync(join(root, file)))).toEqual([]);
	});
});

/** Paths in backquotes, as far as they begin with one of our folders. */
function filesNamed(page: string): string[] {
	const text = readFileSync(join(root, page), 'utf8');
	return [...text.matchAll(/`((?:src|sync-server|tests|static)\/[^`\s]+\.(?:ts|svelte|md))`/g)].map(
		([, file]) => file!,
	);
}
