import { plain, type Draft } from '#lib/device/save.ts';
import type { PhotoBody } from '#lib/ledger/photo.ts';

/** A photo of a record that is written in the same act. @param root what is written of the record, under the photo's own id */
export const photoOf = ({ id, desk, book }: Draft, record: string, body: PhotoBody): Draft => ({
	id,
	kind: 'photo',
	v: 1,
	desk,
	book,
	re: record,
	body: plain(body),
	page: null,
	after: null,
});
