/**
 * Photos of a record: an entry that points at it with `re` and lies on its page, so that a photo is for those who may
 * read the record, in either book. The entry holds what the photo is and a thumbnail; its bytes go another way, later,
 * and are known by their hash. Rule F10.
 */
import * as v from 'valibot';
import type { Body, Entry } from './entry.ts';

/** Of one photo, in bytes: what a phone makes of a picture is a quarter of it. */
export const photoSizeLimit = 2 * 1024 * 1024;
/** Photos of one record that a phone offers to take. */
export const photosPerRecord = 12;
/** What the server takes of photos of one record: each added, and each taken back. */
export const photoEntriesPerRecord = 2 * photosPerRecord;
/** Of a thumbnail, in bytes of its picture: an entry with it takes about 2 kB of its page. */
export const thumbSizeLimit = 1200;

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));

/** `added`: a photo, with its thumbnail; `taken-back`: its author takes one back. */
export const photoSchema = v.variant('what', [
	v.strictObject({
		what: v.literal('added'),
		/** Of its bytes, in hex. */
		sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
		bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(photoSizeLimit)),
		type: v.picklist(['image/jpeg', 'image/webp']),
		width: side,
		height: side,
		/** When it was taken, as far as the file or the camera says; ISO 8601 with offset. */
		taken: v.optional(v.pipe(v.string(), v.isoTimestamp())),
		/** Where it was taken: WGS-84, accuracy in metres when the file says. */
		position: v.optional(
			v.strictObject({
				lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
				lon: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
				accuracy: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100_000))),
			}),
		),
		/** JPEG or WebP, base64. */
		thumb: v.pipe(v.string(), v.base64(), v.maxLength(Math.ceil(thumbSizeLimit / 3) * 4)),
	}),
	v.strictObject({
		what: v.literal('taken-back'),
		photo: v.pipe(v.string(), v.uuid()),
	}),
]);

export type PhotoBody = Extract<v.InferOutput<typeof photoSchema>, { what: 'added' }>;

export interface PhotoEntry extends Entry {
	readonly kind: 'photo';
	readonly re: string;
	readonly body: v.InferOutput<typeof photoSchema> & Body;
}
export interface AddedPhoto extends PhotoEntry {
	readonly body: PhotoBody & Body;
}

export const isPhoto = (entry: Entry): entry is PhotoEntry => entry.kind === 'photo' && entry.re !== undefined;
export const isAddedPhoto = (entry: Entry): entry is AddedPhoto => isPhoto(entry) && entry.body.what === 'added';
