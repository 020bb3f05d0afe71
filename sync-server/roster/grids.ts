/** Which grid a row means: its name, its number in the community, or its whole code. */
import type { Area } from '#lib/access/areas/area-tree.ts';
import { gridOf } from '#server/areas/areas.ts';

const digits = '零一二三四五六七八九';

/** 第十二网格 → 12; null for other names. */
function numberOfName(name: string): number | null {
	const numeral = /^第(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?网格$/.exec(name);
	const arabic = /^(?:第)?(\d{1,3})(?:号)?网格$/.exec(name);
	if (arabic) return Number(arabic[1]);
	if (!numeral || (!numeral[2] && !numeral[3])) return null;
	const tens = numeral[2] ? (numeral[1] ? digits.indexOf(numeral[1]) : 1) : 0;
	return tens * 10 + (numeral[3] ? digits.indexOf(numeral[3]) : 0);
}

function nameOfNumber(number: number): string {
	const [tens, ones] = [Math.floor(number / 10), number % 10];
	if (number > 99) return `第${number}网格`;
	return `第${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 ? digits[ones] : ''}网格`;
}

/** @param known grids of the community. @returns the grid, new when the community has none of this number; null when the text says none. */
export function readGrid(
	text: string,
	community: string,
	known: readonly Area[],
): { readonly grid: Area; readonly isNew: boolean } | null {
	const named = known.find(({ code, name }) => name === text || code === text);
	if (named) return { grid: named, isNew: false };
	const suffix = text.startsWith(community) ? text.slice(community.length) : text;
	const number = /^\d{1,3}$/.test(suffix) ? Number(suffix) : numberOfName(text);
	if (number === null || number < 1) return null;
	const fresh = gridOf(community, number, nameOfNumber(number));
	const numbered = known.find(({ code }) => code === fresh.code);
	if (!numbered) return { grid: fresh, isNew: true };
	// A name that says another grid than the one of its number is a slip of the pen.
	const isMeant = /^\d+$/.test(text) || numberOfName(numbered.name) === number;
	return isMeant ? { grid: numbered, isNew: false } : null;
}
