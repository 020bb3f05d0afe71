import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { chunks } from './scripts/chunks.ts';
import { pack } from './scripts/pack.ts';

const server = 'http://127.0.0.1:3001';

export default defineConfig({
	plugins: [sveltekit(), chunks(), pack()],
	// Kit's cookie is 0.6, the server's is 2 and lies in front of it: the build takes in its own.
	ssr: { noExternal: ['cookie'] },
	server: {
		proxy: {
			'/api': server,
			'/healthz': server,
			'/sync': { target: server, ws: true },
		},
	},
});
