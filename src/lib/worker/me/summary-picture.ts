/**
 * 今日小结 as a picture, 720 pixels wide: always light, whatever the phone shows, since it is read in someone else's
 * chat. Everything is drawn here, from the fonts of the phone; nothing is fetched.
 */
import type { Language } from '#lib/kinds/kind.ts';
import { summaryWords as words } from '#lib/worker/words/summary-words.ts';
import type { Sheet } from './summary-sheet.ts';

export const pictureWidth = 720;
const edge = 48;
const inner = pictureWidth - 2 * edge;
/** The light colours of tokens.css: a canvas knows no custom properties. */
const colors = {
	ground: '#ffffff',
	band: '#0b6b50',
	onBand: '#ffffff',
	ink: '#16201b',
	quiet: '#4a5650',
	soft: '#e0f1ea',
	line: '#d5dcd7',
	warn: '#815000',
	warnSoft: '#fff1d6',
} as const;
const family = `system-ui, 'PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif`;
const font = (size: number, weight = 400) => `${weight} ${size}px ${family}`;

/** Signs that do not begin a line in Chinese typesetting. */
const closing = '，。、；：！？）》”’％,.;:!?)';

/** Lines of a text that fit a width. Chinese breaks after any character, other words at blanks; long words are cut. */
export function wrapText(text: string, width: number, measure: (text: string) => number): string[] {
	const lines: string[] = [];
	for (const paragraph of text.split('\n')) {
		let line = '';
		for (const piece of paragraph.match(/[\u0021-\u024F]+|./gsu) ?? []) {
			const isClosing = closing.includes(piece) && line !== '';
			if (measure(line + piece.trimEnd()) <= width || isClosing) line += piece;
			else {
				if (line.trim() !== '') lines.push(line.trimEnd());
				line = piece.trimStart();
				while (measure(line) > width && line.length > 1) {
					const fitting = longestFitting(line, width, measure);
					lines.push(line.slice(0, fitting));
					line = line.slice(fitting);
				}
			}
		}
		lines.push(line.trimEnd());
	}
	return lines;
}

function longestFitting(word: string, width: number, measure: (text: string) => number): number {
	let length = 1;
	while (length < word.length && measure(word.slice(0, length + 1)) <= width) length++;
	return length;
}

interface Block {
	readonly height: number;
	readonly draw: (top: number) => void;
}

/** Draws the sheet; the canvas takes the height that it needs. False when the browser cannot draw. */
export function drawSheet(canvas: HTMLCanvasElement, sheet: Sheet, language: Language): boolean {
	const context = canvas.getContext('2d');
	if (!context) return false;
	const blocks = blocksOf(context, sheet, language);
	canvas.width = pictureWidth;
	canvas.height = blocks.reduce((sum, { height }) => sum + height, 0);
	// Setting the size has reset everything.
	context.textBaseline = 'alphabetic';
	context.fillStyle = colors.ground;
	context.fillRect(0, 0, canvas.width, canvas.height);
	let top = 0;
	for (const block of blocks) {
		block.draw(top);
		top += block.height;
	}
	return true;
}

function blocksOf(context: CanvasRenderingContext2D, sheet: Sheet, language: Language): Block[] {
	const text = (said: string, size: number, style: { weight?: number; color?: string; after?: number } = {}) =>
		textBlock(context, said, { size, weight: 400, color: colors.ink, after: 10, ...style });
	const colon = language === 'zh' ? '：' : ': ';
	return [
		headBlock(context, sheet),
		gap(28),
		...(sheet.figures.length > 0 ? [figuresBlock(context, sheet.figures), gap(24)] : []),
		...sheet.lines.map((line) => text(line, 28)),
		...sheet.parts.flatMap(({ head, lines }) => [
			gap(14),
			rule(context),
			gap(18),
			text(head, 28, { weight: 600 }),
			...lines.map((line) => text(line, 28)),
		]),
		...sheet.warnings.map((line) => warnBlock(context, line)),
		...(sheet.note
			? [gap(14), rule(context), gap(18), text(`${words.noteLabel[language]}${colon}${sheet.note}`, 28)]
			: []),
		gap(18),
		text(words.foot[language], 22, { color: colors.quiet, after: 0 }),
		gap(36),
	];
}

