import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Plants one violation of each import rule in a tree of its own and shows that the rule sees it, and that what is lawful
// passes. A rule whose pattern no longer fits the folders would otherwise fall silent without anybody noticing.

const root = join(import.meta.dirname, '..', '..');

interface Planted {
	readonly file: string;
	readonly imports: readonly string[];
	readonly breaks?: readonly string[];
}

const PLANTED: readonly Planted[] = [
	// Lawful.
	{ file: 'src/lib/ledger/entry.ts', imports: ['valibot'] },
	{ file: 'src/lib/access/policy.ts', imports: ['#lib/ledger/entry.ts'] },
	{ file: 'src/lib/registers/place.ts', imports: ['#lib/access/policy.ts'] },
	{ file: 'src/lib/cases/decide.ts', imports: ['#lib/registers/place.ts'] },
	{ file: 'src/lib/kinds/visit/kind.ts', imports: ['#lib/cases/decide.ts', 'valibot'] },
	{
		file: 'src/lib/kinds/visit/Form.svelte',
		imports: ['./kind.ts', '#lib/ui/Field.svelte', '#lib/words/say.ts', 'svelte'],
	},
	{ file: 'src/lib/kinds/visit/Card.svelte', imports: ['./kind.ts'] },
	{ file: 'src/lib/kinds/faces.ts', imports: ['./visit/Form.svelte', './visit/Card.svelte'] },
	{ file: 'src/lib/kinds/index.ts', imports: ['./visit/kind.ts'] },
	{ file: 'src/lib/replica/page.ts', imports: ['yjs', 'lib0/encoding', 'y-protocols/sync', '#lib/ledger/entry.ts'] },
	{ file: 'src/lib/sealing/cipher.ts', imports: ['@noble/ciphers'] },
	{ file: 'src/lib/parcel/frames.ts', imports: ['@noble/hashes', '#lib/sealing/cipher.ts', '#lib/ledger/entry.ts'] },
	{ file: 'sync-server/sync/opened.ts', imports: ['#lib/sealing/cipher.ts'] },
	{ file: 'src/lib/device/sync.ts', imports: ['dexie', 'y-websocket', '#lib/replica/page.ts', '#lib/kinds/index.ts'] },
	{ file: 'src/lib/map/draw.ts', imports: ['maplibre-gl'] },
	{ file: 'src/lib/ui/Field.svelte', imports: ['#lib/words/say.ts'] },
	{ file: 'src/lib/words/say.ts', imports: [] },
	{ file: 'src/lib/replica/page.test.ts', imports: ['yjs', 'y-websocket', '#server/main.ts', 'vitest', 'node:sqlite'] },
	{ file: 'src/routes/+page.ts', imports: ['#lib/device/sync.ts', '#lib/kinds/faces.ts', '$app/paths', './$types'] },
	{ file: 'sync-server/main.ts', imports: ['#lib/kinds/index.ts', '#lib/replica/page.ts', './store/sqlite.ts'] },
	{ file: 'sync-server/store/sqlite.ts', imports: ['node:sqlite', 'node:path'] },
	{ file: 'sync-server/auth/accounts.ts', imports: ['node:sqlite'] },

	// Not lawful.
	{ file: 'src/lib/ledger/up.ts', imports: ['#lib/access/policy.ts'], breaks: ['ledger-sees-only-its-left'] },
	{ file: 'src/lib/ledger/id.ts', imports: ['uuid'], breaks: ['ledger-sees-only-its-left'] },
	{ file: 'src/lib/access/up.ts', imports: ['#lib/registers/place.ts'], breaks: ['access-sees-only-its-left'] },
	{ file: 'src/lib/ground/up.ts', imports: ['#lib/registers/place.ts'], breaks: ['ground-sees-only-its-left'] },
	{ file: 'src/lib/registers/up.ts', imports: ['#lib/cases/decide.ts'], breaks: ['registers-sees-only-its-left'] },
	{ file: 'src/lib/cases/up.ts', imports: ['#lib/kinds/index.ts'], breaks: ['cases-sees-only-its-left'] },
	{ file: 'src/lib/kinds/visit/words.ts', imports: ['#lib/words/say.ts'], breaks: ['kinds-sees-only-its-left'] },
	{ file: 'src/lib/kinds/visit/samples.ts', imports: ['./Card.svelte'], breaks: ['pure-never-reaches-a-face'] },
	{ file: 'src/lib/kinds/all.ts', imports: ['./faces.ts'], breaks: ['pure-never-reaches-a-face'] },
	{
		file: 'src/lib/ledger/time.ts',
		imports: ['node:crypto'],
		breaks: ['ledger-sees-only-its-left', 'browser-sees-no-node'],
	},
	{ file: 'src/lib/replica/gate.ts', imports: ['#lib/access/policy.ts'], breaks: ['replica-sees-only-ledger-and-yjs'] },
	{ file: 'src/lib/worker/own-map.ts', imports: ['maplibre-gl'], breaks: ['only-map-imports-its-libraries'] },
	{ file: 'src/lib/parcel/up.ts', imports: ['#lib/kinds/index.ts'], breaks: ['parcel-sees-only-what-it-carries'] },
	{ file: 'src/lib/sealing/up.ts', imports: ['#lib/ledger/entry.ts'], breaks: ['sealing-sees-only-its-cipher'] },
	{ file: 'src/lib/device/own.ts', imports: ['@noble/ciphers'], breaks: ['only-sealing-imports-its-cipher'] },
	{ file: 'src/lib/device/doc.ts', imports: ['yjs'], breaks: ['only-replica-imports-yjs'] },
	{ file: 'src/lib/device/bytes.ts', imports: ['lib0/encoding'], breaks: ['only-replica-imports-yjs'] },
	{ file: 'sync-server/sync/room.ts', imports: ['y-protocols/sync'], breaks: ['only-replica-imports-yjs'] },
	{
		file: 'src/lib/ui/live.ts',
		imports: ['dexie'],
		breaks: ['only-device-imports-dexie-and-y-websocket'],
	},
	{
		file: 'sync-server/sync/peer.ts',
		imports: ['y-websocket'],
		breaks: ['only-device-imports-dexie-and-y-websocket'],
	},
	{ file: 'sync-server/http/form.ts', imports: ['#lib/kinds/visit/Form.svelte'], breaks: ['server-sees-no-screen'] },
	{ file: 'sync-server/http/faces.ts', imports: ['#lib/kinds/faces.ts'], breaks: ['server-sees-no-screen'] },
	{ file: 'sync-server/http/device.ts', imports: ['#lib/device/sync.ts'], breaks: ['server-sees-no-screen'] },
	{ file: 'sync-server/http/ui.ts', imports: ['#lib/ui/Field.svelte'], breaks: ['server-sees-no-screen'] },
	{ file: 'sync-server/http/indirect.ts', imports: ['./faces.ts'], breaks: ['server-sees-no-screen'] },
	{ file: 'src/lib/device/remote.ts', imports: ['#server/main.ts'], breaks: ['browser-sees-no-server'] },
	{ file: 'src/lib/device/file.ts', imports: ['node:fs'], breaks: ['browser-sees-no-node'] },
	{ file: 'src/lib/kinds/patrol/Form.svelte', imports: ['#lib/device/sync.ts'], breaks: ['a-form-never-saves'] },
	{ file: 'src/lib/words/kinds.ts', imports: ['#lib/kinds/index.ts'], breaks: ['ui-and-words-know-no-domain'] },
	{ file: 'src/lib/ui/Mark.svelte', imports: ['#lib/ledger/entry.ts'], breaks: ['ui-and-words-know-no-domain'] },
	{ file: 'src/lib/device/page.ts', imports: ['#src/routes/+page.ts'], breaks: ['everything-resolves'] },
	{ file: 'sync-server/projections/counts.ts', imports: ['node:sqlite'], breaks: ['only-its-adapter-imports-sqlite'] },
	{ file: 'sync-server/store/postgres.ts', imports: ['node:sqlite'], breaks: ['only-its-adapter-imports-sqlite'] },
	{ file: 'sync-server/http/one.ts', imports: ['./two.ts'], breaks: ['no-cycles'] },
	{ file: 'sync-server/http/two.ts', imports: ['./one.ts'], breaks: ['no-cycles'] },
	{ file: 'sync-server/http/tool.ts', imports: ['vitest'], breaks: ['no-tool-in-production'] },
	{ file: 'sync-server/http/unlisted.ts', imports: ['left-lying'], breaks: ['no-unlisted-package'] },
	{ file: 'sync-server/http/missing.ts', imports: ['./nowhere.ts'], breaks: ['everything-resolves'] },
];

