/**
 * How a page lies in bytes. A page is a Y.Array<string> that only grows, so a Yjs update (V1) of it is nothing but
 * runs: texts that one client id appended in a row, each run with the item it was appended behind. This file reads and
 * writes exactly that subset and refuses all else; it never asks Yjs to decode foreign bytes, whose decoder can be made
 * to hang (yjs#687). Every loop below consumes bytes, so the work is bounded by the size of the input.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { structLimit, updateSizeLimit } from './limits.ts';

/** The name of a page's one root type. */
export const rootName = 'entries';

export interface ItemId {
	readonly client: number;
	readonly clock: number;
}

export interface Run {
	readonly client: number;
	/** Clock of the first text; the others follow without a gap. */
	readonly clock: number;
	/** What the first text was appended behind; null when behind nothing. */
	readonly origin: ItemId | null;
	readonly texts: readonly string[];
}

export interface UpdateFault {
	readonly code: 'frame' | 'structure';
	readonly detail: string;
}

const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasParentSub = 0x20;
const contentMask = 0x1f;
const contentAny = 8;
const anyString = 119;

/** The runs of an update, in the order of its bytes, or why it is not one of a grow-only page. */
export function updateToRuns(update: Uint8Array): Result<Run[], UpdateFault> {
	if (update.length > updateSizeLimit) return err({ code: 'frame', detail: `${update.length} bytes` });
	return readRuns(update, structLimit);
}

/** The same for bytes that we wrote ourselves (a snapshot), which have no limits. */
export function snapshotToRuns(update: Uint8Array): Run[] {
	const runs = readRuns(update, Number.POSITIVE_INFINITY);
	if (!runs.ok) throw new Error(`stored page bytes are damaged: ${runs.error.detail}`);
	return runs.value;
}

function readRuns(update: Uint8Array, limit: number): Result<Run[], UpdateFault> {
	try {
		const decoder = decoding.createDecoder(update);
		const runs: Run[] = [];
		const clients = decoding.readVarUint(decoder);
		for (let index = 0; index < clients; index++) {
			const structs = decoding.readVarUint(decoder);
			const client = decoding.readVarUint(decoder);
			let clock = decoding.readVarUint(decoder);
			for (let struct = 0; struct < structs; struct++) {
				if (runs.length >= limit) return err({ code: 'frame', detail: `more than ${limit} structs` });
				const run = readRun(decoder, client, clock);
				if (typeof run === 'string') return err({ code: 'structure', detail: run });
				runs.push(run);
				clock += run.texts.length;
			}
		}
		if (decoding.readVarUint(decoder) !== 0) return err({ code: 'structure', detail: 'deletes' });
		if (decoding.hasContent(decoder)) return err({ code: 'frame', detail: 'bytes after the end' });
		return ok(runs);
	} catch (error) {
		return err({ code: 'frame', detail: error instanceof Error ? error.message : 'undecodable' });
	}
}

function readRun(decoder: decoding.Decoder, client: number, clock: number): Run | string {
	const info = decoding.readUint8(decoder);
	if ((info & contentMask) !== contentAny) return `content ${info & contentMask}`;
	if (info & hasRightOrigin) return 'right origin';
	const origin = info & hasOrigin ? readId(decoder) : null;
	if (origin === null) {
		if (info & hasParentSub) return 'map key';
		if (decoding.readVarUint(decoder) !== 1) return 'nested parent';
		if (decoding.readVarString(decoder) !== rootName) return 'another root';
	}
	const length = decoding.readVarUint(decoder);
	if (length === 0) return 'empty run';
	const texts: string[] = [];
	for (let index = 0; index < length; index++) {
		if (decoding.readUint8(decoder) !== anyString) return 'not a string';
		texts.push(decoding.readVarString(decoder));
	}
	return { client, clock, origin, texts };
}

function readId(decoder: decoding.Decoder): ItemId {
	const client = decoding.readVarUint(decoder);
	return { client, clock: decoding.readVarUint(decoder) };
}

/**
 * One update of these runs, sorted and with adjacent runs joined; also the snapshot of a page from all its runs.
 * @throws when the runs of one client id leave a gap or overlap: the bytes hold only the first clock of each client id.
 */
export function runsToUpdate(runs: readonly Run[]): Uint8Array {
	const encoder = encoding.createEncoder();
	const runsByClient = Map.groupBy(joinRuns(runs), (run) => run.client);
	encoding.writeVarUint(encoder, runsByClient.size);
	for (const [client, own] of runsByClient) {
		encoding.writeVarUint(encoder, own.length);
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, own[0]!.clock);
		let next = own[0]!.clock;
		for (const run of own) {
			if (run.clock !== next) throw new RangeError(`runs of client ${client}: ${run.clock}, expected ${next}`);
			next += run.texts.length;
			writeRun(encoder, run);
		}
	}
	encoding.writeVarUint(encoder, 0);
	return encoding.toUint8Array(encoder);
}

function writeRun(encoder: encoding.Encoder, { origin, texts }: Run): void {
	encoding.writeUint8(encoder, contentAny | (origin ? hasOrigin : 0));
	if (origin) {
		encoding.writeVarUint(encoder, origin.client);
		encoding.writeVarUint(encoder, origin.clock);
	} else {
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarString(encoder, rootName);
	}
	encoding.writeVarUint(encoder, texts.length);
	for (const text of texts) {
		encoding.writeUint8(encoder, anyString);
		encoding.writeVarString(encoder, text);
	}
}

/** Sorted as Yjs writes them (higher client ids first, clocks rising); runs that continue one another become one. */
export function joinRuns(runs: readonly Run[]): Run[] {
	const sorted = [...runs].sort((a, b) => b.client - a.client || a.clock - b.clock);
	const joined: { client: number; clock: number; origin: ItemId | null; texts: string[] }[] = [];
	for (const run of sorted) {
		const last = joined.at(-1);
		const next = last && last.clock + last.texts.length;
		if (
			last &&
			last.client === run.client &&
			next === run.clock &&
			run.origin?.client === run.client &&
			run.origin.clock === run.clock - 1
		) {
			for (const text of run.texts) last.texts.push(text);
		} else {
			joined.push({ ...run, texts: [...run.texts] });
		}
	}
	return joined;
}

/** What is left of a run from `clock` on; null when nothing is. */
export function tailOfRun(run: Run, clock: number): Run | null {
	const skip = clock - run.clock;
	if (skip <= 0) return run;
	if (skip >= run.texts.length) return null;
	return { client: run.client, clock, origin: { client: run.client, clock: clock - 1 }, texts: run.texts.slice(skip) };
}

/** For each client id, the clock that a holder of these runs expects next. */
export function clocksOf(runs: readonly Run[]): Map<number, number> {
	const clocks = new Map<number, number>();
	for (const run of runs) clocks.set(run.client, Math.max(clocks.get(run.client) ?? 0, run.clock + run.texts.length));
	return clocks;
}
