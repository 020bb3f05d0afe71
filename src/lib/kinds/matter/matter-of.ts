/** What of a record goes along when its household or building goes to another desk. */
import { promisedIn, type Answer } from '#lib/kinds/answers.ts';
import type { Projection } from '#lib/kinds/project.ts';
import { categories } from '#lib/kinds/problem/categories.ts';
import type { Problem } from '#lib/kinds/problem/kind.ts';
import type { Matter } from './kind.ts';

type Source = Pick<Projection, 'id' | 'desk' | 'kind' | 'state' | 'body'>;

/** The promise or problem that a record speaks of, settled or not; null when it speaks of none. */
export function matterOf({ id, desk, kind, state, body }: Source): Matter | null {
	if (state === 'withdrawn') return null;
	const was = { desk, id };
	if (kind === 'matter') return { ...(body as unknown as Matter), was };
	if (kind === 'visit' || kind === 'errand') {
		const promised = promisedIn(kind, body);
		if (!promised) return null;
		const { text, due, ended } = promised;
		// As it was written: an answer that nobody gave is none there either.
		const { answer } = body as { readonly answer?: Answer };
		return {
			of: 'visit',
			text,
			...(due && { due }),
			...(ended && { done: ended.day }),
			...(answer && { answer }),
			was,
		};
	}
	if (kind !== 'problem') return null;
	const { handling, category, item, where, note, again, settled } = body as unknown as Problem;
	if (handling !== 'report') return null;
	return {
		of: 'problem',
		text: item ?? categories[category].zh,
		where,
		...(note && { note }),
		...(again && { due: again }),
		...(settled && { done: settled }),
		was,
	};
}
