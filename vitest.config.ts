import { defineConfig } from 'vitest/config';

// No SvelteKit here: what these tests touch is plain TypeScript, as Node runs it.
// A project for components (a real browser, *.svelte.test.ts) can stand beside these.
const node = { environment: 'node' as const, restoreMocks: true };

export default defineConfig({
	test: {
		passWithNoTests: true,
		maxWorkers: 2,
		projects: [
			{
				test: {
					...node,
					name: 'unit',
					include: [
						'src/**/*.test.ts',
						'sync-server/**/*.test.ts',
						'tests/architecture/**/*.test.ts',
						'tests/simulation/**/*.test.ts',
					],
					exclude: ['**/*.svelte.test.ts', '**/*.long.test.ts'],
					// Password hashes and properties take seconds where other work runs beside them.
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{
				// Against a real server process on a seeded data folder; needs no build but for the page it serves.
				test: {
					...node,
					name: 'processes',
					include: ['tests/processes/**/*.test.ts'],
					globalSetup: ['tests/support/setup.ts'],
					testTimeout: 60_000,
					hookTimeout: 120_000,
				},
			},
			{
				// Only in `npm run test:long`: all that a phone does, once more in a locked space.
				test: {
					...node,
					name: 'sealed',
					include: ['src/lib/device/**/*.test.ts'],
					exclude: ['**/*.svelte.test.ts'],
					env: { SEALED: '1' },
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{
				// Only in `npm run test:long`.
				test: {
					...node,
					name: 'long',
					include: [
						'src/**/*.long.test.ts',
						'sync-server/**/*.long.test.ts',
						'tests/simulation/**/*.long.test.ts',
						'tests/faults/**/*.test.ts',
					],
					testTimeout: 10 * 60_000,
					hookTimeout: 60_000,
				},
			},
		],
	},
});
