/** What a picture's file says of when and where it was taken, and which way up it is. Pure. */
import ExifReader from 'exifreader';
import type { PhotoBody } from '#lib/ledger/photo.ts';

/** All that is read here lies in the first bytes of a file. */
export const headBytes = 256 * 1024;

export interface Said {
	/** ISO 8601 with offset. */
	readonly taken?: string;
	readonly position?: NonNullable<PhotoBody['position']>;
	/** It is shown lying on its side of how it is stored: its width is its height. */
	readonly isTurned?: true;
}

/**
 * @param head the beginning of a file
 * @param offsetMinutes of the phone's clock, east of Greenwich: for a time without an offset of its own
 */
export function saidBy(head: ArrayBuffer, offsetMinutes: number): Said {
	let tags: ExifReader.ExpandedTags;
	try {
		tags = ExifReader.load(head, { expanded: true });
	} catch {
		// No picture that it knows, or nothing in it: then the file says nothing.
		return {};
	}
	const taken = takenOf(tags.exif, offsetMinutes);
	const position = positionOf(tags);
	const isTurned = Number(tags.exif?.Orientation?.value ?? 1) >= 5;
	return { ...(taken && { taken }), ...(position && { position }), ...(isTurned && { isTurned }) };
}

function takenOf(exif: ExifReader.ExpandedTags['exif'], offsetMinutes: number): string | undefined {
	const text = String(exif?.DateTimeOriginal?.description ?? '');
	const found = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text);
	if (!found) return undefined;
	const [, year, month, day, time] = found;
	const said = String(exif?.OffsetTimeOriginal?.description ?? '');
	const taken = `${year}-${month}-${day}T${time}${/^[+-]\d\d:\d\d$/.test(said) ? said : offsetText(offsetMinutes)}`;
	return Number.isNaN(Date.parse(taken)) ? undefined : taken;
}

/** `+08:00`. */
export function offsetText(minutes: number): string {
	const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
	return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

function positionOf({ gps, exif }: ExifReader.ExpandedTags): Said['position'] {
	const { Latitude: lat, Longitude: lon } = gps ?? {};
	const isPlace = isWithin(lat, 90) && isWithin(lon, 180) && (lat !== 0 || lon !== 0);
	if (!isPlace) return undefined;
	const accuracy = Number(exif?.GPSHPositioningError?.description);
	// Six digits are a hand's breadth.
	const round = (value: number) => Math.round(value * 1e6) / 1e6;
	return {
		lat: round(lat),
		lon: round(lon),
		...(accuracy > 0 && accuracy < 100_000 && { accuracy: Math.round(accuracy) }),
	};
}

const isWithin = (value: number | undefined, limit: number): value is number =>
	typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit;
