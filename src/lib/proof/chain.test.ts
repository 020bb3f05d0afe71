import fc from 'fast-check';
import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { firstHead, headAfter, withoutTexts, type Links, type Sha256 } from './chain.ts';

const sha256: Sha256 = (text) => hash('sha256', text, 'hex');
const start = firstHead(['page', 'p'], sha256);
const seed = 'ab'.repeat(16);

const texts = fc.uniqueArray(fc.tuple(fc.uuid(), fc.string()), { selector: ([id]) => id, minLength: 1, maxLength: 8 });
const linksOf = (entries: readonly (readonly [string, string])[]): Links => ({ ids: entries.map(([id]) => id), seed });
const finder = (entries: readonly (readonly [string, string])[]) => (id: string) => new Map(entries).get(id);
const headOf = (links: Links, textOf: (id: string) => string | undefined, from = start) => {
	const head = headAfter(from, links, textOf, sha256);
	if (!head.ok) throw new Error(head.error.missing);
	return head.value;
};

it('[P1] another text, id or order gives another head', () => {
	fc.assert(
		fc.property(texts, fc.nat(), fc.string({ minLength: 1 }), (entries, pick, more) => {
			const at = pick % entries.length;
			const whole = headOf(linksOf(entries), finder(entries));
			const changed = entries.map(([id, text], index) => [id, index === at ? text + more : text] as const);
			expect(headOf(linksOf(changed), finder(changed))).not.toBe(whole);
			const fewer = entries.filter((_, index) => index !== at);
			expect(headOf(linksOf(fewer), finder(fewer))).not.toBe(whole);
			if (entries.length > 1) {
				const turned = [...entries.slice(1), entries[0]!];
				expect(headOf(linksOf(turned), finder(entries))).not.toBe(whole);
			}
		}),
	);
});

it('[P1] a text that is not there is named', () => {
	const entries = [['a', 'x'] as const, ['b', 'y'] as const];
	expect(headAfter(start, linksOf(entries), finder(entries.slice(0, 1)), sha256)).toEqual({
		ok: false,
		error: { missing: 'b' },
	});
});

it('[P2] the same text has another commitment in another batch', () => {
	const entries = [['a', 'x'] as const];
	const other = { ...linksOf(entries), seed: 'cd'.repeat(16) };
	expect(headOf(other, finder(entries))).not.toBe(headOf(linksOf(entries), finder(entries)));
});

it('[P3] an erased text leaves every head as it was, the others held to, and nothing to guess by', () => {
	fc.assert(
		fc.property(texts, fc.infiniteStream(fc.boolean()), (entries, choose) => {
			const links = linksOf(entries);
			const whole = headOf(links, finder(entries));
			const erased = new Set(entries.filter(() => choose.next().value).map(([id]) => id));
			const stripped = withoutTexts(links, erased, finder(entries), sha256);
			const left = entries.filter(([id]) => !erased.has(id));
			expect(headOf(stripped, finder(left))).toBe(whole);
			for (const id of erased) expect(stripped.salts?.[id]).toBeUndefined();
			if (erased.size > 0) expect(stripped.seed).toBeNull();
			// Erased again, beside more.
			const all = new Set(entries.map(([id]) => id));
			const bare = withoutTexts(stripped, all, finder(left), sha256);
			expect(headOf(bare, () => undefined)).toBe(whole);
			for (const [index, [id, text]] of left.entries()) {
				const changed = left.map((entry, at) => (at === index ? ([id, `${text}.`] as const) : entry));
				expect(headOf(stripped, finder(changed))).not.toBe(whole);
			}
		}),
	);
});
