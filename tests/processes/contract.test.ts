/** The contract with the outside (docs/architecture.md), against a real server process. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as newId } from 'uuid';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { hlcOf } from '#lib/ledger/clock.ts';
import { entryToText, type Body, type Entry } from '#lib/ledger/entry.ts';
import { periodOf } from '#lib/ledger/page.ts';
import { bytesToMessage, haveYouMessage, type Receipt } from '#lib/replica/messages.ts';
import { signInByHttp, startServer, type Server } from '#tests/support/server.ts';

const grid = '120101004010001';
const month = () => periodOf(Date.now());
const page = () => `${grid}/field/${month()}`;

let server: Server;
beforeAll(async () => {
	server = await startServer();
}, 120_000);
afterAll(() => server.dispose());

function makeEntry(body: Body, more: Partial<Entry> = {}): Entry {
	const now = Date.now();
	return {
		id: newId(),
		v: 1,
		kind: 'visit',
		desk: grid,
		by: 'grid01',
		at: new Date(now).toISOString(),
		hlc: hlcOf(now),
		body,
		...more,
	};
}

/** A stock y-websocket client on a page; ready when it says synced. */
async function stockClient(id: string, token: string) {
	const doc = new Y.Doc();
	const provider = new WebsocketProvider(`ws://127.0.0.1:${server.port}/sync`, id, doc, {
		WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
		params: { token },
		disableBc: true,
	});
	await new Promise<void>((resolve) => provider.on('sync', (synced: boolean) => synced && resolve()));
	const entries = doc.getArray<string>('entries');
	const has = (id: string) =>
		new Promise<void>((resolve) => {
			const look = () => entries.toArray().some((text) => text.includes(id)) && resolve();
			entries.observe(look);
			look();
		});
	return { doc, entries, provider, has, close: () => provider.destroy() };
}

/** A bare socket that asked for receipts. */
async function bareSocket(path: string) {
	const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
	socket.binaryType = 'arraybuffer';
	const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
	await new Promise<void>((resolve, reject) => {
		socket.on('open', () => resolve());
		socket.on('close', () => resolve());
		socket.on('error', reject);
	});
	const receipts = (isEnough: (receipts: readonly Receipt[]) => boolean) =>
		new Promise<readonly Receipt[]>((resolve) => {
			socket.on('message', (data: ArrayBuffer) => {
				const message = bytesToMessage(new Uint8Array(data));
				if (message?.type === 'receipt' && isEnough(message.receipts)) resolve(message.receipts);
			});
		});
	return { socket, closed, receipts };
}

