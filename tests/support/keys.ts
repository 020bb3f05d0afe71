/** A screen as whoever has only keys meets it: what is reached, whether it is seen there, and how it is called. */
import type { Page } from '@playwright/test';

/** What has the focus, as one `Tab` after another leads there, in words; empty: all is well. */
export async function keyFaultsOf(page: Page): Promise<string[]> {
	const total = await page.evaluate(markControls);
	const faults = new Set<string>();
	const reached = new Set<number>();
	// Once round and past the browser's own frame; what is drawn anew meanwhile is met a second time.
	for (let taps = 0; reached.size < total && taps < 2 * total + 10; taps++) {
		await page.keyboard.press('Tab');
		let { index, fault } = await page.evaluate(lookAtFocus);
		// A change of style still takes a moment where rest was asked for, and on a busy machine so does coming into view.
		for (let frames = 0; fault && frames < 10; frames++) {
			await page.evaluate(drawn);
			({ index, fault } = await page.evaluate(lookAtFocus));
		}
		// A field for a day has stops of its own inside: the browser marks them.
		if (fault && (index === null || !reached.has(index))) faults.add(fault);
		if (index !== null) reached.add(index);
	}
	for (const name of await page.evaluate(unreached, [...reached])) faults.add(`not reached: ${name}`);
	for (const name of await namelessOf(page)) faults.add(`without a name: ${name}`);
	return [...faults];
}

const drawn = () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

interface Marked extends Window {
	controls: Element[];
}

/** Begins before everything; gives how many controls there are. */
function markControls(): number {
	const all = 'a[href], button, input, select, textarea, summary, [tabindex]';
	const isStop = (element: HTMLElement) => {
		const isShown = element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest('[inert]');
		if (!isShown || element.tabIndex < 0 || element.matches(':disabled')) return false;
		if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
		// Of a group one is stopped at; arrow keys lead on.
		const group = [...document.querySelectorAll<HTMLInputElement>(`input[type=radio][name="${element.name}"]`)];
		return element === (group.find(({ checked }) => checked) ?? group[0]);
	};
	const open = [...document.querySelectorAll<HTMLDialogElement>('dialog:modal')].at(-1);
	const controls = [...(open ?? document).querySelectorAll<HTMLElement>(all)].filter(isStop);
	(window as unknown as Marked).controls = controls;
	document.body.tabIndex = -1;
	document.body.focus();
	document.body.removeAttribute('tabindex');
	return controls.length;
}

/** Which control has the focus, and what is wrong there: no outline, outside of the screen, under something else. */
function lookAtFocus(): { index: number | null; fault: string | null } {
	const focused = document.activeElement as HTMLElement | null;
	if (!focused || focused === document.body) return { index: null, fault: null };
	const found = (window as unknown as Marked).controls.indexOf(focused);
	const index = found < 0 ? null : found;
	const name = `${focused.localName} ${focused.getAttribute('aria-label') ?? focused.innerText ?? ''}`.slice(0, 60);
	// A chip is marked on its label, a row of a table as a whole.
	const around = [focused, focused.nextElementSibling, focused.closest('label, tr, li, [data-record]')];
	const isMarked = around.some(
		(one) => one && [null, '::after'].some((part) => getComputedStyle(one, part).outlineStyle !== 'none'),
	);
	if (!isMarked) return { index, fault: `not marked: ${name}` };
	const shown = focused.closest('label') ?? focused;
	const { left, right, top, bottom } = shown.getBoundingClientRect();
	if (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth)
		return { index, fault: `outside: ${name}` };
	const [x, y] = [
		(Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
		(Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
	];
	const isSeen = [y, Math.max(top, 0) + 3, Math.min(bottom, innerHeight) - 3].some((height) => {
		const hit = document.elementFromPoint(x, height);
		return hit !== null && (shown.contains(hit) || hit.contains(shown));
	});
	return { index, fault: isSeen ? null : `covered: ${name}` };
}

/** Those that are still there. */
function unreached(reached: number[]): string[] {
	const { controls } = window as unknown as Marked;
	return controls
		.filter((control, index) => !reached.includes(index) && control.isConnected && control.checkVisibility())
		.map((control) => control.outerHTML.replaceAll(/\s+/g, ' ').slice(0, 120));
}

/** What can be stopped at and is called nothing, as the browser itself tells a screen reader. */
async function namelessOf(page: Page): Promise<string[]> {
	const cdp = await page.context().newCDPSession(page);
	const { nodes } = await cdp.send('Accessibility.getFullAXTree');
	await cdp.detach();
	return nodes
		.filter(({ ignored, role, properties }) => {
			const can = properties?.find(({ name }) => name === 'focusable')?.value.value === true;
			return can && !ignored && role?.value !== 'RootWebArea' && role?.value !== 'main';
		})
		.filter(({ name }) => !String(name?.value ?? '').trim())
		.map(({ role, nodeId }) => `${role?.value} ${nodeId}`);
}
