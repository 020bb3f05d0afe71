/** Into the practice space and out of it, and to the screen where each begins. */
import { goto, invalidate } from '$app/navigation';
import { resolve } from '$app/paths';
import { beginPractice, leavePractice } from '#lib/device/practice/practice.svelte.ts';

export const begin = (): Promise<void> => beginPractice(() => goOn('/today'));
export const leave = (): Promise<void> => leavePractice(() => goOn('/me'));

async function goOn(path: '/today' | '/me'): Promise<void> {
	await goto(resolve(path));
	await invalidate('linli:practice');
}
