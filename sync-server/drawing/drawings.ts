/**
 * 社区底图 of each community: read, judged and kept as versions. What is taken is whole and fits together; what is not
 * taken changes nothing and says why. Rules MP1–MP3.
 */
import { checkDrawing, type RegisteredBuilding } from '#lib/ground/check.ts';
import { changesOf, emptyDrawing, type Changes, type Drawing } from '#lib/ground/drawing.ts';
import { isGrave, type Fault } from '#lib/ground/faults.ts';
import { readDrawing } from '#lib/ground/read.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';

/** How it came: with the demonstration, from a file on the screen or at the command line, or drawn on the map. */
export const ways = ['demonstration', 'file', 'command', 'map'] as const;
export type Way = (typeof ways)[number];

export interface Version extends Changes {
	/** Counts from 1 in each community. */
	readonly n: number;
	/** Unix ms. */
	readonly at: number;
	readonly account: string;
	readonly way: Way;
}

export interface KeptDrawing extends Version {
	readonly drawing: Drawing;
}

/** The file of drawings; see drawings-sqlite.ts. */
export interface DrawingFile {
	readonly latest: (community: string) => KeptDrawing | null;
	/** @returns false when the number is taken. On disk when it returns. */
	readonly add: (community: string, kept: KeptDrawing) => boolean;
	/** Latest first, without the drawings. */
	readonly versions: (community: string, limit: number) => readonly Version[];
	readonly numberOf: (community: string) => number;
	readonly close: () => void;
}

export interface NewDrawing {
	/** As a file or a screen gives it. */
	readonly given: unknown;
	readonly account: string;
	readonly way: Way;
	/** The version that it was made from; null: whatever there is, as a file at the command line replaces it. */
	readonly base: number | null;
}

export type DrawingFault =
	{ readonly code: 'faulty'; readonly faults: readonly Fault[] } | { readonly code: 'moved'; readonly n: number };

export interface Saved {
	readonly version: Version;
	/** Doubts: taken all the same. */
	readonly doubts: readonly Fault[];
}

export interface DrawingEffects {
	readonly file: DrawingFile;
	/** What the register says of a community's buildings. */
	readonly registered: (community: string) => Promise<readonly RegisteredBuilding[]>;
	readonly now: () => number;
	readonly newId: () => string;
}

export type Drawings = ReturnType<typeof createDrawings>;

export function createDrawings({ file, registered, now, newId }: DrawingEffects) {
	async function judge(community: string, given: unknown) {
		const read = readDrawing(given, newId);
		// What could not be read is missing everywhere else: one fault would be told as ten.
		const whole = read.faults.length > 0 ? [] : checkDrawing(read.drawing, community, await registered(community));
		return { drawing: read.drawing, faults: [...read.faults, ...whole] };
	}
	return {
		/** null where nobody has drawn it yet. */
		latest: file.latest,
		numberOf: file.numberOf,
		versions: file.versions,
		/** What is wrong with it, or doubtful; keeps nothing. */
		judge,
		save: async (
			community: string,
			{ given, account, way, base }: NewDrawing,
		): Promise<Result<Saved, DrawingFault>> => {
			const { drawing, faults } = await judge(community, given);
			if (faults.some(isGrave)) return err({ code: 'faulty', faults });
			const before = file.latest(community);
			const n = before?.n ?? 0;
			if (base !== null && base !== n) return err({ code: 'moved', n });
			const changes = changesOf(before?.drawing ?? emptyDrawing, drawing);
			const version = { n: n + 1, at: now(), account, way, ...changes };
			if (!file.add(community, { ...version, drawing })) return err({ code: 'moved', n: file.numberOf(community) });
			return ok({ version, doubts: faults });
		},
		close: file.close,
	};
}
