/**
 * Many short texts as one long one, a line each. A string this way costs its letters and four bytes instead of an
 * object, and looking for a pattern in fifty thousand of them is one `indexOf` over some hundred kilobytes. Pure.
 */

export interface Lines {
	/** A line feed before each and after the last. */
	readonly text: string;
	/** Where each begins; one more for the end. */
	readonly starts: Uint32Array;
	/** Held in memory: a letter beyond Latin makes all of its text two bytes wide. */
	readonly bytes: number;
}

export interface LinesMaker {
	readonly add: (line: string) => void;
	readonly finish: () => Lines;
}

export function makeLines(): LinesMaker {
	const starts: number[] = [];
	let text = '';
	let part: string[] = [];
	let length = 0;
	const flush = () => {
		text += part.join('');
		part = [];
	};
	return {
		add: (given) => {
			const line = given.includes('\n') ? given.replaceAll('\n', ' ') : given;
			starts.push(length);
			length += line.length + 1;
			part.push('\n', line);
			if (part.length >= 1024) flush();
		},
		finish: () => {
			flush();
			starts.push(length);
			const whole = `${text}\n`;
			// Counted here, so that the engine joins the parts now and not at the first search.
			const width = /[^\0-\xff]/.test(whole) ? 2 : 1;
			return { text: whole, starts: new Uint32Array(starts), bytes: whole.length * width + starts.length * 4 };
		},
	};
}

export const lineOf = ({ text, starts }: Lines, index: number): string =>
	text.slice(starts[index]! + 1, starts[index + 1]);

/** What to look for. The letters are sought first, their edges checked after: a line feed stands everywhere. */
export interface Pattern {
	readonly letters: string;
	/** What stands before and after; a line feed is the edge of the line. */
	readonly before?: '\n' | '\t';
	readonly after?: '\n';
}

/** Calls back with each line that holds the pattern, in order, until it says false. */
export function eachLineWith({ text, starts }: Lines, pattern: Pattern, visit: (index: number) => boolean): void {
	const { letters, before, after } = pattern;
	for (let at = text.indexOf(letters); at >= 0;) {
		const isWhole =
			(before === undefined || text[at - 1] === before) && (after === undefined || text[at + letters.length] === after);
		if (isWhole) {
			const line = lineAt(starts, at);
			if (!visit(line)) return;
			at = text.indexOf(letters, starts[line + 1]);
		} else at = text.indexOf(letters, at + 1);
	}
}

/** The line that a place lies in. */
function lineAt(starts: Uint32Array, place: number): number {
	let low = 0;
	let high = starts.length - 1;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (starts[middle]! <= place) low = middle;
		else high = middle;
	}
	return low;
}
