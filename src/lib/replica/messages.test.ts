import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as awareness from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { createDoc, docOf, rootOf, textsOf } from '#tests/support/pages.ts';
import { idOf } from '#tests/support/entries.ts';
import { refusals, type RefusalCode } from '#lib/ledger/refusal.ts';
import { haveYouLimit } from './limits.ts';
import {
	answerMessage,
	askMessage,
	bytesToMessage,
	haveYouMessage,
	keepAliveMessage,
	messageTypes,
	receiptMessage,
	refusalMessage,
	updateMessage,
} from './messages.ts';

// Properties take their time on a busy machine; how long is nobody's claim here.
vi.setConfig({ testTimeout: 60_000 });

const ids = fc.nat().map(idOf);
const codes = fc.constantFrom(...(Object.keys(refusals) as RefusalCode[]));
const listOf = (type: number, list: unknown) => textOf(type, JSON.stringify(list));

function textOf(type: number, text: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, type);
	encoding.writeVarString(encoder, text);
	return encoding.toUint8Array(encoder);
}

/** Reads our message as y-websocket's client does, and gives its answer. */
function stockReads(message: Uint8Array, doc: Y.Doc): Uint8Array {
	const decoder = decoding.createDecoder(message);
	expect(decoding.readVarUint(decoder)).toBe(messageTypes.sync);
	const answer = encoding.createEncoder();
	encoding.writeVarUint(answer, messageTypes.sync);
	sync.readSyncMessage(decoder, answer, doc, 'server', (error) => {
		throw error;
	});
	return encoding.toUint8Array(answer);
}

describe('messages of ours', () => {
	it('[R11] receipts read back as written', () => {
		const receipts = fc.array(fc.record({ id: ids, sha256: fc.stringMatching(/^[0-9a-f]{64}$/) }));
		fc.assert(
			fc.property(receipts, (list) => {
				expect(bytesToMessage(receiptMessage(list))).toEqual({ type: 'receipt', receipts: list });
			}),
		);
	});

	it('[R11] refusals read back as written', () => {
		const list = fc.array(
			fc.record(
				{ id: fc.option(ids), code: codes, detail: fc.string({ unit: 'grapheme' }) },
				{ requiredKeys: ['id', 'code'] },
			),
		);
		fc.assert(
			fc.property(list, (refused) => {
				expect(bytesToMessage(refusalMessage(refused))).toEqual({ type: 'refusal', refusals: refused });
			}),
		);
	});

	it('[R11] have-you reads back as written', () => {
		fc.assert(
			fc.property(fc.array(ids), (asked) => {
				expect(bytesToMessage(haveYouMessage(asked))).toEqual({ type: 'have-you', ids: asked });
			}),
		);
	});

	it('[R11] have-you with what is no id, or with too many, is none of ours', () => {
		const many = Array.from({ length: haveYouLimit + 1 }, (_, number) => idOf(number));
		expect(bytesToMessage(haveYouMessage(many.slice(1)))).not.toBeNull();
		expect(bytesToMessage(haveYouMessage(many))).toBeNull();
		for (const wrong of ['x', 7, null, {}, [idOf(1)]]) expect(bytesToMessage(listOf(102, [idOf(1), wrong]))).toBeNull();
		expect(bytesToMessage(listOf(102, { length: 3 }))).toBeNull();
	});

	it('[R11] what is no receipt or refusal is left out of a list', () => {
		const receipt = { id: idOf(1), sha256: 'ab' };
		expect(bytesToMessage(listOf(100, [null, 7, {}, { id: 1, sha256: 'x' }, receipt]))).toEqual({
			type: 'receipt',
			receipts: [receipt],
		});
		const refusal = { id: null, code: 'frame' };
		expect(
			bytesToMessage(listOf(101, [null, { id: idOf(1), code: 'constructor' }, { code: 'frame' }, refusal])),
		).toEqual({
			type: 'refusal',
			refusals: [refusal],
		});
	});
});

