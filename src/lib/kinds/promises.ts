/** What is promised most at a door, and what is still missing of a promise that is being written down. Pure. */
import { formWords } from './form-words.ts';
import type { Language } from './kind.ts';

/** Written as they stand: a card for the elderly, a subsidy, a repair, the refund of medicine, a form, an answer. */
export const commonPromises: Readonly<Record<Language, readonly string[]>> = {
	zh: ['办老年卡', '申请补贴', '联系报修', '问医保报销', '送表格', '问清回话'],
	en: ['Elder’s card', 'Subsidy', 'Repair', 'Medical refund', 'Bring a form', 'Ask and answer'],
};

/** Of a promise with either part; null when nothing is, and when nothing was begun. */
export function missingOfPromise({ text, due }: { readonly text: string; readonly due: string }) {
	if (text.trim() === '') return due === '' ? null : formWords.sayPromise;
	return due === '' ? formWords.byWhen : null;
}
