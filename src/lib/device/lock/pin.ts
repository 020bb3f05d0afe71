/** What may be a PIN: six digits that are not the first that anybody tries. Pure. */
export const pinLength = 6;

export type PinFault = 'short' | 'plain';

const isRun = (digits: readonly number[], step: number): boolean =>
	digits.every((digit, index) => index === 0 || (digit - digits[index - 1]! + 10) % 10 === (step + 10) % 10);

/** @returns null when it may be one; `plain` for one digit six times, and for digits that count up or down. */
export function pinFault(pin: string): PinFault | null {
	if (!/^\d{6}$/.test(pin)) return 'short';
	const digits = [...pin].map(Number);
	const isPlain = [0, 1, -1].some((step) => isRun(digits, step)) || /^(\d\d)\1\1$|^(\d{3})\2$/.test(pin);
	return isPlain ? 'plain' : null;
}
