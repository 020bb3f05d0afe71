import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryToText } from '#lib/ledger/entry.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import { run } from '#server/auth/command.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, otherGrid } from '#tests/support/entries.ts';

const page = `${grid}/field/2026-11`;
let server: App;
let entries: ReturnType<typeof createEntries>;
beforeEach(async () => {
	server = await openApp();
	entries = createEntries();
});
afterEach(() => server.close());

describe('the pages of a worker', () => {
	const idsOf = async (account: string): Promise<string[]> => {
		const { body } = await server.ask(await server.signIn(account), '/api/pages');
		return body.pages.map(({ id }: { id: string }) => id);
	};

	it('are register and months of his desk and books, the last four even while empty', async () => {
		await server.write(`${grid}/field/2026-11`, entries.make());
		const { body } = await server.ask(await server.signIn('grid01'), '/api/pages');
		const periods = ['2026-08', '2026-09', '2026-10', '2026-11', 'register'];
		expect(body.pages.map(({ id }: { id: string }) => id)).toEqual(
			['field', 'care'].flatMap((book) => periods.map((period) => `${grid}/${book}/${period}`)),
		);
		expect(body).toMatchObject({ serverTime: server.clock.ms, generation: server.store.generation });
		const known = body.pages.find(({ id }: { id: string }) => id === page);
		expect(known).toMatchObject({ epoch: 1, entries: 1 });
		expect(known.bytes).toBeGreaterThan(100);
	});

	it('leave out books and desks that are not his', async () => {
		const ids = await idsOf('grid02');
		expect(ids.every((id) => id.startsWith(`${otherGrid}/field/`))).toBe(true);
		expect(await idsOf('super01')).toEqual([]);
	});

	it('follow a grant with dates', async () => {
		server.auth.accounts.grant('grid02', {
			role: 'worker',
			desk: grid,
			books: ['field'],
			from: '2026-11-24',
			to: '2026-11-25',
		});
		const has = async () => (await idsOf('grid02')).includes(page);
		expect(await has()).toBe(false);
		server.clock.ms += 24 * 60 * 60 * 1000;
		expect(await has()).toBe(true);
		server.clock.ms += 2 * 24 * 60 * 60 * 1000;
		expect(await has()).toBe(false);
	});
});

describe('a snapshot', () => {
	const fetchPage = (token: string, id: string, headers = {}) =>
		server.app.inject({ url: `/api/pages/${id}/snapshot`, headers: { authorization: `Bearer ${token}`, ...headers } });

	it('holds all entries, never cached, compressed for who takes it', async () => {
		const written = Array.from({ length: 20 }, () => entries.make());
		await server.write(page, ...written);
		const token = await server.signIn('grid01');
		const plain = await fetchPage(token, page);
		expect(plain.headers).toMatchObject({
			'content-type': 'application/octet-stream',
			'cache-control': 'no-store',
			'x-epoch': '1',
			'x-generation': server.store.generation,
		});
		expect(snapshotToTexts(new Uint8Array(plain.rawPayload)).sort()).toEqual(written.map(entryToText).sort());
		const packed = await fetchPage(token, page, { 'accept-encoding': 'br, gzip' });
		expect(packed.headers['content-encoding']).toBe('gzip');
		expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
		expect(gunzipSync(packed.rawPayload).equals(plain.rawPayload)).toBe(true);
		expect(
			(await fetchPage(token, page, { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding'],
		).toBeUndefined();
	});

	it('of an empty page is an empty update', async () => {
		const answer = await fetchPage(await server.signIn('grid01'), `${grid}/care/2026-12`);
		expect(answer.statusCode).toBe(200);
		expect(snapshotToTexts(new Uint8Array(answer.rawPayload))).toEqual([]);
	});

	it.each([
		['another desk', 'grid01', `${otherGrid}/field/2026-11`, 403, 'desk'],
		['a book that stays shut', 'grid02', `${otherGrid}/care/2026-11`, 403, 'book'],
		['a role that reads no pages', 'admin01', page, 403, 'role'],
		['no such desk', 'grid01', '999999999999999/field/2026-11', 404, 'not-found'],
		['no such book', 'grid01', `${grid}/secrets/2026-11`, 404, 'not-found'],
		['no such month', 'grid01', `${grid}/field/2026-13`, 404, 'not-found'],
	])('is refused for %s', async (_, account, id, status, code) => {
		const answer = await fetchPage(await server.signIn(account), id);
		expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
	});
});

describe('entries by HTTP', () => {
	const hand = async (account: string, payload: unknown, id = page) =>
		server.ask(await server.signIn(account), {
			method: 'POST',
			url: `/api/pages/${id}/entries`,
			payload: payload as object,
		});

	it('are taken or refused one by one, by name', async () => {
		const good = entries.make({ dev: undefined });
		const wrong = entries.make({ dev: undefined, body: { outcome: 'nonsense' } });
		const foreign = entries.make({ dev: undefined, by: 'grid02' });
		const { status, body } = await hand('grid01', [good, wrong, foreign, { id: 'no entry' }]);
		expect(status).toBe(200);
		expect(body.accepted).toEqual([good.id]);
		expect(Object.fromEntries(body.refused.map(({ id, code }: { id: string; code: string }) => [id, code]))).toEqual({
			[wrong.id]: 'schema',
			[foreign.id]: 'author',
			'no entry': 'envelope',
		});
		expect(body.refused.every(({ message }: { message: string }) => message.length > 0)).toBe(true);
	});

	it('[AD13] from before the command line ended the seat are taken, and refused once it was taken back', async () => {
		const send = async (token: string) =>
			(
				await server.ask(token, {
					method: 'POST',
					url: `/api/pages/${page}/entries`,
					payload: [entries.make({ dev: undefined })],
				})
			).body;
		const token = await server.signIn('grid01');
		const command = (...args: string[]) => run(args, server.auth.accounts, server.areas);
		const { number } = server.auth.accounts.get('grid01')!.grants.find(({ desk }) => desk === grid)!;
		expect((await command('revoke', 'grid01', String(number))).code).toBe(0);
		expect(await send(token)).toMatchObject({ accepted: [expect.any(String)], refused: [] });
		expect((await server.ask(token, '/api/pages')).body.pages).toEqual([]);
		expect((await command('take-back', 'grid01', String(number))).code).toBe(0);
		expect(await send(token)).toMatchObject({ accepted: [], refused: [{ code: 'desk' }] });
	});

	it('may be sent twice', async () => {
		const entry = entries.make({ dev: undefined });
		for (let time = 0; time < 2; time++)
			expect((await hand('grid01', [entry])).body).toEqual({ accepted: [entry.id], refused: [] });
	});

	it.each([
		['what is no list', { entries: [] }, 400],
		['a list of other things', ['text'], 400],
		['too many', Array.from({ length: 1001 }, () => ({})), 400],
		['too much', [{ text: 'x'.repeat(5 * 1024 * 1024) }], 413],
	])('do not come as %s', async (_, payload, status) => {
		expect((await hand('grid01', payload)).status).toBe(status);
	});

	it('reach no page that does not exist', async () => {
		expect((await hand('grid01', [], '999999999999999/field/2026-11')).status).toBe(404);
	});
});
