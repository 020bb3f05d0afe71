/** The colours of the page, for a canvas that knows no CSS: read from the design tokens each time they change. */
export interface Look {
	readonly ground: string;
	readonly surface: string;
	readonly raised: string;
	readonly ink: string;
	readonly quiet: string;
	readonly line: string;
	readonly edge: string;
	readonly tones: Readonly<Record<Tone, { readonly fill: string; readonly line: string }>>;
	/** 1, or 1.4 with large text. */
	readonly textScale: number;
}

/** A state, beside a word or number that says the same. */
export type Tone = 'plain' | 'none' | 'accent' | 'info' | 'warn' | 'danger' | 'quiet';

/** @param root where the theme and the size of text stand */
export function readLook(root: HTMLElement): Look {
	const style = getComputedStyle(root);
	const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
	const tone = (name: string) => ({ fill: token(`${name}-soft`), line: token(name) });
	return {
		ground: token('ground'),
		surface: token('surface'),
		raised: token('surface-2'),
		ink: token('ink'),
		quiet: token('ink-2'),
		line: token('line'),
		edge: token('edge'),
		tones: {
			none: { fill: token('surface-2'), line: token('line') },
			plain: { fill: token('surface'), line: token('edge') },
			quiet: { fill: token('surface-2'), line: token('ink-2') },
			accent: { fill: token('accent-soft'), line: token('accent-strong') },
			info: tone('info'),
			warn: tone('warn'),
			danger: tone('danger'),
		},
		textScale: root.dataset.text === 'large' ? 1.4 : 1,
	};
}
