import type { SendingEffects } from './sending.ts';

/** One photo to the server that the app came from. */
export const uploadHere: SendingEffects['upload'] = async (entry, bytes, begun) => {
	const { uploadPhoto } = await import('./upload.ts');
	return uploadPhoto(entry, bytes, { origin: location.origin, begun });
};
