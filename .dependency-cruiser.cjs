// Who may import whom. `npm run lint:imports` checks it; tests/architecture/imports.test.ts shows that each rule is awake.
//
//   ledger ← access ← ground ← registers ← cases ← kinds   pure: each sees itself, those to its left, and valibot
//   replica                                            alone knows how a ledger lies in Y.Docs
//   device (browser) and sync-server (Node)            use all of these, and never each other
//   ui, words                                          know no domain at all

const TESTS = String.raw`\.(test|spec|contract|bench)\.ts$`;
const CHAIN = ['ledger', 'access', 'ground', 'registers', 'cases', 'kinds'];
const DOMAIN = [...CHAIN, 'proof', 'replica', 'parcel', 'device'];
const YJS = String.raw`(^|/)node_modules/(yjs|lib0|y-protocols)/|^(yjs|lib0|y-protocols)(/|$)`;
const CIPHER = String.raw`(^|/)node_modules/@noble/ciphers/|^@noble/ciphers(/|$)`;
const VALIBOT = '(^|/)node_modules/valibot/|^valibot$';
const HASHES = String.raw`(^|/)node_modules/@noble/hashes/|^@noble/hashes(/|$)`;
const FACES = String.raw`\.svelte(\.ts)?$|^src/lib/kinds/faces\.ts$`;

const lib = (...folders) => `^src/lib/(${folders.join('|')})/`;

