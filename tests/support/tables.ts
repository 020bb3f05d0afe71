/** What the import reads of a file: the rows of its first sheet, the head among them. */
import { fileToWorkbook } from '#server/roster/file.ts';

/** @throws when the import does not take the file. */
export async function readBack(bytes: Uint8Array, fileName: string): Promise<readonly (readonly string[])[]> {
	const read = await fileToWorkbook(bytes, fileName);
	if (!read.ok) throw new Error(JSON.stringify(read.error));
	return read.value.sheets[0]!.rows;
}
