import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const ENDING = String.raw`\.(ts|svelte|css|json|js|mjs|svg|png|webp)(\?[\w&=]+)?$`;
const SPELLINGS = [
	{
		regex: String.raw`^\.\./|^\.\.$`,
		message: 'Across folders write #lib/…, #server/… or #tests/…; ./ is for the same folder.',
	},
	{
		regex: String.raw`^(\./(?!\$types)|#(lib|server|tests)/)(?!.*${ENDING})`,
		message: 'Name the file with its ending (./x.ts): Node runs these files as they are.',
	},
	{ regex: String.raw`^\$lib(/|$)`, message: 'Write #lib/…: Node does not know $lib.' },
];

// no-restricted-imports does not look into import(…).
const LAZY_SPELLINGS = SPELLINGS.map(({ regex, message }) => ({
	selector: `ImportExpression > Literal[value=/${regex.replaceAll('/', String.raw`\/`)}/]`,
	message,
}));

// dependency-cruiser reads Svelte files after compilation, where `import type` is gone; here it is not.
const facesWithout = (folders, message) => ({
	'no-restricted-imports': [
		'error',
		{ patterns: [...SPELLINGS, { regex: String.raw`^#lib/(${folders.join('|')})/`, message }] },
	],
});

const TESTS = ['**/*.test.ts', '**/*.spec.ts', '**/*.contract.ts', 'tests/**'];

export default defineConfig(
	globalIgnores(['build/', '.svelte-kit/', 'data/', 'test-output/', 'node_modules/', '**/*.cjs']),
	ts.configs.recommended,
	svelte.configs.recommended,
	{
		languageOptions: {
			parserOptions: {
				project: ['./tsconfig.json', './tsconfig.worker.json'],
				tsconfigRootDir: import.meta.dirname,
				extraFileExtensions: ['.svelte'],
			},
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'no-restricted-imports': ['error', { patterns: SPELLINGS }],
			'no-restricted-syntax': ['error', ...LAZY_SPELLINGS],
			'no-undef': 'off', // The compiler knows better which globals a file has.
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: {
			'svelte/no-at-html-tags': 'error',
			'no-restricted-syntax': [
				'error',
				...LAZY_SPELLINGS,
				{
					selector: 'SvelteAttribute[key.name="style"]',
					message: 'The content security policy forbids style attributes; write a class or style:name={…}.',
				},
			],
			'prefer-const': 'off', // $props() and $bindable need let; the plugin's own rule understands runes.
			'svelte/prefer-const': 'error',
		},
	},
	{
		files: ['src/lib/kinds/**/*.svelte'],
		rules: facesWithout(['device', 'replica'], 'A form or card is given data and onsave; it never reaches the device.'),
	},
	{
		files: ['src/lib/ui/**/*.svelte', 'src/lib/words/**/*.svelte'],
		rules: facesWithout(
			['ledger', 'access', 'ground', 'registers', 'cases', 'kinds', 'proof', 'replica', 'parcel', 'device'],
			'ui and words know no domain; pass it in.',
		),
	},
	{
		files: ['**/*.ts', '**/*.svelte'],
		rules: { '@typescript-eslint/no-floating-promises': 'error' },
	},
	{
		files: ['src/**', 'sync-server/**', 'scripts/**'],
		ignores: TESTS,
		rules: { 'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }] },
	},
	{
		files: ['**/*.js', '**/*.mjs'],
		languageOptions: { parserOptions: { project: null } },
	},
);
