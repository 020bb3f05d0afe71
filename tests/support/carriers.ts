import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { App } from './app.ts';

/** Who brought the seals that came by another hand, as it stands in the ledger's file. */
export function carriersAt({ dataDir }: Pick<App, 'dataDir'>): readonly (string | null)[] {
	const file = new DatabaseSync(join(dataDir, 'ledger.sqlite'), { readOnly: true });
	try {
		return file
			.prepare('SELECT carrier FROM seals ORDER BY rowid')
			.all()
			.map(({ carrier }) => carrier as string | null);
	} finally {
		file.close();
	}
}
