/** Whether an error of the database says that the phone has no room, at any depth. */
export const isFull = (error: unknown): boolean =>
	error instanceof Error &&
	(error.name === 'QuotaExceededError' ||
		('inner' in error && isFull(error.inner)) ||
		// Of many rows written at once, each may say why.
		('failures' in error && Object.values(error.failures as object).some(isFull)));
