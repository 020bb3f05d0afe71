/** The language of this phone: Chinese unless the person chose English. Kept on the phone, not in the account. */
export type Language = 'zh' | 'en';
export interface Said {
	readonly zh: string;
	readonly en: string;
}

const key = 'linli-language';
let current = $state<Language>(localStorage.getItem(key) === 'en' ? 'en' : 'zh');

export const language = {
	get current(): Language {
		return current;
	},
	set current(next: Language) {
		current = next;
		localStorage.setItem(key, next);
		showLanguage();
	},
};

/** A word in the language of the phone. */
export const say = (word: Said): string => word[current];

/** Tells the browser and screen readers which language the page is in. */
export function showLanguage(): void {
	document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en';
}