/** A folder of the chain sees what lies to its left. The faces of a kind are not pure and have rules of their own. */
const chainRules = CHAIN.map((folder, index) => ({
	name: `${folder}-sees-only-its-left`,
	comment: `src/lib/${folder} may import ${CHAIN.slice(0, index + 1).join(', ')} and valibot, nothing else.`,
	severity: 'error',
	from: { path: lib(folder), pathNot: [TESTS, FACES] },
	to: { pathNot: [lib(...CHAIN.slice(0, index + 1)), VALIBOT] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...chainRules,
		{
			name: 'pure-never-reaches-a-face',
			comment: 'The server loads the pure side of a kind: no way may lead from it to a Svelte file.',
			severity: 'error',
			from: { path: lib(...CHAIN, 'replica'), pathNot: [TESTS, FACES] },
			to: { path: FACES, reachable: true },
		},
		{
			name: 'replica-sees-only-ledger-and-yjs',
			comment: 'src/lib/replica may import ledger, yjs, lib0 and y-protocols, nothing else.',
			severity: 'error',
			from: { path: lib('replica'), pathNot: TESTS },
			to: { pathNot: [lib('replica', 'ledger'), YJS] },
		},
		{
			name: 'proof-sees-only-ledger',
			comment: 'src/lib/proof may import ledger, nothing else: hashing and signing are handed in.',
			severity: 'error',
			from: { path: lib('proof'), pathNot: TESTS },
			to: { pathNot: lib('proof', 'ledger') },
		},
		{
			name: 'parcel-sees-only-what-it-carries',
			comment: 'src/lib/parcel may import ledger, proof, sealing and @noble/hashes, nothing else: both ends use it.',
			severity: 'error',
			from: { path: lib('parcel'), pathNot: TESTS },
			to: { pathNot: [lib('parcel', 'ledger', 'proof', 'sealing'), HASHES] },
		},
		{
			name: 'sealing-sees-only-its-cipher',
			comment: 'src/lib/sealing may import @noble/ciphers, nothing else; nobody else imports that.',
			severity: 'error',
			from: { path: lib('sealing'), pathNot: TESTS },
			to: { pathNot: [lib('sealing'), CIPHER] },
		},
		{
			name: 'only-sealing-imports-its-cipher',
			comment: 'What seals and how is decided in src/lib/sealing alone.',
			severity: 'error',
			from: { path: '^(src|sync-server)/', pathNot: [TESTS, lib('sealing')] },
			to: { path: CIPHER },
		},
		{
			name: 'only-replica-imports-yjs',
			comment: 'How a ledger lies in Y.Docs is known in src/lib/replica alone; ask it for a function instead.',
			severity: 'error',
			from: { path: '^(src|sync-server)/', pathNot: [TESTS, lib('replica')] },
			to: { path: YJS },
		},
		{
			name: 'only-device-imports-dexie-and-y-websocket',
			comment: 'The database of the phone and its socket are handled in src/lib/device alone.',
			severity: 'error',
			from: { path: '^(src|sync-server)/', pathNot: [TESTS, lib('device')] },
			to: { path: '(^|/)node_modules/(dexie|y-websocket)/|^(dexie|y-websocket)(/|$)' },
		},
		{
			name: 'only-map-imports-its-libraries',
			comment:
				'The map is heavy: only src/lib/map imports its libraries, and others load its screens when they are opened.',
			severity: 'error',
			from: { path: '^(src|sync-server)/', pathNot: [TESTS, lib('map')] },
			to: {
				path: '(^|/)node_modules/(maplibre-gl|pmtiles|gcoord|terra-draw[^/]*)/|^(maplibre-gl|pmtiles|gcoord|terra-draw)(/|$)',
			},
		},
		{
			name: 'server-sees-no-screen',
			comment: 'Node cannot load Svelte files or what belongs to the browser, directly or through another file.',
			severity: 'error',
			from: { path: '^sync-server/', pathNot: TESTS },
			to: { path: [FACES, lib('device', 'ui'), '^src/(routes/|service-worker)', '/(Form|Card)[.]'], reachable: true },
		},
		{
			name: 'browser-sees-no-server',
			comment: 'src never imports sync-server; what both need lies in a pure folder.',
			severity: 'error',
			from: { path: '^src/', pathNot: TESTS },
			to: { path: '^sync-server/' },
		},
		{
			name: 'browser-sees-no-node',
			comment: "Nothing under src may import Node's own modules.",
			severity: 'error',
			from: { path: '^src/', pathNot: TESTS },
			to: { dependencyTypes: ['core'] },
		},
		{
			name: 'a-form-never-saves',
			comment: 'A form or card is given data and onsave; it never reaches the device.',
			severity: 'error',
			from: { path: String.raw`^src/lib/kinds/.*\.svelte$` },
			to: { path: [lib('device', 'replica'), '^src/routes/'], reachable: true },
		},
		{
			name: 'ui-and-words-know-no-domain',
			comment: 'src/lib/ui and src/lib/words may not import a folder of the domain; pass it in.',
			severity: 'error',
			from: { path: lib('ui', 'words'), pathNot: TESTS },
			to: { path: lib(...DOMAIN) },
		},
		{
			name: 'lib-never-imports-routes',
			comment: 'A route uses the library, never the other way round.',
			severity: 'error',
			from: { path: '^src/lib/' },
			to: { path: '^src/routes/' },
		},
		{
			name: 'only-its-adapter-imports-sqlite',
			comment:
				'node:sqlite is imported by the *sqlite* files of store, out, deliveries, drawing, retention and blobs, and by sync-server/auth alone.',
			severity: 'error',
			from: {
				path: '^(src|sync-server)/',
				pathNot: [
					TESTS,
					'^sync-server/auth/',
					'^sync-server/(store|out|deliveries|drawing|retention|blobs)/[^/]*sqlite[^/]*$',
					'^sync-server/store/[^/]*sqlite[^/]*/',
				],
			},
			to: { path: '^(node:)?sqlite$' },
		},
		{
			name: 'no-cycles',
			comment: 'Two files that need each other are one file, or need a third.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-tool-in-production',
			comment: 'What runs at a customer may import dependencies, not devDependencies.',
			severity: 'error',
			from: { path: '^(src|sync-server)/', pathNot: TESTS },
			to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
		},
		{
			name: 'no-unlisted-package',
			comment: 'A package that is imported stands in package.json, not only in the lockfile.',
			severity: 'error',
			from: { path: '^(src|sync-server)/', pathNot: TESTS },
			to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
		},
		{
			name: 'everything-resolves',
			comment: 'The file or package does not exist.',
			severity: 'error',
			from: {},
			to: {
				couldNotResolve: true,
				pathNot: [String.raw`^\$(app|env|service-worker)`, String.raw`^\./\$types`, String.raw`\?[\w&=]+$`],
			},
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(build|data|test-output|[.]svelte-kit)/' },
		tsPreCompilationDeps: true,
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'browser', 'import', 'node', 'default', 'types'],
			extensions: ['.ts', '.js', '.mjs', '.svelte', '.d.ts', '.json'],
		},
		reporterOptions: { text: { highlightFocused: true } },
	},
};
