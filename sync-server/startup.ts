/** What the server says at its start, to a person who has to run it: where it is, what it holds, or why it cannot. */
import type { Config } from './config.ts';
import type { Account } from './auth/accounts.ts';

/** SQLite's primary result codes that an operator can do something about. */
const sqliteWords: Readonly<Record<number, string>> = {
	8: 'a file in it cannot be written',
	10: 'the disk does not read or write as it should',
	11: 'a file in it is damaged; restore a backup',
	13: 'the disk is full',
	14: 'a file in it cannot be opened',
	26: 'a file in it is not one of ours, or is damaged; restore a backup',
};

const folderWords: Readonly<Record<string, string>> = {
	EACCES: 'it may not be written by this user',
	EPERM: 'it may not be written by this user',
	EROFS: 'it lies on a disk that is read-only',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk quota is used up',
	ENOTDIR: 'it is not a folder',
	EEXIST: 'it is not a folder',
	ENOENT: 'it cannot be made there',
};

/** In words what stopped the start; null when it is a bug. */
export function startFault(error: unknown, { host, port, dataDir }: Config): string | null {
	const { code = '', errcode, message } = error as { code?: string; errcode?: number; message?: string };
	if (code === 'EADDRINUSE') {
		return `Port ${port} is taken: by another program, or by a server still running. Choose another: PORT=${port + 1} npm start`;
	}
	if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
		return `HOST is '${host}', which is no address of this machine.`;
	if (code === 'EACCES' && message?.includes('listen'))
		return `Port ${port} may not be used by this user. Choose one above 1023.`;
	const folder = folderWords[code] ?? (errcode === undefined ? undefined : sqliteWords[errcode & 0xff]);
	if (folder) return `The data folder ${dataDir} cannot be used: ${folder}. Choose another with DATA_DIR.`;
	return message && / is of version \d+;/.test(message)
		? `The data folder ${dataDir} is newer than this program: ${message}.`
		: null;
}

export const folderTaken = (dataDir: string): string =>
	`Another server is already running on the data folder ${dataDir}. Stop it, or choose another folder with DATA_DIR.`;

export const notBuilt = 'The app is not built (build/ is missing): only the API is served. Run: npm run build';

/** @param origin the address that it listens on. */
export function greeting(origin: string, { publicUrl, dataDir }: Config): string {
	const address = publicUrl ? `${publicUrl.origin}  (here ${origin})` : origin;
	return `\n  邻里 linli\n  ${address}\n  data in ${dataDir}\n`;
}

/** @param password of all demonstration accounts. */
export function demonstration(accounts: readonly Account[], password: string, publicUrl: URL | null): string {
	const lines = accounts.map(({ id, name, grants }) => {
		const [grant] = grants;
		return `    ${id.padEnd(12)} ${(grant?.role ?? '').padEnd(12)} ${(grant?.desk ?? '').padEnd(16)} ${name}`;
	});
	const where = publicUrl
		? 'A public address is configured: these accounts do not sign in. Make real ones with: npm run account -- --help'
		: 'These accounts sign in on this machine only. Make real ones with: npm run account -- --help';
	return [
		'  This is a demonstration: 朝阳里社区 with invented people. 演示数据，人物均为虚构。',
		`  Accounts, password ${password} for each:`,
		...lines,
		`  ${where}`,
		'',
	].join('\n');
}
