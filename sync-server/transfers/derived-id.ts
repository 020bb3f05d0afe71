/**
 * Ids of what the clerk writes: the same words give the same id, so that a transfer which is repeated or resumed writes
 * nothing twice. Shaped as a UUIDv7 of the moment, since screens read that from an id.
 */
import { hash } from 'node:crypto';

/** @param ms of the entry that it stands for. */
export function derivedId(ms: number, ...words: readonly string[]): string {
	const time = ms.toString(16).padStart(12, '0').slice(-12);
	const digest = hash('sha256', words.join('\n'), 'hex');
	const variant = ((Number.parseInt(digest[3]!, 16) & 0x3) | 0x8).toString(16);
	return [
		time.slice(0, 8),
		time.slice(8),
		`7${digest.slice(0, 3)}`,
		`${variant}${digest.slice(4, 7)}`,
		digest.slice(7, 19),
	].join('-');
}
