import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { appVersion } from './scripts/version.mjs';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ fallback: '200.html', precompress: true }),
		serviceWorker: { register: false },
		version: { name: appVersion(fileURLToPath(new URL('.', import.meta.url))), pollInterval: 0 },
		// Written into the page as a meta element; the server sends the same as a header, with frame-ancestors.
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['self'],
				'script-src': ['self'],
				'style-src': ['self'],
				// The one style attribute that is not ours: Kit's hidden announcer for screen readers.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:', 'blob:'],
				'media-src': ['self', 'blob:'],
				'worker-src': ['self', 'blob:'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self'],
			},
		},
		typescript: {
			config: (config) => ({
				...config,
				include: [...config.include, '../sync-server/**/*.ts', '../playwright.config.ts', '../vitest.config.ts'],
			}),
		},
	},
};
