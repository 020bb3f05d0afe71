/** Decoding and encoding pictures as this browser can: off the page where it has canvases for that. */
import type { MakeEffects } from './make.ts';
import type { Size } from './size.ts';

export const hasOffscreen = (): boolean => typeof OffscreenCanvas !== 'undefined';

export const canvasEffects = (): MakeEffects => ({
	// Shrunk while it is decoded: the whole picture is let go of before anything is drawn.
	decode: (file, { width, height }) =>
		width || height
			? createImageBitmap(file, {
					...(width && { resizeWidth: width }),
					...(height && { resizeHeight: height }),
					resizeQuality: 'high',
				})
			: createImageBitmap(file),
	encode: (image, size, type, quality) => (hasOffscreen() ? encodeOff : encodeOn)(image, size, type, quality),
	now: Date.now,
	offsetMinutes: -new Date().getTimezoneOffset(),
});

async function encodeOff(image: ImageBitmap, size: Size, type: string, quality: number): Promise<Blob | null> {
	const canvas = new OffscreenCanvas(size.width, size.height);
	const context = canvas.getContext('2d');
	if (!context) return null;
	draw(context, image, size);
	return canvas.convertToBlob({ type, quality });
}

function encodeOn(image: ImageBitmap, size: Size, type: string, quality: number): Promise<Blob | null> {
	const canvas = Object.assign(document.createElement('canvas'), size);
	const context = canvas.getContext('2d');
	if (!context) return Promise.resolve(null);
	draw(context, image, size);
	return new Promise((done) => canvas.toBlob(done, type, quality));
}

function draw(
	context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
	image: ImageBitmap,
	{ width, height }: Size,
): void {
	// What is seen through becomes white, not black: JPEG knows no transparency.
	context.fillStyle = '#fff';
	context.fillRect(0, 0, width, height);
	context.imageSmoothingQuality = 'high';
	context.drawImage(image, 0, 0, width, height);
}
