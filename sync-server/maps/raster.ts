/**
 * A raster service of the operator's choice, asked by the server: phones speak to nobody but us, so no other host learns
 * where somebody looks, and the content security policy stays as narrow as it is. Rule MP7.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';

export interface RasterConfig {
	/** With {z}, {x} and {y}. */
	readonly url: string;
	readonly datum: 'WGS-84' | 'GCJ-02';
	readonly maxZoom: number;
	/** Whose map it is, as its terms want it said. */
	readonly credit: string;
}

export interface Tile {
	readonly type: string;
	readonly bytes: Buffer;
}

const patienceMs = 10_000;
const mostBytes = 2 * 1024 * 1024;

export const isTile = (z: number, x: number, y: number, maxZoom: number): boolean =>
	z <= maxZoom && x < 2 ** z && y < 2 ** z;

/** `missing`: the service has no such tile. `unavailable`: it does not answer, or not with a picture. */
export async function fetchTile(
	{ url }: RasterConfig,
	{ z, x, y }: { readonly z: number; readonly x: number; readonly y: number },
	fetcher: typeof fetch = fetch,
): Promise<Result<Tile, 'missing' | 'unavailable'>> {
	const address = url.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y));
	try {
		const answer = await fetcher(address, { signal: AbortSignal.timeout(patienceMs), redirect: 'error' });
		if (answer.status === 404 || answer.status === 204) return err('missing');
		const type = answer.headers.get('content-type') ?? '';
		if (!answer.ok || !/^image\/(png|jpeg|webp)\b/.test(type)) return err('unavailable');
		if (Number(answer.headers.get('content-length') ?? 0) > mostBytes) return err('unavailable');
		const bytes = Buffer.from(await answer.arrayBuffer());
		return bytes.length > mostBytes ? err('unavailable') : ok({ type: type.split(';')[0]!, bytes });
	} catch {
		// No network, a timeout, a redirect, a broken answer: the map goes on without this tile.
		return err('unavailable');
	}
}
