import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '#lib/access/policy.ts';
import { openAuth, type Attempt, type Auth } from './auth.ts';
import { openAccountsFile } from './database.ts';
import { hashPassword, isPassword, newPassword } from './password.ts';
import { sessionMs } from './sessions.ts';

const grant: Grant = { role: 'worker', desk: '120101004010001', books: ['field', 'care'] };
const phone = '0d4f9a52-6f5b-4a8e-9f5c-3d0b8f4f9a11';
const hourMs = 60 * 60 * 1000;

describe('auth', () => {
	let folder: string;
	let auth: Auth;
	let time = Date.UTC(2026, 10, 23);
	const open = () => openAuth(join(folder, 'accounts.sqlite'), () => time);
	const signIn = (part: Partial<Attempt> = {}) =>
		auth.signIn({
			account: 'wang',
			password: 'right-password',
			device: null,
			address: '10.0.0.1',
			isLocal: false,
			...part,
		});
	const tokenOf = async (part: Partial<Attempt> = {}): Promise<string> => {
		const signed = await signIn(part);
		if (!signed.ok) throw new Error(signed.error.code);
		return signed.value.token;
	};
	const codeOf = async (part: Partial<Attempt> = {}) => {
		const signed = await signIn(part);
		return signed.ok ? 'in' : signed.error.code;
	};

	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'auth-'));
		auth = await open();
		await auth.accounts.add({ id: 'wang', name: '王芳', password: 'right-password', grants: [grant] });
		await auth.accounts.add({ id: 'demo01', name: '演示', password: 'demo-2026', demo: true, grants: [grant] });
	});
	afterEach(() => {
		auth.close();
		rmSync(folder, { recursive: true });
	});

	it('signs in with the right password, and tells a wrong one from an unknown account to nobody', async () => {
		const signed = await signIn({ device: phone });
		expect(signed).toMatchObject({
			ok: true,
			value: { session: { account: 'wang', name: '王芳', grants: [grant], device: phone } },
		});
		expect(await signIn({ password: 'wrong' })).toEqual({ ok: false, error: { code: 'sign-in' } });
		expect(await signIn({ account: 'nobody', password: 'nobody' })).toEqual({ ok: false, error: { code: 'sign-in' } });
	});

	it('keeps sessions over a restart', async () => {
		const token = await tokenOf({ device: phone });
		auth.close();
		auth = await open();
		expect(auth.sessionOf(token)).toMatchObject({ account: 'wang', device: phone });
	});

	it('ends a session thirty days after its last use, not after its first', async () => {
		const token = await tokenOf();
		time += sessionMs - hourMs;
		expect(auth.sessionOf(token)).not.toBeNull();
		time += sessionMs - hourMs;
		expect(auth.sessionOf(token)).not.toBeNull();
		time += sessionMs;
		expect(auth.sessionOf(token)).toBeNull();
	});

	it('[S97] keeps a session no longer because it was last used by a clock that was ahead', async () => {
		const token = await tokenOf();
		time += 20 * 24 * hourMs;
		expect(auth.sessionOf(token)).not.toBeNull();
		time -= 20 * 24 * hourMs;
		expect(auth.sessionOf(token)).not.toBeNull();
		time += sessionMs;
		expect(auth.sessionOf(token)).toBeNull();
	});

	it('ends a session at sign-out and tells whoever holds a connection open', async () => {
		const token = await tokenOf();
		const { id } = auth.sessionOf(token)!;
		let told = 0;
		auth.whenEnded(id, () => told++);
		auth.whenEnded(id, () => told++)();
		auth.end(id);
		auth.end(id);
		expect(told).toBe(1);
		expect(auth.sessionOf(token)).toBeNull();
		expect(auth.current(id)).toBeNull();
	});

	it('keeps no token and no password on disk', async () => {
		const token = await tokenOf();
		auth.close();
		const bytes = readFileSync(join(folder, 'accounts.sqlite'), 'latin1');
		expect(bytes).not.toContain(token);
		expect(bytes).not.toContain('right-password');
		auth = await open();
	});

	it('sees at once what another process changes: a grant, a revocation, a password', async () => {
		const token = await tokenOf();
		const other = await open();
		const added = other.accounts.grant('wang', {
			...grant,
			desk: '120101004010002',
			from: '2026-11-01',
			to: '2026-11-30',
		});
		expect(auth.sessionOf(token)!.grants).toHaveLength(2);
		expect(auth.sessionOf(token)!.grants[1]).toEqual({
			...grant,
			desk: '120101004010002',
			from: '2026-11-01',
			to: '2026-11-30',
		});
		other.accounts.takeBack('wang', added.ok ? added.value : 0);
		expect(auth.sessionOf(token)!.grants).toEqual([grant]);
		await other.accounts.setPassword('wang', 'another-password');
		expect(auth.sessionOf(token)).toBeNull();
		expect(await codeOf()).toBe('sign-in');
		expect(await codeOf({ password: 'another-password' })).toBe('in');
		other.close();
	});

	it('binds a device to the first account that signs in on it', async () => {
		await auth.accounts.add({ id: 'li', name: '李强', password: 'right-password', grants: [] });
		expect(await codeOf({ device: phone })).toBe('in');
		expect(await codeOf({ device: phone })).toBe('in');
		expect(await codeOf({ device: phone, account: 'li' })).toBe('device');
	});

	it('lets demonstration accounts in on the machine itself only, and says so only to who knows the password', async () => {
		const demo = { account: 'demo01', password: 'demo-2026' };
		expect(await codeOf({ ...demo, isLocal: true })).toBe('in');
		expect(await codeOf(demo)).toBe('demo-loopback');
		expect(await codeOf({ ...demo, password: 'wrong' })).toBe('sign-in');
	});

	it('takes each account id once, and only ids that may stand in an entry', async () => {
		const add = (id: string) => auth.accounts.add({ id, name: '某', password: 'right-password', grants: [] });
		expect(await add('wang')).toEqual({ ok: false, error: 'taken' });
		expect(await add('Wang Fang')).toEqual({ ok: false, error: 'account-id' });
		expect(await add('server')).toEqual({ ok: false, error: 'account-id' });
		expect(auth.accounts.nameOf('wang')).toBe('王芳');
		expect(auth.accounts.nameOf('gone')).toBe('gone');
	});

	describe('guessing', () => {
		const guess = (part: Partial<Attempt> = {}) => codeOf({ password: 'guess', ...part });

		it('waits longer after each failure beyond the fifth, also for the right password', async () => {
			for (let count = 0; count < 5; count++) expect(await guess()).toBe('sign-in');
			expect(await signIn()).toEqual({ ok: false, error: { code: 'slow-down', retryAfterSeconds: 1 } });
			time += 1000;
			expect(await guess()).toBe('sign-in');
			expect(await signIn()).toEqual({ ok: false, error: { code: 'slow-down', retryAfterSeconds: 2 } });
			time += 2000;
			expect(await codeOf()).toBe('in');
			expect(await guess()).toBe('sign-in');
			expect(await guess()).toBe('sign-in');
		});

		it('holds when many guesses come at once, and never for longer than five minutes', async () => {
			const codes = await Promise.all(Array.from({ length: 20 }, () => guess()));
			expect(codes.filter((code) => code === 'sign-in')).toHaveLength(5);
			for (let round = 0; round < 12; round++) {
				time += 5 * 60_000;
				expect(await guess()).toBe('sign-in');
			}
			expect(await signIn()).toEqual({ ok: false, error: { code: 'slow-down', retryAfterSeconds: 300 } });
			time += hourMs;
			expect(await guess()).toBe('sign-in');
			expect(await codeOf()).toBe('in');
		});

		it('[S97] makes nobody wait until a clock that was ahead is reached', async () => {
			time += 365 * 24 * hourMs;
			for (let count = 0; count < 5; count++) await guess();
			expect(await codeOf()).toBe('slow-down');
			time -= 365 * 24 * hourMs;
			expect(await codeOf()).toBe('in');
		});

		it('slows an address that tries many accounts, and no other address', async () => {
			for (let count = 0; count < 30; count++) expect(await guess({ account: `someone${count}` })).toBe('sign-in');
			expect(await guess({ account: 'someone31' })).toBe('slow-down');
			expect(await codeOf()).toBe('slow-down');
			expect(await codeOf({ address: '10.0.0.2' })).toBe('in');
		});

		it('does not let strangers keep a known device out, and counts its own guesses', async () => {
			const known = { device: phone };
			expect(await codeOf(known)).toBe('in');
			for (let count = 0; count < 36; count++) await guess({ account: count < 10 ? 'wang' : `someone${count}` });
			expect(await codeOf()).toBe('slow-down');
			expect(await codeOf({ device: 'another-phone' })).toBe('slow-down');
			expect(await codeOf(known)).toBe('in');
			for (let count = 0; count < 5; count++) expect(await guess(known)).toBe('sign-in');
			expect(await codeOf(known)).toBe('slow-down');
		});

		it('slows an unknown account like a known one', async () => {
			for (let count = 0; count < 5; count++) await guess({ account: 'nobody' });
			expect(await guess({ account: 'nobody' })).toBe('slow-down');
		});
	});
});

