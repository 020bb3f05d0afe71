/** What a file is, by its bytes: a picture or a recording. Pure. Rules BL1–BL4, BL15. */
import type { Result } from '#lib/ledger/result.ts';
import { audioOf, type Audio, type AudioFault } from './audio.ts';
import { imageOf, type Image, type ImageFault } from './image.ts';

export type Media = Image | Audio;
export type MediaFault = ImageFault | AudioFault;

export function mediaOf(bytes: Uint8Array): Result<Media, MediaFault> {
	return audioOf(bytes) ?? imageOf(bytes);
}
