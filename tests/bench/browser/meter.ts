/** What measures inside the app's page. One function without imports: it is handed to the browser as text. */

export interface Meter {
	/** Waits until the directory holds so many people. */
	readonly directoryMade: (
		people: number,
	) => Promise<{ bytes: number; homes: number; took: number; longestFrame: number }>;
	readonly longestIdleFrame: (ms: number) => Promise<number>;
	readonly keepTexts: (texts: string[]) => void;
	/** Puts the text into the search field; null when what is found stays the same. */
	readonly type: (text: string) => Promise<{ ms: number; frames: number; rows: number } | null>;
	/** The floor: the texts that hold it, and as many rows painted. */
	readonly typePlainly: (text: string, rows: number) => Promise<{ ms: number }>;
	/** From 今日 to 楼栋 by the navigation. */
	readonly openBuilding: () => Promise<number>;
	/** The floor: as many plain cells. */
	readonly paintCells: (rows: number, columns: number) => Promise<number>;
}

export function installMeter(): void {
	interface Frames {
		count: number;
		longest: number;
		last: number;
	}
	const frames: Frames = { count: 0, longest: 0, last: performance.now() };
	const tick = (now: number) => {
		frames.count += 1;
		frames.longest = Math.max(frames.longest, now - frames.last);
		frames.last = now;
		requestAnimationFrame(tick);
	};
	requestAnimationFrame(tick);

	const painted = () =>
		new Promise<number>((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
	const until = <Value>(look: () => Value | null | undefined | false) =>
		new Promise<Value>((resolve) => {
			const turn = () => {
				const value = look();
				if (value) resolve(value);
				else requestAnimationFrame(turn);
			};
			turn();
		});
	const idle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	const rowsIn = () => document.querySelectorAll('main section li');

	let texts: string[] = [];
	let rowHtml = '';

	const meter: Meter = {
		directoryMade: async (people) => {
			await until(() => document.querySelector('main input[type="search"]'));
			await painted();
			const begun = performance.now();
			frames.longest = 0;
			const mark = await until(() =>
				(performance.getEntriesByName('linli-directory') as PerformanceMark[]).find(
					({ detail }) => detail.people >= people,
				),
			);
			return { ...mark.detail, took: mark.startTime - begun, longestFrame: frames.longest };
		},
		longestIdleFrame: async (ms) => {
			await idle(1000);
			frames.longest = 0;
			await idle(ms);
			return frames.longest;
		},
		keepTexts: (given) => void (texts = given),
		type: async (text) => {
			const field = document.querySelector<HTMLInputElement>('main input[type="search"]')!;
			const main = document.querySelector('main')!;
			await idle(150);
			const isRows = ({ target }: MutationRecord) => !(target as Element).closest?.('[role="search"]');
			const changed = new Promise<boolean>((resolve) => {
				const observer = new MutationObserver((records) => records.some(isRows) && resolve(true));
				observer.observe(main, { childList: true, characterData: true, subtree: true });
				setTimeout(() => resolve(false), 1500);
			});
			await painted();
			const before = frames.count;
			const begun = performance.now();
			field.value = text;
			field.dispatchEvent(new InputEvent('input', { bubbles: true }));
			if (!(await changed)) return null;
			const ms = (await painted()) - begun;
			rowHtml = document.querySelector('main section li')?.outerHTML ?? rowHtml;
			return { ms, frames: frames.count - before, rows: rowsIn().length };
		},
		typePlainly: async (text, rows) => {
			const list = document.createElement('ul');
			document.querySelector('main')!.append(list);
			await idle(150);
			await painted();
			const begun = performance.now();
			const found = texts.filter((own) => own.includes(text));
			const html = Array.from({ length: rows }, () => rowHtml).join('');
			list.innerHTML = html;
			list.title = String(found.length);
			const ms = (await painted()) - begun;
			list.remove();
			return { ms };
		},
		openBuilding: async () => {
			document.querySelector<HTMLElement>('nav a[href$="/today"]')!.click();
			await until(() => location.pathname === '/today' && document.querySelector('main section a'));
			await idle(2500);
			const begun = performance.now();
			document.querySelector<HTMLElement>('nav a[href$="/buildings"]')!.click();
			await until(() => document.querySelectorAll('table td a').length >= 396);
			return (await painted()) - begun;
		},
		paintCells: async (rows, columns) => {
			const cell = '<td style="min-width:56px;height:56px;border:1px solid">3301</td>';
			const box = document.createElement('div');
			box.style.cssText = 'position:fixed;inset:0;overflow:auto;background:white;z-index:99';
			document.body.append(box);
			await painted();
			const begun = performance.now();
			box.innerHTML = `<table>${`<tr>${cell.repeat(columns)}</tr>`.repeat(rows)}</table>`;
			const ms = (await painted()) - begun;
			box.remove();
			return ms;
		},
	};
	Object.assign(globalThis, { meter });
}
