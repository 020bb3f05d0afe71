/**
 * Keys in keeping: each opens, together with what lies on one phone, the locked space of an account there when its PIN is
 * forgotten. One by itself opens nothing. They are given out in the answer to a password, never to a session.
 */
import type { AccountsFile } from './database.ts';

export interface SpaceKeys {
	/** `full`: the account has as many as it may; `taken`: another key stands under this id. */
	keep(account: string, id: string, key: string): 'kept' | 'full' | 'taken';
	of(account: string, id: string): string | null;
}

/** Phones of one account, and tries whose answer was lost: more than anybody needs. */
const most = 200;

export function createSpaceKeys(file: AccountsFile, now: () => number): SpaceKeys {
	const insert = file.prepare(
		'INSERT INTO space_key (account, id, key, made) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	const find = file.prepare('SELECT key FROM space_key WHERE account = ? AND id = ?');
	const count = file.prepare('SELECT count(*) AS keys FROM space_key WHERE account = ?');
	const of = (account: string, id: string) => (find.get(account, id) as { key: string } | undefined)?.key ?? null;
	return {
		keep: (account, id, key) => {
			if ((count.get(account) as { keys: number }).keys >= most) return 'full';
			insert.run(account, id, key, now());
			return of(account, id) === key ? 'kept' : 'taken';
		},
		of,
	};
}