describe('the accounts file', () => {
	it('[AD12] of a version that has been out opens with its accounts, seats, devices and sessions', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'auth-'));
		const path = join(folder, 'accounts.sqlite');
		const token = 'x'.repeat(43);
		const old = new DatabaseSync(path);
		// As version 2 wrote it.
		old.exec(`CREATE TABLE account (id TEXT PRIMARY KEY, name TEXT NOT NULL, demo INTEGER NOT NULL, password TEXT NOT NULL,
				made INTEGER NOT NULL) STRICT;
			CREATE TABLE seat (number INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES account (id), role TEXT NOT NULL,
				desk TEXT NOT NULL, books TEXT NOT NULL, first_day TEXT, last_day TEXT) STRICT;
			CREATE TABLE device (id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (id)) STRICT;
			CREATE TABLE session (hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (id),
				device TEXT REFERENCES device (id), made INTEGER NOT NULL, seen INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT;
			CREATE TABLE cover (number INTEGER PRIMARY KEY, seat INTEGER REFERENCES seat (number) ON DELETE SET NULL,
				account TEXT NOT NULL REFERENCES account (id), desk TEXT NOT NULL, books TEXT NOT NULL, first_day TEXT NOT NULL,
				last_day TEXT NOT NULL, made INTEGER NOT NULL, made_by TEXT NOT NULL, ended INTEGER, ended_by TEXT,
				ended_day TEXT) STRICT;
			PRAGMA user_version = 2`);
		const made = Date.UTC(2026, 10, 20);
		old
			.prepare('INSERT INTO account VALUES (?, ?, 0, ?, ?)')
			.run('wang', '王芳', await hashPassword('right-password'), made);
		old
			.prepare('INSERT INTO seat VALUES (1, ?, ?, ?, ?, NULL, ?)')
			.run('wang', 'worker', grant.desk, 'field,care', '2027-01-31');
		old.prepare('INSERT INTO device VALUES (?, ?)').run(phone, 'wang');
		old
			.prepare('INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)')
			.run(createHash('sha256').update(token).digest('hex'), 'wang', phone, made, made, made + sessionMs);
		old.close();

		const auth = await openAuth(path, () => made + hourMs / 2);
		const kept = {
			account: 'wang',
			name: '王芳',
			device: phone,
			mustChange: false,
			grants: [{ ...grant, to: '2027-01-31' }],
		};
		expect(auth.sessionOf(token)).toMatchObject(kept);
		expect(auth.devices.of('wang')).toEqual([
			{
				id: phone,
				account: 'wang',
				name: '',
				made,
				seen: made,
				revoked: null,
				wiped: null,
				heardIn: null,
				heardTo: null,
			},
		]);
		expect(auth.accounts.get('wang')).toMatchObject({ home: grant.desk, closed: null, passwordUntil: null });
		auth.close();
		rmSync(folder, { recursive: true });
	});

	it('refuses a file of a newer version and leaves it as it is', () => {
		const folder = mkdtempSync(join(tmpdir(), 'auth-'));
		const path = join(folder, 'accounts.sqlite');
		const file = openAccountsFile(path);
		file.exec('PRAGMA user_version = 99');
		file.close();
		expect(() => openAccountsFile(path)).toThrow(/version 99/);
		rmSync(folder, { recursive: true });
	});
});

describe('passwords', () => {
	it('salts each hash and knows the password again, however the keyboard spelt it', async () => {
		const [one, two] = await Promise.all([hashPassword('ﬁve-ｗｏｒｄｓ'), hashPassword('five-words')]);
		expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
		expect(one).not.toBe(two);
		expect(await isPassword('five-words', one)).toBe(true);
		expect(await isPassword('five-word', one)).toBe(false);
	});

	it('makes passwords that differ', () => {
		expect(newPassword()).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
		expect(newPassword()).not.toBe(newPassword());
	});
});
