/** The server's HTTP addresses that a phone needs. A failing network is a value, never an exception. */
import type { Grant } from '#lib/access/policy.ts';
import type { Drawing } from '#lib/ground/drawing.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { RefusalCode } from '#lib/ledger/refusal.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import type { ChainState, Seal } from '#lib/proof/seal.ts';
import type { PostedParcel } from '#lib/parcel/parcel.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';

export interface RemoteFault {
	/** `offline`: no answer, or one that broke off; otherwise the server's own word. */
	readonly code: string;
	/** HTTP status; 0 when there was none. */
	readonly status: number;
	/** The whole answer of a refused seal. */
	readonly body?: { readonly code: string; readonly chain?: ChainState };
}
/** Nobody answered: it is tried again. */
export const noAnswer: RemoteFault = { code: 'offline', status: 0 };
export type Answer<Value> = Promise<Result<Value, RemoteFault>>;

export interface SignedIn {
	readonly account: string;
	readonly name: string;
	readonly grants: readonly Grant[];
	readonly demo: boolean;
	/** Signed in with a password for one time: another is to be chosen first. */
	readonly mustChange?: boolean;
}
/** Whom a code is for. */
export interface Whose {
	readonly account: string;
	readonly name: string;
}
export interface Enrolment {
	readonly code: string;
	readonly password: string;
	readonly device: string;
	readonly deviceName: string;
}
interface SignInMore {
	readonly deviceName?: string;
	readonly space?: string | undefined;
}
/** `spaceKey`: what a space on this device was locked with beside the PIN, when it was asked for; base64. */
export interface SignedInAnew extends SignedIn {
	readonly spaceKey?: string;
}
export interface PageListing {
	readonly id: PageId;
	readonly epoch: number;
	readonly entries: number;
	readonly bytes: number;
}
/** Someone else at a grid of one's own, now or until lately. */
export interface OwnCover {
	readonly desk: string;
	readonly account: string;
	readonly name: string;
	/** First day, and the last on which it was or will be in force. */
	readonly from: string;
	readonly to: string;
	readonly over: boolean;
}
export interface ErasedList {
	/** Entries that are gone. */
	readonly ids: readonly string[];
	/** Entries that stand on with another text, and records that either said something of; absent from an older server. */
	readonly changed?: readonly string[];
	readonly records?: readonly string[];
	readonly next: string;
}
export interface PageList {
	/** ms. */
	readonly serverTime: number;
	readonly generation: string;
	/** By which the pages are listed. */
	readonly grants: readonly Grant[];
	readonly covers: readonly OwnCover[];
	readonly pages: readonly PageListing[];
	/** What the communities of these pages are called, by code; absent from an older server. */
	readonly names?: Readonly<Record<string, string>>;
	/** What was erased since, and where to go on; absent from an older server. */
	readonly erased?: ErasedList;
	/** Number of the drawing of each community; absent from an older server. */
	readonly drawings?: Readonly<Record<string, number>>;
}
export interface NumberedDrawing {
	/** 0: nobody has drawn it yet. */
	readonly n: number;
	readonly drawing: Drawing;
}
/** Base maps that the server has. */
export interface Maps {
	readonly packs: readonly ServedPack[];
	readonly raster: { readonly datum: 'WGS-84' | 'GCJ-02'; readonly maxZoom: number; readonly credit: string } | null;
}
export interface ServedPack {
	readonly name: string;
	readonly bytes: number;
	/** Another for another file of the same name. */
	readonly tag: string;
	readonly maxZoom: number;
}
export interface PageCopy {
	readonly bytes: Uint8Array;
	readonly epoch: number;
	readonly generation: string;
}
export interface Posted {
	readonly accepted: readonly string[];
	readonly refused: readonly {
		readonly id: string;
		readonly code: RefusalCode;
		readonly message?: string;
		/** Why a supervisor declined it, in his words. */
		readonly detail?: string;
	}[];
	/** On the server's disk, waiting for a supervisor's word; absent from an older server. */
	readonly held?: readonly string[];
}

export interface ReceiptAnswer {
	readonly chain: ChainState;
	/** Of the sealed entries, each with the head of the page's chain before it. */
	readonly receipts: readonly (SignedReceipt & { readonly before: string })[];
	/** Public key of the server, base64url. */
	readonly key: string;
}

/** A card was opened, a hit of a search was opened, a telephone number was used. */
export type ReadAct = 'card' | 'search' | 'call';

export interface Read {
	readonly id: string;
	readonly act: ReadAct;
	/** The record: a household, a resident, an elder, or what was written about one. */
	readonly subject: string;
	/** Server's unix ms, as far as this phone knows them. */
	readonly at: number;
}

/** All but ids is base64. */
export interface SealedEntries {
	/** For which of the server's pairs the envelope was made. */
	readonly key: string;
	readonly envelope: string;
	readonly entries: readonly { readonly page: PageId; readonly id: string; readonly sealed: string }[];
}

/** A photo or voice note of a locked space, with the envelope as for entries; `id` is its row here. */
export interface SealedPhoto extends Omit<SealedEntries, 'entries'> {
	readonly entry: string;
	readonly id: string;
	readonly sealed: string;
}

