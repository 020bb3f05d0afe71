/**
 * Invented telephone numbers. Chinese mobile numbers begin with 13 to 19; ours begin with 129, which is given to
 * nobody, so a tap on the dialler reaches no one. They look like numbers and are recognised by their beginning.
 */
import type { Random } from './random.ts';

export const inventedPrefix = '1290022';

export const newPhone = (random: Random): string => `${inventedPrefix}${String(random.int(0, 9999)).padStart(4, '0')}`;
