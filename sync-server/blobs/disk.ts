/** What a disk says when it does not do what it was asked. */

/** There is no room. */
export const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error)));

/** Given to `catch`: `none` in place of a file or folder that is not there. @throws whatever else went wrong */
export const orWhereMissing =
	<None>(none: None) =>
	(error: unknown): None => {
		if (codeOf(error) === 'ENOENT') return none;
		throw error;
	};

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown }).code;
