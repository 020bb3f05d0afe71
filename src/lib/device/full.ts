/** Whether an error of the database says that the phone has no room, at any depth. */
export const isFull = (error: unknown): boolean =>
	error instanceof Error &&
	(error.name === 'QuotaExceededError' || ('inner' in error && isFull((error as { inner: unknown }).inner)));
