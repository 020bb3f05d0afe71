/** A film of the codes that a phone shows, as the camera of another one sees it: uncompressed, so no tool is needed. */
import { expect, type Page } from '@playwright/test';
import { closeSync, openSync, writeSync } from 'node:fs';

const width = 640;
const height = 480;
/** Of the code in the picture, with the hand's distance around it. */
const side = 440;
const perSecond = 10;
/** Pictures of each code: half a second, somewhat longer than the screen shows it. */
const each = 5;

/** Films the screen of a phone that shows codes until each was seen. @returns how many there were */
export async function filmCodes(shown: Page, label: string, path: string): Promise<number> {
	const code = shown.getByRole('img', { name: label });
	const text = () => code.getAttribute('data-code');
	const [, , , count] = (await text())!.split('/');
	const seen = new Map<string, Buffer>();
	await expect
		.poll(
			async () => {
				const before = await text();
				const picture = await code.screenshot();
				if (before === (await text())) seen.set(before!, picture);
				return seen.size;
			},
			{ intervals: [20], timeout: 60_000 },
		)
		.toBe(Number(count));
	const file = openSync(path, 'w');
	writeSync(file, `YUV4MPEG2 W${width} H${height} F${perSecond}:1 Ip A1:1 C420jpeg\n`);
	const colourless = Buffer.alloc((width * height) / 2, 128);
	for (const picture of seen.values()) {
		const light = await lightOf(shown, picture);
		for (let n = 0; n < each; n++) for (const part of ['FRAME\n', light, colourless]) writeSync(file, part as Buffer);
	}
	closeSync(file);
	return seen.size;
}

/** A byte for each point, from a picture laid on a grey table. */
async function lightOf(page: Page, png: Buffer): Promise<Buffer> {
	const base64 = await page.evaluate(
		async ({ base64, width, height, side }) => {
			const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
			const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
			const context = new OffscreenCanvas(width, height).getContext('2d')!;
			context.fillStyle = '#999';
			context.fillRect(0, 0, width, height);
			context.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side);
			const { data } = context.getImageData(0, 0, width, height);
			let text = '';
			for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(data[at + 1]!);
			return btoa(text);
		},
		{ base64: png.toString('base64'), width, height, side },
	);
	return Buffer.from(base64, 'base64');
}
