/** How large a file may be: far above any honest list of a community, far below what would trouble the server. */

const MiB = 1024 * 1024;

/** Bytes of the file as it comes. */
export const fileLimit = 20 * MiB;
/** Bytes of all its parts unpacked. */
export const unpackedLimit = 200 * MiB;
/** Parts of an XLSX file: sheets, pictures, settings of printers. */
export const partLimit = 2000;
/** Rows of all sheets together. */
export const rowLimit = 50_000;
export const columnLimit = 300;
export const sheetLimit = 100;

/** What a process that reads may take: some twenty times what the largest honest file needs. */
export interface ReadLimits {
	readonly ms: number;
	readonly heapMb: number;
}
export const apartLimits: ReadLimits = { ms: 60_000, heapMb: 1024 };
