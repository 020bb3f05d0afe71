/**
 * `erasures.jsonl`: every erasure, in lines that are only ever added. It lies beside the ledger, so that a restore can
 * carry it over what is put back: it says what was erased by ids alone, never by a name. Rules E7 and E11.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { groundSchema } from '#lib/kinds/erasure/kind.ts';

export const erasuresName = 'erasures.jsonl';

const id = v.pipe(v.string(), v.uuid());
const remembered = v.array(
	v.object({ id, how: v.picklist(['gone', 'stripped']), desk: v.string(), record: v.optional(id) }),
);

const begunSchema = v.object({
	type: v.literal('begun'),
	id,
	/** Server time, unix ms. */
	at: v.number(),
	/** Account of who ordered it. */
	by: v.string(),
	ground: groundSchema,
	/** Code of the area of the person's own desk. */
	desk: v.string(),
	/** The resident by which it was ordered. */
	subject: id,
	choices: v.array(v.object({ id, as: v.picklist(['blanked', 'gone']) })),
	remembered,
});
const doneSchema = v.object({
	type: v.literal('done'),
	id,
	at: v.number(),
	summary: v.array(v.object({ desk: v.string(), entries: v.number(), stripped: v.number() })),
	remembered,
});
const lineSchema = v.variant('type', [begunSchema, doneSchema]);

export type Begun = v.InferOutput<typeof begunSchema>;
export type Done = v.InferOutput<typeof doneSchema>;
type Line = v.InferOutput<typeof lineSchema>;

export interface LoggedErasure extends Begun {
	/** Null while it is under way. */
	readonly done: Done | null;
}

export interface ErasureLog {
	/** Oldest first. */
	readonly all: () => readonly LoggedErasure[];
	/** On the disk when it returns. @throws when the disk fails. */
	readonly add: (line: Line) => void;
}

/** @throws when a line in the middle cannot be read: then nobody could say what must not come back. */
export function openErasureLog(dataDir: string): ErasureLog {
	const file = join(dataDir, erasuresName);
	const lines = linesOf(file).map(toLine);
	// A line that the power cut off was never acted upon.
	if (endsTorn(file)) writeFileSync(file, lines.map(toText).join(''), { mode: 0o600, flush: true });
	return {
		all: () => {
			const done = new Map(lines.flatMap((line) => (line.type === 'done' ? [[line.id, line] as const] : [])));
			return lines.flatMap((line) => (line.type === 'begun' ? [{ ...line, done: done.get(line.id) ?? null }] : []));
		},
		add: (line) => {
			appendFileSync(file, toText(line), { mode: 0o600, flush: true });
			lines.push(line);
		},
	};
}

/** One log of several: each erasure and each of its ends once, in order of time. What a damaged one no longer says, another may. */
export function mergedErasures(files: readonly string[]): string {
	const texts = new Set(files.flatMap(linesOf));
	const lines = [...texts].flatMap((text) => {
		try {
			return [toLine(text)];
		} catch {
			// A folder is often put back because its disk is damaged: whole lines count all the same.
			return [];
		}
	});
	const first = new Map<string, Line>();
	for (const line of lines) if (!first.has(`${line.type} ${line.id}`)) first.set(`${line.type} ${line.id}`, line);
	return [...first.values()]
		.sort((a, b) => a.at - b.at)
		.map(toText)
		.join('');
}

const toText = (line: Line): string => `${JSON.stringify(line)}\n`;
const toLine = (text: string): Line => v.parse(lineSchema, JSON.parse(text));

/** Whole lines. */
function linesOf(file: string): string[] {
	if (!existsSync(file)) return [];
	const parts = readFileSync(file, 'utf8').split('\n');
	return parts.slice(0, -1).filter((line) => line !== '');
}

function endsTorn(file: string): boolean {
	return existsSync(file) && !/(^|\n)$/.test(readFileSync(file, 'utf8'));
}
