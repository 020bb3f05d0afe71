// The name of this build: what the service worker compares, and what the app shows to the person.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['src', 'static', 'package-lock.json', 'svelte.config.js', 'vite.config.ts'];

/**
 * $APP_VERSION, else the version of package.json with the commit. Where the files differ from the commit, or there is no
 * git, a hash of the files stands for the commit: two different builds must never carry one name, or a phone would keep
 * the old 200.html, which asks for scripts that are gone.
 */
export function appVersion(root) {
	if (process.env.APP_VERSION) return process.env.APP_VERSION;
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	return `${version}-${cleanCommit(root) ?? hashOfSources(root)}`;
}

function cleanCommit(root) {
	try {
		const git = (...args) =>
			execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
		// A copy without its own .git may lie inside another repository, whose commits say nothing about it.
		if (git('rev-parse', '--show-prefix').trim() !== '') return undefined;
		if (git('status', '--porcelain', '--', ...SOURCES).trim() !== '') return undefined;
		return git('rev-parse', '--short=8', 'HEAD').trim();
	} catch {
		return undefined;
	}
}

function hashOfSources(root) {
	const hash = createHash('sha256');
	for (const source of SOURCES) {
		if (!existsSync(join(root, source))) continue;
		for (const path of filesUnder(root, source))
			hash
				.update(path)
				.update('\0')
				.update(readFileSync(join(root, path)));
	}
	return hash.digest('hex').slice(0, 8);
}

function filesUnder(root, path) {
	const entries = readFolder(join(root, path));
	if (!entries) return [path];
	return entries
		.sort((a, b) => (a.name < b.name ? -1 : 1))
		.flatMap((entry) => (entry.isDirectory() ? filesUnder(root, join(path, entry.name)) : [join(path, entry.name)]));
}

function readFolder(path) {
	try {
		return readdirSync(path, { withFileTypes: true });
	} catch {
		return undefined; // A file, not a folder.
	}
}
