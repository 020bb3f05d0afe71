/** The whole server on a port of its own, behind a proxy that can fail, and phones whose real sync runs against it. */
import 'fake-indexeddb/auto';
import { handleUpgrades } from '#server/sync/upgrade.ts';
import type { Grant } from '#lib/access/policy.ts';
import type { Space } from '#lib/device/database.ts';
import { createRemote } from '#lib/device/remote.ts';
import { startEngine, type Engine } from '#lib/device/sync/engine.ts';
import type { SyncStatus } from '#lib/device/sync/status.ts';
import { openApp, type App } from './app.ts';
import { grid } from './entries.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { openTestSpace } from './space.ts';

export interface Harbour {
	readonly app: App;
	readonly proxy: Proxy;
	readonly close: () => Promise<void>;
}

export async function openHarbour(): Promise<Harbour> {
	const app = await openApp();
	const { rooms, auth, areas, deliveries, clock } = app;
	const callers = { callerOf: callerOf(app), isOwnOrigin: () => true };
	const own = { timeZone: 'Asia/Shanghai', publicUrl: null, now: () => clock.ms };
	handleUpgrades(app.app.server, { rooms, callers, auth, areas, deliveries, ...own });
	app.app.addHook('preClose', () => rooms.close());
	auth.accounts.grant('grid02', { role: 'worker', desk: grid, books: ['field', 'care'] });
	await app.app.listen({ host: '127.0.0.1', port: 0 });
	const proxy = await startProxy((app.app.server.address() as { port: number }).port);
	return {
		app,
		proxy,
		close: async () => {
			await proxy.close();
			await app.close();
		},
	};
}

const callerOf =
	({ auth }: App) =>
	({ url = '' }: { url?: string | undefined }) => {
		const token = new URL(url, 'http://host').searchParams.get('token') ?? '';
		const session = auth.sessionOf(token);
		return session ? ({ session, by: 'query' } as never) : null;
	};

export interface TestPhone {
	readonly space: ReturnType<typeof openTestSpace>;
	readonly engine: Engine;
	readonly status: () => SyncStatus;
	/** Questions asked by HTTP so far. */
	readonly asked: () => number;
	/** Ends its sessions at the server and says what the phone was told. */
	readonly signedOut: () => number;
	/** How often the server said that this phone was revoked. */
	readonly revoked: () => number;
	readonly signInAgain: () => Promise<void>;
	readonly stop: () => Promise<void>;
}

export interface PhoneOptions {
	/** Storage of its own, also for the same account. */
	readonly given?: Partial<Space>;
	readonly space?: ReturnType<typeof openTestSpace>;
	/** Takes the grants as the server has them. */
	readonly learn?: (grants: readonly Grant[]) => void;
	/** How many times as long as in the field it waits for what comes by itself. */
	readonly patience?: () => number;
}

/** A phone of an account that signs in and syncs. */
export async function startPhone(
	{ app, proxy }: Harbour,
	account: string,
	options: PhoneOptions = {},
): Promise<TestPhone> {
	const space = options.space ?? openTestSpace(account, options.given);
	const params = { token: await app.signIn(account, space.device) };
	let status: SyncStatus = { state: 'connecting' };
	let signedOut = 0;
	let revoked = 0;
	let asked = 0;
	const fetcher: typeof fetch = (input, init) => {
		asked++;
		const headers = { ...(init?.headers as Record<string, string>), authorization: `Bearer ${params.token}` };
		return fetch(input, { ...init, headers });
	};
	const engine = startEngine(space, {
		remote: createRemote(fetcher, proxy.url),
		server: proxy.url.replace('http', 'ws'),
		params,
		report: (next) => {
			status = next;
		},
		learn: (grants) => options.learn?.(grants),
		onRevoked: () => {
			revoked++;
		},
		onSignedOut: () => {
			signedOut++;
		},
		later: (ms, work) => {
			const timer = setTimeout(work, ms * (options.patience?.() ?? 1));
			return () => clearTimeout(timer);
		},
	});
	return {
		space,
		engine,
		status: () => status,
		asked: () => asked,
		signedOut: () => signedOut,
		revoked: () => revoked,
		signInAgain: async () => {
			params.token = await app.signIn(account, space.device);
			engine.wake(true);
		},
		stop: () => engine.stop(),
	};
}
