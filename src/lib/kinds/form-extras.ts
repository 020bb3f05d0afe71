/** What a screen puts into the forms of all kinds, below their fields: photos. */
import { getContext, setContext, type Snippet } from 'svelte';

const key = Symbol('form-extras');

export const setFormExtras = (extras: Snippet): Snippet => setContext(key, extras);
export const getFormExtras = (): Snippet | undefined => getContext<Snippet | undefined>(key);
