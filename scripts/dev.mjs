// Development: the server on 3001, restarted when its files change, and Vite in front of it with its own reload.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const env = { ...process.env, HOST: '127.0.0.1', PORT: '3001' };

const children = [
	spawn(process.execPath, ['--watch', '--watch-preserve-output', 'sync-server/main.ts'], {
		cwd: root,
		stdio: 'inherit',
		env,
	}),
	spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'dev', ...process.argv.slice(2)], {
		cwd: root,
		stdio: 'inherit',
	}),
];

const stopAll = () => children.forEach((child) => child.kill());
for (const child of children) child.on('exit', stopAll);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stopAll);
