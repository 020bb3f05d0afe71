/**
 * The messages on a socket: y-websocket's own (0 sync, 1 awareness, 3 query awareness) and three of ours, which a client
 * asks for with `?receipts=1`: 100 receipt, 101 refusal, 102 have-you. Ours carry one string of JSON.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { decodeStateVector } from 'yjs';
import { isEntryId } from '#lib/ledger/entry.ts';
import { isRefusalCode, type Refusal } from '#lib/ledger/refusal.ts';
import { haveYouLimit } from './limits.ts';

export const messageTypes = {
	sync: 0,
	awareness: 1,
	auth: 2,
	queryAwareness: 3,
	receipt: 100,
	refusal: 101,
	haveYou: 102,
} as const;
const syncSteps = { ask: 0, answer: 1, update: 2 } as const;

/** The server's word that an entry, by id and hash of its text, is on its disk. */
export interface Receipt {
	readonly id: string;
	/** Lower-case hex of the SHA-256 of the entry's text in UTF-8. */
	readonly sha256: string;
}

export type Message =
	| { readonly type: 'ask'; readonly clocks: ReadonlyMap<number, number> }
	| { readonly type: 'update'; readonly update: Uint8Array }
	| { readonly type: 'have-you'; readonly ids: readonly string[] }
	| { readonly type: 'receipt'; readonly receipts: readonly Receipt[] }
	| { readonly type: 'refusal'; readonly refusals: readonly Refusal[] }
	| { readonly type: 'awareness' };

/** Reads a frame; null when it is none of ours. */
export function bytesToMessage(bytes: Uint8Array): Message | null {
	try {
		const decoder = decoding.createDecoder(bytes);
		switch (decoding.readVarUint(decoder)) {
			case messageTypes.sync:
				return readSync(decoder);
			case messageTypes.awareness:
			case messageTypes.queryAwareness:
				return { type: 'awareness' };
			case messageTypes.haveYou:
				return readHaveYou(decoder);
			case messageTypes.receipt:
				return { type: 'receipt', receipts: readList(decoder).filter(isReceipt) };
			case messageTypes.refusal:
				return { type: 'refusal', refusals: readList(decoder).filter(isRefusal) };
			default:
				return null;
		}
	} catch {
		return null;
	}
}

function readSync(decoder: decoding.Decoder): Message | null {
	const step = decoding.readVarUint(decoder);
	const bytes = decoding.readVarUint8Array(decoder);
	if (step === syncSteps.ask) return { type: 'ask', clocks: decodeStateVector(bytes) };
	return step === syncSteps.answer || step === syncSteps.update ? { type: 'update', update: bytes } : null;
}

function readHaveYou(decoder: decoding.Decoder): Message | null {
	const ids = readList(decoder);
	const sane = ids.length <= haveYouLimit && ids.every((id): id is string => typeof id === 'string' && isEntryId(id));
	return sane ? { type: 'have-you', ids } : null;
}

function readList(decoder: decoding.Decoder): unknown[] {
	const list: unknown = JSON.parse(decoding.readVarString(decoder));
	if (!Array.isArray(list)) throw new TypeError('not a list');
	return list;
}

const isReceipt = (value: unknown): value is Receipt =>
	typeof value === 'object' &&
	value !== null &&
	'id' in value &&
	typeof value.id === 'string' &&
	'sha256' in value &&
	typeof value.sha256 === 'string';

const isRefusal = (value: unknown): value is Refusal =>
	typeof value === 'object' &&
	value !== null &&
	'id' in value &&
	(value.id === null || typeof value.id === 'string') &&
	'code' in value &&
	isRefusalCode(value.code);

/** A state vector: what the sender has; the other side answers with what is missing. */
export function askMessage(clocks: ReadonlyMap<number, number>): Uint8Array {
	const vector = encoding.createEncoder();
	encoding.writeVarUint(vector, clocks.size);
	for (const [client, clock] of clocks) {
		encoding.writeVarUint(vector, client);
		encoding.writeVarUint(vector, clock);
	}
	return syncMessage(syncSteps.ask, encoding.toUint8Array(vector));
}

/** The answer to a state vector; y-websocket calls itself synced when it has come. */
export const answerMessage = (update: Uint8Array): Uint8Array => syncMessage(syncSteps.answer, update);
export const updateMessage = (update: Uint8Array): Uint8Array => syncMessage(syncSteps.update, update);

function syncMessage(step: number, bytes: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageTypes.sync);
	encoding.writeVarUint(encoder, step);
	encoding.writeVarUint8Array(encoder, bytes);
	return encoding.toUint8Array(encoder);
}

export const receiptMessage = (receipts: readonly Receipt[]): Uint8Array => listMessage(messageTypes.receipt, receipts);
export const refusalMessage = (refusals: readonly Refusal[]): Uint8Array => listMessage(messageTypes.refusal, refusals);
export const haveYouMessage = (ids: readonly string[]): Uint8Array => listMessage(messageTypes.haveYou, ids);

function listMessage(type: number, list: readonly unknown[]): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, type);
	encoding.writeVarString(encoder, JSON.stringify(list));
	return encoding.toUint8Array(encoder);
}

/** An awareness message about nobody: keeps y-websocket's client from hanging up after 30 s of silence. */
export function keepAliveMessage(): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageTypes.awareness);
	encoding.writeVarUint8Array(encoder, new Uint8Array([0]));
	return encoding.toUint8Array(encoder);
}
