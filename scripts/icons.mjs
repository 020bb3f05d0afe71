// Draws the icons of the app and renders them to PNG with Chromium. The SVG text below is the source; run it again after
// changing it:  node scripts/icons.mjs
// Two neighbouring houses under one roof line: 邻里. The window of the right one is a grid of four: 网格.
import { chromium } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_ARGS, findChromium } from './chromium.mjs';

/** The accent of src/lib/ui/tokens.css. */
const ACCENT = '#0b6b50';
const target = fileURLToPath(new URL('../static/icons/', import.meta.url));

const HOUSES = `
	<path fill="#fff" d="M104 264 188 190l68 60 68-60 84 74v8h-16v112a16 16 0 0 1-16 16H136a16 16 0 0 1-16-16V272h-16z"/>
	<path fill="none" stroke="#fff" stroke-width="30" stroke-linecap="round" stroke-linejoin="round" d="m100 258 88-78 68 60 68-60 88 78"/>
	<path fill="${ACCENT}" d="M160 400v-76a28 28 0 0 1 56 0v76z"/>
	<path fill="${ACCENT}" d="M288 288h34v34h-34zm44 0h34v34h-34zm-44 44h34v34h-34zm44 0h34v34h-34z"/>`;
const STROKE = `fill="none" stroke="${ACCENT}" stroke-width="36" stroke-linecap="round" stroke-linejoin="round"`;

const drawings = {
	icon: svg(`<rect width="512" height="512" rx="112" fill="${ACCENT}"/>${houses(1.16)}`),
	// Launchers cut maskable icons to any shape: the houses stay inside the safe circle of 80 %.
	maskable: svg(`<rect width="512" height="512" fill="${ACCENT}"/>${houses(1)}`),
	visit: shortcut(`<path ${STROKE} d="M152 400V136h208v264M120 400h272M300 276v.1"/>`),
	'check-in': shortcut(
		`<path ${STROKE} d="M256 388C188 340 128 290 128 226a64 64 0 0 1 128-18 64 64 0 0 1 128 18c0 64-60 114-128 162z"/>`,
	),
	today: shortcut(`<path ${STROKE} d="m128 176 28 28 48-56M260 180h124M128 328l28 28 48-56M260 332h124"/>`),
};

const renderings = [
	['icon', 'icon-192.png', 192],
	['icon', 'icon-512.png', 512],
	['maskable', 'maskable-192.png', 192],
	['maskable', 'maskable-512.png', 512],
	// iOS rounds the corners itself and paints transparent ones black.
	['maskable', 'apple-touch-icon.png', 180],
	['visit', 'shortcut-visit.png', 96],
	['check-in', 'shortcut-check-in.png', 96],
	['today', 'shortcut-today.png', 96],
];

mkdirSync(target, { recursive: true });
writeFileSync(`${target}icon.svg`, `${drawings.icon}\n`);
const browser = await chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_ARGS });
for (const [drawing, file, size] of renderings) await render(drawings[drawing], `${target}${file}`, size);
await browser.close();
console.log(`${renderings.length + 1} icons in static/icons`);

function svg(content) {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">${content}</svg>`;
}

function houses(scale) {
	return `<g transform="translate(256 256) scale(${scale}) translate(-256 -282)">${HOUSES}</g>`;
}

function shortcut(content) {
	return svg(`<circle cx="256" cy="256" r="256" fill="#fff"/>${content}`);
}

async function render(drawing, path, size) {
	const page = await browser.newPage({ viewport: { width: size, height: size }, deviceScaleFactor: 1 });
	const image = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
	await page.setContent(`<style>*{margin:0}img{display:block;width:100vw}</style><img src="${image}" alt="">`);
	await page.locator('img').evaluate((element) => element.decode());
	await page.screenshot({ path, omitBackground: true });
	await page.close();
}
