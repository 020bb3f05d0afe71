/** Theme and size of text, kept on this phone and shown as data attributes of the root. */
export const themes = ['system', 'light', 'dark'] as const;
export const textSizes = ['normal', 'large'] as const;
export type Theme = (typeof themes)[number];
export type TextSize = (typeof textSizes)[number];

const themeKey = 'linli-theme';
const textKey = 'linli-text';
const grounds = { light: '#f4f6f4', dark: '#0f1412' } as const;

const kept = <Choice extends string>(key: string, choices: readonly Choice[], otherwise: Choice): Choice => {
	const value = localStorage.getItem(key);
	return choices.find((choice) => choice === value) ?? otherwise;
};

let theme = $state<Theme>(kept(themeKey, themes, 'system'));
let text = $state<TextSize>(kept(textKey, textSizes, 'normal'));
const systemDark = matchMedia('(prefers-color-scheme: dark)');

export const appearance = {
	get theme(): Theme {
		return theme;
	},
	set theme(next: Theme) {
		theme = next;
		localStorage.setItem(themeKey, next);
		showAppearance();
	},
	get text(): TextSize {
		return text;
	},
	set text(next: TextSize) {
		text = next;
		localStorage.setItem(textKey, next);
		showAppearance();
	},
};

/** Writes the choice onto the page; once before the first paint, then on each change. */
export function showAppearance(): void {
	const shown = theme === 'system' ? (systemDark.matches ? 'dark' : 'light') : theme;
	const root = document.documentElement;
	root.dataset.theme = shown;
	root.dataset.text = text;
	document.querySelector('meta[name="theme-color"]')?.setAttribute('content', grounds[shown]);
}

/** Follows the system while the person has not chosen. */
export function watchAppearance(): () => void {
	systemDark.addEventListener('change', showAppearance);
	return () => systemDark.removeEventListener('change', showAppearance);
}
