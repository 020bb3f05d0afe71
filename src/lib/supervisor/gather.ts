/** All records of a question, page after page, telling how far it is; it can be left at any time. */
import { err, ok } from '#lib/ledger/result.ts';
import type { Answer, RecordPage, RecordQuery, RecordView } from './api.ts';

const askSize = 500;

interface Asking {
	readonly records: (query: RecordQuery) => Promise<Answer<RecordPage>>;
}

/** @param onPage told after each page what came and how many there are in all; false ends it there */
export async function gather(
	api: Asking,
	query: RecordQuery,
	onPage: (records: readonly RecordView[], total: number) => boolean,
): Promise<Answer<null>> {
	let cursor: string | undefined;
	do {
		const answer = await api.records({ ...query, limit: String(askSize), cursor });
		if (!answer.ok) return err(answer.error);
		if (!onPage(answer.value.records, answer.value.total)) break;
		cursor = answer.value.cursor ?? undefined;
	} while (cursor !== undefined);
	return ok(null);
}
