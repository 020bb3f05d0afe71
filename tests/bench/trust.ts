/** What trust costs: signing receipts, sealing on a phone, signing in, sockets that wait, and a thousand phones at once. */
import { spawn } from 'node:child_process';
import { randomBytes, scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { entryToText } from '#lib/ledger/entry.ts';
import { drawSeal, chainStart, sealText } from '#lib/proof/seal.ts';
import { askMessage, bytesToMessage } from '#lib/replica/messages.ts';
import { createSigner, sha256 } from '#server/proof/signer.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openApp, password } from '#tests/support/app.ts';
import { freePort, signInByHttp, startServer } from '#tests/support/server.ts';
import { byTurns, timed, timedOnCore } from './rounds.ts';
import { exactly, type Row } from './table.ts';

const phones = 1000;
/** A device's whole day of work. */
const batch = 50;

export const trust = async (): Promise<Row[]> => [await sealing(), await signIn(), ...(await sockets())];

/** One seal over a batch, against the one signature that it holds. */
async function sealing(): Promise<Row> {
	const signer = createSigner();
	const { make } = createEntries();
	const entries = Array.from({ length: batch }, () => make()).map((entry) => ({
		id: entry.id,
		text: entryToText(entry),
		contact: 0,
	}));
	const of = { page: `${grid}/field/2026-11`, device: 'device-grid01', account: 'grid01' };
	const many = 100;
	const { seal, sign } = await byTurns(
		{
			seal: () =>
				timedOnCore(() => {
					for (let count = 0; count < many; count++) {
						const seed = randomBytes(16).toString('hex');
						signer.sign(sealText(drawSeal(of, entries, chainStart(of, sha256), { sha256, seed })));
					}
				}),
			sign: () =>
				timedOnCore(() => {
					for (let count = 0; count < many; count++)
						for (let each = 0; each < batch; each++) signer.sign(entries[each]!.text);
				}),
		},
		7,
	);
	return {
		what: `seal over ${batch} entries, against a signature for each`,
		size: batch,
		unit: 'ms',
		ours: scaled(seal, 1 / many),
		floor: scaled(sign, 1 / many),
		note: 'in Node',
	};
}

const scaled = ({ median, lowest, highest }: { median: number; lowest: number; highest: number }, factor: number) => ({
	median: median * factor,
	lowest: lowest * factor,
	highest: highest * factor,
});

/** A whole sign-in, against one hash of a password that costs as much memory. */
async function signIn(): Promise<Row> {
	const app = await openApp();
	const { whole, hash } = await byTurns(
		{
			whole: () => timed(() => app.signIn('grid01')),
			hash: () => timed(() => scryptSync(password, 'salt', 32, { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 })),
		},
		7,
	);
	await app.close();
	return { what: 'sign-in, against scrypt with 16 MiB', size: 1, unit: 'ms', ours: whole, floor: hash };
}

/** A thousand phones on pages of six workers, against a bare server of sockets that answers each once. */
async function sockets(): Promise<Row[]> {
	const server = await startServer();
	const bare = await startBare();
	try {
		const accounts = ['grid01', 'grid02', 'grid03', 'grid04', 'grid05', 'grid06'];
		const tokens = await Promise.all(accounts.map(async (account) => (await signInByHttp(server.url, account)).token));
		const addressOf = (phone: number): string => {
			const index = phone % accounts.length;
			const desk = `120101004010${String(index + 1).padStart(3, '0')}`;
			return `${server.url.replace('http', 'ws')}/sync/${desk}/field/2019-01?receipts=1&token=${tokens[index]}`;
		};
		const ours = await reconnect(server.pid(), addressOf, (message) => bytesToMessage(message)?.type === 'update');
		const floor = await reconnect(
			bare.pid,
			() => bare.url,
			() => true,
		);
		const again = await reconnect(server.pid(), addressOf, (message) => bytesToMessage(message)?.type === 'update');
		return [
			{
				what: 'memory of an idle socket, against a bare one',
				size: phones,
				unit: 'bytes',
				ours: exactly(ours.bytes),
				floor: exactly(floor.bytes),
			},
			{
				what: 'phones that reconnect at once, all answered',
				size: phones,
				unit: 'ms',
				ours: exactly(again.ms),
				floor: exactly(floor.ms),
				note: 'second time',
			},
		];
	} finally {
		await server.dispose();
		bare.stop();
	}
}

async function reconnect(
	pid: number,
	addressOf: (phone: number) => string,
	isAnswer: (message: Uint8Array) => boolean,
): Promise<{ ms: number; bytes: number }> {
	const before = residentOf(pid);
	const open: WebSocket[] = [];
	const ms = await timed(() =>
		Promise.all(
			Array.from({ length: phones }, async (_, phone) => {
				const socket = new WebSocket(addressOf(phone));
				open.push(socket);
				const answered = new Promise<void>((resolve, reject) => {
					socket.on('message', (data: Buffer) => isAnswer(data) && resolve());
					socket.on('error', reject);
					socket.on('close', (code) => reject(new Error(`closed ${code}`)));
				});
				await once(socket, 'open');
				socket.send(askMessage(new Map()));
				await answered;
			}),
		),
	);
	const bytes = Math.max(1, (residentOf(pid) - before) / phones);
	await Promise.all(
		open.map(async (socket) => {
			socket.removeAllListeners('close');
			socket.terminate();
			await once(socket, 'close');
		}),
	);
	return { ms, bytes };
}

/** Resident memory of a process, in bytes. */
function residentOf(pid: number): number {
	const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	return Number(kilobytes) * 1024;
}

async function startBare(): Promise<{ url: string; pid: number; stop: () => void }> {
	const port = await freePort();
	const program = `
		const { WebSocketServer } = require('ws');
		new WebSocketServer({ port: ${port}, host: '127.0.0.1', perMessageDeflate: false }, () => console.log('up'))
			.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
	`;
	const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
	await once(child.stdout, 'data');
	return { url: `ws://127.0.0.1:${port}`, pid: child.pid!, stop: () => void child.kill() };
}