const LISTED = [
	...['svelte', 'valibot', 'yjs', 'lib0', 'y-protocols', 'y-websocket', 'dexie', 'uuid', '@noble/ciphers'],
	'maplibre-gl',
	'@noble/hashes',
];
const PACKAGES = [...LISTED, 'vitest', 'left-lying'];

interface Violation {
	readonly from: string;
	readonly rule: { readonly name: string };
	readonly cycle?: readonly { readonly name: string }[];
}

describe('import rules', () => {
	const tree = mkdtempSync(join(tmpdir(), 'imports-'));
	let violations: readonly Violation[];

	beforeAll(() => {
		plant(tree);
		violations = cruise(tree);
	}, 60_000);

	afterAll(() => rmSync(tree, { recursive: true, force: true }));

	it.each(PLANTED.filter(({ breaks }) => breaks))('sees that $file may not import $imports', ({ file, breaks }) => {
		expect(rulesBrokenBy(file)).toEqual([...(breaks ?? [])].sort());
	});

	it.each(PLANTED.filter(({ breaks }) => !breaks))('lets $file import $imports', ({ file }) => {
		expect(rulesBrokenBy(file)).toEqual([]);
	});

	function rulesBrokenBy(file: string): string[] {
		const about = violations.filter(({ from, cycle }) => from === file || cycle?.some(({ name }) => name === file));
		return [...new Set(about.map(({ rule }) => rule.name))].sort();
	}
});

