/** Whether this tab practises. Kept for the tab alone: an app that is opened anew never practises unasked. */
import { halfFilledKeys } from '#lib/device/half-filled-keys.ts';
import { practiceAccount } from './names.ts';

const key = 'linli-practice';

export const practice = $state({ isOn: sessionStorage.getItem(key) === '1' });

/** @param go loads the screens anew */
export async function beginPractice(go: () => Promise<unknown>): Promise<void> {
	const { forgetPractice } = await import('./space.ts');
	await forgetPractice();
	sessionStorage.setItem(key, '1');
	practice.isOn = true;
	await go();
}

export async function leavePractice(go: () => Promise<unknown>): Promise<void> {
	sessionStorage.removeItem(key);
	practice.isOn = false;
	for (const { key: half } of halfFilledKeys(localStorage, practiceAccount)) localStorage.removeItem(half);
	await go();
	const { forgetPractice } = await import('./space.ts');
	await forgetPractice();
}
