import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createCallers } from '#server/auth/caller.ts';
import { handleUpgrades } from '#server/sync/upgrade.ts';
import { openApp, password, type App } from '#tests/support/app.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';

const street = '120101004';
const page = `${grid}/field/2026-11`;
const phone = 'phone-of-grid01';
const seat = { role: 'worker', desk: otherGrid, books: ['field'] } as const;
const minute = 60_000;

let server: App;
let admin: string;
beforeEach(async () => {
	server = await openApp();
	admin = await server.signIn('admin01');
});
afterEach(() => server.close());

type Body = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of many routes
const asAdmin = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
	const { status, body } = await server.ask(admin, { method, url: `/api${url}`, ...(payload ? { payload } : {}) });
	return { status, body: body as Body };
};
const post = async (url: string, payload: object) => {
	const answer = await server.app.inject({ method: 'POST', url: `/api${url}`, payload });
	return { status: answer.statusCode, body: answer.json() as Body, cookies: answer.cookies };
};
const traced = async (area = street) =>
	((await asAdmin('GET', `/deeds?area=${area}`)).body.deeds as Body[]).map(({ deed, account, by, address }) => ({
		deed,
		account,
		by,
		address,
	}));

describe('accounts', () => {
	it('[AD1, AD2] are made, renamed, seated and closed in the area, and each of it stands in the trace', async () => {
		const made = await asAdmin('POST', '/accounts', {
			account: 'zhao',
			name: '赵敏',
			home: grid,
			seat: { ...seat, desk: grid },
		});
		expect(made).toMatchObject({
			status: 200,
			body: { account: { account: 'zhao', mayChange: true, seats: [{ role: 'worker' }] } },
		});
		expect(await asAdmin('PUT', '/accounts/zhao', { name: '赵敏敏' })).toMatchObject({ body: { name: '赵敏敏' } });
		const given = await asAdmin('POST', '/accounts/zhao/seats', { ...seat, from: '2026-11-23', to: '2026-12-31' });
		const number = given.body.seats[1].number as number;
		const changed = await asAdmin('PUT', `/accounts/zhao/seats/${number}`, { from: null, to: '2026-12-01' });
		expect(changed.body.seats[1]).toMatchObject({ to: '2026-12-01' });
		expect(changed.body.seats[1]).not.toHaveProperty('from');
		expect((await asAdmin('PUT', `/accounts/zhao/seats/${number}`, { end: true })).body.seats[1]).toMatchObject({
			ended: '2026-11-23',
			mayChange: false,
		});
		expect((await asAdmin('PUT', `/accounts/zhao/seats/${number}`, { end: true })).status).toBe(404);
		expect((await asAdmin('DELETE', '/accounts/zhao')).body).toMatchObject({ closed: morning });
		const mine = { account: 'zhao', by: 'admin01', address: '127.0.0.1' };
		expect((await traced()).filter(({ account }) => account === 'zhao')).toEqual(
			[
				'account-closed',
				'grant-ended',
				'grant-changed',
				'grant-given',
				'account-renamed',
				'grant-given',
				'account-made',
			].map((deed) => ({ ...mine, deed })),
		);
		const { deeds } = (await asAdmin('GET', `/deeds?area=${street}&account=zhao&limit=1`)).body;
		expect(deeds).toMatchObject([{ at: morning, byName: '韩晓东', name: '赵敏敏', desk: grid, deskName: '第一网格' }]);
	});

	it('[AD2] shows the trace page by page, of the area alone, and the file keeps it as it is', async () => {
		for (const name of ['一', '二', '三']) await asAdmin('PUT', '/accounts/grid01', { name });
		const first = (await asAdmin('GET', `/deeds?area=${grid}&limit=2`)).body;
		const next = (await asAdmin('GET', `/deeds?area=${grid}&limit=2&cursor=${first.cursor}`)).body;
		expect([...first.deeds, ...next.deeds].slice(0, 3).map(({ detail }: Body) => detail.to)).toEqual([
			'三',
			'二',
			'一',
		]);
		expect((await traced(otherGrid)).map(({ account }) => account)).not.toContain('grid01');
		const file = new DatabaseSync(join(server.dataDir, 'accounts.sqlite'));
		expect(() => file.exec("UPDATE deed SET by = 'nobody'")).toThrow(/only grows/);
		expect(() => file.exec('DELETE FROM deed')).toThrow(/only grows/);
		file.close();
	});

	it('[AD2] notes what the command line does, too', async () => {
		await server.auth.accounts.setPassword('grid01', 'another-password');
		expect((await traced())[0]).toEqual({ deed: 'password-reset', account: 'grid01', by: 'system', address: '' });
	});

	it('[AD1] are hidden from who administers elsewhere, and from who administers nothing', async () => {
		await server.auth.accounts.add({
			id: 'far01',
			name: '远方',
			password,
			grants: [{ role: 'admin', desk: '120102', books: [] }],
		});
		const far = await server.signIn('far01');
		const supervisor = await server.signIn('super01');
		const ask = async (token: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
			(await server.ask(token, { method, url: `/api${url}`, ...(payload ? { payload } : {}) })).status;
		for (const token of [far, supervisor]) {
			expect(await ask(token, 'GET', `/accounts?area=${street}`)).toBe(403);
			expect(await ask(token, 'GET', `/deeds?area=${street}`)).toBe(403);
			expect(await ask(token, 'GET', '/accounts/grid01')).toBe(404);
			expect(await ask(token, 'PUT', '/accounts/grid01', { name: '某' })).toBe(404);
			expect(await ask(token, 'DELETE', '/accounts/grid01')).toBe(404);
			expect(await ask(token, 'POST', '/accounts/grid01/password')).toBe(404);
			expect(await ask(token, 'POST', '/accounts/grid01/code')).toBe(404);
			expect(await ask(token, 'POST', '/accounts/grid01/sign-out')).toBe(404);
			expect(await ask(token, 'POST', '/accounts/grid01/seats', seat)).toBe(404);
			expect(await ask(token, 'DELETE', `/accounts/grid01/devices/${phone}`)).toBe(404);
			expect(await ask(token, 'POST', '/accounts', { account: 'zhao', name: '赵敏', home: grid })).toBe(403);
		}
		expect((await traced()).filter(({ by }) => by !== 'system')).toEqual([]);
	});

	it('[AD1] that hold a seat outside of the area are seen there, and not changed as a whole', async () => {
		server.auth.accounts.grant('grid01', { role: 'viewer', desk: '1201', books: ['field'] });
		const { body } = await asAdmin('GET', '/accounts/grid01');
		expect(body).toMatchObject({ mayChange: false, devices: [], seats: [{ desk: grid, mayChange: true }] });
		expect((await asAdmin('POST', '/accounts/grid01/password')).status).toBe(403);
		expect((await asAdmin('DELETE', '/accounts/grid01')).status).toBe(403);
	});

	it.each([
		['a seat above', { role: 'viewer', desk: '1201', books: ['field'] }, 403, 'desk'],
		['a worker at a community', { ...seat, desk: '120101004010' }, 422, 'grant-level'],
		['no book', { ...seat, books: [] }, 422, 'grant-books'],
		['days that are past', { ...seat, to: '2026-11-01' }, 422, 'grant-days'],
		['a role that is not given', { ...seat, role: 'dispatcher' }, 400, 'request'],
		['an unknown area', { role: 'viewer', desk: '120101999', books: ['field'] }, 404, 'not-found'],
	])('[AD1] refuses %s', async (_, payload, status, code) => {
		const answer = await asAdmin('POST', '/accounts/grid01/seats', payload);
		expect([answer.status, answer.body.code]).toEqual([status, code]);
	});

	it('[AD1] are not one’s own to close, to reset or to seat', async () => {
		expect((await asAdmin('DELETE', '/accounts/admin01')).body.code).toBe('own');
		expect((await asAdmin('POST', '/accounts/admin01/password')).body.code).toBe('own');
		expect((await asAdmin('POST', '/accounts/admin01/seats', seat)).body.code).toBe('own');
		const { seats } = (await asAdmin('GET', '/accounts/admin01')).body;
		expect((await asAdmin('PUT', `/accounts/admin01/seats/${seats[0].number}`, { end: true })).body.code).toBe('own');
	});

	it('[AD1] have ids of their own kind, each once', async () => {
		const make = async (account: string) =>
			(await asAdmin('POST', '/accounts', { account, name: '某', home: grid })).body.code;
		expect([await make('grid02'), await make('Li!'), await make('server')]).toEqual([
			'taken',
			'account-id',
			'account-id',
		]);
	});

	it('[AD4] once closed sign nobody in, open nothing, and are named as before', async () => {
		const token = await server.signIn('grid01', phone);
		await asAdmin('DELETE', '/accounts/grid01');
		expect((await server.ask(token, '/api/pages')).body).toMatchObject({ code: 'revoked' });
		expect((await post('/session', { account: 'grid01', password })).body.code).toBe('closed');
		expect((await post('/session', { account: 'grid01', password: 'guess' })).body.code).toBe('sign-in');
		expect((await asAdmin('POST', '/accounts/grid01/code')).status).toBe(404);
		const { body } = await asAdmin('GET', '/accounts/grid01');
		expect(body).toMatchObject({ name: '王芳', seats: [{ ended: '2026-11-23' }], devices: [{ revoked: morning }] });
	});
});

describe('a password for one sign-in', () => {
	it('[AD3] opens nothing until another is chosen, and ends all sessions', async () => {
		const before = await server.signIn('grid01');
		const { body } = await asAdmin('POST', '/accounts/grid01/password');
		expect((await server.ask(before, '/api/pages')).status).toBe(401);
		const signed = await post('/session', { account: 'grid01', password: body.password });
		expect(signed).toMatchObject({ status: 200, body: { mustChange: true } });
		const { token } = signed.body;
		expect((await server.ask(token, '/api/pages')).body).toMatchObject({ code: 'password-change' });
		expect((await server.ask(token, '/api/session')).body).toMatchObject({ mustChange: true });
		const change = (next: string) =>
			server.ask(token, { method: 'PUT', url: '/api/session/password', payload: { next } });
		expect((await change('short')).status).toBe(400);
		expect((await change('my-own-words')).body).toMatchObject({ mustChange: false });
		expect((await server.ask(token, '/api/pages')).status).toBe(200);
		expect((await post('/session', { account: 'grid01', password: body.password })).status).toBe(401);
		expect((await post('/session', { account: 'grid01', password: 'my-own-words' })).body.mustChange).toBe(false);
		expect((await traced()).slice(0, 2).map(({ deed, by }) => [deed, by])).toEqual([
			['password-changed', 'grid01'],
			['password-reset', 'admin01'],
		]);
	});

	it('[AD3] is worth nothing after three days', async () => {
		const { body } = await asAdmin('POST', '/accounts/grid01/password');
		server.clock.ms += 3 * 24 * 60 * minute + 1;
		expect((await post('/session', { account: 'grid01', password: body.password })).body.code).toBe('password-late');
	});

	it('[AD3] otherwise the one in use is asked for', async () => {
		const token = await server.signIn('grid01');
		const change = (payload: object) => server.ask(token, { method: 'PUT', url: '/api/session/password', payload });
		expect((await change({ next: 'my-own-words' })).status).toBe(401);
		expect((await change({ password: 'guess', next: 'my-own-words' })).status).toBe(401);
		expect((await change({ password, next: 'my-own-words' })).status).toBe(200);
	});
});

describe('a new phone', () => {
	const enrol = (code: string, more: object = {}) =>
		post('/enrolment', {
			code,
			password: 'my-own-words',
			device: 'new-phone-1',
			deviceName: 'Android · Chrome',
			...more,
		});
	const makeCode = async (account = 'grid01') =>
		(await asAdmin('POST', `/accounts/${account}/code`)).body.code as string;

	it('[AD5, AD7] is enrolled by its code, once, and signed in under the person’s own password', async () => {
		const before = await server.signIn('grid01', phone);
		const code = await makeCode();
		expect(code).toMatch(/^[A-HJKMNP-Z2-9]{10}$/);
		const typed = `${code.slice(0, 5).toLowerCase()}-${code.slice(5)}`;
		expect((await post('/enrolment/look', { code: typed })).body).toEqual({ account: 'grid01', name: '王芳' });
		const enrolled = await enrol(typed);
		expect(enrolled).toMatchObject({
			status: 200,
			body: { account: 'grid01', device: 'new-phone-1', mustChange: false },
		});
		expect((await server.ask(enrolled.body.token, '/api/pages')).status).toBe(200);
		expect((await server.ask(before, '/api/pages')).status).toBe(401);
		expect((await enrol(code, { device: 'new-phone-2' })).body.code).toBe('enrol-code');
		expect((await post('/session', { account: 'grid01', password: 'my-own-words' })).status).toBe(200);
		const { devices } = (await asAdmin('GET', '/accounts/grid01')).body;
		expect(devices).toMatchObject([{ id: 'new-phone-1', name: 'Android · Chrome', seen: morning }, { id: phone }]);
		expect((await traced()).map(({ deed }) => deed)).toEqual(
			expect.arrayContaining(['enrolled', 'code-made', 'password-changed']),
		);
	});

	it('[AD5] not after half an hour, not with the code before, not with another one’s phone', async () => {
		const first = await makeCode();
		const second = await makeCode();
		expect((await enrol(first)).body.code).toBe('enrol-code');
		await server.signIn('grid02', 'taken-phone');
		expect((await enrol(second, { device: 'taken-phone' })).body.code).toBe('device');
		server.clock.ms += 30 * minute;
		expect((await enrol(second)).body.code).toBe('enrol-code');
	});

	it('[AD6] wrong codes slow the address down', async () => {
		const code = await makeCode();
		for (let count = 0; count < 30; count++)
			expect((await post('/enrolment/look', { code: `WRONG${count}` })).body.code).toBe('enrol-code');
		expect((await post('/enrolment/look', { code })).body).toMatchObject({ code: 'slow-down', retryAfterSeconds: 1 });
		expect((await enrol(code)).status).toBe(429);
	});

	it('[AD7] an account of the demonstration only on the machine itself', async () => {
		const code = await makeCode('demo01');
		const from = (headers: object) =>
			server.app.inject({ method: 'POST', url: '/api/enrolment/look', payload: { code }, headers: { ...headers } });
		expect((await from({ host: 'elsewhere.example' })).json().code).toBe('demo-loopback');
		expect((await from({ host: '127.0.0.1:3000' })).statusCode).toBe(200);
	});
});

describe('a lost phone', () => {
	const { make } = createEntries(9000);
	const ofPhone = (ms: number) => make({ ms, dev: phone });
	const handOver = (token: string, ...entries: object[]) =>
		server.ask(token, { method: 'POST', url: `/api/hand-over/${page}/entries`, payload: entries });

	it('[AD8, AD9, AD10] reads nothing any more, hands over what was written before, and says that it is empty', async () => {
		const token = await server.signIn('grid01', phone);
		const other = await server.signIn('grid01', 'second-phone');
		expect((await handOver(token, ofPhone(morning))).status).toBe(403);
		await asAdmin('DELETE', `/accounts/grid01/devices/${phone}`);
		for (const url of [
			'/api/pages',
			`/api/pages/${page}/snapshot`,
			'/api/records',
			'/api/session',
			'/api/areas',
			'/api/events',
		])
			expect((await server.ask(token, url)).body).toMatchObject({ code: 'revoked' });
		const write = { method: 'POST', url: `/api/pages/${page}/entries`, payload: [ofPhone(morning)] } as const;
		expect((await server.ask(token, write)).status).toBe(401);
		expect((await server.ask(other, '/api/pages')).status).toBe(200);

		const [before, after] = [ofPhone(morning - minute), ofPhone(morning + 1)];
		server.clock.ms = morning + 20 * 24 * 60 * minute;
		const { body } = await handOver(token, before, after, { id: 'none' });
		expect(body).toMatchObject({
			accepted: [before.id],
			refused: [
				{ id: 'none', code: 'envelope' },
				{ id: after.id, code: 'revoked' },
			],
		});
		expect(Object.keys(body as object)).toEqual(['accepted', 'refused', 'held']);
		const file = new DatabaseSync(join(server.dataDir, 'ledger.sqlite'));
		expect(String((file.prepare('SELECT CAST(bytes AS TEXT) AS text FROM quarantine').get() as Body).text)).toContain(
			after.id,
		);
		file.close();
		expect((await handOver(token, { ...ofPhone(morning - minute), by: 'grid02' })).body).toMatchObject({
			refused: [{ code: 'author' }],
		});

		const wiped = () => server.ask(token, { method: 'POST', url: '/api/hand-over/wiped' });
		expect((await wiped()).status).toBe(204);
		expect((await wiped()).status).toBe(401);
		expect((await handOver(token, ofPhone(morning - minute))).body).toMatchObject({ code: 'signed-out' });
		admin = await server.signIn('admin01');
		expect((await traced())[0]).toMatchObject({ deed: 'device-wiped', account: 'grid01', by: 'grid01' });
		const { devices } = (await asAdmin('GET', '/accounts/grid01')).body;
		expect(devices.find(({ id }: Body) => id === phone)).toMatchObject({ revoked: morning, wiped: server.clock.ms });
	});

	it('[AD9] hands over after signing in again, when its session was lost, and not with a wrong password', async () => {
		await server.signIn('grid01', phone);
		await asAdmin('DELETE', `/accounts/grid01/devices/${phone}`);
		expect((await post('/session', { account: 'grid01', password: 'guess', device: phone })).body.code).toBe('sign-in');
		const signed = await post('/session', { account: 'grid01', password, device: phone });
		expect([signed.status, signed.body.code]).toEqual([401, 'revoked']);
		const token = signed.cookies[0]!.value;
		expect((await server.ask(token, '/api/pages')).body).toMatchObject({ code: 'revoked' });
		const entry = ofPhone(morning - minute);
		expect((await handOver(token, entry)).body).toMatchObject({ accepted: [entry.id] });
	});

	it('[AD9] also after its account was closed and everybody was signed out', async () => {
		const token = await server.signIn('grid01', phone);
		await asAdmin('DELETE', '/accounts/grid01');
		server.auth.accounts.signOut('grid01');
		const entry = ofPhone(morning - minute);
		expect((await handOver(token, entry)).body).toMatchObject({ accepted: [entry.id] });
	});
});

describe('connections', () => {
	let url: string;
	let sockets: WebSocket[] = [];
	// Those still open hold the port.
	afterEach(() => {
		for (const socket of sockets) socket.terminate();
		sockets = [];
	});
	beforeEach(async () => {
		const { auth, rooms, areas, deliveries, clock } = server;
		const callers = createCallers(auth.sessionOf, null, auth.handOverOf);
		handleUpgrades(server.app.server, {
			auth,
			rooms,
			areas,
			callers,
			deliveries,
			publicUrl: null,
			timeZone: 'Asia/Shanghai',
			now: () => clock.ms,
		});
		await server.app.listen({ host: '127.0.0.1', port: 0 });
		url = `ws://127.0.0.1:${(server.app.server.address() as AddressInfo).port}/sync/${page}`;
	});
	const open = async (token: string) => {
		const socket = new WebSocket(`${url}?receipts=1&token=${token}`);
		const closed = once(socket, 'close').then(([code]) => code as number);
		await Promise.race([once(socket, 'message'), closed]);
		sockets.push(socket);
		return { closed };
	};
	const seatOf = async (account: string) =>
		(await asAdmin('GET', `/accounts/${account}`)).body.seats[0].number as number;

	it.each<[string, number, () => Promise<unknown>]>([
		['its device is revoked', 4401, () => asAdmin('DELETE', `/accounts/grid01/devices/${phone}`)],
		['its account is closed', 4401, () => asAdmin('DELETE', '/accounts/grid01')],
		['its account is signed out everywhere', 4401, () => asAdmin('POST', '/accounts/grid01/sign-out')],
		['its password is reset', 4401, () => asAdmin('POST', '/accounts/grid01/password')],
		[
			'its seat is ended',
			4403,
			async () => asAdmin('PUT', `/accounts/grid01/seats/${await seatOf('grid01')}`, { end: true }),
		],
		[
			'its seat begins later',
			4403,
			async () => asAdmin('PUT', `/accounts/grid01/seats/${await seatOf('grid01')}`, { from: '2026-12-01', to: null }),
		],
	])('[AD11] a real socket closes by itself when %s (%i)', async (_, code, act) => {
		const socket = await open(await server.signIn('grid01', phone));
		const bystander = await open(await server.signIn('super01'));
		await act();
		expect(await socket.closed).toBe(code);
		const still = await Promise.race([bystander.closed, Promise.resolve('open')]);
		expect(still).toBe('open');
	});

	it('[AD3, AD8] none opens for a revoked device or a password that must be changed', async () => {
		const token = await server.signIn('grid01', phone);
		await asAdmin('DELETE', `/accounts/grid01/devices/${phone}`);
		expect(await (await open(token)).closed).toBe(4401);
		const { body } = await asAdmin('POST', '/accounts/grid01/password');
		const signed = await post('/session', { account: 'grid01', password: body.password });
		expect(await (await open(signed.body.token)).closed).toBe(4401);
	});

	it('[AD11] a stream of changes ends when its session does', async () => {
		const token = await server.signIn('super01');
		const stream = await fetch(url.replace(/^ws(.*)\/sync\/.*$/, 'http$1/api/events'), {
			headers: { authorization: `Bearer ${token}` },
		});
		const reader = stream.body!.getReader();
		await reader.read();
		await asAdmin('POST', '/accounts/super01/sign-out');
		for (;;) if ((await reader.read()).done) break;
		expect((await server.ask(token, '/api/events')).status).toBe(401);
	});
});
