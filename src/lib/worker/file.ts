/** Hands a file to the browser's own download. */
export function saveFile(blob: Blob, name: string): void {
	const url = URL.createObjectURL(blob);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The browser has taken the address by then; it would hold the bytes until the tab closes.
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
