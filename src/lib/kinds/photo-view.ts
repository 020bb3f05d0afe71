/** How a photo of a record is shown and told: its thumbnail, and what, when and by whom in words. Pure. */
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { standingAttached } from '#lib/ledger/attached.ts';
import { isAddedPhoto, type PhotoBody } from '#lib/ledger/photo.ts';
import type { Language } from './kind.ts';
import { photoViewWords } from './photo-words.ts';
import { isSmallPicture } from './thumb.ts';

export interface PhotoView {
	/** Of its entry. */
	readonly id: string;
	readonly by: string;
	/** Address of the thumbnail. */
	readonly src: string;
	readonly alt: string;
	readonly lines: readonly string[];
}

export interface Telling {
	/** What the record is called: 上报 · 北门岗亭. */
	readonly what: string;
	readonly language: Language;
	/** A moment in words; ms. */
	readonly moment: (ms: number) => string;
	readonly nameOf: (entry: Entry) => string;
}

/** @param entries all that is known of one record */
export function photoViews(entries: readonly Entry[], { what, language, moment, nameOf }: Telling): PhotoView[] {
	const photos = standingAttached(entries).filter(isAddedPhoto);
	return photos.map((entry, index) => {
		const { body, id, by } = entry;
		const added = moment(hlcToMs(entry.hlc));
		const when = body.taken ? moment(Date.parse(body.taken)) : added;
		const place = `${photoViewWords.photo[language]} ${index + 1}/${photos.length}`;
		return {
			id,
			by,
			src: thumbAddress(body),
			alt: [place, what, when, nameOf(entry)].filter(Boolean).join(language === 'zh' ? '，' : ', '),
			lines: [
				`${photoViewWords.takenAt[language]} ${when}`,
				language === 'zh'
					? `${nameOf(entry)} ${added} ${photoViewWords.addedBy.zh}`
					: `${photoViewWords.addedBy.en} ${nameOf(entry)}, ${added}`,
				...positionLine(body, language),
			],
		};
	});
}

function positionLine({ position }: PhotoBody, language: Language): string[] {
	if (!position) return [];
	const within =
		position.accuracy === undefined
			? ''
			: ` ${photoViewWords.within[language]} ${position.accuracy} ${photoViewWords.metres[language]}`;
	return [`${photoViewWords.placed[language]}${within}`];
}

/**
 * Photos added in one go are one line of a history: how many, by the first of them; the others are left out.
 *
 * @param entries earliest first
 */
export function photosTogether<One extends Entry>(
	entries: readonly One[],
): readonly { readonly entry: One; readonly photos: number }[] {
	const lines: { entry: One; photos: number }[] = [];
	for (const entry of entries) {
		const before = lines.at(-1);
		const isMore =
			before && before.photos > 0 && isAddedPhoto(entry) && entry.by === before.entry.by && isSoon(before.entry, entry);
		if (isMore) before.photos += 1;
		else lines.push({ entry, photos: isAddedPhoto(entry) ? 1 : 0 });
	}
	return lines;
}

const isSoon = (a: Entry, b: Entry): boolean => hlcToMs(b.hlc) - hlcToMs(a.hlc) < 60_000;

/** `添加了 3 张照片`. */
export const addedText = (photos: number, language: Language): string =>
	photos === 1
		? photoViewWords.added[language]
		: language === 'zh'
			? `添加了 ${photos} 张照片`
			: `added ${photos} photos`;

/** Its first bytes say which of the two it is. One that would fill a phone's memory is not shown at all. */
export const thumbAddress = ({ thumb }: Pick<PhotoBody, 'thumb'>): string =>
	isSmallPicture(thumb) ? `data:image/${thumb.startsWith('/9j/') ? 'jpeg' : 'webp'};base64,${thumb}` : 'data:,';
