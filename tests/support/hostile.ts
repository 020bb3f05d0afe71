/** A server under attack: accounts of its own, honest work beside the attack, and what the attack leaves in its memory. */
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { hlcOf } from '#lib/ledger/clock.ts';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { periodOf } from '#lib/ledger/page.ts';
import { createAppender } from '#lib/replica/append.ts';
import { updateMessage } from '#lib/replica/messages.ts';
import { openAuth } from '#server/auth/auth.ts';
import { gridOf, openAreas } from '#server/areas/areas.ts';
import { grid } from './entries.ts';
import { openClient, type Client } from './rooms.ts';
import { signInByHttp, startServer, type Server } from './server.ts';

export interface Besieged {
	readonly server: Server;
	readonly page: string;
	/** Tokens of the accounts, in order. */
	readonly tokens: readonly string[];
	readonly open: (token: string) => Promise<Client>;
	readonly visit: (account: number) => Entry;
	/** The honest phone: what it writes now is receipted. */
	readonly serveHonest: () => Promise<void>;
	/** Bytes in use after all garbage is gone. */
	readonly memory: () => Promise<number>;
	readonly dispose: () => Promise<void>;
}

const password = 'a-real-password';

/** @param accounts how many attackers have an account */
export async function besiege(accounts: number): Promise<Besieged> {
	const heap = resolve(import.meta.dirname, 'heap.ts');
	const server = await startServer({ env: { DEMO: '0', NODE_OPTIONS: `--import=${heap}` } });
	openAreas(join(server.dataDir, 'areas.json')).put([gridOf(grid.slice(0, 12), 1, '第一网格')]);
	const auth = await openAuth(join(server.dataDir, 'accounts.sqlite'));
	const names = [...Array.from({ length: accounts }, (_, index) => `attacker-${index}`), 'honest'];
	for (const id of names)
		await auth.accounts.add({ id, name: id, password, grants: [{ role: 'worker', desk: grid, books: ['field'] }] });
	auth.close();
	// Areas are read at the start.
	await server.stop();
	await server.start();
	const tokens: string[] = [];
	for (const id of names) tokens.push((await signInByHttp(server.url, id, password)).token);
	const page = `${grid}/field/${periodOf(Date.now())}`;
	const open = (token: string) => openClient(`ws://127.0.0.1:${server.port}/sync/${page}?receipts=1&token=${token}`);
	const visit = (account: number): Entry => {
		const now = Date.now();
		const written = { by: names[account]!, at: new Date(now).toISOString(), hlc: hlcOf(now) };
		return { id: newId(), v: 1, kind: 'visit', desk: grid, ...written, body: { outcome: 'met' } };
	};
	const honest = await open(tokens.at(-1)!);
	const run = createAppender(1 + Math.floor(Math.random() * 2 ** 31));
	return {
		server,
		page,
		tokens,
		open,
		visit,
		serveHonest: async () => {
			const entry = visit(names.length - 1);
			honest.send(updateMessage(run.append([entryToText(entry)])));
			const { receipts } = await honest.next('receipt');
			if (receipts[0]?.id !== entry.id) throw new Error('the honest phone was not served');
		},
		memory: async () => {
			const said = () => [...server.output().matchAll(/^heap (\d+)$/gm)];
			const before = said().length;
			process.kill(server.pid(), 'SIGUSR2');
			while (said().length === before) await delay(20);
			return Number(said().at(-1)![1]);
		},
		dispose: async () => {
			await honest.close();
			await server.dispose();
		},
	};
}

/** An honest update with some of its bytes changed or cut off. */
export function damaged(texts: readonly string[], random: () => number): Uint8Array {
	const bytes = createAppender(1 + Math.floor(random() * (2 ** 32 - 1))).append(texts);
	for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--)
		bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
	return bytes.subarray(0, random() < 0.2 ? Math.floor(random() * bytes.length) : bytes.length);
}

/**
 * How much more may be in use than before an attack: what was compiled, statements that were prepared, and the entries
 * that honest work added to the page in memory. What an attack leaves behind grows with the attack.
 */
export const memoryShare = 1.3;
