/** What a person typed to find a household, read in every way that it may be meant. Pure. */
import { plainText, textToDoorParts } from './typed-door.ts';

export interface TypedName {
	/** As written: `王芳`. */
	readonly name: string;
	/** As spelt on a keyboard, without spaces: `wf`, `wangfang`. */
	readonly spelt: string;
}

export interface Typed extends TypedName {
	/** Parts of a door; empty when it cannot be one. */
	readonly parts: readonly string[];
	/** Digits of a telephone number, from four on; else empty. */
	readonly digits: string;
	/** A name and a door beside it: `张 3-2`, `zgq3-2`. */
	readonly both?: TypedName & { readonly parts: readonly string[] };
}

/** null when nothing is typed. */
export function readTyped(text: string): Typed | null {
	const name = plainText(text);
	if (name === '') return null;
	const parts = textToDoorParts(name);
	const digits = /^[\d ]+$/.test(name) ? name.replaceAll(' ', '') : '';
	return {
		...typedName(name),
		parts,
		digits: digits.length >= 4 ? digits : '',
		both: parts.length === 0 ? readBoth(name) : undefined,
	};
}

const typedName = (name: string): TypedName => ({ name, spelt: name.replaceAll(/[\s']/g, '') });

const nameThenDoor = /^(\p{L}[^\d]*?)\s*(\d.*)$/u;
const spacedNameThenDoor = /^(\p{L}+)\s+(\S*\d.*)$/u;
const doorThenName = /^(.*\d\S*)\s+(\p{L}[^\d]*)$/u;

function readBoth(text: string): Typed['both'] {
	const [, name, door] = spacedNameThenDoor.exec(text) ?? nameThenDoor.exec(text) ?? [];
	const [, firstDoor, lastName] = doorThenName.exec(text) ?? [];
	const parts = textToDoorParts(door ?? firstDoor ?? '');
	const named = name ?? lastName;
	return named !== undefined && parts.length > 0 ? { ...typedName(named.trim()), parts } : undefined;
}
