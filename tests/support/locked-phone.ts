/** A phone of an account whose space is locked by a key, unlocked once while there was a network, against a real server. */
import { Ledger } from '#lib/device/database.ts';
import { prepareEnvelope } from '#lib/device/lock/courier.ts';
import { ciphersOf, newKey, type Key } from '#lib/device/lock/keys.ts';
import { createRemote, type Remote } from '#lib/device/remote.ts';
import { morning } from './entries.ts';
import { openApp, type App } from './app.ts';
import { openTestSpace } from './space.ts';

/** A server on a port of its own, a minute later than the entries of a test. */
export async function openListening(): Promise<App> {
	const server = await openApp();
	await server.app.listen({ host: '127.0.0.1', port: 0 });
	server.clock.ms = morning + 60_000;
	return server;
}

export interface LockedPhone {
	readonly device: string;
	readonly key: Key;
	/** Open, as after unlocking. */
	readonly space: ReturnType<typeof openTestSpace>;
	/** The same storage without the key. */
	readonly raw: Ledger;
	readonly remote: Remote;
}

let phones = 0;

/** @param heard told of each question that was answered */
export async function openLockedPhone(
	server: App,
	heard: (method: string, status: number) => void = () => {},
): Promise<LockedPhone> {
	const name = `locked${++phones}`;
	const device = `device-${name}`;
	const token = await server.signIn('grid01', device);
	const { port } = server.app.server.address() as { port: number };
	const remote = createRemote(async (input, init) => {
		const headers = { ...(init?.headers as Record<string, string>), authorization: `Bearer ${token}` };
		const answer = await fetch(input, { ...init, headers });
		heard(init?.method ?? 'GET', answer.status);
		return answer;
	}, `http://127.0.0.1:${port}`);
	const key = newKey();
	const opened = openTestSpace(name, { ciphers: await ciphersOf(key), device });
	const space = { ...opened, account: 'grid01' };
	await prepareEnvelope(space.db, key, { account: 'grid01', device }, remote);
	return { device, key, space, raw: new Ledger(name, 'strict', 'raw'), remote };
}
