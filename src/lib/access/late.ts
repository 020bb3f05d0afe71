/** Work that was written after its grant had ended, by one who was out of reach and could not know. */
import { mayHandOver, type Action, type Grant, type HandOver } from './policy.ts';

/**
 * Whether what was written on the day `written` waits for a supervisor's word: a worker's grant would still let it in, had
 * it been written on that grant's last day (A9).
 */
export function waitsForWord(grants: readonly Grant[], action: Action, asked: HandOver): boolean {
	return grants.some((grant) => {
		const last = lastDayOf(grant);
		return last !== undefined && asked.written > last && mayHandOver([grant], action, { ...asked, written: last });
	});
}

const lastDayOf = ({ to, ended }: Grant): string | undefined =>
	[to, ended].filter((end) => end !== undefined).sort()[0];
