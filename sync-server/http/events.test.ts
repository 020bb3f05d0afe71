import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, otherGrid } from '#tests/support/entries.ts';

interface Event {
	readonly id: number;
	readonly name: string;
	readonly data: {
		readonly seq: number;
		readonly generation: string;
		readonly desk: string;
		readonly records: readonly { id: string; kind: string }[];
	};
}

const page = `${grid}/field/2026-11`;
let server: App;
let url: string;
let entries: ReturnType<typeof createEntries>;
const opened: AbortController[] = [];

beforeEach(async () => {
	server = await openApp();
	entries = createEntries();
	await server.app.listen({ host: '127.0.0.1', port: 0 });
	url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
	for (const controller of opened.splice(0)) controller.abort();
	await server.close();
});

/** An open stream; `next` waits for its next event, null when it has ended. */
async function listen(token: string, { after, lastId }: { after?: number; lastId?: number } = {}) {
	const controller = new AbortController();
	opened.push(controller);
	const headers = {
		authorization: `Bearer ${token}`,
		...(lastId === undefined ? {} : { 'last-event-id': String(lastId) }),
	};
	const answer = await fetch(`${url}/api/events${after === undefined ? '' : `?after=${after}`}`, {
		headers,
		signal: controller.signal,
	});
	const events = read(answer.body!);
	const next = async () => (await events.next()).value ?? null;
	return { answer, next, stop: () => controller.abort() };
}

async function* read(body: ReadableStream<Uint8Array>): AsyncGenerator<Event, undefined> {
	let text = '';
	const decoder = new TextDecoder();
	for await (const chunk of body) {
		text += decoder.decode(chunk, { stream: true });
		const frames = text.split('\n\n');
		text = frames.pop()!;
		for (const frame of frames) {
			const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
			if (fields.data) yield { id: Number(fields.id), name: fields.event, data: JSON.parse(fields.data) };
		}
	}
	return undefined;
}

const idsIn = ({ data }: Event) => data.records.map(({ id }) => id);

describe('the event stream', () => {
	it('says hello with its number, then what is committed', async () => {
		const stream = await listen(await server.signIn('super01'));
		expect(stream.answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
		expect(stream.answer.headers.get('x-content-type-options')).toBe('nosniff');
		expect(await stream.next()).toEqual({
			id: 0,
			name: 'hello',
			data: { seq: 0, generation: server.store.generation },
		});
		const entry = entries.make();
		await server.write(page, entry);
		expect(await stream.next()).toEqual({
			id: 1,
			name: 'records',
			data: { page, desk: grid, records: [{ id: entry.id, kind: 'visit' }] },
		});
	});

	it('continues without a gap and without a repetition behind the last number, while more is being written', async () => {
		const token = await server.signIn('super01');
		const written = Array.from({ length: 60 }, () => entries.make());
		const write = async (from: number, to: number) => {
			for (const entry of written.slice(from, to)) await server.write(page, entry);
		};
		await write(0, 20);
		const first = await listen(token, { after: 0 });
		const heard: string[] = [];
		let last = (await first.next())!.id;
		const writing = write(20, 60);
		while (heard.length < 30) {
			const event = (await first.next())!;
			heard.push(...idsIn(event));
			last = event.id;
		}
		first.stop();
		const second = await listen(token, { lastId: last });
		expect(await second.next()).toMatchObject({ name: 'hello', id: last });
		while (heard.length < 60) heard.push(...idsIn((await second.next())!));
		await writing;
		expect(heard).toEqual(written.map(({ id }) => id));
	});

	it('begins at the end when nothing is asked for, and anew when the number is from before a restored backup', async () => {
		await server.write(page, entries.make());
		const token = await server.signIn('super01');
		expect(await (await listen(token)).next()).toMatchObject({ id: 1, name: 'hello' });
		expect(await (await listen(token, { after: 900 })).next()).toMatchObject({ id: 1, name: 'hello' });
	});

	it('tells each caller of his own desks and books only', async () => {
		const worker = await listen(await server.signIn('grid02'), { after: 0 });
		const supervisor = await listen(await server.signIn('super01'), { after: 0 });
		await Promise.all([worker.next(), supervisor.next()]);
		const elder = entries.make({ kind: 'check-in', body: { outcome: 'met' } });
		const mine = entries.make({ desk: otherGrid, by: 'grid02', dev: 'device-grid02' });
		await server.write(`${grid}/care/2026-11`, elder);
		await server.write(`${otherGrid}/field/2026-11`, mine);
		expect(idsIn((await worker.next())!)).toEqual([mine.id]);
		expect(idsIn((await supervisor.next())!)).toEqual([elder.id]);
	});

	it('hears of a grant that came while it was open', async () => {
		const stream = await listen(await server.signIn('grid02'));
		await stream.next();
		server.auth.accounts.grant('grid02', { role: 'worker', desk: grid, books: ['field'] });
		const entry = entries.make();
		await server.write(page, entry);
		expect(idsIn((await stream.next())!)).toEqual([entry.id]);
	});

	it('ends when the session ends, here or in another process', async () => {
		const token = await server.signIn('super01');
		const here = await listen(token);
		await here.next();
		await server.ask(token, { method: 'DELETE', url: '/api/session' });
		expect(await here.next()).toBeNull();
		const there = await listen(await server.signIn('super01'));
		await there.next();
		server.auth.accounts.signOut('super01');
		await server.write(page, entries.make());
		expect(await there.next()).toBeNull();
	});

	it('ends when the server closes', async () => {
		const stream = await listen(await server.signIn('super01'));
		await stream.next();
		await server.app.close();
		expect(await stream.next()).toBeNull();
	});

	it('is for those who are signed in', async () => {
		expect((await listen('nobody')).answer.status).toBe(401);
	});
});
