/** Somebody of the demonstration who can be told from all others. */
import { grid } from './entries.ts';
import { signInByHttp } from './server.ts';

interface Found {
	readonly id: string;
	readonly about: string;
	readonly kind: string;
	readonly body: { readonly name: string };
}

/** An elder of the grid whose name nobody else has. */
export async function somebody(url: string): Promise<{ id: string; home: string; name: string }> {
	const { get } = await signInByHttp(url, 'super01');
	const listed = async (kind: string) =>
		(await get<{ records: Found[] }>(`/api/records?area=${grid}&kind=${kind}&limit=500`)).records;
	const [residents, elders] = [await listed('resident'), await listed('elder')];
	const names = Map.groupBy(residents, ({ body }) => body.name);
	const isAlone = ({ id, body }: Found) =>
		names.get(body.name)!.length === 1 && elders.some(({ about }) => about === id) && body.name.length > 2;
	const { id, about, body } = residents.find(isAlone)!;
	return { id, home: about, name: body.name };
}
