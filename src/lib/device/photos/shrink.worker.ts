import { canvasEffects } from './canvas.ts';
import { makePhoto } from './make.ts';

addEventListener('message', ({ data }: MessageEvent<File | Blob>) => {
	void makePhoto(data, canvasEffects()).then((made) =>
		postMessage(made, { transfer: made.ok ? [made.value.bytes.buffer] : [] }),
	);
});
