/** CSV that spreadsheets read as it is meant: UTF-8 with its mark, CRLF, and no cell that could run as a formula. */
export const rowsToCsv = (rows: readonly (readonly (string | number)[])[]): string =>
	`\uFEFF${rows.map((row) => row.map(cellToText).join(',')).join('\r\n')}\r\n`;

function cellToText(cell: string | number): string {
	if (typeof cell === 'number') return String(cell);
	const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
