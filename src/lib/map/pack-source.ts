/** Makes a pack on this phone readable for MapLibre: under `pmtiles://<key>`. */
import { addProtocol } from 'maplibre-gl';
import { PMTiles, Protocol, type Source } from 'pmtiles';
import type { Base } from './scene.ts';

export interface PackBytes {
	readonly name: string;
	readonly tag: string;
	readonly maxZoom: number;
	readonly read: (offset: number, length: number) => Promise<ArrayBuffer>;
}

let protocol: Protocol | null = null;

export async function basePack({ name, tag, maxZoom, read }: PackBytes): Promise<Base> {
	const key = `${name}-${tag}`;
	if (!protocol) addProtocol('pmtiles', (protocol = new Protocol()).tile);
	const source: Source = {
		getKey: () => key,
		getBytes: async (offset, length) => ({ data: await read(offset, length) }),
	};
	const archive = new PMTiles(source);
	protocol.add(archive);
	const metadata = (await archive.getMetadata()) as { vector_layers?: { id: string }[]; attribution?: string };
	const layers = (metadata.vector_layers ?? []).map(({ id }) => id);
	return { type: 'pack', key, layers, maxZoom, credit: plain(metadata.attribution ?? '') };
}

/** Attributions are written as HTML. */
const plain = (html: string): string => html.replaceAll(/<[^>]*>/g, '').trim();