describe('the contract with the outside', () => {
	it('is healthy and names its generation', async () => {
		const health = (await (await fetch(`${server.url}/healthz`)).json()) as Record<string, unknown>;
		expect(health.status).toBe('ok');
		expect(health.generation).toBeTruthy();
	});

	it('signs in the demonstration accounts, and nobody else', async () => {
		for (const account of ['grid01', 'grid02', 'super01', 'street01', 'district01', 'city01', 'admin01']) {
			expect((await signInByHttp(server.url, account)).token).toBeTruthy();
		}
		const refused = await fetch(`${server.url}/api/session`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ account: 'grid01', password: 'wrong' }),
		});
		expect(refused.status).toBe(401);
	});

	it('keeps demonstration accounts to the machine itself', async () => {
		const refused = await fetch(`${server.url}/api/session`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.0.0.1' },
			body: JSON.stringify({ account: 'grid01', password: 'demo-2026' }),
		});
		expect(refused.status).toBe(403);
	});

	it('lets a stock y-websocket client read and append; others see it, and it stays after a restart', async () => {
		const { token } = await signInByHttp(server.url, 'grid01');
		const writer = await stockClient(page(), token);
		const reader = await stockClient(page(), token);
		const before = writer.entries.length;
		const entry = makeEntry({ outcome: 'met', note: '家中一切正常' });
		writer.entries.push([entryToText(entry)]);
		await reader.has(entry.id);
		expect(reader.entries.length).toBe(before + 1);
		writer.close();
		reader.close();
		await server.kill();
		await server.start();
		const again = await stockClient(page(), (await signInByHttp(server.url, 'grid01')).token);
		await again.has(entry.id);
		again.close();
	});

	it('receipts what is on disk, also when asked have-you', async () => {
		const { token } = await signInByHttp(server.url, 'grid01');
		const entry = makeEntry({ outcome: 'no-answer' });
		const answer = await fetch(`${server.url}/api/pages/${page()}/entries`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body: JSON.stringify([entry]),
		});
		expect(await answer.json()).toEqual({ accepted: [entry.id], refused: [] });
		const bare = await bareSocket(`/sync/${page()}?token=${token}&receipts=1`);
		const receipts = bare.receipts((list) => list.length > 0);
		bare.socket.send(haveYouMessage([entry.id, newId()]));
		const sha256 = createHash('sha256').update(entryToText(entry)).digest('hex');
		expect(await receipts).toEqual([{ id: entry.id, sha256 }]);
		bare.socket.close();
	});

	it('refuses by name over HTTP, and takes the good ones', async () => {
		const { token } = await signInByHttp(server.url, 'grid01');
		const good = makeEntry({ outcome: 'met' });
		const bad = makeEntry({ outcome: 'nonsense' });
		const foreign = makeEntry({ outcome: 'met' }, { by: 'grid02' });
		const answer = await fetch(`${server.url}/api/pages/${page()}/entries`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body: JSON.stringify([good, bad, foreign]),
		});
		const { accepted, refused } = (await answer.json()) as {
			accepted: string[];
			refused: { id: string; code: string; message: string }[];
		};
		expect(accepted).toEqual([good.id]);
		expect(refused.map(({ id, code }) => [id, code])).toEqual([
			[bad.id, 'schema'],
			[foreign.id, 'author'],
		]);
	});

	it.each([
		['nobody', '/sync/120101004010001/field/register', 4401],
		['another desk', '/sync/120101004010005/field/register?token=TOKEN', 4403],
		['no such book', '/sync/120101004010001/nonsense/register?token=TOKEN', 4404],
		['no such desk', '/sync/999999999999999/field/register?token=TOKEN', 4404],
		['another epoch', '/sync/120101004010001/field/register?token=TOKEN&epoch=7', 4409],
	])('closes on %s with a reason', async (_, path, code) => {
		const { token } = await signInByHttp(server.url, 'grid01');
		const bare = await bareSocket(path.replace('TOKEN', token));
		expect(await bare.closed).toBe(code);
	});

	it('closes a stock client that breaks the rules with 4422, and the page stays as it was', async () => {
		const { token } = await signInByHttp(server.url, 'grid01');
		const client = await stockClient(page(), token);
		const closed = new Promise<number>((resolve) =>
			client.provider.on('connection-close', (event: { code?: number } | null) => resolve(event?.code ?? 0)),
		);
		const before = client.entries.length;
		client.entries.push(['{"not":"an entry"}']);
		expect(await closed).toBe(4422);
		client.close();
		const fresh = await stockClient(page(), token);
		expect(fresh.entries.length).toBe(before);
		fresh.close();
	});

	it('lists records of an area, newest first, with a cursor', async () => {
		const { get } = await signInByHttp(server.url, 'super01');
		type Answer = { records: { id: string; hlc: string }[]; cursor: string | null };
		const first = await get<Answer>('/api/records?area=120101004010&limit=20');
		expect(first.records).toHaveLength(20);
		const second = await get<Answer>(
			`/api/records?area=120101004010&limit=20&cursor=${encodeURIComponent(first.cursor!)}`,
		);
		const clocks = [...first.records, ...second.records].map((record) => record.hlc);
		expect(clocks).toEqual([...clocks].sort().reverse());
		expect(new Set([...first.records, ...second.records].map((record) => record.id)).size).toBe(40);
	});

	it('describes itself', async () => {
		const description = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
			openapi: string;
			paths: Record<string, unknown>;
		};
		expect(description.openapi).toMatch(/^3/);
		expect(Object.keys(description.paths)).toContain('/api/records');
	});

	it('serves the app at any address under a strict content security policy', async () => {
		const answer = await fetch(`${server.url}/household/anything`, { headers: { accept: 'text/html' } });
		expect(answer.status).toBe(200);
		const policy = answer.headers.get('content-security-policy') ?? '';
		expect(policy).toContain("default-src 'self'");
		expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
	});
});