describe('messages of y-websocket', () => {
	it('[R11] a state vector is read by a stock client, and answered with what is missing', () => {
		const doc = createDoc(3);
		rootOf(doc).push(['a', 'b']);
		const answer = bytesToMessage(stockReads(askMessage(new Map([[3, 1]])), doc));
		expect(answer?.type).toBe('update');
		expect(answer).toEqual({
			type: 'update',
			update: Y.encodeStateAsUpdate(doc, Y.encodeStateVector(new Map([[3, 1]]))),
		});
	});

	it('[R11] a stock client asks with a state vector that reads back', () => {
		const clocks = fc.array(
			fc.tuple(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.integer({ min: 1, max: 500 })),
		);
		fc.assert(
			fc.property(clocks, (pairs) => {
				const map = new Map(pairs);
				expect(bytesToMessage(askMessage(map))).toEqual({ type: 'ask', clocks: map });
			}),
		);
		const doc = createDoc(3);
		rootOf(doc).push(['a']);
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, 0);
		sync.writeSyncStep1(encoder, doc);
		expect(bytesToMessage(encoding.toUint8Array(encoder))).toEqual({ type: 'ask', clocks: new Map([[3, 1]]) });
	});

	it.each([
		['answer', answerMessage],
		['update', updateMessage],
	])('[R11] an %s is taken by a stock client', (_, message) => {
		const doc = createDoc(3);
		rootOf(doc).push(['a', 'b']);
		const update = Y.encodeStateAsUpdate(doc);
		const reader = createDoc();
		stockReads(message(update), reader);
		expect(textsOf(reader)).toEqual(['a', 'b']);
		expect(bytesToMessage(message(update))).toEqual({ type: 'update', update });
		expect(textsOf(docOf(update))).toEqual(['a', 'b']);
	});

	it('[R11] keep-alive is awareness of nobody', () => {
		expect(bytesToMessage(keepAliveMessage())).toEqual({ type: 'awareness' });
		const decoder = decoding.createDecoder(keepAliveMessage());
		expect(decoding.readVarUint(decoder)).toBe(1);
		const known = new awareness.Awareness(createDoc());
		const before = new Map(known.getStates());
		awareness.applyAwarenessUpdate(known, decoding.readVarUint8Array(decoder), 'server');
		expect(known.getStates()).toEqual(before);
		known.destroy();
	});

	it('[R11] a question for awareness is awareness too', () =>
		expect(bytesToMessage(new Uint8Array([3]))).toEqual({ type: 'awareness' }));
});

describe('frames that are none of ours', () => {
	const huge = Number.MAX_SAFE_INTEGER;
	const numbers = (...list: number[]) => {
		const encoder = encoding.createEncoder();
		for (const number of list) encoding.writeVarUint(encoder, number);
		return encoding.toUint8Array(encoder);
	};

	it.each([
		['nothing', new Uint8Array()],
		['a word of y-websocket for refused access', numbers(2, 0)],
		['an unknown type', numbers(99, 1)],
		['an unknown step', numbers(0, 3, 0)],
		['a step without bytes', numbers(0, 2)],
		['a step of bytes without end', numbers(0, 2, huge)],
		['a state vector of clients without end', numbers(0, 0, 9, huge)],
		['a text without end', numbers(100, huge)],
		['a list that is none', textOf(100, '{}')],
		['a list cut off', textOf(100, '[{"id":')],
		['an empty text', textOf(101, '')],
		['a number of digits without end', new Uint8Array(5_000).fill(0xff)],
	])('[R11] %s', (_, bytes) => expect(bytesToMessage(bytes)).toBeNull());

	it('[R11] throw nothing, whatever they are', () => {
		fc.assert(
			fc.property(fc.constantFrom(0, 1, 2, 3, 100, 101, 102), fc.uint8Array({ maxLength: 80 }), (type, bytes) => {
				bytesToMessage(Uint8Array.of(type, ...bytes));
			}),
			{ numRuns: 3_000 },
		);
	});
});
