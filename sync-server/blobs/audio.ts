/**
 * What a recording is, by its bytes: Opus in WebM or AAC in MP4, walked from the first byte to the last, with sound and
 * no picture in it, and nothing behind its end. Samples are not decoded. Pure. Rules BL15, BL17.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { isStill, nameAt } from './image.ts';

export interface Audio {
	readonly type: 'audio/webm' | 'audio/mp4';
}
/** As of a picture: `unknown`: neither of the two, or with a picture in it; `damaged`: it breaks off or contradicts itself. */
export type AudioFault = 'unknown' | 'damaged' | 'trailing';

/** null when it does not begin like a recording at all. */
export function audioOf(bytes: Uint8Array): Result<Audio, AudioFault> | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (bytes.length >= 4 && view.getUint32(0) === ids.ebml) return walkWebm(view);
	if (bytes.length >= 12 && nameAt(view, 4) === 'ftyp' && !isStill(nameAt(view, 8))) return walkMp4(view);
	return null;
}

const ids = {
	ebml: 0x1a45dfa3,
	docType: 0x4282,
	segment: 0x18538067,
	cluster: 0x1f43b675,
	tracks: 0x1654ae6b,
	trackEntry: 0xae,
	trackType: 0x83,
	codec: 0x86,
} as const;

/** What a recorder writes into a segment, its clusters among it, since those may be of unknown length. */
const inSegment = new Set([
	...[0x114d9b74, 0x1549a966, ids.tracks, ids.cluster, 0x1c53bb6b, 0x1254c367, 0x1043a770, 0xec, 0xbf],
	// Of a cluster: time, position, size before, blocks.
	...[0xe7, 0xa7, 0xab, 0xa3, 0xa0],
]);

interface Element {
	readonly id: number;
	/** Where its content begins and ends; null: it goes on to the end of what it lies in. */
	readonly from: number;
	readonly to: number | null;
}

function walkWebm(view: DataView): Result<Audio, AudioFault> {
	const head = elementAt(view, 0);
	if (!head?.to) return err('damaged');
	if (textOf(view, childOf(view, head, ids.docType)) !== 'webm') return err('unknown');
	const segment = elementAt(view, head.to);
	if (segment?.id !== ids.segment) return err('damaged');
	const end = segment.to ?? view.byteLength;
	let tracks: Element | null = null;
	let clusters = 0;
	let at = segment.from;
	while (at < end) {
		const element = elementAt(view, at);
		if (!element || !inSegment.has(element.id)) return err(clusters > 0 ? 'trailing' : 'damaged');
		// A second list of tracks could be the one that a player goes by.
		if (element.id === ids.tracks && tracks) return err('damaged');
		if (element.id === ids.tracks) tracks = element;
		if (element.id === ids.cluster) clusters++;
		// A cluster is walked through: whatever is in it must be what belongs there.
		if (element.id === ids.cluster) at = element.from;
		else if (element.to === null) return err('damaged');
		else at = element.to;
	}
	if (at !== end || clusters === 0 || tracks?.to == null) return err('damaged');
	if (end !== view.byteLength) return err('trailing');
	return isSound(view, tracks) ? ok({ type: 'audio/webm' }) : err('unknown');
}

/** Each track is sound, in Opus. */
function isSound(view: DataView, tracks: Element): boolean {
	const entries = childrenOf(view, tracks).filter(({ id }) => id === ids.trackEntry);
	return (
		entries.length > 0 &&
		entries.every((entry) => {
			const type = childOf(view, entry, ids.trackType);
			return (
				type !== null &&
				type.to === type.from + 1 &&
				view.getUint8(type.from) === 2 &&
				textOf(view, childOf(view, entry, ids.codec)) === 'A_OPUS'
			);
		})
	);
}

function childrenOf(view: DataView, { from, to }: Element): readonly Element[] {
	const children: Element[] = [];
	for (let at = from; to !== null && at < to;) {
		const child = elementAt(view, at);
		if (!child || child.to === null || child.to > to) return [];
		children.push(child);
		at = child.to;
	}
	return children;
}

const childOf = (view: DataView, parent: Element, id: number): Element | null =>
	childrenOf(view, parent).find((child) => child.id === id) ?? null;

function textOf(view: DataView, element: Element | null): string {
	if (element?.to == null || element.to - element.from > 32) return '';
	return Array.from({ length: element.to - element.from }, (_, index) =>
		String.fromCharCode(view.getUint8(element.from + index)),
	)
		.join('')
		.replace(/\0+$/, '');
}

/** null when it breaks off. */
function elementAt(view: DataView, at: number): Element | null {
	const id = numberAt(view, at, 4, true);
	const size = id && numberAt(view, id.next, 8, false);
	if (!id || !size) return null;
	const to = size.value === null ? null : size.next + size.value;
	if (to !== null && to > view.byteLength) return null;
	return { id: id.value!, from: size.next, to };
}

/** A number of EBML: its first bits say how many bytes it has. All ones are a size that is not known. */
function numberAt(view: DataView, at: number, most: number, keepMark: boolean) {
	if (at >= view.byteLength) return null;
	const first = view.getUint8(at);
	const length = Math.clz32(first) - 23;
	if (length > most || at + length > view.byteLength) return null;
	let value = keepMark ? first : first & ((1 << (8 - length)) - 1);
	let ones = (first & ((1 << (8 - length)) - 1)) === (1 << (8 - length)) - 1;
	for (let index = 1; index < length; index++) {
		const byte = view.getUint8(at + index);
		ones &&= byte === 0xff;
		value = value * 256 + byte;
	}
	return { value: !keepMark && ones ? null : value, next: at + length };
}

const topBoxes = new Set(['ftyp', 'moov', 'mdat', 'moof', 'free', 'skip', 'styp', 'sidx', 'mfra', 'wide']);
/** What is looked into, each in the one before and nowhere else: boxes may nest until the stack is full. Rule BL17. */
const holders = ['moov', 'trak', 'mdia'];

function walkMp4(view: DataView): Result<Audio, AudioFault> {
	const handlers: string[] = [];
	let hasData = false;
	const walk = (from: number, to: number, depth: number): AudioFault | null => {
		for (let at = from; at < to;) {
			if (at + 8 > to) return 'damaged';
			const name = nameAt(view, at + 4);
			const said = view.getUint32(at);
			const isLong = said === 1;
			if (isLong && at + 16 > to) return 'damaged';
			const size = isLong ? Number(view.getBigUint64(at + 8)) : said;
			const head = isLong ? 16 : 8;
			if (depth === 0 && !topBoxes.has(name)) return at === from ? 'damaged' : 'trailing';
			if (size < head || at + size > to) return 'damaged';
			if (name === 'mdat') hasData = true;
			if (name === 'hdlr' && size >= head + 12) handlers.push(nameAt(view, at + head + 8));
			const fault = name === holders[depth] ? walk(at + head, at + size, depth + 1) : null;
			if (fault) return fault;
			at += size;
		}
		return null;
	};
	const fault = walk(0, view.byteLength, 0);
	if (fault) return err(fault);
	if (!hasData || handlers.length === 0) return err('damaged');
	return handlers.every((handler) => handler === 'soun') ? ok({ type: 'audio/mp4' }) : err('unknown');
}
