/** The single keys of 待看. */
export type KeyAction = 'next' | 'previous' | 'seen' | 'return' | 'help';

const actions: { readonly [key: string]: KeyAction } = {
	j: 'next',
	k: 'previous',
	a: 'seen',
	r: 'return',
	'?': 'help',
};
const storageKey = 'linli-desk-keys';

/** What a key means here; null while someone types, uses a dialog, or holds a modifier. */
export function keyOf(event: KeyboardEvent, on: boolean): KeyAction | null {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return null;
	const target = event.target instanceof Element ? event.target : null;
	if (target?.closest('input:not([type=radio], [type=checkbox]), textarea, select, dialog, [contenteditable]'))
		return null;
	const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
	return on || action === 'help' ? action : null;
}

export const readSingleKeys = (): boolean => localStorage.getItem(storageKey) !== 'off';
export const keepSingleKeys = (on: boolean): void => localStorage.setItem(storageKey, on ? 'on' : 'off');
