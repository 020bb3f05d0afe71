/** The moment in which a day (`yyyy-mm-dd`) begins in a time zone, in unix ms. */
export function dayStartMs(day: string, timeZone: string): number {
	const midnight = Date.parse(`${day}T00:00:00Z`);
	// Twice: the offset at the guess may differ from the one at the answer where clocks are changed that night.
	const guess = midnight - offsetMs(midnight, timeZone);
	return midnight - offsetMs(guess, timeZone);
}

function offsetMs(ms: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(ms);
	const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
	const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name) ?? [];
	return hours === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