const gap = (height: number): Block => ({ height, draw: () => {} });

function textBlock(
	context: CanvasRenderingContext2D,
	said: string,
	{ size, weight, color, after }: { size: number; weight: number; color: string; after: number },
): Block {
	context.font = font(size, weight);
	const lines = wrapText(said, inner, (part) => context.measureText(part).width);
	const step = Math.round(size * 1.5);
	return {
		height: lines.length * step + after,
		draw: (top) => {
			context.font = font(size, weight);
			context.fillStyle = color;
			for (const [index, line] of lines.entries()) context.fillText(line, edge, top + index * step + size * 1.1);
		},
	};
}

function headBlock(context: CanvasRenderingContext2D, { title, who }: Sheet): Block {
	context.font = font(40, 700);
	const titles = wrapText(title, inner, (part) => context.measureText(part).width);
	context.font = font(28, 400);
	const names = wrapText(who, inner, (part) => context.measureText(part).width);
	const height = 44 + titles.length * 56 + names.length * 42 + 30;
	return {
		height,
		draw: (top) => {
			context.fillStyle = colors.band;
			context.fillRect(0, top, pictureWidth, height);
			context.fillStyle = colors.onBand;
			context.font = font(40, 700);
			for (const [index, line] of titles.entries()) context.fillText(line, edge, top + 84 + index * 56);
			context.font = font(28, 400);
			const below = top + 44 + titles.length * 56;
			for (const [index, line] of names.entries()) context.fillText(line, edge, below + 32 + index * 42);
		},
	};
}

/** The count of each kind, up to four in a row. */
function figuresBlock(context: CanvasRenderingContext2D, figures: Sheet['figures']): Block {
	const perRow = Math.min(4, figures.length);
	const space = 16;
	const width = (inner - (perRow - 1) * space) / perRow;
	const height = 128;
	const rows = Math.ceil(figures.length / perRow);
	return {
		height: rows * height + (rows - 1) * space,
		draw: (top) => {
			context.textAlign = 'center';
			for (const [index, { label, count }] of figures.entries()) {
				const left = edge + (index % perRow) * (width + space);
				const y = top + Math.floor(index / perRow) * (height + space);
				context.fillStyle = colors.soft;
				context.beginPath();
				context.roundRect(left, y, width, height, 16);
				context.fill();
				context.fillStyle = colors.ink;
				context.font = font(48, 700);
				context.fillText(String(count), left + width / 2, y + 64);
				context.fillStyle = colors.quiet;
				context.font = font(26, 400);
				context.fillText(label, left + width / 2, y + 104, width - 12);
			}
			context.textAlign = 'start';
		},
	};
}

const rule = (context: CanvasRenderingContext2D): Block => ({
	height: 2,
	draw: (top) => {
		context.fillStyle = colors.line;
		context.fillRect(edge, top, inner, 2);
	},
});

function warnBlock(context: CanvasRenderingContext2D, line: string): Block {
	context.font = font(26, 600);
	const lines = wrapText(line, inner - 40, (part) => context.measureText(part).width);
	const box = lines.length * 38 + 24;
	return {
		height: box + 26,
		draw: (top) => {
			context.fillStyle = colors.warnSoft;
			context.beginPath();
			context.roundRect(edge, top + 14, inner, box, 12);
			context.fill();
			context.fillStyle = colors.warn;
			context.font = font(26, 600);
			for (const [index, said] of lines.entries()) context.fillText(said, edge + 20, top + 14 + 38 + index * 38);
		},
	};
}
