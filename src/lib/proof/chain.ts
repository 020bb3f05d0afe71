/**
 * A chain of salted commitments: each link takes in the one before it and one entry's text, so that a changed, missing
 * or added text changes every head after it. Salts come from one seed for a batch; when a text is erased, the seed goes
 * and the bare commitment stays in its place, which says nothing of the text and keeps the chain whole. Rules P1–P3.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';

/** SHA-256 of a text in UTF-8, in hex. Node and the browser each bring their own. */
export type Sha256 = (text: string) => string;

/** How the commitments of some entries are told, in their order. */
export interface Links {
	readonly ids: readonly string[];
	/** 16 random bytes in hex; null once one of the texts was erased. */
	readonly seed: string | null;
	/** 16 bytes in hex for each entry that is still there, once the seed is gone. */
	readonly salts?: { readonly [id: string]: string };
	/** The commitment itself, 32 bytes in hex, of each entry that was erased. */
	readonly bare?: { readonly [id: string]: string };
}

export const seedBytes = 16;
const saltDigits = 32;

/** The head before the first link of what `name` tells: a page, or a device and a page. Hex. */
export const firstHead = (name: readonly string[], sha256: Sha256): string =>
	sha256(JSON.stringify(['linli-chain-1', ...name]));

/** A salt, 16 bytes, from the seed of its batch. */
const saltOf = (seed: string, id: string, sha256: Sha256): string =>
	sha256(`linli-salt-1 ${seed} ${id}`).slice(0, saltDigits);

const commitmentOf = (salt: string, text: string, sha256: Sha256): string => sha256(`linli-entry-1 ${salt} ${text}`);

const linkTo = (head: string, commitment: string, sha256: Sha256): string =>
	sha256(`linli-link-1 ${head} ${commitment}`);

/**
 * The head after these links, in hex.
 * @param textOf the text of an entry; undefined when it is not there.
 * @returns the id of the first entry whose text and commitment are both missing otherwise.
 */
export function headAfter(
	head: string,
	links: Links,
	textOf: (id: string) => string | undefined,
	sha256: Sha256,
): Result<string, { readonly missing: string }> {
	for (const id of links.ids) {
		const commitment = links.bare?.[id] ?? commitmentIn(links, id, textOf(id), sha256);
		if (commitment === null) return err({ missing: id });
		head = linkTo(head, commitment, sha256);
	}
	return ok(head);
}

function commitmentIn(links: Links, id: string, text: string | undefined, sha256: Sha256): string | null {
	const salt = links.salts?.[id] ?? (links.seed === null ? undefined : saltOf(links.seed, id, sha256));
	return salt === undefined || text === undefined ? null : commitmentOf(salt, text, sha256);
}

/** The same links when these texts are no longer there: heads stay as they were, and nobody can try texts against them. */
export function withoutTexts(
	links: Links,
	erased: ReadonlySet<string>,
	textOf: (id: string) => string | undefined,
	sha256: Sha256,
): Links {
	if (!links.ids.some((id) => erased.has(id) && links.bare?.[id] === undefined)) return links;
	const salts: Record<string, string> = {};
	const bare: Record<string, string> = { ...links.bare };
	for (const id of links.ids) {
		if (bare[id] !== undefined) continue;
		if (!erased.has(id)) salts[id] = links.salts?.[id] ?? saltOf(links.seed!, id, sha256);
		else bare[id] = commitmentIn(links, id, textOf(id), sha256) ?? '';
	}
	return { ids: links.ids, seed: null, salts, bare };
}
