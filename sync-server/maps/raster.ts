/**
 * A raster service of the operator's choice, asked by the server: phones speak to nobody but us, so no other host learns
 * where somebody looks, and the content security policy stays as narrow as it is. Rule MP7.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';

/** In which a base may be drawn. */
export const datums = ['WGS-84', 'GCJ-02'] as const;

export interface RasterConfig {
	/** With {z}, {x} and {y}. */
	readonly url: string;
	readonly datum: (typeof datums)[number];
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
		if (!answer.ok || !/^image\/(png|jpeg|webp)(;|$)/.test(type)) return err('unavailable');
		const bytes = await bytesOf(answer);
		return bytes ? ok({ type: type.split(';')[0]!, bytes }) : err('unavailable');
	} catch {
		// No network, a timeout, a redirect, a broken answer: the map goes on without this tile.
		return err('unavailable');
	}
}

/** null when it is more than a tile has: a length that is said need not be true, so what comes is counted. */
async function bytesOf({ body }: Response): Promise<Buffer | null> {
	const parts: Uint8Array[] = [];
	let length = 0;
	for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
		length += part.length;
		// Leaving the loop ends the answer.
		if (length > mostBytes) return null;
		parts.push(part);
	}
	return Buffer.concat(parts);
}
