/** Under which keys half-filled forms and dialogs lie in the browser's storage: by account, form and subject. */
const prefix = 'linli-half';
/** How long they are kept, and what was taken for them. */
export const halfFilledMs = 12 * 60 * 60 * 1000;

export const halfFilledKey = (account: string, form: string, subject: string | null): string =>
	[prefix, account, form, subject ?? ''].join(':');

/** Whom a form is about, by its key; '' where it is about nobody. */
export const subjectOf = (key: string): string => key.split(':')[3] ?? '';

/** Keys of an account, with whom each form is about; '' where it is about nobody. */
export function halfFilledKeys(
	storage: Storage,
	account: string,
): readonly { readonly key: string; readonly subject: string }[] {
	return Object.keys(storage).flatMap((key) => {
		const [before, whose, , subject = ''] = key.split(':');
		return before === prefix && whose === account ? [{ key, subject }] : [];
	});
}