interface PhotoReceipts {
	readonly receipts: readonly { readonly id: string; readonly sha256: string }[];
}

export type Remote = ReturnType<typeof createRemote>;

/** @param origin '' is where the app came from. */
export function createRemote(fetcher: typeof fetch = (...request) => fetch(...request), origin = '') {
	const ask = async <Value>(
		path: string,
		init: RequestInit,
		read: (response: Response) => Promise<Value>,
	): Answer<Value> => {
		try {
			const response = await fetcher(origin + path, { cache: 'no-store', credentials: 'same-origin', ...init });
			if (response.ok) return ok(await read(response));
			return err(await faultOf(response));
		} catch {
			return err(noAnswer);
		}
	};
	const post = (body: unknown): RequestInit => ({
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return {
		/** @param space the id of a key that was given into keeping: it comes back for the password alone */
		signIn: (account: string, password: string, device: string, { deviceName = '', space }: SignInMore = {}) =>
			ask<SignedInAnew>('/api/session', post({ account, password, device, deviceName, ...(space && { space }) }), json),
		changePassword: (change: { readonly password?: string; readonly next: string }) =>
			ask<SignedIn>('/api/session/password', { ...post(change), method: 'PUT' }, json),
		lookUp: (code: string) => ask<Whose>('/api/enrolment/look', post({ code }), json),
		enrol: (enrolment: Enrolment) => ask<SignedIn>('/api/enrolment', post(enrolment), json),
		/** Of a revoked phone, which may do this and no more. */
		handOver: (page: PageId, entries: readonly unknown[]) =>
			ask<Posted>(`/api/hand-over/${page}/entries`, post(entries), json),
		wiped: () => ask<void>('/api/hand-over/wiped', { method: 'POST' }, nothing),
		session: () => ask<SignedIn>('/api/session', {}, json),
		/** Gives a key into keeping: 32 bytes as base64. */
		keepSpaceKey: (id: string, key: string) =>
			ask<void>(`/api/session/space-keys/${id}`, { ...post({ key }), method: 'PUT' }, nothing),
		/** The public half of the server's pair, an uncompressed point as base64. */
		sealingKey: () => ask<{ id: string; key: string }>('/api/sealed-entries/key', {}, json),
		postSealed: (sealed: SealedEntries) => ask<Posted>('/api/sealed-entries', post(sealed), json),
		/** What another wrote and this phone was given to carry. */
		carried: ({ server, account, device, envelope, sealed }: PostedParcel) =>
			ask<Posted>('/api/carried', post({ server, account, device, envelope, sealed }), json),
		/** A photo of such a parcel; answered with its receipt. */
		carriedPhoto: ({ server, account, device, envelope, sealed }: PostedParcel) =>
			ask<PhotoReceipts>('/api/carried-photos', post({ server, account, device, envelope, sealed }), json),
		signOut: () => ask<void>('/api/session', { method: 'DELETE' }, nothing),
		/** @param erasedAfter up to where the list of erased ids was heard before */
		pages: (erasedAfter?: string) =>
			ask<PageList>(erasedAfter === undefined ? '/api/pages' : `/api/pages?erased=${erasedAfter}`, {}, json),
		drawing: (community: string) => ask<NumberedDrawing>(`/api/drawings/${community}`, {}, json),
		maps: () => ask<Maps>('/api/maps', {}, json),
		snapshot: (page: PageId) => ask<PageCopy>(`/api/pages/${page}/snapshot`, {}, copy),
		/** What this phone showed; sent again, it counts once. */
		reads: (reads: readonly Read[]) => ask<void>('/api/reads', post({ reads }), nothing),
		/** Which of these own photos, by their entries, lie on the server's disk. */
		photoReceipts: (ids: readonly string[]) => ask<PhotoReceipts>('/api/photos/receipts', post({ ids }), json),
		/** Answered with its receipt. */
		postSealedPhoto: (sealed: SealedPhoto) => ask<PhotoReceipts>('/api/sealed-photos', post(sealed), json),
		/** A photo by its entry. */
		photo: (id: string) => ask<Blob>(`/api/photos/${id}`, {}, (response) => response.blob()),
		putKey: (key: string) => ask<void>('/api/device/key', { ...post({ key }), method: 'PUT' }, nothing),
		seal: (page: PageId, seal: Seal) => ask<ReceiptAnswer>(`/api/pages/${page}/seals`, post(seal), json),
		post: (page: PageId, entries: readonly unknown[]) => ask<Posted>(`/api/pages/${page}/entries`, post(entries), json),
	};
}

const json = async <Value>(response: Response): Promise<Value> => (await response.json()) as Value;
const nothing = async (): Promise<void> => undefined;

async function copy(response: Response): Promise<PageCopy> {
	return {
		bytes: new Uint8Array(await response.arrayBuffer()),
		epoch: Number(response.headers.get('x-epoch') ?? 1),
		generation: response.headers.get('x-generation') ?? '',
	};
}

async function faultOf(response: Response): Promise<RemoteFault> {
	const { status } = response;
	try {
		const body = (await response.json()) as { code: string };
		return { code: body.code, status, ...(status === 409 ? { body } : {}) };
	} catch {
		// A proxy in between answers in its own words.
		return { code: status >= 500 ? 'offline' : 'unknown', status };
	}
}
