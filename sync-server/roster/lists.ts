/** The long part of reading, in the process that can be stopped: use these where others wait for the same process. */
import { runApart, type Watch } from './apart.ts';
import type { RowError } from './errors.ts';
import type { PeopleRead } from './listed.ts';
import type { Mapping } from './layout.ts';
import type { PlacesRead } from './places.ts';
import type { RosterRead } from './rows.ts';
import type { Workbook } from './workbook.ts';

type Slow = { readonly ok: false; readonly error: readonly RowError[] };

/** As `workbookToRoster`. @throws when the watch's signal aborts. */
export async function readRosterApart(
	workbook: Workbook,
	mapping: Mapping,
	today: string,
	watch: Watch = {},
): Promise<RosterRead> {
	const read = await runApart<RosterRead>({ job: 'roster', workbook, mapping, today }, watch);
	return isSlow(read) ? { roster: { doors: [] }, errors: read.error, warnings: [] } : read;
}

/** As `workbookToPeople`. @throws when the watch's signal aborts. */
export async function readPeopleApart(
	workbook: Workbook,
	mapping: Mapping,
	today: string,
	watch: Watch = {},
): Promise<PeopleRead> {
	const read = await runApart<PeopleRead>({ job: 'people', workbook, mapping, today }, watch);
	return isSlow(read) ? { people: [], errors: read.error, warnings: [] } : read;
}

/** As `workbookToPlaces`. @throws when the watch's signal aborts. */
export async function readPlacesApart(
	workbook: Workbook,
	mapping: Mapping,
	today: string,
	watch: Watch = {},
): Promise<PlacesRead> {
	const read = await runApart<PlacesRead>({ job: 'places', workbook, mapping, today }, watch);
	return isSlow(read) ? { places: [], spans: [], errors: read.error, warnings: [] } : read;
}

/** As `buildingsOf`; none when the file takes too long. */
export async function readBuildingsApart(workbook: Workbook, mapping: Mapping): Promise<readonly string[]> {
	const read = await runApart<readonly string[]>({ job: 'buildings', workbook, mapping });
	return isSlow(read) ? [] : read;
}

const isSlow = (read: object): read is Slow => 'ok' in read;
