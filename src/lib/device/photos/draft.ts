import { plain, type Draft } from '#lib/device/save.ts';
import { attachedKind, type AttachedBody } from '#lib/ledger/attached.ts';

/**
 * A photo or a voice note of a record that is written in the same act.
 * @param draft what is written of the record, under the photo's own id
 */
export const photoOf = ({ id, desk, book }: Draft, record: string, body: AttachedBody): Draft => ({
	id,
	kind: attachedKind(body),
	v: 1,
	desk,
	book,
	re: record,
	body: plain(body),
	page: null,
	after: null,
});
