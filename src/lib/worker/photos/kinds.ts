/** Of which records photos are taken, and where a form offers them. Nobody is asked for one indoors. */
const places = { problem: 'above', patrol: 'below', visit: 'below', 'check-in': 'below' } as const;

export const takesPhotos = (kind: string): 'above' | 'below' | null =>
	Object.hasOwn(places, kind) ? places[kind as keyof typeof places] : null;
