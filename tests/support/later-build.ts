/** The built app once more, as a release that comes after it: every part under another name, and the database a version on. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

export interface BuiltFile {
	readonly type: string;
	readonly body: string | Buffer;
}

/** By their paths, `/200.html` for the shell. */
export type LaterBuild = ReadonlyMap<string, BuiltFile>;

const types: Record<string, string> = {
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.html': 'text/html; charset=utf-8',
	'.json': 'application/json',
};

/** How the build writes the last version of the database, and the one from which on an app knows itself to be older. */
const lastVersion = /,this\.version\((\d+)\)\.stores\(\{[^{}]*\}\)(?=\}\};)/g;
const newerFrom = /(backendDB\(\)\.version>=\w+\()(\d+)\)/g;

/** @param folder of the build that is out */
export function buildLater(folder: string): LaterBuild {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
		.map(({ parentPath, name }) => join(parentPath, name));
	const hashed = new Set(
		files.filter((file) => file.includes('/immutable/') && /\.(js|css)$/.test(file)).map((file) => basename(file)),
	);
	const { version } = JSON.parse(readFileSync(join(folder, '_app/version.json'), 'utf8')) as { version: string };
	let raised = 0;
	const renamed = (text: string) =>
		text.replace(/[\w$~.-]+\.(js|css)\b/g, (name, ending: string) =>
			hashed.has(name) ? `${name.slice(0, -ending.length - 1)}later.${ending}` : name,
		);
	const later = (text: string) =>
		renamed(text)
			.replaceAll(version, `${version}-later`)
			.replace(lastVersion, (all, number: string) => {
				raised++;
				return `${all},this.version(${Number(number) + 1}).stores({meta:\`key\`})`;
			})
			.replace(newerFrom, (_, before: string, number: string) => {
				raised++;
				return `${before}${Number(number) + 1})`;
			});
	const built = new Map<string, BuiltFile>();
	for (const file of files) {
		const ending = extname(file);
		const type = types[ending] ?? '';
		const bytes = readFileSync(file);
		const body = type ? later(bytes.toString('utf8')) : bytes;
		built.set(renamed(file.slice(folder.length)), {
			type: type || 'application/octet-stream',
			body: ending === '.html' ? allowed(String(body)) : body,
		});
	}
	// Both in the part that holds it, in the pack of all parts, and in the service worker, which sends in the background.
	if (raised < 4) throw new Error('the build writes the version of the database otherwise than it did');
	return built;
}

/** The inline script that names the parts is another one now. */
function allowed(html: string): string {
	const [, script = ''] = /<script>([^]*?)<\/script>/.exec(html) ?? [];
	const hash = createHash('sha256').update(script).digest('base64');
	return html.replace(/(script-src 'self' 'sha256-)[^']+/, `$1${hash}`);
}
