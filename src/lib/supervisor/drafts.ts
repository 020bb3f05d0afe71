/** What a person has half written stays in this tab, over a reload and an update of the app, until it is sent. */
const keyOf = (name: string) => `linli-draft:${name}`;

export const readDraft = (name: string): string => sessionStorage.getItem(keyOf(name)) ?? '';

export function keepDraft(name: string, text: string): void {
	if (text === '') sessionStorage.removeItem(keyOf(name));
	else sessionStorage.setItem(keyOf(name), text);
}
