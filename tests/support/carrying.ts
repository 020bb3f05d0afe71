/** A server, the phone of an author that is known to it, and what a colleague's phone carries for him. */
import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { expect, vi } from 'vitest';
import { Carried, takeBytes } from '#lib/device/carry/carried.ts';
import { deliver, type Delivery } from '#lib/device/carry/deliver.ts';
import { pack } from '#lib/device/carry/pack.ts';
import { serverKey } from '#lib/device/carry/server-key.ts';
import { photosOf } from '#lib/device/photos/rows.ts';
import { keepForForm, recordWith } from '#lib/device/photos/save.ts';
import { createRemote, type Remote } from '#lib/device/remote.ts';
import type { AttachedBody } from '#lib/ledger/attached.ts';
import { grid } from './entries.ts';
import { openHarbour, startPhone, type Harbour, type TestPhone } from './harbour.ts';
import { largeJpeg } from './pictures.ts';

export interface Carrying {
	readonly harbour: Harbour;
	readonly author: TestPhone;
	readonly carried: Carried;
	readonly now: () => number;
	/** The phone that carries. */
	readonly here: { readonly device: string; readonly server: null; readonly now: () => number };
	/** What the author has not sent, as a file. */
	readonly packed: (withPhotos?: boolean) => Promise<Uint8Array<ArrayBuffer>>;
	readonly remoteOf: (account: string, device?: string) => Promise<Remote>;
	/** Takes a file and delivers it. */
	readonly sends: (bytes: Uint8Array, account?: string) => Promise<Delivery>;
	/** A visit of the author's with a photo or voice note; gives the entry of what was attached. */
	readonly visitWith: (bytes: Uint8Array, sort?: keyof typeof bodies) => Promise<string>;
	readonly close: () => Promise<void>;
}

const size = { width: 64, height: 48 };
export const picture = (seed: number, bytes = 4000): Uint8Array => largeJpeg(size, bytes, seed);

const bodies = {
	photo: { type: 'image/jpeg', ...size, thumb: 'AAAA' },
	voice: { type: 'audio/webm', seconds: 3 },
};

export const until = (condition: () => unknown) =>
	vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 30_000, interval: 10 });

export async function openCarrying(): Promise<Carrying> {
	const harbour = await openHarbour();
	const carried = new Carried();
	const author = await startPhone(harbour, 'grid01');
	await until(async () => (await author.space.db.keys.get('signing'))?.known === 'yes');
	await until(async () => serverKey(author.space));
	const now = () => harbour.app.clock.ms;
	const here = { device: 'device-of-carrier', server: null, now };
	const remoteOf = async (account: string, device?: string) => {
		const token = await harbour.app.signIn(account, device);
		const address = harbour.app.app.server.address() as { port: number };
		const fetcher: typeof fetch = (input, init) =>
			fetch(input, { ...init, headers: { ...(init?.headers as object), authorization: `Bearer ${token}` } });
		return createRemote(fetcher, `http://127.0.0.1:${address.port}`);
	};
	return {
		...{ harbour, author, carried, now, here, remoteOf },
		packed: async (withPhotos = true) => {
			const parcel = await pack(author.space, { name: '王芳', withPhotos });
			if (!parcel.ok) throw new Error(parcel.error);
			return parcel.value.bytes;
		},
		sends: async (bytes, account = 'super01') => {
			expect(await takeBytes(carried, bytes, here)).toMatchObject({ ok: true });
			return deliver(carried, await remoteOf(account), now);
		},
		visitWith: async (bytes, sort = 'photo') => {
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			const body = { what: 'added', sha256, bytes: bytes.length, ...bodies[sort] } as AttachedBody;
			const form = 'linli-half:grid01:visit:door';
			await keepForForm(author.space, form, { bytes: new Uint8Array(bytes), body });
			const saved = await recordWith(author.space, { kind: 'visit', desk: grid, body: { outcome: 'met' } }, form);
			if (!saved.ok) throw new Error(JSON.stringify(saved.error));
			return (await photosOf(author.space.db, saved.value.id))[0]!.entry!;
		},
		close: async () => {
			await author.stop();
			await author.space.db.delete();
			await carried.delete();
			await harbour.close();
		},
	};
}