function plant(tree: string): void {
	const write = (path: string, text: string) => {
		mkdirSync(dirname(join(tree, path)), { recursive: true });
		writeFileSync(join(tree, path), text);
	};
	write(
		'package.json',
		JSON.stringify({
			type: 'module',
			imports: { '#lib/*': './src/lib/*', '#server/*': './sync-server/*' },
			dependencies: Object.fromEntries(LISTED.map((name) => [name, '*'])),
			devDependencies: { vitest: '*' },
		}),
	);
	for (const name of PACKAGES) {
		const exports = { '.': './index.js', './*': './index.js' };
		write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', type: 'module', exports }));
		write(`node_modules/${name}/index.js`, '');
	}
	for (const { file, imports } of PLANTED) write(file, file.endsWith('.svelte') ? component(imports) : module(imports));
}

function module(imports: readonly string[]): string {
	return imports.map((name, index) => `import * as i${index} from '${name}';\nvoid i${index};\n`).join('');
}

// What only the markup uses must count too.
function component(imports: readonly string[]): string {
	const lines = imports.map((name, index) => `	import I${index} from '${name}';\n`).join('');
	const markup = imports.map((name, index) => (name.endsWith('.svelte') ? `<I${index} />` : `{I${index}}`)).join('\n');
	return `<script lang="ts">\n${lines}</script>\n\n${markup}\n`;
}

function cruise(tree: string): readonly Violation[] {
	const cli = join(root, 'node_modules/.bin/depcruise');
	const config = join(root, '.dependency-cruiser.cjs');
	const args = [cli, '--config', config, '--output-type', 'json', 'src', 'sync-server'];
	const report = execFileSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
	return JSON.parse(report).summary.violations;
}
