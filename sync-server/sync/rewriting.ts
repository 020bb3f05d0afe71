/**
 * A page written anew: because its time is over (sealing), or because the law demands that texts go (an erasure). One way
 * for both, so that no page ever gets another epoch without the server's signed word on what it holds from then on.
 */
import { textToEntry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { HeadingReason } from '#lib/proof/heading.ts';
import { signHeading, type ToHead } from '#server/proof/headings.ts';
import type { Signer } from '#server/proof/signer.ts';
import type { Rewritten, Store } from '#server/store/store.ts';
import { compacted, textsOf } from './sealing.ts';

/** What follows from it besides the page itself, as the store takes it. */
type Consequences = Omit<Rewritten, 'page' | 'update' | 'ranges' | 'entries' | 'sealed' | 'dropped' | 'heading'>;

export interface Rewriting extends Consequences {
	readonly page: PageId;
	readonly why: HeadingReason;
	/** Ids of entries of the page whose texts go. */
	readonly dropped: readonly string[];
	/** Server time, unix ms. */
	readonly at: number;
}

export interface RewritingDeps {
	readonly store: Pick<Store, 'kept' | 'rewritePage' | 'proofs' | 'openPages'>;
	readonly signer: Signer;
	/** A random unsigned 32-bit number. */
	readonly random32: () => number;
}

/**
 * Tells the page's new epoch. Only while nothing is being written to the page (`Intake.alone`).
 * @throws when the disk fails, or there is no such page; nothing has changed then.
 */
export async function rewritePage(
	{ store, signer, random32 }: RewritingDeps,
	{ page, why, dropped, at, ...consequences }: Rewriting,
): Promise<number> {
	const going = new Set(dropped);
	const texts = (await textsOf(store, page)).filter((text) => !going.has(idOf(text)));
	const { chain } = (await store.openPages([page])).get(page)!;
	const anew = await pageAnew({ store, signer, random32 }, { page, texts, gone: dropped, changed: [], why, at, chain });
	return store.rewritePage({ page, ...anew, sealed: why === 'sealed' ? at : null, dropped, ...consequences });
}

/** What a page consists of from now on, and the signed word on it. @param what.texts all that stand on it */
export async function pageAnew(
	{
		store,
		signer,
		random32,
	}: Pick<RewritingDeps, 'signer' | 'random32'> & { store: Pick<Store, 'proofs' | 'openPages'> },
	{ texts, ...what }: Omit<ToHead, 'epoch' | 'ids' | 'before'> & { readonly texts: readonly string[] },
): Promise<Pick<Rewritten, 'update' | 'ranges' | 'entries' | 'heading'>> {
	const { epoch } = (await store.openPages([what.page])).get(what.page)!;
	const before = (await store.proofs.headings(what.page)).at(-1) ?? null;
	const ids = [...new Set(texts.map(idOf))];
	const heading = signHeading(signer, { ...what, epoch: epoch + 1, ids, before });
	return { ...compacted(texts, random32), heading };
}

function idOf(text: string): string {
	const read = textToEntry(text);
	if (!read.ok) throw new Error('a text on a page is no entry');
	return read.value.id;
}
