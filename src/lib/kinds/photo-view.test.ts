import { expect, it } from 'vitest';
import { hlcOf } from '#lib/ledger/clock.ts';
import { createEntries, morning } from '#tests/support/entries.ts';
import { jpeg, webp } from '#tests/support/pictures.ts';
import { addedText, photosTogether, photoViews, thumbAddress } from './photo-view.ts';

const make = createEntries();
const root = make.make();
const at = (seconds: number) => ({ hlc: hlcOf(morning + seconds * 1000) });

it('tells of a photo what, when and by whom, in both languages', () => {
	const photo = make.photo(root, { taken: '2026-11-20T09:30:00+08:00', position: { lat: 39, lon: 117, accuracy: 12 } });
	const telling = {
		what: '上报 1号楼',
		moment: (ms: number) => new Date(ms + 28_800_000).toISOString().slice(0, 16),
		nameOf: () => '王芳',
	};
	const [zh] = photoViews([root, photo], { ...telling, language: 'zh' });
	expect(zh!.alt).toMatch(/^照片 1\/1，上报 1号楼，.*09:30，王芳$/);
	expect(zh!.lines.at(-1)).toBe('照片带位置 误差约 12 米');
	const [en] = photoViews([root, photo], { ...telling, language: 'en' });
	expect(en!.alt).toMatch(/^Photo 1\/1, /);
});

it('[F12] shows a thumbnail as what it is, and none that claims more than a thumbnail’s pixels', () => {
	const address = (bytes: Uint8Array) => thumbAddress({ thumb: Buffer.from(bytes).toString('base64') });
	const small = { width: 112, height: 84 };
	expect([jpeg(small), webp(small), lossy(small)].map((bytes) => address(bytes).slice(0, 15))).toEqual([
		'data:image/jpeg',
		'data:image/webp',
		'data:image/webp',
	]);
	for (const make of [jpeg, webp, lossy])
		for (const large of [
			{ width: 16_383, height: 16_383 },
			{ width: 20, height: 513 },
		])
			expect(address(make(large)), make.name).toBe('data:,');
	expect(address(webp(small).subarray(0, 29))).toBe('data:,');
	expect(address(jpeg(small).subarray(0, 90))).toBe('data:,');
	for (const thumb of ['', '/9j/x', 'UklGR', 'AAAA', Buffer.from('<svg/>').toString('base64')])
		expect(thumbAddress({ thumb })).toBe('data:,');
});

/** The plain sort of WebP, as phones make thumbnails. */
function lossy({ width, height }: { readonly width: number; readonly height: number }): Uint8Array {
	const bytes = Buffer.alloc(40);
	bytes.write('RIFF    WEBPVP8 ', 'latin1');
	bytes.writeUInt16LE(width, 26);
	bytes.writeUInt16LE(height, 28);
	return bytes;
}

it('tells photos that were added in one go as one line', () => {
	const other = make.photo(root, {}, { by: 'grid02', ...at(3) });
	const entries = [root, make.photo(root, {}, at(1)), make.photo(root, {}, at(2)), other, make.photo(root, {}, at(4))];
	const late = make.photo(root, {}, at(100));
	const lines = photosTogether([...entries, late, make.photoBack(root, late, at(101))]);
	expect(lines.map(({ photos }) => photos)).toEqual([0, 2, 1, 1, 1, 0]);
	expect([addedText(1, 'zh'), addedText(3, 'zh'), addedText(2, 'en')]).toEqual([
		'添加了 1 张照片',
		'添加了 3 张照片',
		'added 2 photos',
	]);
});
