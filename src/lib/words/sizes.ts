/** A size for people: tenths below ten megabytes, gigabytes above a thousand. */
export function sizeText(bytes: number): string {
	const megabytes = bytes / 1024 / 1024;
	// What is there is never shown as nothing.
	if (megabytes < 10) return `${Math.max(0.1, megabytes).toFixed(1)} MB`;
	return megabytes < 1024 ? `${megabytes.toFixed(0)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}
