/** Somebody whose data are to be erased, and what a phone holds of anybody. */
import type { Ledger } from '#lib/device/database.ts';
import type { App } from './app.ts';
import { createEntries, grid } from './entries.ts';

export const name = '欧阳秀兰';
export const phone = '13812345678';

/** A mother with an elder's card, and her son behind the same door. */
export async function writeHousehold(app: Pick<App, 'write'>) {
	const { make } = createEntries();
	const home = make({
		kind: 'household',
		by: 'super01',
		dev: undefined,
		body: { label: '3-501', building: '3', door: '501', phone },
	});
	const she = make({
		kind: 'resident',
		by: 'super01',
		dev: undefined,
		about: home.id,
		body: { name, phone },
	});
	const son = make({ kind: 'resident', by: 'super01', dev: undefined, about: home.id, body: { name: '李建国' } });
	const body = { household: home.id, tier: 'high', types: [], contacts: [] };
	const elder = make({ kind: 'elder', by: 'super01', dev: undefined, about: she.id, body });
	await app.write(`${grid}/field/register`, home, she, son);
	await app.write(`${grid}/care/register`, elder);
	return { home, she, son, elder };
}

/** All rows of all tables, as the app reads them, and the bytes of pages. */
export async function everythingIn(db: Ledger): Promise<string> {
	const parts: string[] = [];
	for (const table of db.tables) {
		for (const row of await table.toArray())
			parts.push(
				JSON.stringify(row, (_, value: unknown) =>
					value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
				),
			);
	}
	return parts.join('\n');
}
