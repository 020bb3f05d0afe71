/** Hands a roster to the server that runs on the data folder: only one process may write there. */
import type { Counts } from './roster.ts';
import type { Order, Outcome } from './command.ts';
import type { RowError } from './errors.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';

export type NotHandedOver =
	'no-server' | 'another-server' | 'sign-in' | 'slow-down' | 'demo-loopback' | 'denied' | 'busy' | 'failed';

export const handOverWords: Record<NotHandedOver, string> = {
	'no-server':
		'A server runs on this data folder, but not where HOST and PORT say. Set them as for the server, use the 导入 page, or stop the server first.',
	'another-server':
		'The server at HOST and PORT serves another data folder. Set them as for the server of this one, or stop that server first.',
	'sign-in': 'The password is wrong, or there is no such account.',
	'slow-down': 'Too many attempts to sign in; try again in a while.',
	'demo-loopback': 'The account belongs to the demonstration and does not sign in here.',
	denied: 'The account may not import there.',
	busy: 'An import is running in this community; try again when it is done.',
	failed: 'The server could not do it; its log says why. Nothing is written until it is started again or says so.',
};

export interface Running {
	/** `http://127.0.0.1:3000` */
	readonly origin: string;
	/** Of the store in the data folder, to be sure that it is this one that is served. */
	readonly generation: string;
	/** Asked for only when the server is the right one. */
	readonly password: () => Promise<string>;
}

export async function handOver(
	{ origin, generation, password }: Running,
	order: Order,
	bytes: Uint8Array<ArrayBuffer>,
): Promise<Result<Outcome, NotHandedOver>> {
	const health = await fetch(`${origin}/healthz`).catch(() => null);
	if (!health?.ok) return err('no-server');
	if (((await health.json()) as { generation: string }).generation !== generation) return err('another-server');
	const signIn = await fetch(`${origin}/api/session`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ account: order.account, password: await password() }),
	});
	const session = (await signIn.json()) as { token: string; code: string };
	if (!signIn.ok)
		return err(session.code === 'slow-down' || session.code === 'demo-loopback' ? session.code : 'sign-in');
	const headers = { authorization: `Bearer ${session.token}` };
	const query = new URLSearchParams({
		community: order.community,
		dry: order.dry ? '1' : '0',
		name: order.file.slice(-200),
	});
	const answer = await fetch(`${origin}/api/import?${query}`, {
		method: 'POST',
		headers: { ...headers, 'content-type': 'application/octet-stream' },
		body: bytes,
	});
	const outcome =
		answer.status === 200 || answer.status === 422
			? ((await answer.json()) as { ok: boolean; counts: Counts; errors: RowError[] })
			: null;
	await fetch(`${origin}/api/session`, { method: 'DELETE', headers });
	if (outcome) return ok(outcome.ok ? ok(outcome.counts) : err(outcome.errors));
	return err(answer.status === 403 ? 'denied' : answer.status === 409 ? 'busy' : 'failed');
}
