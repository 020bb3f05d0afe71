import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAreas, type Areas } from '#server/areas/areas.ts';
import { openAuth, type Auth } from './auth.ts';
import { run } from './command.ts';

describe('npm run account', () => {
	let folder: string;
	let auth: Auth;
	let areas: Areas;
	const say = (line: string) => run(line.split(' ').filter(Boolean), auth.accounts, areas);
	const seat = '--role worker --desk 120101004010001 --books field,care';

	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'command-'));
		auth = await openAuth(join(folder, 'accounts.sqlite'));
		areas = openAreas(join(folder, 'areas.json'));
	});
	afterEach(() => {
		auth.close();
		rmSync(folder, { recursive: true });
	});

	it('adds an account and prints a password that signs in', async () => {
		const { text, code } = await say(`add wangfang --name 王芳 ${seat} --from 2026-11-01 --to 2026-11-30`);
		expect(code).toBe(0);
		const password = /Password: (\S+)/.exec(text)?.[1] ?? '';
		const signed = await auth.signIn({ account: 'wangfang', password, device: null, address: 'here', isLocal: false });
		expect(signed).toMatchObject({
			ok: true,
			value: {
				session: {
					name: '王芳',
					demo: false,
					grants: [
						{ role: 'worker', desk: '120101004010001', books: ['field', 'care'], from: '2026-11-01', to: '2026-11-30' },
					],
				},
			},
		});
	});

	it('never repeats a password that was given', async () => {
		const { text } = await say(`add wangfang --name 王芳 ${seat} --password given-secret`);
		expect(text).not.toContain('given-secret');
	});

	it('[AD13] grants, lists, ends, and takes back what was given by mistake', async () => {
		await say(
			`add zhang --name 张书记 --role supervisor --desk 120101004010 --books field,care --password given-secret`,
		);
		expect((await say('grant zhang --role admin --desk 120101')).code).toBe(0);
		const listed = (await say('list')).text;
		expect(listed).toContain('zhang  张书记');
		expect(listed).toContain('新兴街道 朝阳里社区');
		const number = /(\d+) admin at 120101/.exec(listed)![1];
		expect((await say(`revoke zhang ${number}`)).code).toBe(0);
		const { ended } = auth.accounts.get('zhang')!.grants[1]!;
		expect((await say('list')).text).toMatch(new RegExp(`admin at 120101 .*, ended ${ended}`));
		expect((await say(`revoke zhang ${number}`)).code).toBe(1);
		expect((await say(`take-back zhang ${number}`)).code).toBe(0);
		expect((await say('list')).text).not.toContain('admin');
		expect((await say(`take-back zhang ${number}`)).code).toBe(1);
		expect(auth.deeds.list({ area: '120101', limit: 2 })).toMatchObject([
			{ by: 'system', deed: 'grant-taken-back', account: 'zhang', desk: '120101', address: '' },
			{ by: 'system', deed: 'grant-ended', account: 'zhang', desk: '120101', address: '' },
		]);
	});

	it('sets a password and signs out everywhere', async () => {
		await say(`add wangfang --name 王芳 ${seat} --password given-secret`);
		const attempt = { account: 'wangfang', device: null, address: 'here', isLocal: false };
		const signed = await auth.signIn({ ...attempt, password: 'given-secret' });
		expect((await say('sign-out wangfang')).text).toContain('Ended 1 sessions');
		expect(signed.ok && auth.sessionOf(signed.value.token)).toBeNull();
		expect((await say('password wangfang --password other-secret')).code).toBe(0);
		expect((await auth.signIn({ ...attempt, password: 'other-secret' })).ok).toBe(true);
	});

	it.each([
		['an unknown area', 'add li --name 李 --role supervisor --desk 129999999999 --books field', /no area 129999999999/],
		[
			'a grid of an unknown community',
			'add li --name 李 --role worker --desk 129999999999001 --books field',
			/no area 129999999999/,
		],
		['a worker at a community', 'add li --name 李 --role worker --desk 120101004010 --books field', /sits at a grid/],
		['an unknown role', 'add li --name 李 --role boss --desk 120101004010 --books field', /--role/],
		['an unknown book', 'add li --name 李 --role viewer --desk 120101004010 --books secrets', /'secrets'/],
		['no books', 'add li --name 李 --role viewer --desk 120101004010', /--books/],
		['no name', `add li ${seat}`, /--name/],
		['no such day', `add li --name 李 ${seat} --from 2026-02-30`, /2026-02-30/],
		['days in the wrong order', `add li --name 李 ${seat} --from 2026-03-01 --to 2026-02-01`, /--from/],
		['a short password', `add li --name 李 ${seat} --password short`, /8 characters/],
		['an account that cannot be one', `add Li! --name 李 ${seat}`, /cannot be an account/],
		['an unknown account', 'sign-out nobody', /no account nobody/],
		['an unknown command', 'remove li', /no command 'remove'/],
		['an unknown option', 'list --all', /--all/],
	])('refuses %s in words and adds nothing', async (_, line, words) => {
		const { text, code } = await say(line);
		expect(code).toBe(1);
		expect(text).toMatch(words);
		expect(auth.accounts.list()).toEqual([]);
	});

	it('explains itself', async () => {
		expect((await say('--help')).text).toContain('npm run account -- add');
		expect((await say('')).text).toContain('npm run account -- add');
	});
});
