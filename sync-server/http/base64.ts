/** Bytes that come as base64 within JSON. */

/** Groups of four cannot stand in the pattern: over megabytes it fills the stack. `base64ToBytes` counts them. */
export const base64 = { type: 'string', pattern: '^[A-Za-z0-9+/]*={0,2}$' } as const;

/** Megabytes of it, where `atob` would hold everybody up. null when it is cut within a group. */
export const base64ToBytes = (text: string): Uint8Array<ArrayBuffer> | null =>
	text.length % 4 === 0 ? new Uint8Array(Buffer.from(text, 'base64')) : null;
