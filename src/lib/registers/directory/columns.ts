/** The columns of the directory: a text for each household or person in a line of its own, and a few numbers. Pure. */
import { makeLines, type Lines, type LinesMaker } from './lines.ts';

export const homeTexts = ['id', 'desk', 'label', 'plainLabel', 'order', 'parts', 'gap', 'run', 'phone'] as const;
export const personTexts = ['id', 'name', 'plainName', 'initials', 'full', 'phone'] as const;
export type Columns<Name extends string> = Record<Name, Lines>;
export type HomeColumns = Columns<(typeof homeTexts)[number]>;
export type PersonColumns = Columns<(typeof personTexts)[number]>;

/** Between the parts of a door; stands before the first too. */
export const tab = '\t';
export const goneCodes = [undefined, 'moved', 'died'] as const;

export interface Numbers {
	readonly last: Float64Array;
	/** Of each household its first person; one more for the end. */
	readonly first: Uint32Array;
	readonly home: Uint32Array;
	readonly gone: Uint8Array;
}

export const makersOf = <Name extends string>(names: readonly Name[]) =>
	Object.fromEntries(names.map((name) => [name, makeLines()])) as Record<Name, LinesMaker>;

export function* finished<Name extends string>(makers: Record<Name, LinesMaker>): Generator<void, Columns<Name>> {
	const columns: [string, Lines][] = [];
	for (const [name, maker] of Object.entries<LinesMaker>(makers)) {
		columns.push([name, maker.finish()]);
		yield;
	}
	return Object.fromEntries(columns) as Columns<Name>;
}
