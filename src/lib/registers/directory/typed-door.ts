/** Door numbers as people type them: `3-2-501`, `3号楼2门501`, `3栋2单元501室`, `501`, also half typed. Pure. */
import type { Door } from '#lib/registers/door.ts';

const marksOfParts = /号楼|单元|号|楼|栋|幢|座|门|室|户|[-–—－_#./、,，\s]+/g;

/** The parts of what was typed, in order, lower-case; empty when it does not look like a door. */
export function textToDoorParts(text: string): string[] {
	const parts = plainText(text).replace(marksOfParts, ' ').trim().split(/\s+/).filter(Boolean);
	const isDoor =
		parts.length > 0 && parts.every((part) => /^[a-z甲乙丙丁东西南北]?\d+[a-z]?$/.test(part) || /^[a-z]$/.test(part));
	return isDoor ? parts : [];
}

/** The parts of a door itself, as typed ones are compared with them. */
export const ownParts = ({ building, unit, door }: Door): string[] =>
	[building, unit === undefined ? undefined : String(unit), door]
		.filter((part) => part !== undefined)
		.map((part) => plainText(part));

/** As texts are compared: full-width and capital letters do not count, and any space is one. */
export const plainText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** How well the parts fit those of a door: 0 exactly, higher is looser, null not at all. */
export function doorFit(parts: readonly string[], own: readonly string[]): number | null {
	if (parts.length === 0 || parts.length > own.length) return null;
	const tail = own.slice(-parts.length);
	if (parts.every((part, index) => part === tail[index])) return own.length - parts.length;
	if (parts.length === 1 && isRunTogether(parts[0]!, own)) return 5;
	return isWithin(parts, own) ? 10 + own.length - parts.length : null;
}

/** `11502` or `1502` for 1-1-502: typed without marks, the stairwell perhaps left out; at least four characters. */
function isRunTogether(typed: string, own: readonly string[]): boolean {
	return typed.length >= 4 && [own.join(''), `${own[0]}${own.at(-1)}`].some((whole) => whole.startsWith(typed));
}

/** Whether the parts occur in this order, the last one perhaps not typed to its end. */
function isWithin(parts: readonly string[], own: readonly string[]): boolean {
	let from = 0;
	return parts.every((part, index) => {
		const isLast = index === parts.length - 1;
		const at = own.findIndex(
			(candidate, place) => place >= from && (isLast ? candidate.startsWith(part) : candidate === part),
		);
		from = at + 1;
		return at >= 0;
	});
}
